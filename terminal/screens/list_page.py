"""A page on which one of several rows is chosen: customers, reasons, cards, languages. Pure.

The rule: up, down and 确认 choose any row; a digit and a click choose at once on the page that is seen; + and - turn
the page.
"""

from dataclasses import replace
from typing import ClassVar

from terminal.columns import clean, pad
from terminal.face.pages import Event
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import BODY_ROWS, LCD_COLUMNS, ROW, Line, Look, PageScreen, Turn, View

LIST_ROWS = BODY_ROWS - 2  # a blank row above, and room for a message below
MOST_ROWS = 9  # as a digit chooses one
NUMBER_COLUMNS = 4
"""Cursor, digit and a space before each row."""


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

    def height(self, scene: Scene) -> int:
        """How many rows stand on a page: MOST_ROWS at most."""
        return min(self.room(scene).rows - 2, MOST_ROWS)

    def view(self, scene: Scene, t: Texts) -> View:
        rows, height = self.rows(scene, t), self.height(scene)
        title = numbered(t(self.title), scene.cursor, len(rows), height)
        drawn = listed(rows, scene.cursor, height, self.room(scene).columns)
        return View(title, (Line(), *drawn), t("hint.list" if len(rows) <= height else "hint.list_pages"))

    def press(self, scene: Scene, key: str) -> Turn:
        size, height = self.size(scene), self.height(scene)
        match key:
            case "back":
                return Turn(scene, Event.BACK)
            case "up" | "down" if size:
                return Turn(replace(scene, cursor=moved(scene.cursor, key, size)))
            case "plus" | "minus" if size:
                return Turn(replace(scene, cursor=turned(scene.cursor, key, size, height)))
            case "ok" if size:
                return self.chosen(scene, scene.cursor)
            case _:
                index = index_of(key, size, scene.cursor, height)
                return Turn(scene) if index is None else self.chosen(replace(scene, cursor=index), index)


def moved(cursor: int, key: str, size: int) -> int:
    """The cursor after up or down, round the ends."""
    return (cursor + (1 if key == "down" else -1)) % size


def turned(cursor: int, key: str, size: int, height: int = LIST_ROWS) -> int:
    """The cursor at the head of the next or (minus) the last page, round the ends; where it was if there is but one."""
    many = pages(size, height)
    return cursor if many < 2 else (cursor // height + (1 if key == "plus" else -1)) % many * height


def pages(size: int, height: int = LIST_ROWS) -> int:
    """How many pages that many rows take; none is one empty page."""
    return max(1, -(-size // height))


def index_of(key: str, size: int, cursor: int = 0, height: int = LIST_ROWS) -> int | None:
    """The row that a digit (on the cursor's page) or a click means, if there is one."""
    number = key.removeprefix(ROW)
    if not number.isdecimal():
        return None
    first = cursor // height * height
    index = int(number) if key.startswith(ROW) else first + int(number) - 1
    last = size if key.startswith(ROW) else min(size, first + height)
    return index if (0 if key.startswith(ROW) else first) <= index < last else None


def listed(
    rows: tuple[str, ...],
    cursor: int,
    height: int = LIST_ROWS,
    columns: int = LCD_COLUMNS,
    digits: tuple[str, ...] = (),
) -> tuple[Line, ...]:
    """The page of rows that the cursor is on, numbered from 1, or by digits of their own; a click presses its row."""
    first = cursor // height * height
    shown = digits[first:] or tuple(_digit(at) for at in range(1, height + 1))
    return tuple(
        Line(
            pad(f"{'>' if index == cursor else ' '}{shown[index - first]:>2} {clean(row)}", columns),
            Look.CHOSEN if index == cursor else Look.PLAIN,
            f"{ROW}{index}",
        )
        for index, row in list(enumerate(rows))[first : first + height]
    )


def _digit(number: int) -> str:
    """What chooses the row; behind the ninth there is none."""
    return str(number) if number <= MOST_ROWS else ""


def numbered(title: str, cursor: int, size: int, height: int = LIST_ROWS) -> str:
    """The title with the page's number behind it, where there is more than one: 退货原因 1/2."""
    many = pages(size, height)
    return title if many < 2 else f"{title} {cursor // height + 1}/{many}"
