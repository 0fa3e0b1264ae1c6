"""A line in memory: the far end lives in this process and is stepped while the near end reads.

A new far end is made for each opening, as a new connection is. There is no thread: `read` gives the far end its time,
and waits by the clock it was given, so that a test hands in a virtual clock and nothing sleeps.
"""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from protocol.transport.base import LineClosedError, LineError


class FarEnd(Protocol):
    """The other end of a pipe: bytes and time in, bytes out."""

    def receive(self, data: bytes, now: float) -> None:
        """Bytes from the near end."""

    def tick(self, now: float) -> None:
        """Time has passed."""

    def due(self) -> float | None:
        """When `tick` wants to be called next."""

    def take(self) -> bytes:
        """Bytes for the near end, once."""


@runtime_checkable
class CanHangUp(Protocol):
    """A far end that may go away by itself."""

    @property
    def broken(self) -> bool:
        """It has gone; what it said before has been taken."""


class Clock(Protocol):
    """Monotonic seconds, and a way to let them pass."""

    def now(self) -> float:
        """Monotonic seconds."""

    def sleep(self, seconds: float) -> None:
        """Let so many pass."""


class PipeTransport:
    """The near end. connect: makes the far end of a new connection."""

    def __init__(self, connect: Callable[[], FarEnd], clock: Clock) -> None:
        self._connect = connect
        self._clock = clock
        self._far_end: FarEnd | None = None
        self._can_hang_up: CanHangUp | None = None

    def open(self) -> None:
        """A new connection; there is always somebody."""
        self._far_end = far_end = self._connect()
        self._can_hang_up = far_end if isinstance(far_end, CanHangUp) else None

    def read(self, timeout_s: float) -> bytes:
        """Step the far end until it says something or the time is over. LineError when it has hung up."""
        far_end = self._other()
        deadline = self._clock.now() + timeout_s
        while True:
            now = self._clock.now()
            far_end.tick(now)
            said = far_end.take()
            if not said and self._can_hang_up is not None and self._can_hang_up.broken:
                raise LineError("the far end hung up")
            if said or now >= deadline:
                return said
            due = far_end.due()
            self._clock.sleep(min(deadline, deadline if due is None else max(due, now)) - now)

    def write(self, data: bytes) -> None:
        """Straight to the far end."""
        self._other().receive(data, self._clock.now())

    def close(self) -> None:
        """The far end is forgotten."""
        self._far_end = None

    def now(self) -> float:
        """The clock both ends live by."""
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        """Let time pass for both ends."""
        self._clock.sleep(seconds)

    def _other(self) -> FarEnd:
        if self._far_end is None:
            raise LineClosedError("the pipe is not open")
        return self._far_end
