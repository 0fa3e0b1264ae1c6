"""A report on paper: A4 pages of a PDF, drawn with the bundled font, their text underneath to search and copy.

The rule: every page says what it belongs to, which page of how many it is, and in practice that nothing on it is real.
"""

from collections.abc import Iterable

from PIL import Image

from scanner.paper import LINE_DOTS, draw_lines
from terminal.columns import clean, cut, pad, width, wrap
from terminal.language import Texts
from terminal.printers.pdf_document import PdfLine, PdfPage, document
from terminal.records.chart import chart
from terminal.records.export import Made
from terminal.records.report import Report
from terminal.records.table import COLUMNS, moment
from terminal.records.words import asked_words, counted_words

PAGE_DOTS = (1680, 2376)
"""A4 at 8 dots a millimetre."""
MARGIN_DOTS = 80
PAGE_COLUMNS = (PAGE_DOTS[0] - 2 * MARGIN_DOTS) // (LINE_DOTS * 2 // 5)
PAGE_LINES = (PAGE_DOTS[1] - 2 * MARGIN_DOTS) // LINE_DOTS
BAR_MARK = "■"
_WATERMARK_CELL = 200  # dots of a half-width character, where the page has room for them
_HEAD_LINES, _FOOT_LINES = 3, 2
BODY_LINES = PAGE_LINES - _HEAD_LINES - _FOOT_LINES

# fmt: off
_WIDTHS: dict[str, int] = {  # of the table's columns, in half-width characters; together with spaces PAGE_COLUMNS
    "opened_at": 19, "voucher_no": 7, "batch_no": 6, "kind": 15, "channel": 11, "amount_fen": 14, "state": 12,
    "payer": 19, "reference_no": 12,
}
# fmt: on
_RIGHT = frozenset({"amount_fen"})
_BY_NAME = {column.name: column for column in COLUMNS}


def pdf_bytes(report: Report, made: Made, t: Texts) -> bytes:
    """The whole file; the same report gives the same bytes."""
    mark = _watermark(t("status.practice")) if made.practice else Image.new("L", PAGE_DOTS, 255)
    return document([_page(page, mark) for page in pages(report, made, t)])


def pages(report: Report, made: Made, t: Texts) -> tuple[tuple[str, ...], ...]:
    """The lines of each page, PAGE_LINES at most: head, totals on the first, the table, foot."""
    bodies = _bodies([*_summary(report, made, t), ""], [_row(one) for one in _texts(report, t)], t)
    of = len(bodies)
    return tuple((*_head(made, t, at, of), *body, *_foot(made, t)) for at, body in enumerate(bodies, 1))


def _bodies(first: list[str], rows: list[str], t: Texts) -> list[list[str]]:
    titles = _row(tuple((name, t(f"column.{name}")) for name in _WIDTHS))
    bodies = [[*first, *([titles, "-" * PAGE_COLUMNS] if rows else [])]]
    for row in rows:
        if len(bodies[-1]) == BODY_LINES:
            bodies.append([titles, "-" * PAGE_COLUMNS])
        bodies[-1].append(row)
    return [[*body, *[""] * (BODY_LINES - len(body))] for body in bodies]


def _head(made: Made, t: Texts, at: int, of: int) -> tuple[str, ...]:
    title = t("title.records")
    number = f"{at}/{of}"
    mark = t("records.not_real") if made.practice else ""
    middle = pad(mark, PAGE_COLUMNS - width(title) - width(number), "centre")
    return (f"{title}{middle}{number}", "=" * PAGE_COLUMNS, "")


def _foot(made: Made, t: Texts) -> tuple[str, ...]:
    said = t("records.made", at=moment(made.at))
    mark = t("records.not_real") if made.practice else ""
    return ("=" * PAGE_COLUMNS, said + pad(mark, PAGE_COLUMNS - width(said), "right"))


def _summary(report: Report, made: Made, t: Texts) -> Iterable[str]:
    yield from wrap(clean(made.merchant_name), PAGE_COLUMNS)
    yield from wrap(asked_words(report.asked, t), PAGE_COLUMNS)
    yield counted_words(report, t)
    if made.practice:
        yield pad(t("records.not_real"), PAGE_COLUMNS, "centre")
    yield ""
    yield from chart(report.totals, t, PAGE_COLUMNS, BAR_MARK)


def _texts(report: Report, t: Texts) -> Iterable[tuple[tuple[str, str], ...]]:
    for one in report.rows:
        yield tuple((name, _BY_NAME[name].text(one, t)) for name in _WIDTHS)


def _row(texts: tuple[tuple[str, str], ...]) -> str:
    return cut(
        " ".join(pad(text, _WIDTHS[name], "right" if name in _RIGHT else "left") for name, text in texts), PAGE_COLUMNS
    ).rstrip()


def _page(lines: tuple[str, ...], under: Image.Image) -> PdfPage:
    paper = under.copy()
    table = draw_lines(lines, PAGE_DOTS[0] - 2 * MARGIN_DOTS)
    paper.paste(table, (MARGIN_DOTS, MARGIN_DOTS), table.point(lambda grey: 255 - grey))
    said = (
        PdfLine(text, MARGIN_DOTS, MARGIN_DOTS + at * LINE_DOTS) for at, text in enumerate(lines, 1) if text.strip()
    )
    return PdfPage(paper, tuple(said))


def _watermark(words: str) -> Image.Image:
    """Words across the page, so light that a table is read over them."""
    wide = min(PAGE_DOTS[0] - 4 * MARGIN_DOTS, width(words) * _WATERMARK_CELL)
    drawn = draw_lines([words], width(words) * 12)
    large = drawn.resize((wide, wide * drawn.height // drawn.width)).point(lambda grey: 255 - (255 - grey) // 10)
    paper = Image.new("L", PAGE_DOTS, 255)
    paper.paste(large, (2 * MARGIN_DOTS, (PAGE_DOTS[1] - large.height) // 2))
    return paper
