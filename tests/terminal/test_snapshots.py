"""Every main screen at 80x24 as plain text, in both languages, compared with the grids in tests/terminal/snapshots/.

The desk is in memory and the clocks stand still, so a grid changes only when the face does. To accept a change:
TUIHUO_SNAPSHOTS=update ./tuihuo test tests/terminal/test_snapshots.py, then read the diff. One app runs per language.
"""

import asyncio
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from scanner.cells import width
from terminal.app import TerminalApp
from terminal.face.keyboard import pressed
from terminal.language import LANGUAGES
from terminal.screens.frame import frame
from terminal.screens.page import LCD_COLUMNS
from terminal.trade.refund import State

FOLDER = Path(__file__).parent / "snapshots"
UPDATE = os.environ.get("TUIHUO_SNAPSHOTS") == "update"
COLUMNS, ROWS = 80, 24
WAIT_S = 20

# The day of a cashier, in the order it is walked: the screen's name, and the keys that lead to it from the one before.
# "hold" lets the desk wait before it answers, "free" lets it go on: between them the screen shows what it is busy with.
# fmt: off
DAY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("boot",            ()),
    ("sign-on",         ("free",)),
    ("password",        ("enter", "0", "0")),
    ("menu",            ("0", "0", "enter")),
    ("refund-menu",     ("3",)),
    ("supervisor",      ("1",)),
    ("order",           (*"123456", "enter")),
    ("customers",       ("f2",)),
    ("order-slip",      ("1",)),
    ("original",        ("f3",)),
    ("goods",           ("enter", "1")),
    ("help",            ("f1",)),
    ("amount",          ("f1", "f6", *"1234")),
    ("amount-over",     (*"5678", "enter")),
    ("reason",          ("escape", "enter", "enter", "enter")),
    ("card",            ("enter",)),
    ("confirm",         ("enter",)),
    ("sending",         ("hold", "enter")),
    ("result",          ("free",)),
    ("declined",        ("enter", "3", "1", *"123456", "enter", "f2", "2", "f3", "enter", "enter", "enter", "enter")),
    ("unknown",         ("enter", "3", "1", *"123456", "enter", "f2", "2", "f3", "enter", "enter", "enter", "enter")),
    ("open",            ("enter",)),
    ("open-one",        ("enter",)),
    ("manage",          ("f9", "8")),
    ("reset",           ("1",)),
    ("language",        ("escape", "2")),
    ("leave",           ("escape", "f10")),
)
# fmt: on


class Gate:
    """Where the desk waits before it answers; open at first only where a test says so."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self.calls: dict[str, Callable[[], None]] = {"hold": self._open.clear, "free": self._open.set}

    def wait(self) -> None:
        assert self._open.wait(WAIT_S)


def grid(app: TerminalApp) -> list[str]:
    """The screen as rows of text; Textual's compositor is private, so this is the one place here that asks it."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


async def walk(desk, lang: str) -> dict[str, list[str]]:
    """Every screen of the day, by name."""
    gate, shown = Gate(), {}

    def make():
        gate.wait()
        return desk

    desk.answers = [State.APPROVED, State.DECLINED, State.UNKNOWN]
    desk.pause = gate.wait
    app = TerminalApp(make, lang=lang, monotonic=lambda: 1000.0, clock=lambda: "10:20", roll_s=0)
    try:
        async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
            for name, keys in DAY:
                for key in keys:
                    await press(app, pilot, gate, key)
                await pilot.pause()
                assert [line for line in frame(app.scene) if width(line.text) > LCD_COLUMNS] == []
                shown[name] = grid(app)
    finally:
        gate.calls["free"]()
        app.clerk.close()
    return shown


async def press(app: TerminalApp, pilot: Pilot[int], gate: Gate, key: str) -> None:
    held = not gate._open.is_set()
    if key in gate.calls:
        gate.calls[key]()
        held = key == "hold"
    else:
        app.press(pressed(key, key, app.scene.page))  # test_app.py presses real keys; this is about what they show
    async with asyncio.timeout(WAIT_S):
        while not held and app.scene.busy is not None:
            await pilot.pause(0.005)


def rows_of(text: str) -> list[str]:
    return [line.removesuffix("|") for line in text.splitlines()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_screen_of_a_day_looks_as_it_did(desk, lang: str) -> None:
    shown = asyncio.run(walk(desk, lang))
    folder = FOLDER / lang
    if UPDATE:
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in shown.items():
            (folder / f"{name}.txt").write_text("".join(f"{row}|\n" for row in rows), encoding="utf-8")
    kept = {file.stem: rows_of(file.read_text(encoding="utf-8")) for file in folder.glob("*.txt")}
    assert sorted(kept) == sorted(name for name, _ in DAY)
    assert [(name, len(rows)) for name, rows in shown.items() if len(rows) != ROWS] == []
    assert [(name, row) for name, rows in shown.items() for row in rows if width(row) != COLUMNS] == []
    assert {name: "\n".join(rows) for name, rows in shown.items()} == {name: "\n".join(kept[name]) for name in shown}
    assert [name for name, rows in shown.items() if "练习" not in rows[1]] == []
