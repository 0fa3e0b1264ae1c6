"""交易记录: what was found, with its totals on top; it opens on this operator's refunds of today. Pure.

The rule: what is asked for stands above what is shown, and so does how many were found, so that nobody takes a part
for the whole.
"""

from dataclasses import replace

from protocol.money import format_yuan
from terminal.columns import clean, width, wrap
from terminal.face.asks.ask import Ask
from terminal.face.asks.records import FindRecords, Today
from terminal.face.entry import packed
from terminal.face.keys import Key
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.language import translator as texts
from terminal.records.report import Filter, Report
from terminal.screens.columned import WIDE, Column, in_columns, seen, titled
from terminal.screens.list_page import MOST_ROWS, ListPage, listed, numbered
from terminal.screens.page import Line, Look, Turn, View, going
from terminal.trade.batch import Transaction, kind_of

LEAST_TOTALS = 2
"""Rows for the totals where they are few, so that the list stands still."""
LEAST_ROWS = 3
MOST_KEYED = 14
FUNCTIONS = "0"

# fmt: off
COLUMNS: tuple[Column, ...] = (
    Column("when",    5,  11),
    Column("kind",    8,  8),
    Column("voucher", 6,  6),
    Column("amount",  13, 13, right=True),
    Column("payer",   5,  19),
    Column("state",   12, 12),
)
_KEYS: dict[str, Event] = {
    Key.FIND: Event.FIND, Key.FILTER: Event.FILTER, Key.DAY: Event.DAY, Key.EXPORT: Event.EXPORT,
    Key.LAST_SETTLED: Event.LAST_SETTLED,
}
# fmt: on


class RecordsPage(ListPage):
    """A digit opens one, + and - turn the page, 0 lists the functions."""

    page, title = Page.RECORDS, "title.records"
    wide = True

    def entered(self, scene: Scene) -> Scene:
        return replace(scene, cursor=scene.records.at, records=replace(scene.records, day=None))

    def arrival(self, scene: Scene) -> Ask | None:
        return Today(scene.operator_no) if scene.records.report is None else None

    def size(self, scene: Scene) -> int:
        return len(scene.records.report.rows) if scene.records.report else 0

    def height(self, scene: Scene) -> int:
        report = scene.records.report
        head = _head(report, self.room(scene).columns, texts(scene.lang)) if report else ()
        return max(LEAST_ROWS, min(self.room(scene).rows - len(head), MOST_ROWS))

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        report, columns, height = scene.records.report, self.room(scene).columns, self.height(scene)
        if report is None:
            return ()
        return seen(report.rows, scene.cursor, height, lambda one: _row(one, report.asked, columns, t))

    def view(self, scene: Scene, t: Texts) -> View:
        report, columns = scene.records.report, self.room(scene).columns
        if report is None:
            return View(t(self.title), (), t("hint.records"))
        height = self.height(scene)
        title = numbered(t(self.title), scene.cursor, len(report.rows), height)
        body = listed(self.rows(scene, t), scene.cursor, height, columns) or (Line(t("records.none"), Look.STRONG),)
        return View(title, (*_head(report, columns, t), *body), t("hint.records"))

    def press(self, scene: Scene, key: str) -> Turn:
        if scene.records.report is None:  # the journal could not be read
            return Turn(scene, ask=Today(scene.operator_no)) if key == Key.OK else going(scene, key)
        if key == FUNCTIONS:
            return Turn(replace(scene, overlay=Key.FUNCTIONS, over=0))
        if key in _KEYS:
            return Turn(scene, _KEYS[key])
        return super().press(scene, key)

    def pasted(self, scene: Scene, text: str) -> Turn:
        """A number off a slip finds it at once."""
        number = packed(text, letters=True)
        if scene.records.report is None or not number or len(number) > MOST_KEYED:
            return Turn(scene.noted("note.unfitting"))
        return Turn(scene, ask=FindRecords(scene.reader, searched(scene, number)))

    def chosen(self, scene: Scene, index: int) -> Turn:
        report = scene.records.report
        if report is None:
            return Turn(scene)
        draft = replace(scene.records, chosen=report.rows[index], at=index, life=())
        return Turn(replace(scene, records=draft), Event.DONE)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, Report):
            return Turn(scene)
        return Turn(replace(scene, records=scene.records.found(answer), cursor=0))


def searched(scene: Scene, number: str = "") -> Filter:
    """All records, or those of a number, by the operators whose records may be seen."""
    return Filter(operator_no="" if scene.records.everybody else scene.operator_no, text=number)


def _head(report: Report, columns: int, t: Texts) -> tuple[Line, ...]:
    from terminal.records.words import asked_words, counted_words

    totals = _filled((counted_words(report, t), *_totals(report, t)), columns)
    return (
        *(Line(row, Look.STRONG) for row in wrap(asked_words(report.asked, t), columns)),
        *(Line(row) for row in [*totals, *[""] * (LEAST_TOTALS - len(totals))]),
        titled([t(f"listed.{one.name}") for one in COLUMNS], COLUMNS, columns),
    )


def _filled(parts: tuple[str, ...], columns: int) -> list[str]:
    """As many parts on a row as fit, none torn."""
    rows: list[str] = []
    for part in parts:
        joined = f"{rows[-1]}  {part}" if rows else ""
        if rows and width(joined) <= columns:
            rows[-1] = joined
        else:
            rows += wrap(part, columns)
    return rows


def _totals(report: Report, t: Texts) -> tuple[str, ...]:
    """Sums of what was done, kind by kind whatever the way of paying; the day report has them apart."""
    from terminal.records.table import signed_sum

    sums: dict[str, int] = {}
    for one in report.totals:
        sums[one.kind] = sums.get(one.kind, 0) + signed_sum(one.kind, one.fen)
    return tuple(f"{t(f'kind.{kind}')} {format_yuan(fen)}" for kind, fen in sums.items())


def _row(one: Transaction, asked: Filter, columns: int, t: Texts) -> str:
    from terminal.records.table import signed, state_words

    wide = columns >= WIDE
    payer = clean(one.payer)
    return in_columns(
        (
            _when(one.opened_at, asked, wide=wide),
            t(f"short.{kind_of(one)}"),
            one.key.trace_no,
            format_yuan(signed(one), commas=False),
            payer if wide else payer[-4:],
            state_words(one, t),
        ),
        COLUMNS,
        columns,
    )


def _when(at: str, asked: Filter, *, wide: bool) -> str:
    """Day and time; where there is room for one of them, the time of one day, else the day."""
    day, time = at[5:10], at[11:16]
    return f"{day} {time}" if wide else time if asked.since and asked.since == asked.until else day
