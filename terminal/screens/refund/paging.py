"""More lines than the LCD has rows: cut into pages, the number of the page behind the title. Pure.

The rule: a block of lines begins on a page of its own, and 下 or + turns on round the end.
"""

from terminal.screens.page import BODY_ROWS, Line, View

TURNING: dict[str, int] = {"down": 1, "plus": 1, "up": -1, "minus": -1}
"""Keys that turn pages, and by how many."""

Lines = tuple[Line, ...]


def paged(title: str, blocks: tuple[Lines, ...], page: int, hint: str) -> View:
    """The page of the blocks; page: counted on from 0, round the ends."""
    pages = [block[at : at + BODY_ROWS] for block in blocks for at in range(0, len(block), BODY_ROWS)]
    if len(pages) < 2:
        return View(title, pages[0] if pages else (), hint)
    shown = page % len(pages)
    return View(f"{title} {shown + 1}/{len(pages)}", pages[shown], hint)
