"""The spool: sheets wait here for files and slow printers, and one thread of its own brings them out in order.

No receipt and no journal is known here, and nothing survives the process. The rule: whoever puts a job here waits for
no disk and no printer; what came of it is fetched later, by the thread that wants to know.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from threading import Condition, Thread

from terminal.printers.outcome import NotPrinted, Output, Way

MAX_JOBS = 50  # a quarter of an hour at a printer that hangs; one more is told at once
LEAVE_S = 5.0  # at the end: two copies at a slow printer; what is not out by then is printed at the next start


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a job. files: what was saved, sheet by sheet. trouble: what did not come out, empty if all did.
    whole: one way at least took every sheet. mistake: one of ours, to be raised where it is fetched.
    """

    number: int
    files: tuple[Path, ...] = ()
    trouble: tuple[NotPrinted, ...] = ()
    whole: bool = False
    mistake: Exception | None = None


class Spool:
    """ways: where every sheet goes, in this order. The thread begins with the first job."""

    def __init__(self, ways: Sequence[Way]) -> None:
        self._ways = tuple(ways)
        self._waiting: deque[tuple[int, Sequence[Output]]] = deque()
        self._done: deque[Done] = deque()
        self._changed = Condition()
        self._wake: Callable[[], None] = _nobody
        self._last = 0
        self._busy = False
        self._open = True
        self._thread: Thread | None = None

    def put(self, sheets: Sequence[Output]) -> int:
        """Take one job; its number, from 1 on, or 0 where MAX_JOBS wait already or the spool is closed."""
        with self._changed:
            if not self._open or len(self._waiting) >= MAX_JOBS:
                return 0
            self._last += 1
            self._waiting.append((self._last, sheets))
            if self._thread is None:
                self._thread = Thread(target=self._run, name="printers", daemon=True)
                self._thread.start()
            self._changed.notify_all()
            return self._last

    def fetch(self) -> tuple[Done, ...]:
        """What is done and was not fetched before, in order; waits for nothing."""
        with self._changed:
            done = tuple(self._done)
            self._done.clear()
        return done

    def listen(self, wake: Callable[[], None]) -> None:
        """Have `wake` called by the spool's thread, whenever there is something to fetch; it must not wait."""
        with self._changed:
            self._wake = wake

    def wait(self, within_s: float) -> bool:
        """Until nothing waits and nothing is under way; False when the time is over before."""
        with self._changed:
            return self._changed.wait_for(lambda: not (self._waiting or self._busy), within_s)

    def close(self, within_s: float = LEAVE_S) -> None:
        """Wait so long, then give up what still waits; nobody is woken any more. Safe to call twice."""
        self.wait(within_s)
        with self._changed:
            self._open, self._wake = False, _nobody
            self._waiting.clear()
            self._changed.notify_all()

    def _run(self) -> None:
        while (job := self._next()) is not None:
            done = self._printed(*job)
            with self._changed:
                self._busy = False
                self._done.append(done)
                self._changed.notify_all()
                self._wake()

    def _next(self) -> tuple[int, Sequence[Output]] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or not self._open)
            self._busy = bool(self._waiting)
            return self._waiting.popleft() if self._waiting else None

    def _printed(self, number: int, sheets: Sequence[Output]) -> Done:
        try:
            ends = [_all_of(way, sheets) for way in self._ways]
        except Exception as error:  # noqa: BLE001 - not swallowed: raised by whoever fetches it
            return Done(number, mistake=error)
        files = tuple(one for sheet in zip_longest(*ends) for one in sheet if isinstance(one, Path))
        trouble = tuple(one for end in ends for one in end if isinstance(one, NotPrinted))
        return Done(number, files, trouble, whole=len(trouble) < len(ends))


def _all_of(way: Way, sheets: Sequence[Output]) -> list[Path | NotPrinted | None]:
    """Each sheet in turn, until one fails: a printer that is out of paper is not waited for twice."""
    ends: list[Path | NotPrinted | None] = []
    for sheet in sheets:
        ends.append(way.put(sheet))
        if isinstance(ends[-1], NotPrinted):
            break
    return ends


def _nobody() -> None:
    """Nobody listens."""
