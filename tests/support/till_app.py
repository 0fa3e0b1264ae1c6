"""The whole terminal on the real desk over emulator:, at 80x24 without a screen, for tests that type, scan and look."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual import events
from textual.pilot import Pilot

from scanner.sources.wedge import AS_SHIPPED, Wedge
from terminal.app import TerminalApp
from terminal.compose import open_desk
from terminal.face.drafts.sources import NOTHING_ATTACHED, Attached
from terminal.face.pages import Page
from terminal.screens.frame import frame
from terminal.settings import Settings

WAIT_S = 60.0


class Till:
    """A terminal that somebody stands at. Keys come slowly enough to be a hand's."""

    def __init__(self, app: TerminalApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def page(self) -> Page:
        return self.app.scene.page

    @property
    def lcd(self) -> str:
        return "\n".join(line.text for line in frame(self.app.scene))

    @property
    def windows(self) -> int:
        """What lies over the page."""
        return len(self.app.screen_stack) - 1

    async def until(self, fits: Callable[[], bool]) -> None:
        try:
            async with asyncio.timeout(WAIT_S):
                while not fits():
                    await self.pilot.pause(0.01)
        except TimeoutError:
            raise AssertionError(f"never came: {self.page}\n{self.lcd}") from None

    async def keys(self, *keys: str) -> None:
        """Keys of the keypad, one after another; a run of digits may be written as one text."""
        for key in keys:
            for one in key if key.isdecimal() else (key,):
                self.app.press(one)
                await self.until(lambda: self.app.scene.busy is None)

    async def type(self, text: str, *, gap_s: float = 0.0) -> None:
        """Strokes of a keyboard, as quick as a scanner's."""
        for sign in text:
            name = {"\r": "enter", "\t": "tab"}.get(sign, sign)
            self.app.post_message(events.Key(name, sign))
            if gap_s:
                await asyncio.sleep(gap_s)
        await self.pilot.pause()

    async def idle(self) -> None:
        await self.until(lambda: self.app.scene.busy is None)

    async def at_order(self) -> None:
        await self.keys("ok", "0000", "ok", "3", "1", "123456", "ok")
        assert self.page is Page.ORDER


@asynccontextmanager
async def till(
    home: Path, attached: Attached = NOTHING_ATTACHED, lang: str = "zh_CN", wedge: Wedge = AS_SHIPPED
) -> AsyncIterator[Till]:
    """The terminal, signed off."""
    settings = Settings(home, lang.partition("_")[0], 0.0)
    sources = {"attached": attached, "wedge": wedge}
    app = TerminalApp(lambda: open_desk("emulator:", settings), lang=lang, clock=lambda: "10:20", roll_s=0, **sources)
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            standing = Till(app, pilot)
            await standing.idle()
            yield standing
    finally:
        app.listening.close()
        app.clerk.close()
