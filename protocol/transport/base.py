"""What a line can do: five methods and its clock. An adapter turns its own errors into LineError."""

from typing import Protocol


class LineError(Exception):
    """The line is not there: it could not be opened, or it went away. `reason` is for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LineClosedError(LineError):
    """Not one byte was written: the line was known to be gone before."""


class Transport(Protocol):
    """A byte stream to one peer, used by one thread."""

    def open(self) -> None:
        """Raises LineError when there is no such line, or somebody else holds it. Opening twice reopens."""

    def read(self, timeout_s: float) -> bytes:
        """What has arrived, at once if anything has, b"" after `timeout_s`. Raises LineError when the line is gone."""

    def write(self, data: bytes) -> None:
        """Write everything. Raises LineError when it can't (part of it may have left)."""

    def close(self) -> None:
        """Give the line back; safe to call twice."""

    def now(self) -> float:
        """Monotonic seconds of the clock that this line lives by."""

    def sleep(self, seconds: float) -> None:
        """Let so much of that clock's time pass."""
