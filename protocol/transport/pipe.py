"""A line in memory: the far end lives in this process and is stepped while the near end reads.

There is no thread: `read` gives the far end its time, and waits by the clock it was given, so that a test hands in a
virtual clock and nothing sleeps.
"""

from typing import Protocol


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


class Clock(Protocol):
    """Monotonic seconds, and a way to let them pass."""

    def now(self) -> float:
        """Monotonic seconds."""

    def sleep(self, seconds: float) -> None:
        """Let so many pass."""


class PipeTransport:
    """The near end."""

    def __init__(self, far_end: FarEnd, clock: Clock) -> None:
        self._far_end = far_end
        self._clock = clock

    def open(self) -> None:
        """Always there."""

    def read(self, timeout_s: float) -> bytes:
        """Step the far end until it says something or the time is over."""
        deadline = self._clock.now() + timeout_s
        while True:
            now = self._clock.now()
            self._far_end.tick(now)
            said = self._far_end.take()
            if said or now >= deadline:
                return said
            due = self._far_end.due()
            self._clock.sleep(min(deadline, deadline if due is None else max(due, now)) - now)

    def write(self, data: bytes) -> None:
        """Straight to the far end."""
        self._far_end.receive(data, self._clock.now())

    def close(self) -> None:
        """Nothing to give back."""

    def now(self) -> float:
        """The clock both ends live by."""
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        """Let time pass for both ends."""
        self._clock.sleep(seconds)
