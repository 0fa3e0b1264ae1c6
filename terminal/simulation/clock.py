"""Whether clocks that somebody sets decide anything: a seed once with such clocks and once without (M15, M16).

The rule: what the host did and what cashiers heard is compared, and nothing that says a time of the day.
"""

from terminal.simulation.faults import Fault
from terminal.simulation.run import Run, simulate

JUMPS = frozenset({Fault.CLOCK_JUMPS})


def differs(jumped: Run) -> str:
    """The first thing that is otherwise than with clocks that run as they should; "" where nothing is."""
    steady = told(simulate(jumped.seed, without=JUMPS))
    pairs = zip([*told(jumped), "the end"], [*steady, "the end"], strict=False)
    return next((f"{one!r} with clocks that are set, else {other!r}" for one, other in pairs if one != other), "")


def told(run: Run) -> list[str]:
    """What the host did and what cashiers heard."""
    return [line for line in run.history if any(word in line for word in (" H ", " told ", " refused "))]
