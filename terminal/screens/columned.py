"""A list in columns, as records and cases have it: what is narrow at 60 columns of a terminal and wide at 80. Pure.

The rule: titles and rows are cut to the same columns, and a row that is not seen is not drawn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from terminal.columns import cut, pad
from terminal.screens.list_page import NUMBER_COLUMNS
from terminal.screens.page import Line, Look

WIDE = 78
"""Columns of a page from which there is room for the wide ones."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Column:
    """name: the end of its title's text id. narrow, wide: columns at 60 and 80 of a terminal. right: as amounts are."""

    name: str
    narrow: int
    wide: int
    right: bool = False


def in_columns(texts: Sequence[str], shown: Sequence[Column], columns: int) -> str:
    """One row of so many columns; a text for each."""
    wide = columns >= WIDE
    cells = zip(texts, shown, strict=True)
    return " ".join(
        pad(text, one.wide if wide else one.narrow, "right" if one.right else "left") for text, one in cells
    )


def titled(titles: Sequence[str], shown: Sequence[Column], columns: int) -> Line:
    """The titles, above where the rows are numbered."""
    return Line(cut(pad("", NUMBER_COLUMNS) + in_columns(titles, shown, columns), columns), Look.DIM)


def seen(items: Sequence[Item], cursor: int, height: int, drawn: Callable[[Item], str]) -> tuple[str, ...]:
    """Rows of the page that the cursor is on; the others are blank, as there may be hundreds."""
    first = cursor // height * height
    rows = tuple(map(drawn, items[first : first + height]))
    return ("",) * first + rows + ("",) * (len(items) - first - len(rows))
