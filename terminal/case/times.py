"""How long a case was at each of the seven steps, and which of them took longer than the shop allows. Pure.

Nothing here prints. The rule: the times of the steps, and the time it had ended before somebody opened it anew, add up
to the whole; a clock that was set back takes nothing away.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from terminal.case.case import Case
from terminal.case.waiting import WAITS
from terminal.case.words import ENDED, STAGES, Stage, State, Wait

_NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Stay:
    """How long it stood in one state, without leaving it. begun: by the terminal's clock."""

    state: State
    begun: datetime
    spent: timedelta


@dataclass(frozen=True, slots=True)
class Times:
    """steps: at each of the seven, in their order. ended: closed or withdrawn, until now or until it was reopened."""

    steps: tuple[timedelta, ...]
    ended: timedelta

    @property
    def whole(self) -> timedelta:
        """As long as somebody had to do something."""
        return sum(self.steps, _NONE)


@dataclass(frozen=True, slots=True)
class Slow:
    """A step that took longer than its due_days. wait: what the case waited for most of that time."""

    case_no: str
    stage: Stage
    spent: timedelta
    due_days: int
    wait: Wait


@dataclass(frozen=True, slots=True)
class Tally:
    """One step over all cases that took time at it."""

    stage: Stage
    count: int
    median: timedelta
    longest: timedelta


def stays(case: Case, now: datetime) -> tuple[Stay, ...]:
    """Each state it was in, one after the other, the last until now. now: local time."""
    came: list[tuple[State, datetime]] = []
    latest = _moment(case.opened_at)
    for mark in case.life:
        latest = max(latest, _moment(mark.at))
        if not came or came[-1][0] is not mark.state:
            came.append((mark.state, latest))
    end = max(latest, now.replace(tzinfo=None))
    left = [begun for _, begun in came[1:]] + [end]
    return tuple(Stay(state, begun, until - begun) for (state, begun), until in zip(came, left, strict=True))


def times(case: Case, now: datetime) -> Times:
    """What they add up to, step by step."""
    stood = stays(case, now)
    steps = tuple(_sum(one for one in stood if _at(stage, one)) for stage in Stage)
    return Times(steps, _sum(one for one in stood if one.state in ENDED))


def slow(case: Case, now: datetime) -> tuple[Slow, ...]:
    """Its steps that took longer than its rules allow, in their order."""
    spent = zip(Stage, times(case, now).steps, case.terms.due_days, strict=True)
    return tuple(
        Slow(case.case_no, stage, took, days, _waited(case, stage, now))
        for stage, took, days in spent
        if days and took > timedelta(days=days)
    )


def tallies(cases: Iterable[Case], now: datetime) -> tuple[Tally, ...]:
    """A row for each step that any of them took time at."""
    every = [times(case, now).steps for case in cases]
    by_stage = {stage: sorted(steps[stage - 1] for steps in every if steps[stage - 1]) for stage in Stage}
    return tuple(
        Tally(stage, len(took), timedelta(seconds=median(one.total_seconds() for one in took)), took[-1])
        for stage, took in by_stage.items()
        if took
    )


def _waited(case: Case, stage: Stage, now: datetime) -> Wait:
    """For what, most of the time at this step."""
    waits: dict[Wait, timedelta] = {}
    for one in stays(case, now):
        if _at(stage, one):
            wait = WAITS[one.state]
            waits[wait] = waits.get(wait, _NONE) + one.spent
    return max(waits, key=waits.__getitem__)


def _at(stage: Stage, one: Stay) -> bool:
    return one.state not in ENDED and STAGES[one.state] is stage


def _sum(stood: Iterable[Stay]) -> timedelta:
    return sum((one.spent for one in stood), _NONE)


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=None)
