"""What a planted bug is, and how the simulation looks for one. The bugs are in the files beside, a family each.

The rule: a bug is one that somebody might make in good faith; it is planted by patching, never by a
switch in the product.
"""

import time
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from terminal.simulation import checks
from terminal.simulation.clock import differs
from terminal.simulation.run import Run, simulate
from terminal.simulation.watch import Violation

MOST_SEEDS = 1_500
Holds = Callable[[Any, Any], str]
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
    """seed: the first that sees it. broken: at once. cpu_s: of all seeds up to it. holds: the functions of the checks
    that see it first, as checks of one name may be several.
    """

    seed: int
    broken: tuple[Violation, ...]
    cpu_s: float
    holds: frozenset[str]

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
            return Found(seed, broken, time.process_time() - began, _first_holds(seed))
    raise AssertionError(f"{bug.name} is not seen in {most} seeds: PYTHONPATH=. pytest --deep -k {bug.name}")


def _first_holds(seed: int) -> frozenset[str]:
    """Functions of the checks that do not hold at the first event at which any does not."""
    fired: list[tuple[object, str]] = []

    def heard(holds: Holds) -> Holds:
        def spied(seen: object, event: object) -> str:
            said = holds(seen, event)
            if said:
                fired.append((event, name_of(holds)))
            return said

        return spied

    with pytest.MonkeyPatch.context() as patch:
        spied = {event: tuple((name, heard(holds)) for name, holds in some) for event, some in checks._OF.items()}
        patch.setattr(checks, "_OF", spied)
        simulate(seed)
    return frozenset(name for event, name in fired if event is fired[0][0])


def name_of(holds: Holds) -> str:
    """Of a check's function, and where it stands."""
    return f"{holds.__module__.rpartition('.')[2]}.{holds.__name__}"


def _by_clock(run: Run) -> tuple[Violation, ...]:
    said = differs(run) if run.faults.get("clock_jumps") else ""
    return (Violation("M16", 0.0, said),) if said else ()
