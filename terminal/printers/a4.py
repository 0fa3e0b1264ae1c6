"""Pages of lines -> A4 pictures and a PDF of them, drawn with the bundled font, the text underneath to search.

What stands on them is the caller's, head and foot too. The rule: lines fill the page from edge to edge, so the fewer
columns they have the larger are their letters; and the same pages give the same bytes.
"""

from collections.abc import Sequence

from PIL import Image

from scanner.paper.lines import LINE_DOTS, draw_lines, png
from terminal.columns import width
from terminal.printers.outcome import A4
from terminal.printers.pdf_document import PdfLine, PdfPage, document

PAGE_DOTS = (1680, 2376)
"""A4 at 8 dots a millimetre."""
MARGIN_DOTS = 80
CELL_DOTS = 12
_ROOM_DOTS = (PAGE_DOTS[0] - 2 * MARGIN_DOTS, PAGE_DOTS[1] - 2 * MARGIN_DOTS)
PAGE_COLUMNS = _ROOM_DOTS[0] // CELL_DOTS
"""Of the smallest letters, which are those of the roll's font."""
_WATERMARK_CELL = 200  # dots of a half-width character, where the page has room for them


def pdf_of_pages(sheets: A4) -> bytes:
    """The whole file."""
    return document(drawn_pages(sheets))


def png_of_pages(sheets: A4) -> bytes:
    """All pages as one picture, one under the other."""
    drawn = [page.picture for page in drawn_pages(sheets)]
    whole = Image.new("L", (PAGE_DOTS[0], PAGE_DOTS[1] * len(drawn)), 255)
    for at, picture in enumerate(drawn):
        whole.paste(picture, (0, at * PAGE_DOTS[1]))
    return png(whole)


def page_lines(columns: int) -> int:
    """How many lines a page has where so many columns fill it."""
    return int(_ROOM_DOTS[1] // (LINE_DOTS * PAGE_COLUMNS / columns))


def drawn_pages(sheets: A4) -> tuple[PdfPage, ...]:
    """Each page as a picture, and where its text stands."""
    under = _watermark(sheets.watermark) if sheets.watermark else Image.new("L", PAGE_DOTS, 255)
    return tuple(_page(lines, sheets, under) for lines in sheets.pages)


def _page(lines: Sequence[str], sheets: A4, under: Image.Image) -> PdfPage:
    paper, high = under.copy(), LINE_DOTS * PAGE_COLUMNS / sheets.columns
    plain = ["" if line.strip() == sheets.heading else line for line in lines]
    text = _larger(draw_lines(plain, sheets.columns * CELL_DOTS), _ROOM_DOTS[0])
    paper.paste(text, (MARGIN_DOTS, MARGIN_DOTS), _ink(text))
    for at, line in enumerate(lines):
        if line.strip() and line.strip() == sheets.heading:
            _put_heading(paper, line.strip(), MARGIN_DOTS + round(at * high), high)
    said = (
        PdfLine(line, MARGIN_DOTS, MARGIN_DOTS + round(at * high), round(high))
        for at, line in enumerate(lines, 1)
        if line.strip()
    )
    return PdfPage(paper, tuple(said))


def _put_heading(paper: Image.Image, words: str, top: int, high: float) -> None:
    drawn = draw_lines([words], width(words) * CELL_DOTS)
    large = _larger(drawn, min(_ROOM_DOTS[0], round(drawn.width * 2 * high / LINE_DOTS)))
    paper.paste(large, ((PAGE_DOTS[0] - large.width) // 2, top), _ink(large))


def _larger(drawn: Image.Image, wide: int) -> Image.Image:
    if drawn.width == wide:
        return drawn
    return drawn.resize((wide, round(drawn.height * wide / drawn.width)), Image.Resampling.LANCZOS)


def _ink(drawn: Image.Image) -> Image.Image:
    return drawn.point(lambda grey: 255 - grey)


def _watermark(words: str) -> Image.Image:
    """Words across the page, so light that a table is read over them."""
    wide = min(PAGE_DOTS[0] - 4 * MARGIN_DOTS, width(words) * _WATERMARK_CELL)
    drawn = draw_lines([words], width(words) * CELL_DOTS)
    large = drawn.resize((wide, wide * drawn.height // drawn.width)).point(lambda grey: 255 - (255 - grey) // 10)
    paper = Image.new("L", PAGE_DOTS, 255)
    paper.paste(large, ((PAGE_DOTS[0] - wide) // 2, (PAGE_DOTS[1] - large.height) // 2))
    return paper
