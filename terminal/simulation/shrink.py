"""From a seed that breaks to the few faults and tasks that are enough for it: runs with ever fewer of them.

The rule: what is left breaks the same check as the seed did; how it is found costs no more than it is given.
"""

from collections.abc import Callable
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
    """Some of them that still fail, none of which alone can be left out: parts are left out from the front, as what
    breaks a run is done late, and ever smaller ones.
    """
    if items and fails(()):
        return ()
    size, before = len(items), None
    while size > 1 or items != before:
        before, size = items, -(-size // 2)
        items = _swept(items, size, fails)
    return items


def _swept(items: tuple[_Item, ...], size: int, fails: Callable[[tuple[_Item, ...]], bool]) -> tuple[_Item, ...]:
    """Without each part of this size that is not needed."""
    at = 0
    while at < len(items):
        rest = items[:at] + items[at + size :]
        if rest and fails(rest):
            items = rest
        else:
            at += size
    return items
