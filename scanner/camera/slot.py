"""One place for the newest frame, between the thread that reads the camera and the one that looks for codes.

The rule: never a queue. Whoever takes gets the newest frame there is, or waits for the next; older ones are gone.
"""

from dataclasses import dataclass
from threading import Condition
from typing import Generic, TypeVar

Picture = TypeVar("Picture")


@dataclass(frozen=True, slots=True)
class Frame(Generic[Picture]):
    """number: from 0, one more for each that the camera gave, taken or not. at_s: monotonic, when it came."""

    number: int
    at_s: float
    picture: Picture


class Slot(Generic[Picture]):
    """Two threads: one puts and ends, one takes."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._newest: Frame[Picture] | None = None
        self._next = 0
        self._ended = False

    def put(self, picture: Picture, at_s: float) -> None:
        """A frame came; what nobody took is gone."""
        with self._changed:
            self._newest = Frame(self._next, at_s, picture)
            self._next += 1
            self._changed.notify()

    def end(self) -> None:
        """No more frames come; one that waits is still given out."""
        with self._changed:
            self._ended = True
            self._changed.notify()

    @property
    def ended(self) -> bool:
        """No more frames come."""
        with self._changed:
            return self._ended

    def take(self, within_s: float) -> Frame[Picture] | None:
        """The newest frame not yet taken; None at the end, or where none came in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._newest is not None or self._ended, within_s)
            taken, self._newest = self._newest, None
            return taken
