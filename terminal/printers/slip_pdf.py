"""A drawn sales slip -> a PDF of one page, as large as the paper: the picture, and its lines under it (pdf_document).

What stands on the slip is not decided here.
"""

from collections.abc import Sequence

from PIL import Image

from scanner.paper.lines import EDGE_DOTS, LINE_DOTS, MARGIN_DOTS
from scanner.practice.slip import MARK_LINES
from terminal.printers.pdf_document import PdfLine, PdfPage, document


def slip_pdf(picture: Image.Image, lines: Sequence[str]) -> bytes:
    """picture: as scanner.practice.slip.draw_slip draws it. lines: those between its first mark and its codes."""
    above = MARGIN_DOTS + MARK_LINES * LINE_DOTS
    said = tuple(PdfLine(text, EDGE_DOTS, above + at * LINE_DOTS) for at, text in enumerate(lines, 1) if text.strip())
    return document([PdfPage(picture, said)])
