"""From a seed that breaks to the few faults and tasks that are enough for it: delta debugging over whole runs.

The rule: what is left breaks the same check as the seed did; how it is found costs no more than it is given.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from terminal.simulation.run import replay, simulate
from terminal.simulation.scenario import Scenario

_Item = TypeVar("_Item")
Fails = Callable[[Scenario], bool]


def shrink(seed: int, spent_s: Callable[[], float], within_s: float) -> Scenario | None:
    """The smallest scenario found within so many seconds of `spent_s`; None where the seed breaks nothing."""
    run = simulate(seed)
    if not run.violations:
        return None
    check, latest = run.violations[0].check, spent_s() + within_s

    def fails(one: Scenario) -> bool:
        return spent_s() < latest and check in [broken.check for broken in replay(one).violations]

    return _smaller(Scenario(seed, run.fired, run.tasks), fails)


def _smaller(scenario: Scenario, fails: Fails) -> Scenario:
    """Tasks first, as each takes its faults along; again as long as it helps."""
    before = None
    while scenario != before:
        before = scenario
        scenario = _fewer_faults(_fewer_tasks(scenario, fails), fails)
    return scenario


def _fewer_tasks(one: Scenario, fails: Fails) -> Scenario:
    return replace(one, tasks=fewer(one.tasks, lambda some: fails(replace(one, tasks=some))))


def _fewer_faults(one: Scenario, fails: Fails) -> Scenario:
    return replace(one, faults=fewer(one.faults, lambda some: fails(replace(one, faults=some))))


def fewer(items: tuple[_Item, ...], fails: Callable[[tuple[_Item, ...]], bool]) -> tuple[_Item, ...]:
    """Some of them that still fail, none of which alone can be left out (ddmin)."""
    parts = 2
    if items and fails(()):
        return ()
    while len(items) >= 2:
        size = -(-len(items) // parts)
        cuts = [items[at : at + size] for at in range(0, len(items), size)]
        found = next((rest for cut in cuts if fails(rest := _without(items, cut))), None)
        if found is not None:
            items, parts = found, max(parts - 1, 2)
        elif size == 1:
            break
        else:
            parts = min(parts * 2, len(items))
    return items


def _without(items: Sequence[_Item], cut: Sequence[_Item]) -> tuple[_Item, ...]:
    gone = set(cut)
    return tuple(one for one in items if one not in gone)
