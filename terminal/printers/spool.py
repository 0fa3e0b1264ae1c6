"""The spool: sheets wait here for files and slow printers, and one thread of its own brings them out in order.

No receipt and no journal is known here, and nothing survives the process. The rule: whoever puts a job here waits for
no disk and no printer; what came of it is fetched later, by the thread that wants to know.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from threading import Lock

from terminal.printers.outcome import NotPrinted, Output, Way

MAX_JOBS = 50  # a quarter of an hour at a printer that hangs; one more is told at once
LEAVE_S = 5.0  # at the end: two copies at a slow printer; what has not begun by then is printed at the next start


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a job. files: what was saved, sheet by sheet. trouble: what did not come out, empty if all did.
    whole: one way at least took every sheet,
    or there is none.
    """

    number: int
    files: tuple[Path, ...]
    trouble: tuple[NotPrinted, ...]
    whole: bool


class Spool:
    """ways: where every sheet goes, in this order. The thread begins with the first job."""

    def __init__(self, ways: Sequence[Way]) -> None:
        self._ways = tuple(ways)
        self._jobs: deque[Future[Done]] = deque()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="printers")
        self._waking = Lock()
        self._wake: Callable[[], None] = _nobody
        self._last = 0
        self._open = True

    def put(self, sheets: Sequence[Output]) -> int:
        """Take one job; its number, from 1 on, or 0 where MAX_JOBS are not done yet or the spool is closed."""
        if not self._open or sum(not job.done() for job in self._jobs) >= MAX_JOBS:
            return 0
        self._last += 1
        job = self._pool.submit(self._printed, self._last, sheets)
        self._jobs.append(job)
        job.add_done_callback(self._tell)
        return self._last

    def fetch(self) -> tuple[Done, ...]:
        """What is done and was not fetched before, in order; waits for nothing. Raises what was our own mistake."""
        fetched = []
        while self._jobs and self._jobs[0].done():
            job = self._jobs.popleft()
            if not job.cancelled():
                fetched.append(job.result())
        return tuple(fetched)

    def listen(self, wake: Callable[[], None]) -> None:
        """Have `wake` called by another thread, whenever there is something to fetch; it must not wait."""
        with self._waking:
            self._wake = wake

    def wait(self, within_s: float) -> bool:
        """Until every job is done; False when the time is over before."""
        return not wait_for([job for job in self._jobs if not job.done()], within_s).not_done

    def close(self, within_s: float = LEAVE_S) -> None:
        """Wait so long, then give up what has not begun; nobody is woken any more. Safe to call twice."""
        self.wait(within_s)
        self._open = False
        self.listen(_nobody)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _tell(self, _job: "Future[Done]") -> None:
        with self._waking:
            self._wake()

    def _printed(self, number: int, sheets: Sequence[Output]) -> Done:
        ends = [_all_of(way, sheets) for way in self._ways]
        files = tuple(one for sheet in zip_longest(*ends) for one in sheet if isinstance(one, Path))
        trouble = tuple(one for end in ends for one in end if isinstance(one, NotPrinted))
        return Done(number, files, trouble, whole=not trouble or len(trouble) < len(ends))


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
