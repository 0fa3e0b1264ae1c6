"""What a planted bug is, and how the simulation looks for one. The bugs are in the files beside, a family each.

The rule: a bug is one that somebody might make in good faith; it is planted by patching, never by a
switch in the product.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

import pytest

from terminal.simulation.clock import differs
from terminal.simulation.run import Run, simulate
from terminal.simulation.watch import Violation

MOST_SEEDS = 1_500
Plant = Callable[[pytest.MonkeyPatch], None]


class Planted(NamedTuple):
    """plant: breaks it. checks: may see it first. quick: found within a second, for every run of the suite. by_clock:
    seen only beside the same seed with clocks that run as they should.
    """

    plant: Plant
    checks: tuple[str, ...]
    quick: bool = False
    by_clock: bool = False

    @property
    def name(self) -> str:
        """Of the bug."""
        return getattr(self.plant, "__name__", "")


class Found(NamedTuple):
    """seed: the first that sees it. broken: at once. cpu_s: of all seeds up to it."""

    seed: int
    broken: tuple[Violation, ...]
    cpu_s: float

    @property
    def checks(self) -> tuple[str, ...]:
        """That see it first."""
        return tuple(dict.fromkeys(one.check for one in self.broken if one.at == self.broken[0].at))


def found(bug: Planted, most: int = MOST_SEEDS) -> Found:
    """Where the simulation sees what is planted now. AssertionError: nowhere."""
    began = time.process_time()
    for seed in range(1, most + 1):
        run = simulate(seed)
        broken = run.violations or (_by_clock(run) if bug.by_clock else ())
        if broken:
            return Found(seed, broken, time.process_time() - began)
    raise AssertionError(f"{bug.name} is not seen in {most} seeds: PYTHONPATH=. pytest --deep -k {bug.name}")


def _by_clock(run: Run) -> tuple[Violation, ...]:
    said = differs(run) if run.faults.get("clock_jumps") else ""
    return (Violation("M16", 0.0, said),) if said else ()
