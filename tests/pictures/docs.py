"""Makes docs/pictures: the real desk over the in-process emulator, keys pressed on the real face, drawn with our font.

Usage: python tests/pictures/docs.py docs/pictures.
"""

import asyncio
import os
import sys
import tempfile
from contextlib import chdir
from pathlib import Path

from draw import picture
from held_up import HeldUp
from screens import runs
from textual.pilot import Pilot

from terminal.app import TerminalApp
from terminal.compose import open_desk
from terminal.settings import Settings

HOME = Path("tuihuo")
"""In a folder that is thrown away: pages say where something was saved, and no picture names a machine's folder."""
SIZE = (80, 24)
COLOURS = 96
"""Enough for a face, its letters and a camera's sixteen greys; more would only make the files larger."""
PATIENCE_S = 30.0

RICE_COOKER, MILK = "80000026000343", "80000026000440"
"""Orders of the practice shop, paid by phone."""
PAPERS = ("销售单.png", "发票.pdf", "合同副本.pdf", "付款凭证.png", "故障检测报告.pdf")
REVIEWER = ("0", "ok", *"123456", "ok")
PAYEE = ("1", "1", "ok", *"6205500000000000004", "ok", "1", "ok", "ok")


def attach(number: int) -> tuple[str, ...]:
    """From 材料: the file of that paper, as they stand in the same order."""
    return (str(number), "1", str(number), "ok", "back")


# fmt: off
WALK: tuple[tuple[str, tuple[str, ...]], ...] = (
    # picture                the keys that lead there from the one before
    ("sign-on",              ()),
    ("menu",                 ("ok", *"0000", "ok")),
    ("refund-menu",          ("3",)),
    ("order",                ("1", *"123456", "ok", "customers", "ok")),
    ("camera",               ("picture", "2")),
    ("original",             ("back", "back", "scan")),
    ("goods",                ("1", "2", "1", "down", "2")),
    ("card",                 ("ok", "ok")),
    ("confirm",              ("ok",)),
    ("result",               ("ok",)),
    ("frames",               ("inspect",)),
    ("records",              ("back", "ok", "5", "5")),
    ("already-refunded",     ("menu", "3", "1", *"123456", "ok", "customers", "down", "ok", "scan", "ok", "ok", "ok",
                              "3", "1", *"123456", "ok", "customers", "down", "ok", "scan")),
    ("settlement",           ("menu", "7")),
    ("lessons",              ("back", "9", "2", "2", "ok")),
    ("preflight",            ("menu", "8", "0", "2", "2", "menu", "3")),
    ("help",                 ("back", "help")),
    ("case-papers",          ("back", "menu", "8", "9", "0", "1", "1", "1", *RICE_COOKER, "ok", "ok",
                              "ok", "1", "ok", *"13800000000", "ok", "1", "ok", "1", "ok", "1", "1", "2", "3", "ok",
                              "ok", "ok", "6", "1", "1", "ok", "2", "ok", "ok",
                              "1", "ok", "5", *attach(1), *attach(2), *attach(3))),
    ("case",                 (*attach(4), *attach(5), "back", "1", "ok")),
    ("case-review",          (*REVIEWER, "1")),
    ("case-agreement",       ("ok", "1", "1", "1", "ok", "ok")),
    ("case-device",          ("1", "2", "ok", "ok", "1", "1", "ok", *"20261122001", "ok", "ok", "2", "2", "ok", "ok")),
    ("case-outside",         ("1", "1", "ok", "ok", *REVIEWER, "2", "3", "2", "ok", "1", "1", "1", "ok", "ok",
                              "1", "2", "ok", "ok", *PAYEE, *REVIEWER, *PAYEE)),
    ("case-life",            ("8",)),
    ("case-list",            ("back", "back", "0", "1", "3", "1", *MILK, "ok", "ok",
                              "ok", "2", "ok", *"13800000001", "ok", "4", "ok", "ok", "back")),
)
# fmt: on


async def walk(folder: Path, home: Path) -> None:
    """One picture after another."""
    settings = Settings(home, practice_delay_s=0)
    came_in(home / "practice" / "inbox")
    app = TerminalApp(
        lambda: open_desk("emulator:", settings),
        lang="zh_CN",
        clock=lambda: "2026-11-22 10:20",
        roll_s=0,
        camera=HeldUp(home / "practice" / "slips"),  # type: ignore[arg-type]  # leaves as a camera does
    )
    try:
        async with app.run_test(size=SIZE) as pilot:
            await rested(app, pilot)
            for name, keys in WALK:
                for key in keys:
                    app.press(key)
                    await rested(app, pilot)
                await pilot.pause(0.3)
                strips = app.screen._compositor.render_strips()
                drawn = picture([runs(strip) for strip in strips], SIZE[0]).quantize(COLOURS)
                drawn.save(folder / f"{name}.png", optimize=True)
    finally:
        app.clerk.close()


def came_in(inbox: Path) -> None:
    """Papers that a customer brought, the first of them the newest."""
    inbox.mkdir(parents=True)
    for age, name in enumerate(PAPERS):
        (inbox / name).write_text(name, encoding="utf-8")
        os.utime(inbox / name, (1_700_000_000 - age, 1_700_000_000 - age))


async def rested(app: TerminalApp, pilot: Pilot[int]) -> None:
    """The desk has answered."""
    async with asyncio.timeout(PATIENCE_S):
        await pilot.pause(0.02)
        while app.scene.busy is not None:
            await pilot.pause(0.02)


if __name__ == "__main__":
    pictures = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as made, chdir(made):
        asyncio.run(walk(pictures, HOME))
