"""A page on which one of several rows is chosen: customers, reasons, cards, languages. Pure.

The rule: up, down and 确认 choose any row; the digits 1 to 9 and a click choose at once.
"""

from dataclasses import replace
from typing import ClassVar

from terminal.columns import clean, pad
from terminal.face.pages import Event
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import BODY_ROWS, LCD_COLUMNS, ROW, Line, Look, PageScreen, Turn, View

LIST_ROWS = BODY_ROWS - 2  # a blank row above, and room for a message below


class ListPage(PageScreen):
    """title: text id."""

    title: ClassVar[str]

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        """What there is to choose from."""
        raise NotImplementedError

    def size(self, scene: Scene) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def chosen(self, scene: Scene, index: int) -> Turn:
        """A row was chosen."""
        raise NotImplementedError

    def view(self, scene: Scene, t: Texts) -> View:
        return View(t(self.title), (Line(), *listed(self.rows(scene, t), scene.cursor)), t("hint.list"))

    def press(self, scene: Scene, key: str) -> Turn:
        size = self.size(scene)
        match key:
            case "back":
                return Turn(scene, Event.BACK)
            case "up" | "down" if size:
                return Turn(replace(scene, cursor=moved(scene.cursor, key, size)))
            case "ok" if size:
                return self.chosen(scene, scene.cursor)
            case _:
                index = index_of(key, size)
                return Turn(scene) if index is None else self.chosen(replace(scene, cursor=index), index)


def moved(cursor: int, key: str, size: int) -> int:
    """The cursor after up or down, round the ends."""
    return (cursor + (1 if key == "down" else -1)) % size


def index_of(key: str, size: int) -> int | None:
    """The row a digit or a click means, if there is one."""
    number = key.removeprefix(ROW)
    if not number.isdecimal():
        return None
    index = int(number) - (0 if key.startswith(ROW) else 1)
    return index if 0 <= index < size else None


def listed(rows: tuple[str, ...], cursor: int, height: int = LIST_ROWS) -> tuple[Line, ...]:
    """The rows around the cursor, numbered; a click on one presses its row."""
    first = max(0, min(cursor - height // 2, len(rows) - height))
    return tuple(
        Line(
            pad(f"{'>' if index == cursor else ' '}{index + 1:>2} {clean(row)}", LCD_COLUMNS),
            Look.CHOSEN if index == cursor else Look.PLAIN,
            f"{ROW}{index}",
        )
        for index, row in list(enumerate(rows))[first : first + height]
    )
