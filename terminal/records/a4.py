"""Lines and a table -> A4 pages of a PDF, drawn with the bundled font, their text underneath to search and copy.

What stands on them is the caller's. The rule: every page says what it belongs to, which page of how many it is, and in
practice that nothing on it is real.
"""

from dataclasses import dataclass

from PIL import Image

from scanner.paper import LINE_DOTS, draw_lines
from terminal.columns import pad, width
from terminal.language import Texts
from terminal.printers.pdf_document import PdfLine, PdfPage, document
from terminal.records.export import Made
from terminal.records.table import moment

PAGE_DOTS = (1680, 2376)
"""A4 at 8 dots a millimetre."""
MARGIN_DOTS = 80
CELL_DOTS = 12
PAGE_COLUMNS = (PAGE_DOTS[0] - 2 * MARGIN_DOTS) // CELL_DOTS
PAGE_LINES = (PAGE_DOTS[1] - 2 * MARGIN_DOTS) // LINE_DOTS
_WATERMARK_CELL = 200  # dots of a half-width character, where the page has room for them
_HEAD_LINES, _FOOT_LINES = 3, 2
BODY_LINES = PAGE_LINES - _HEAD_LINES - _FOOT_LINES


@dataclass(frozen=True, slots=True)
class Writing:
    """Lines of PAGE_COLUMNS at most. title: over every page. first: before the table. titles: of the table, on every
    page that has a part of it. rows: one line each.
    """

    title: str
    first: tuple[str, ...]
    titles: str = ""
    rows: tuple[str, ...] = ()


def pdf_of(writing: Writing, made: Made, t: Texts) -> bytes:
    """The whole file; the same writing gives the same bytes."""
    under = _watermark(t("status.practice")) if made.practice else Image.new("L", PAGE_DOTS, 255)
    return document([_page(page, under) for page in pages(writing, made, t)])


def pages(writing: Writing, made: Made, t: Texts) -> tuple[tuple[str, ...], ...]:
    """The lines of each page, PAGE_LINES of them: head, body, foot."""
    bodies = _bodies(writing)
    head = [_head(writing.title, made, t, f"{at}/{len(bodies)}") for at in range(1, len(bodies) + 1)]
    return tuple((*top, *body, *_foot(made, t)) for top, body in zip(head, bodies, strict=True))


def _bodies(writing: Writing) -> list[list[str]]:
    table = [writing.titles, "-" * PAGE_COLUMNS] if writing.rows else []
    lines, bodies = [*writing.first, *table, *writing.rows], list[list[str]]()
    while lines:
        top = table if bodies and writing.rows else []
        room = BODY_LINES - len(top)
        bodies.append([*top, *lines[:room], *[""] * (room - len(lines))])
        lines = lines[room:]
    return bodies or [[""] * BODY_LINES]


def _head(title: str, made: Made, t: Texts, number: str) -> tuple[str, ...]:
    mark = t("records.not_real") if made.practice else ""
    middle = pad(mark, PAGE_COLUMNS - width(title) - width(number), "centre")
    return (f"{title}{middle}{number}", "=" * PAGE_COLUMNS, "")


def _foot(made: Made, t: Texts) -> tuple[str, ...]:
    said = t("records.made", at=moment(made.at))
    mark = t("records.not_real") if made.practice else ""
    return ("=" * PAGE_COLUMNS, said + pad(mark, PAGE_COLUMNS - width(said), "right"))


def _page(lines: tuple[str, ...], under: Image.Image) -> PdfPage:
    paper = under.copy()
    text = draw_lines(lines, PAGE_DOTS[0] - 2 * MARGIN_DOTS)
    paper.paste(text, (MARGIN_DOTS, MARGIN_DOTS), text.point(lambda grey: 255 - grey))
    said = (
        PdfLine(line, MARGIN_DOTS, MARGIN_DOTS + at * LINE_DOTS) for at, line in enumerate(lines, 1) if line.strip()
    )
    return PdfPage(paper, tuple(said))


def _watermark(words: str) -> Image.Image:
    """Words across the page, so light that a table is read over them."""
    wide = min(PAGE_DOTS[0] - 4 * MARGIN_DOTS, width(words) * _WATERMARK_CELL)
    drawn = draw_lines([words], width(words) * CELL_DOTS)
    large = drawn.resize((wide, wide * drawn.height // drawn.width)).point(lambda grey: 255 - (255 - grey) // 10)
    paper = Image.new("L", PAGE_DOTS, 255)
    paper.paste(large, ((PAGE_DOTS[0] - wide) // 2, (PAGE_DOTS[1] - large.height) // 2))
    return paper
