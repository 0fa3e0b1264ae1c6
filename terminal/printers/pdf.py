"""A sheet -> a PDF of one page, as large as the paper: the very picture, and under it its text (pdf_document.py)."""

from collections.abc import Iterable

from scanner.paper.lines import LINE_DOTS, MARGIN_DOTS
from terminal.printers.outcome import Output
from terminal.printers.pdf_document import PdfLine, PdfPage, document
from terminal.printers.png import drawn, on_paper
from terminal.receipt import Bars, Look, Text


def pdf_bytes(sheet: Output) -> bytes:
    """The whole file; the same sheet gives the same bytes."""
    parts = drawn(sheet)
    lines = tuple(_lines(sheet, [one.height for one in parts]))
    return document([PdfPage(on_paper(parts, sheet.paper), lines)])


def _lines(sheet: Output, heights: list[int]) -> Iterable[PdfLine]:
    below, left = MARGIN_DOTS, sheet.paper.edge_dots
    for part, height in zip(sheet.parts, heights, strict=True):
        below += height
        if isinstance(part, Bars):
            column = sheet.paper.dots // sheet.paper.columns
            yield PdfLine(part.caption, left + (sheet.paper.columns - len(part.caption)) // 2 * column, below)
        elif isinstance(part, Text) and part.text.strip():
            yield PdfLine(part.text, left, below, LINE_DOTS * 2 if part.look is Look.BIG else LINE_DOTS)
