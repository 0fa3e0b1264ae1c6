"""A picture of a paper -> a page of A4 with a line over it that says what it is. Opened in the reading process.

The rule: a picture is made smaller to fit and never larger, and one that can't be opened is no page.
"""

from collections.abc import Callable

from PIL import Image

from scanner.decode.header import PictureError
from scanner.paper.lines import LINE_DOTS, draw_lines
from scanner.reader.answers import Grey
from scanner.salesslip import PRACTICE_MARK
from terminal.columns import pad
from terminal.printers.a4 import MARGIN_DOTS, PAGE_COLUMNS, PAGE_DOTS
from terminal.printers.pdf_document import PdfLine, PdfPage

_GAP_DOTS = 16


Fit = Callable[[bytes, int, int], Grey]
"""Opens a picture and makes it fit: scanner.reader.reader.Reader.fitted."""


def picture_page(data: bytes, over: tuple[str, ...], fit: Fit, *, practice: bool) -> PdfPage | None:
    """over: lines above it, PAGE_COLUMNS at most. practice: it says so three times. None for what is no picture, or too
    large a one.
    """
    mark = (pad(PRACTICE_MARK, PAGE_COLUMNS, "centre"),) if practice else ()
    said = (*mark, *over, *mark)
    wide, top = PAGE_DOTS[0] - 2 * MARGIN_DOTS, MARGIN_DOTS + LINE_DOTS * len(said) + _GAP_DOTS
    foot = PAGE_DOTS[1] - MARGIN_DOTS - LINE_DOTS
    try:
        grey = fit(data, wide, foot - _GAP_DOTS - top)
    except PictureError:
        return None
    shown = Image.frombytes("L", (grey.width, grey.height), grey.dots)
    paper = Image.new("L", PAGE_DOTS, 255)
    paper.paste(draw_lines(said, wide), (MARGIN_DOTS, MARGIN_DOTS))
    paper.paste(shown, ((PAGE_DOTS[0] - shown.width) // 2, top))
    paper.paste(draw_lines(mark, wide), (MARGIN_DOTS, foot))
    lines = [PdfLine(line, MARGIN_DOTS, MARGIN_DOTS + at * LINE_DOTS) for at, line in enumerate(said, 1)]
    lines += [PdfLine(line, MARGIN_DOTS, foot + LINE_DOTS) for line in mark]
    return PdfPage(paper, tuple(lines))
