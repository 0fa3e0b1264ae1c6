"""Every page as plain text at both sizes and in both languages, compared with the grids in tests/terminal/snapshots/.

The desk is in memory and the clocks stand still, so a grid changes only when the face does. To accept a change:
TUIHUO_SNAPSHOTS=update ./tuihuo test tests/terminal/test_snapshots.py, then read the diff. The screens come from the
days in tests/support/days_<family>.py; one app runs per size and language.
"""

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import pytest
from album import FAMILIES, Shot, scenes, taken

from scanner.cells import width
from terminal.columns import drawn_in_ascii
from terminal.face.pages import Page
from terminal.face.stage import room_of, view
from terminal.language import LANGUAGES
from terminal.screens.frame import frame
from terminal.themes import ASCII

FOLDER = Path(__file__).parent / "snapshots"
UPDATE = os.environ.get("TUIHUO_SNAPSHOTS") == "update"
SIZES = ((80, 24), (60, 20))
HEAD = "=== "


def album(lang: str, size: tuple[int, int]) -> list[Shot]:
    async def all_of_them() -> list[Shot]:
        return [shot async for shot in taken(lang, size)]

    return asyncio.run(all_of_them())


def text_of(shots: list[Shot], family: str) -> str:
    """The screens of a family, each under its name; spaces at the ends of rows are not kept."""
    mine = [shot for shot in shots if shot.name.startswith(f"{family}/")]
    return "".join(f"{HEAD}{shot.name}\n" + "".join(f"{row.rstrip()}\n" for row in shot.rows) for shot in mine)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_screen_looks_as_it_did(lang: str, size: tuple[int, int]) -> None:
    shots = album(lang, size)
    columns, rows = size
    assert [shot.name for shot in shots if len(shot.rows) != rows] == []
    assert [(shot.name, row) for shot in shots for row in shot.rows if width(row) != columns] == []
    assert [shot.name for shot in shots if "练习" not in "".join(shot.rows)] == []
    drawn = {family: text_of(shots, family) for family in FAMILIES}
    folder = FOLDER / f"{lang}-{columns}x{rows}"
    if UPDATE:
        folder.mkdir(parents=True, exist_ok=True)
        for family, text in drawn.items():
            (folder / f"{family}.txt").write_text(text, encoding="utf-8")
    assert drawn == {file.stem: file.read_text(encoding="utf-8") for file in folder.glob("*.txt")}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_is_left_out(lang: str) -> None:
    assert set(Page) - {scene.page for scene in scenes(lang).values()} == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_line_is_longer_than_its_room(lang: str) -> None:
    lines = [(name, line.text, room_of(scene).columns) for name, scene in scenes(lang).items() for line in frame(scene)]
    assert len(lines) > 0
    assert [(name, text) for name, text, columns in lines if width(text) > columns] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_page_has_more_lines_than_its_room(lang: str) -> None:
    drawn = [(name, len(view(scene).lines), room_of(scene).rows) for name, scene in scenes(lang).items()]
    assert [name for name, lines, rows in drawn if lines > rows] == []


def test_in_ascii_no_sign_draws_and_none_is_of_doubtful_width() -> None:
    """What lies around the rows is test_app.py's."""
    drawn = ((name, frame(replace(scene, theme=ASCII))) for name, scene in scenes("zh_CN").items())
    rows = [(name, row.text) for name, lines in drawn for row in lines]
    assert len(rows) > 0
    assert [(name, row) for name, row in rows if drawn_in_ascii(row) != row] == []
