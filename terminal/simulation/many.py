"""Many seeds, in this process or in many by an executor; what they came to is added up.

The rule: `tally` is one plain function of plain values, so that any executor can carry it - of processes here, or of
other machines.
"""

import gc
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field

from terminal.simulation.run import Run, simulate
from terminal.simulation.watch import Violation

COLLECTED_EVERY = 20_000
"""New things that are not gone; what a seed leaves behind in cycles is some 4,000."""
PORTION = 25
"""Seeds that are handed over at once: some seconds of work."""


@dataclass(slots=True)
class Tally:
    """seconds: virtual. cpu_s: of the processes that ran them. violations: by seed."""

    seeds: int = 0
    refunds: int = 0
    seconds: float = 0.0
    cpu_s: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    violations: dict[int, tuple[Violation, ...]] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Both together."""
        self.seeds += other.seeds
        self.refunds += other.refunds
        self.seconds += other.seconds
        self.cpu_s += other.cpu_s
        self.faults.update(other.faults)
        self.reached.update(other.reached)
        self.violations.update(other.violations)

    def count(self, run: Run) -> None:
        """One more seed. reached: seeds that reached it."""
        self.seeds += 1
        self.refunds += run.refunds
        self.seconds += run.seconds
        self.faults.update(run.faults)
        self.reached.update(run.reached)
        if run.violations:
            self.violations[run.seed] = run.violations


def tally(first: int, count: int) -> Tally:
    """These seeds, one after the other."""
    began, total = time.process_time(), Tally()
    with _seldom_collected():
        for seed in range(first, first + count):
            total.count(simulate(seed))
    total.cpu_s = time.process_time() - began
    return total


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """A world is a few cycles, and nearly all that is made in it is gone at once: looking for cycles at every 700 new
    things is a twentieth of the time.
    """
    before = gc.get_threshold()
    gc.set_threshold(COLLECTED_EVERY)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def tallied(first: int, count: int, executor: Executor) -> Iterator[Tally]:
    """The same in portions, by an executor; each when it is done."""
    waiting = [executor.submit(tally, at, size) for at, size in portions(first, count)]
    for done in as_completed(waiting):
        yield done.result()


def portions(first: int, count: int) -> Iterable[tuple[int, int]]:
    """(first, count) of each."""
    return ((at, min(PORTION, first + count - at)) for at in range(first, first + count, PORTION))
