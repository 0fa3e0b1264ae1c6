"""Lines and a table -> the lines of A4 pages, head and foot in them; printers/a4.py draws them.

What stands on them is the caller's. The rule: every page says what it belongs to, which page of how many it is, and in
practice that nothing on it is real.
"""

from dataclasses import dataclass

from terminal.columns import pad, width
from terminal.language import Texts
from terminal.printers.a4 import PAGE_COLUMNS, page_lines, pdf_of_pages
from terminal.printers.outcome import A4
from terminal.records.export import Made
from terminal.records.table import moment

_HEAD_LINES, _FOOT_LINES = 3, 2


@dataclass(frozen=True, slots=True)
class Writing:
    """Lines of so many columns at most. title: over every page. first: before the table. titles: of the table, on every
    page that has a part of it. rows: one line each. heading: a line that is drawn large, an empty one below it. before,
    behind: pages of the same file that are no part of this.
    """

    title: str
    first: tuple[str, ...]
    titles: str = ""
    rows: tuple[str, ...] = ()
    columns: int = PAGE_COLUMNS
    heading: str = ""
    before: int = 0
    behind: int = 0


def body_lines(columns: int = PAGE_COLUMNS) -> int:
    """Lines between head and foot of a page."""
    return page_lines(columns) - _HEAD_LINES - _FOOT_LINES


def pdf_of(writing: Writing, made: Made, t: Texts) -> bytes:
    """The whole file; the same writing gives the same bytes."""
    return pdf_of_pages(sheets_of(writing, made, t))


def sheets_of(writing: Writing, made: Made, t: Texts) -> A4:
    """The same, for a printer."""
    mark = t("status.practice") if made.practice else ""
    return A4(pages(writing, made, t), writing.columns, mark, writing.heading)


def pages(writing: Writing, made: Made, t: Texts) -> tuple[tuple[str, ...], ...]:
    """The lines of each page, as many as it has: head, body, foot."""
    bodies = _bodies(writing)
    first, last = writing.before + 1, writing.before + len(bodies)
    head = [_head(writing, made, t, f"{at}/{last + writing.behind}") for at in range(first, last + 1)]
    foot = _foot(made, t, writing.columns)
    return tuple((*top, *body, *foot) for top, body in zip(head, bodies, strict=True))


def _bodies(writing: Writing) -> list[list[str]]:
    table = [writing.titles, "-" * writing.columns] if writing.rows else []
    lines, bodies = [*writing.first, *table, *writing.rows], list[list[str]]()
    while lines:
        top = table if bodies and writing.rows else []
        room = body_lines(writing.columns) - len(top)
        bodies.append([*top, *lines[:room], *[""] * (room - len(lines))])
        lines = lines[room:]
    return bodies or [[""] * body_lines(writing.columns)]


def _head(writing: Writing, made: Made, t: Texts, number: str) -> tuple[str, ...]:
    mark = t("records.not_real") if made.practice else ""
    middle = pad(mark, writing.columns - width(writing.title) - width(number), "centre")
    return (f"{writing.title}{middle}{number}", "=" * writing.columns, "")


def _foot(made: Made, t: Texts, columns: int) -> tuple[str, ...]:
    said = t("records.printed" if made.printed else "records.made", at=moment(made.at))
    mark = t("records.not_real") if made.practice else ""
    return ("=" * columns, said + pad(mark, columns - width(said), "right"))
