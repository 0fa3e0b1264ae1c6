"""Scenarios that are a little smaller than one: a part is left out, and what is left moves to make up for it.

A fault is written down as the Nth opportunity of its class in a task. Where a part is left out that had opportunities
of its own - a query that is no longer asked, a refund that is no longer keyed twice - the same fault is now at another.
Nothing is run here. The rule: each has fewer parts than the one it is made of.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from terminal.simulation.faults import Fault, Fired
from terminal.simulation.scenario import Scenario

BY = (1, 2, 3, 4, -1, -2, -3, -4, 5, 6, -5, -6)
"""Opportunities that all faults of a task move by together."""
LATEST = 8
"""Opportunity of a task that a single fault moves to, at most."""
SOON = 3
"""Opportunity of a fault that stands for two, at most."""
Part = Fired | tuple[int, int]


def moves(one: Scenario, classes: tuple[Fault, ...]) -> Iterator[Scenario]:
    """The likeliest first. classes: of faults that may stand for two others."""
    parts: tuple[Part, ...] = (*one.faults, *one.tasks)
    smaller = [_without(one, part) for part in parts if len(one.tasks) > 1 or part not in one.tasks]
    for pair in combinations(parts, 2):
        less = _without(one, *pair)
        if less.tasks:
            yield less
    for less in smaller:
        for place in less.tasks:
            yield from (_shifted(less, place, by) for by in BY)
    for number in range(1, SOON + 1):
        for first, second in combinations(one.faults, 2):
            less = _without(one, first, second)
            instead = (Fired(fault, second.terminal, second.task, number) for fault in classes)
            yield from (replace(less, faults=(*less.faults, fired)) for fired in instead if fired not in one.faults)
    for less in smaller:
        for fired in less.faults:
            yield from (_moved(less, fired, number) for number in range(1, LATEST + 1) if number != fired.number)


def _without(one: Scenario, *some: Part) -> Scenario:
    faults = tuple(fired for fired in one.faults if fired not in some)
    return replace(one, faults=faults, tasks=tuple(task for task in one.tasks if task not in some))


def _shifted(one: Scenario, place: tuple[int, int], by: int) -> Scenario:
    """The faults of this task."""
    faults = (
        fired._replace(number=max(1, fired.number + by)) if (fired.terminal, fired.task) == place else fired
        for fired in one.faults
    )
    return replace(one, faults=tuple(dict.fromkeys(faults)))


def _moved(one: Scenario, fired: Fired, number: int) -> Scenario:
    faults = (other._replace(number=number) if other == fired else other for other in one.faults)
    return replace(one, faults=tuple(dict.fromkeys(faults)))
