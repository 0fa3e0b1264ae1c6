"""Every page as plain text at both sizes and in both languages, compared with the grids in tests/terminal/snapshots/.

The desk is in memory and the clocks stand still, so a grid changes only when the face does. To accept a change:
TUIHUO_SNAPSHOTS=update ./tuihuo test tests/terminal/test_snapshots.py, then read the diff. The screens come from the
days in tests/support/days_<family>.py; one app runs per size and language.
"""

import asyncio
import os
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest
from album import CLOCK, FAMILIES, Shot, scenes, taken

from scanner.paper.cells import width
from terminal.columns import drawn_in_ascii
from terminal.face.layout import layout
from terminal.face.pages import Page
from terminal.face.stage import room_of, view
from terminal.language import LANGUAGES
from terminal.screens.frame import bar, frame
from terminal.themes import ASCII

FOLDER = Path(__file__).parent / "snapshots"
UPDATE = os.environ.get("TUIHUO_SNAPSHOTS") == "update"
SIZES = ((80, 24), (60, 20))
TOO_SMALL = ((59, 20), (60, 19), (20, 8))
HEAD = "=== "


def named(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


def album(lang: str, size: tuple[int, int]) -> list[Shot]:
    async def all_of_them() -> list[Shot]:
        return [shot async for shot in taken(lang, size)]

    return asyncio.run(all_of_them())


def text_of(shots: list[Shot], family: str) -> str:
    """The screens of a family, each under its name; spaces at the ends of rows are not kept."""
    mine = [shot for shot in shots if shot.name.startswith(f"{family}/")]
    return "".join(f"{HEAD}{shot.name}\n" + "".join(f"{row.rstrip()}\n" for row in shot.rows) for shot in mine)


def cut_off(shot: Shot, size: tuple[int, int]) -> list[str]:
    """Rows of the page and keys of the last row that do not stand whole on the screen: a character torn in two is none.

    Where the paper takes all, the page's rows are not there.
    """
    scene, screen = replace(shot.scene, size=size, clock=CLOCK), "\n".join(shot.rows)
    rows = () if "paper" in layout(scene) else frame(scene)
    said = [*(row.text.rstrip() for row in rows), *(label for _, label in bar(scene))]
    return [text for text in said if text not in screen]


@pytest.mark.parametrize("size", SIZES, ids=named)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_screen_looks_as_it_did(lang: str, size: tuple[int, int]) -> None:
    shots = album(lang, size)
    columns, rows = size
    assert [shot.name for shot in shots if len(shot.rows) != rows] == []
    assert [(shot.name, row) for shot in shots for row in shot.rows if width(row) != columns] == []
    assert [shot.name for shot in shots if "练习" not in "".join(shot.rows)] == []
    assert [(shot.name, lost) for shot in shots for lost in cut_off(shot, size)] == []
    drawn = {family: text_of(shots, family) for family in FAMILIES}
    folder = FOLDER / f"{lang}-{named(size)}"
    if UPDATE:
        folder.mkdir(parents=True, exist_ok=True)
        for family, text in drawn.items():
            (folder / f"{family}.txt").write_text(text, encoding="utf-8")
    assert drawn == {file.stem: file.read_text(encoding="utf-8") for file in folder.glob("*.txt")}


def test_one_column_or_row_too_few_asks_for_room_as_it_did() -> None:
    """And in a window where the words still stand whole. What lies below that is cut, as nothing is asked there."""

    async def first(size: tuple[int, int]) -> Shot:
        async with aclosing(taken("zh_CN", size)) as shots:
            return await anext(shots)

    shots = [replace(asyncio.run(first(size)), name=f"small/{named(size)}") for size in TOO_SMALL]
    assert [[width(row) for row in shot.rows] for shot in shots] == [[columns] * rows for columns, rows in TOO_SMALL]
    drawn, file = text_of(shots, "small"), FOLDER / "small.txt"
    if UPDATE:
        file.write_text(drawn, encoding="utf-8")
    assert drawn == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_is_left_out(lang: str) -> None:
    assert set(Page) - {scene.page for scene in scenes(lang).values()} == set()


@pytest.mark.parametrize("size", SIZES, ids=named)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_line_is_longer_than_its_room(lang: str, size: tuple[int, int]) -> None:
    sized = {name: replace(scene, size=size) for name, scene in scenes(lang).items()}
    lines = [(name, line.text, room_of(scene).columns) for name, scene in sized.items() for line in frame(scene)]
    assert len(lines) > 0
    assert [(name, text) for name, text, columns in lines if width(text) > columns] == []


@pytest.mark.parametrize("size", SIZES, ids=named)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_has_more_lines_than_its_room(lang: str, size: tuple[int, int]) -> None:
    sized = {name: replace(scene, size=size) for name, scene in scenes(lang).items()}
    drawn = [(name, len(view(scene).lines), room_of(scene).rows) for name, scene in sized.items()]
    assert len(drawn) > 0
    assert [name for name, lines, rows in drawn if lines > rows] == []


def test_in_ascii_no_sign_draws_and_none_is_of_doubtful_width() -> None:
    """What lies around the rows is test_app.py's."""
    drawn = ((name, frame(replace(scene, theme=ASCII))) for name, scene in scenes("zh_CN").items())
    rows = [(name, row.text) for name, lines in drawn for row in lines]
    assert len(rows) > 0
    assert [(name, row) for name, row in rows if drawn_in_ascii(row) != row] == []
