"""A case's paper -> pages of A4 with wide edges, no short section of it divided. Pure but for the drawing elsewhere."""

from collections.abc import Iterable

from terminal.case.paper import A4_COLUMNS, on_pages
from terminal.language import Texts
from terminal.printers.a4 import PAGE_COLUMNS
from terminal.printers.outcome import A4
from terminal.records.a4 import BODY_LINES, Writing, sheets_of
from terminal.records.export import Made

_EDGE = " " * ((PAGE_COLUMNS - A4_COLUMNS) // 2)


def case_pages(title: str, said: Iterable[str], made: Made, t: Texts) -> A4:
    """said: lines of A4_COLUMNS at most. title: over every page."""
    laid = tuple(f"{_EDGE}{line}".rstrip() for line in on_pages(said, BODY_LINES))
    return sheets_of(Writing(title, laid), made, t)
