"""A case's paper -> pages of A4: its title drawn large, no short section of it divided. It draws none.

The rule: what is drawn is the very lines of the paper, and nothing beside them but each page's head and foot.
"""

from collections.abc import Sequence

from terminal.case.paper import A4_COLUMNS, heading, on_pages
from terminal.language import Texts
from terminal.printers.outcome import A4
from terminal.records.a4 import Writing, body_lines, sheets_of
from terminal.records.export import Made


def case_pages(said: Sequence[str], case_no: str, made: Made, t: Texts, *, before: int = 0, behind: int = 0) -> A4:
    """said: lines of A4_COLUMNS at most, the title first. before, behind: other pages of the same file."""
    title, laid = heading(said), on_pages(said, body_lines(A4_COLUMNS))
    name, columns = f"{title} {case_no}", A4_COLUMNS
    return sheets_of(Writing(name, laid, columns=columns, heading=title, before=before, behind=behind), made, t)
