"""What a report, a day report and the times of cases say on paper: what was asked for, totals with bars, then the rows.

The rule: the same words and sums as on the screen, from the same functions.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from terminal.case.case import Case
from terminal.columns import clean, cut, pad, wrap
from terminal.language import Texts
from terminal.printers.a4 import PAGE_COLUMNS
from terminal.records.a4 import Writing, pdf_of
from terminal.records.chart import chart
from terminal.records.export import Made
from terminal.records.report import DayReport, Report
from terminal.records.slow_cases import slow_lines
from terminal.records.table import COLUMNS
from terminal.records.words import asked_words, beside_words, change_words, counted_words, operator_words
from terminal.trade.batch import KindTotal

BAR_MARK = "■"

# fmt: off
_WIDTHS: dict[str, int] = {  # of the table's columns, in half-width characters; together with spaces PAGE_COLUMNS
    "opened_at": 19, "voucher_no": 7, "batch_no": 6, "kind": 15, "channel": 11, "amount_fen": 14, "state": 12,
    "payer": 19, "reference_no": 12,
}
# fmt: on
_RIGHT = frozenset({"amount_fen"})
_BY_NAME = {column.name: column for column in COLUMNS}


def report_pdf(report: Report, made: Made, t: Texts) -> bytes:
    """The whole file."""
    return pdf_of(report_writing(report, made, t), made, t)


def day_pdf(day: DayReport, made: Made, t: Texts) -> bytes:
    """The whole file."""
    return pdf_of(day_writing(day, made, t), made, t)


def slow_pdf(cases: Sequence[Case], now: datetime, made: Made, t: Texts) -> bytes:
    """The whole file."""
    said = slow_lines(cases, now, t, PAGE_COLUMNS, BAR_MARK)
    return pdf_of(Writing(t("slow.title"), (*wrap(clean(made.merchant_name), PAGE_COLUMNS), "", *said)), made, t)


def report_writing(report: Report, made: Made, t: Texts) -> Writing:
    """What was asked for, totals, and every row."""
    said = (*wrap(asked_words(report.asked, t), PAGE_COLUMNS), counted_words(report, t))
    first = (*_top(made, said, report.totals, t), "")
    titles = _row(t(f"column.{name}") for name in _WIDTHS)
    rows = tuple(_row(_BY_NAME[name].text(one, t) for name in _WIDTHS) for one in report.rows)
    return Writing(t("title.records"), first, titles, rows)


def day_writing(day: DayReport, made: Made, t: Texts) -> Writing:
    """Totals, and what each operator did."""
    operators = tuple(cut(operator_words(one, t), PAGE_COLUMNS) for one in day.operators)
    changed = [row for one in day.changes for row in wrap(change_words(one, t), PAGE_COLUMNS)]
    said = (beside_words(day.standings, t),)
    below = (*operators, *(["", *changed] if changed else []))
    return Writing(t("title.day", day=day.day), (*_top(made, said, day.totals, t), "", *below))


def _top(made: Made, said: Iterable[str], totals: tuple[KindTotal, ...], t: Texts) -> Iterable[str]:
    yield from wrap(clean(made.merchant_name), PAGE_COLUMNS)
    yield from filter(None, said)
    if made.practice:
        yield pad(t("records.not_real"), PAGE_COLUMNS, "centre")
    yield ""
    yield from chart(totals, t, PAGE_COLUMNS, BAR_MARK) or (t("records.none"),)


def _row(texts: Iterable[str]) -> str:
    cells = zip(texts, _WIDTHS.items(), strict=True)
    joined = " ".join(pad(text, wide, "right" if name in _RIGHT else "left") for text, (name, wide) in cells)
    return cut(joined, PAGE_COLUMNS).rstrip()
