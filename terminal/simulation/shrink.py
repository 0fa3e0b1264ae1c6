"""From a seed that breaks to the few faults and tasks that are enough for it: runs with ever fewer of them.

The rule: what is left breaks the same check as the seed did; how it is found costs no more than it is given.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import Protocol, TypeVar

from terminal.simulation.chance import Chances
from terminal.simulation.moves import moves
from terminal.simulation.plan import REFUNDS, plan_of
from terminal.simulation.run import Run, replay, simulate
from terminal.simulation.scenario import Scenario

FEW_FAULTS, FEW_REFUNDS = 5, 2
"""What anybody can follow: with so few of both nothing smaller is looked for."""
ONLY = 16
"""Of so few faults and tasks, one is left out while the others move (terminal.simulation.moves)."""
_Item = TypeVar("_Item")


class Order(Protocol):
    """In which order things are tried: what is left out first decides what can be left out next."""

    def __call__(self, items: tuple[_Item, ...], /) -> tuple[_Item, ...]:
        """The same ones."""


def shrink(seed: int, spent_s: Callable[[], float], within_s: float) -> Scenario | None:
    """The smallest scenario found within so many seconds of `spent_s`; None where the seed breaks nothing."""
    latest = spent_s() + within_s
    run = simulate(seed)
    if not run.violations:
        return None
    return _Search(run, lambda: spent_s() >= latest).smallest()


class _Search:
    """Of one run that breaks. over: the time is."""

    def __init__(self, run: Run, over: Callable[[], bool]) -> None:
        self._check, self._over = run.violations[0].check, over
        self._whole = Scenario(run.seed, run.fired, run.tasks)
        self._classes = tuple(dict.fromkeys(fired.fault for fired in run.fired))
        self._size_of = lru_cache(maxsize=2)(_size)

    def smallest(self) -> Scenario:
        """From the whole in one order after the other, until few are left."""
        best = self._whole
        for order in _orders(self._whole.seed):
            best = min(best, self._smaller(self._whole, order), key=self._size_of)
            while self._size_of(best)[0] and (moved := self._moved(best)) is not None:
                best = self._smaller(moved, order)
            if not self._size_of(best)[0] or self._over():
                break
        return best

    def _smaller(self, one: Scenario, order: Order) -> Scenario:
        """Without whatever can be left out by itself."""
        before = None
        while one != before:
            before = one
            one = self._fewer_faults(self._fewer_tasks(one, order), order)
        return one

    def _moved(self, one: Scenario) -> Scenario | None:
        """With one part less, while others come at another opportunity; None where that breaks nothing."""
        if len(one.tasks) + len(one.faults) > ONLY:
            return None
        return next(filter(self._fails, moves(one, self._classes)), None)

    def _fails(self, one: Scenario) -> bool:
        return not self._over() and self._check in [broken.check for broken in replay(one).violations]

    def _fewer_tasks(self, one: Scenario, order: Order) -> Scenario:
        """Each takes its faults along."""
        left = fewer(order(one.tasks), lambda some: self._fails(replace(one, tasks=some)))
        return replace(one, tasks=tuple(task for task in one.tasks if task in left))

    def _fewer_faults(self, one: Scenario, order: Order) -> Scenario:
        left = fewer(order(one.faults), lambda some: self._fails(replace(one, faults=some)))
        return replace(one, faults=tuple(fault for fault in one.faults if fault in left))


def _size(one: Scenario) -> tuple[int, int, int]:
    """How many too many there are of faults and refunds, how many in all, and tasks: that is a run."""
    faults, refunds = len(one.faults), replay(one).refunds
    return max(0, faults - FEW_FAULTS) + max(0, refunds - FEW_REFUNDS), faults + refunds, len(one.tasks)


def _orders(seed: int) -> Iterator[Order]:
    """What breaks a run is done late, so the front goes first."""
    yield _refunds_first(seed)
    yield _from_the_back
    random = Random(seed)
    while True:
        yield _shuffled(random)


def _refunds_first(seed: int) -> Order:
    """What else a cashier does often serves as well."""
    plan = plan_of(Chances(seed))
    of = {(who, task.number) for who, some in enumerate(plan.tasks) for task in some if task.kind in REFUNDS}

    def refunds_first(items: tuple[_Item, ...], /) -> tuple[_Item, ...]:
        return tuple(sorted(items, key=lambda one: one not in of))

    return refunds_first


def _from_the_back(items: tuple[_Item, ...], /) -> tuple[_Item, ...]:
    return items[::-1]


def _shuffled(random: Random) -> Order:
    def shuffled(items: tuple[_Item, ...], /) -> tuple[_Item, ...]:
        return tuple(random.sample(items, len(items)))

    return shuffled


def fewer(items: tuple[_Item, ...], fails: Callable[[tuple[_Item, ...]], bool]) -> tuple[_Item, ...]:
    """Some of them that still fail, none of which alone can be left out: parts are left out from the front, and ever
    smaller ones.
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
