"""Which parts of the face are there at which size, at each edge and one short of it."""

from dataclasses import replace

import pytest

from terminal.face.layout import layout
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.face.stage import SCREENS, after_resize

# fmt: off
SIZES = [
    # size        overlay    theme       there
    ((80, 24),    "",        "lakala",   set()),
    ((79, 24),    "",        "lakala",   {"alone"}),
    ((80, 23),    "",        "lakala",   {"low"}),
    ((60, 20),    "",        "lakala",   {"low", "alone"}),
    ((59, 20),    "",        "lakala",   {"tiny"}),
    ((60, 19),    "",        "lakala",   {"tiny"}),
    ((1, 1),      "",        "lakala",   {"tiny"}),
    ((200, 80),   "",        "lakala",   set()),
    ((60, 20),    "paper",   "lakala",   {"paper"}),
    ((80, 24),    "paper",   "lakala",   set()),
    ((80, 24),    "paper",   "ascii",    {"paper"}),
    ((60, 20),    "help",    "lakala",   {"low", "alone"}),
]
# fmt: on


@pytest.mark.parametrize(("size", "overlay", "theme", "there"), SIZES)
def test_layout(size: tuple[int, int], overlay: str, theme: str, there: set[str]) -> None:
    assert layout(Scene(size=size, overlay=overlay, theme=theme)) == there


def test_a_wide_page_takes_all_but_what_lies_over_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(SCREENS[Page.ORIGINAL]), "wide", True)
    scene = Scene(page=Page.ORIGINAL)
    assert layout(scene) == {"wide"}
    assert layout(replace(scene, overlay="help")) == set()
    assert layout(replace(scene, overlay="paper")) == {"paper"}
    room = SCREENS[Page.ORIGINAL].room
    assert (room(scene).columns, room(scene).rows) == (78, 18)
    assert (room(after_resize(scene, 1, 1)).columns, room(after_resize(scene, 1, 1)).rows) == (58, 14)
