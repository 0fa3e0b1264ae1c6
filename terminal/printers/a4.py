"""Pages of lines -> A4 pictures and a PDF of them, drawn with the bundled font, the text underneath to search.

What stands on them is the caller's, head and foot too. The rule: a line is at most PAGE_COLUMNS wide, a page at most
PAGE_LINES long; and the same pages give the same bytes.
"""

from collections.abc import Sequence

from PIL import Image

from scanner.paper import LINE_DOTS, draw_lines, png
from terminal.columns import width
from terminal.printers.outcome import A4
from terminal.printers.pdf_document import PdfLine, PdfPage, document

PAGE_DOTS = (1680, 2376)
"""A4 at 8 dots a millimetre."""
MARGIN_DOTS = 80
CELL_DOTS = 12
PAGE_COLUMNS = (PAGE_DOTS[0] - 2 * MARGIN_DOTS) // CELL_DOTS
PAGE_LINES = (PAGE_DOTS[1] - 2 * MARGIN_DOTS) // LINE_DOTS
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


def drawn_pages(sheets: A4) -> tuple[PdfPage, ...]:
    """Each page as a picture, and where its text stands."""
    under = _watermark(sheets.watermark) if sheets.watermark else Image.new("L", PAGE_DOTS, 255)
    return tuple(_page(lines, under) for lines in sheets.pages)


def _page(lines: Sequence[str], under: Image.Image) -> PdfPage:
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
