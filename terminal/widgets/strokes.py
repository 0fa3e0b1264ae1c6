"""The keyboard: a hand's keys and a scanner's text, told apart by scanner.sources.wedge and the app's timer.

Its one rule: a stroke is passed on once, as a key or within a text, in the order in which it came.
"""

from collections.abc import Awaitable, Callable

from textual.message_pump import MessagePump
from textual.timer import Timer

from scanner.sources.wedge import Heard, Run, Scan, Stroke, Wedge, patience_s, struck, waited


class Strokes:
    """wedge: how the scanner is set; None takes every stroke as a key. key, scan: who hears a stroke, and a text."""

    def __init__(
        self,
        app: MessagePump,
        wedge: Wedge | None,
        key: Callable[[Stroke], Awaitable[None]],
        scan: Callable[[Scan], Awaitable[None]],
    ) -> None:
        self._app, self._wedge, self._key, self._scan = app, wedge, key, scan
        self._run = Run()
        self._timer: Timer | None = None

    async def strike(self, stroke: Stroke, came_s: float) -> None:
        """A stroke of the keyboard. came_s: when it came, seconds; the app may be late to hear of it."""
        if self._wedge is None:
            await self._key(stroke)
            return
        if self._timer is not None:
            self._timer.stop()
        self._run, heard = struck(self._run, stroke, came_s, self._wedge)
        await self._hear(heard)
        if self._run.held:
            self._wait(self._wedge)

    def _wait(self, wedge: Wedge) -> None:
        """Behind the timer stands whatever came meanwhile and was not heard yet: that is heard first."""
        run = self._run

        async def due() -> None:
            if self._run is run:
                self._run, heard = waited(run, wedge)
                await self._hear(heard)

        self._timer = self._app.set_timer(patience_s(run, wedge), lambda: self._app.call_later(due))

    async def _hear(self, heard: Heard) -> None:
        for one in heard:
            if isinstance(one, Scan):
                await self._scan(one)
            else:
                await self._key(one)
