"""The keyboard: a hand's keys and a scanner's text, told apart by terminal.face.burst and the app's timer.

Its one rule: a stroke is passed on once, as a key or within a text, in the order in which it came.
"""

from collections.abc import Callable

from textual.message_pump import MessagePump
from textual.timer import Timer

from terminal.face.burst import Heard, Run, Scan, Stroke, settled, struck


class Strokes:
    """gap_s: how long a character is held back, as it may be the first of a scan; 0 takes every one as a key.

    key, text: who hears a stroke, and what came in one piece.
    """

    def __init__(
        self,
        app: MessagePump,
        gap_s: float,
        monotonic: Callable[[], float],
        key: Callable[[Stroke], None],
        text: Callable[[str], None],
    ) -> None:
        self._app, self._gap_s, self._monotonic = app, gap_s, monotonic
        self._key, self._text = key, text
        self._run = Run()
        self._timer: Timer | None = None

    def strike(self, stroke: Stroke) -> None:
        """A stroke of the keyboard."""
        if self._timer is not None:
            self._timer.stop()
        self._run, heard = struck(self._run, stroke, self._monotonic())
        self._hear(heard)
        if not self._gap_s:
            self._settle()
        elif self._run.held:
            self._timer = self._app.set_timer(self._gap_s, self._settle)

    def _settle(self) -> None:
        run, self._run = self._run, Run()
        self._hear(settled(run))

    def _hear(self, heard: Heard) -> None:
        for one in heard:
            if isinstance(one, Scan):
                self._text(one.text)
            else:
                self._key(one)
