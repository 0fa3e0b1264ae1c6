"""确认 from keyboard and mouse: held back where terminal.face.held is not sure of it, with the app's timer.

Its one rule: a key is passed on once or not at all, in the order in which they came; only 确认 is ever dropped.
"""

from collections.abc import Callable

from textual.message_pump import MessagePump
from textual.timer import Timer

from terminal.face.held import HOLD_S, SURE_HOLD_S, Held, settled, struck, unread
from terminal.face.keys import Key


class Confirming:
    """monotonic: seconds. arrived: when the page came that stands there. final: 确认 can't be taken back there. press:
    who hears the keys.
    """

    def __init__(
        self,
        app: MessagePump,
        monotonic: Callable[[], float],
        arrived: Callable[[], float],
        final: Callable[[], bool],
        press: Callable[[str], None],
    ) -> None:
        self._app, self._monotonic, self._arrived, self._final, self._press = app, monotonic, arrived, final, press
        self._held = Held()
        self._timer: Timer | None = None

    def key(self, key: str) -> None:
        """A key of whatever kind."""
        if key != Key.OK:
            self.settle()
            self._held = Held()  # another key in between: what comes next repeats nothing
            self._press(key)
            return
        self._stop()
        hold_s = SURE_HOLD_S if self._final() else HOLD_S
        self._held, counts = struck(self._held, self._monotonic(), hold_s)
        if counts:
            self._confirm()
        elif self._held.waiting:
            self._timer = self._app.set_timer(hold_s, self.settle)

    def settle(self) -> None:
        """Nothing repeated, or something else came."""
        self._stop()
        self._held, counts = settled(self._held)
        if counts:
            self._confirm()

    def _confirm(self) -> None:
        if not unread(self._monotonic(), self._arrived()):
            self._press(Key.OK)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
