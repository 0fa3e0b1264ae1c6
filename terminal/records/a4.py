"""Lines and a table -> the lines of A4 pages, head and foot in them; printers/a4.py draws them.

What stands on them is the caller's. The rule: every page says what it belongs to, which page of how many it is, and in
practice that nothing on it is real.
"""

from dataclasses import dataclass

from terminal.columns import pad, width
from terminal.language import Texts
from terminal.printers.a4 import PAGE_COLUMNS, PAGE_LINES, pdf_of_pages
from terminal.printers.outcome import A4
from terminal.records.export import Made
from terminal.records.table import moment

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
    return pdf_of_pages(sheets_of(writing, made, t))


def sheets_of(writing: Writing, made: Made, t: Texts) -> A4:
    """The same, for a printer."""
    return A4(pages(writing, made, t), t("status.practice") if made.practice else "")


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
