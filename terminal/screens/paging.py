"""More lines than the LCD has rows: cut into pages, the number of the page behind the title. Pure.

The rule: a block of lines begins on a page of its own, and 下 or + turns on round the end.
"""

from dataclasses import replace

from terminal.face.scene import Scene
from terminal.screens.page import BODY_ROWS, Line, Turn, View

TURNING: dict[str, int] = {"down": 1, "plus": 1, "up": -1, "minus": -1}
"""Keys that turn pages, and by how many."""

Lines = tuple[Line, ...]


def paged(
    title: str, blocks: tuple[Lines, ...], page: int, hint: str, turning: str = "", below: tuple[Line, ...] = ()
) -> View:
    """The page of the blocks; page: counted on from 0, round the ends. turning: the hint where there are more pages, ""
    for the same. below: stands at the foot of every page.
    """
    height = BODY_ROWS - len(below)
    pages = [block[at : at + height] for block in blocks for at in range(0, len(block), height)] or [()]
    if len(pages) < 2:
        return View(title, (*pages[0], *below), hint, arrows=False)
    shown = page % len(pages)
    return View(f"{title} {shown + 1}/{len(pages)}", (*pages[shown], *below), turning or hint)


def turned(scene: Scene, key: str) -> Turn | None:
    """Another page, None for a key that turns none."""
    step = TURNING.get(key)
    return None if step is None else Turn(replace(scene, cursor=scene.cursor + step))
