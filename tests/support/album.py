"""Every screen of every day, shown by the app itself at one size and in one language.

A day is a script in days_<family>.py: `DAYS` there is a tuple of functions that take a language and give back a
cashier.Day. Its shots are put before one running app, one after another, so that no screen costs a start.
"""

import importlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from cashier import Day
from textual.pilot import Pilot
from textual.strip import Strip

from terminal.app import TerminalApp
from terminal.face.scene import Scene

FAMILIES = tuple(sorted(path.stem.removeprefix("days_") for path in Path(__file__).parent.glob("days_*.py")))

CLOCK = "2026-11-22 10:20"


@dataclass(frozen=True)
class Shot:
    """One screen. name: family, day and screen. strips: rows of what Textual drew."""

    name: str
    scene: Scene
    strips: tuple[Strip, ...]

    @property
    def rows(self) -> list[str]:
        """The screen as text."""
        return ["".join(segment.text for segment in strip) for strip in self.strips]


@cache
def scenes(lang: str) -> dict[str, Scene]:
    """The scenes of every day, by "family/screen"."""
    found: dict[str, Scene] = {}
    for family in FAMILIES:
        days: tuple[Callable[[str], Day], ...] = importlib.import_module(f"days_{family}").DAYS
        named = {f"{family}/{name}": scene for day in days for name, scene in day(lang).shots.items()}
        assert len(named) == sum(len(day(lang).shots) for day in days), f"a name twice in days_{family}"
        found |= named
    return found


async def taken(lang: str, size: tuple[int, int], theme: str = "") -> AsyncIterator[Shot]:
    """Every screen at this size, in this theme or its own. The desk behind the app never answers, and no clock runs."""
    app = TerminalApp(_no_desk, lang=lang, monotonic=lambda: 0.0, clock=lambda: CLOCK, roll_s=0)
    app.lens.follow = lambda scene: None  # type: ignore[method-assign]  # no camera is opened for a page of the album
    app._open = lambda: None  # type: ignore[method-assign]
    try:
        async with app.run_test(size=size) as pilot:
            for name, scene in scenes(lang).items():
                put = replace(scene, size=size, clock=CLOCK, theme=theme or scene.theme)
                yield Shot(name, scene, await _put(app, pilot, put))
    finally:
        app.clerk.close()


async def _put(app: TerminalApp, pilot: Pilot[int], scene: Scene) -> tuple[Strip, ...]:
    """Textual's compositor is private: this is the one place of the snapshots that asks it.

    `pilot.pause` would wait for the processor to be idle, which is most of a second for a screen on a busy machine.
    """
    app.scene = scene
    app._show()
    await pilot._wait_for_screen()
    app.screen._refresh_layout()
    return tuple(app.screen._compositor.render_strips())


def _no_desk() -> None:
    raise AssertionError("no desk is asked for here")
