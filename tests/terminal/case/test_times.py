"""Times of the steps: they add up to the whole whatever happened when, and say which step was slow, and for whom."""

from dataclasses import replace
from datetime import datetime, timedelta

from cases import CASE_NO, CLERK, SUPERVISOR, opened
from hypothesis import given
from hypothesis import strategies as st

from terminal.case.acts import Applied, Happened, PapersBegun, Refused
from terminal.case.case import Case
from terminal.case.course import Mark
from terminal.case.papers import Kind
from terminal.case.steps import fold
from terminal.case.times import Slow, Tally, Times, slow, stays, tallies, times
from terminal.case.words import ENDED, Stage, State, Wait

DAY = timedelta(days=1)
BEGUN = datetime(2026, 11, 1, 9, 0)  # noqa: DTZ001 - as the journal's local times
NOW = BEGUN + 30 * DAY


def refused(due_days: tuple[int, ...] = (0,) * 7) -> Case:
    """A day of talk, three of papers, ten until review, then the customer's turn."""
    first = opened(Kind.TRANSACTION)
    bare = replace(first, terms=replace(first.terms, papers=(), due_days=due_days))
    acts = ((0, CLERK, bare), (1, CLERK, PapersBegun()), (4, CLERK, Applied()), (14, SUPERVISOR, Refused("晚", "无")))
    return fold(Happened(CASE_NO, (BEGUN + days * DAY).isoformat(), by, act) for days, by, act in acts)


def further(case: Case, *marks: tuple[int, State]) -> Case:
    made = tuple(Mark((BEGUN + days * DAY).isoformat(), CLERK, "", state) for days, state in marks)
    return replace(case, state=marks[-1][1], life=(*case.life, *made))


def test_each_step_has_its_days() -> None:
    done = times(refused(), NOW)
    assert [one.days for one in done.steps] == [1, 3, 0, 26, 0, 0, 0]
    assert (done.whole, done.ended) == (30 * DAY, timedelta(0))


def test_what_has_ended_takes_no_more_time() -> None:
    closed = further(refused(), (20, State.WITHDRAWN), (25, State.GATHERING), (26, State.CLOSED))
    done = times(closed, NOW)
    assert [one.days for one in done.steps] == [1, 4, 0, 16, 0, 0, 0]
    assert done.ended == 9 * DAY


def test_a_slow_step_says_whom_it_waited_for() -> None:
    case = refused((1, 2, 0, 12, 0, 0, 0))
    assert slow(case, NOW) == (
        Slow(CASE_NO, Stage.PAPERS, 3 * DAY, 2, Wait.PAPERS),
        Slow(CASE_NO, Stage.REVIEW, 26 * DAY, 12, Wait.CUSTOMER),
    )


def test_just_as_long_as_allowed_is_not_slow() -> None:
    assert slow(refused((1, 3, 0, 26, 0, 0, 0)), NOW) == ()
    assert len(slow(refused((1, 3, 0, 26, 0, 0, 0)), NOW + timedelta(seconds=1))) == 1


def test_a_tally_over_cases() -> None:
    long = further(refused(), (24, State.CLOSED))
    assert tallies([refused(), long, refused()], NOW)[-1] == Tally(Stage.REVIEW, 3, 26 * DAY, 26 * DAY)
    assert tallies([], NOW) == ()


@given(
    st.lists(st.tuples(st.sampled_from(State), st.integers(-3000, 100_000)), max_size=12),
    st.integers(-1000, 1_000_000),
)
def test_steps_and_what_had_ended_are_the_whole(moves: list[tuple[State, int]], until: int) -> None:
    at, case = BEGUN, replace(refused(), life=refused().life[:1])
    marks = []
    for state, minutes in moves:
        at += timedelta(minutes=minutes)  # also back: a clock is set
        marks.append(Mark(at.isoformat(), CLERK, "", state))
    lived = replace(case, life=(*case.life, *marks))
    now = BEGUN + timedelta(minutes=until)
    done: Times = times(lived, now)
    latest = max(now, *(datetime.fromisoformat(mark.at) for mark in lived.life))
    assert done.whole + done.ended == latest - BEGUN
    assert min(done.steps) >= timedelta(0)
    assert done.ended == sum((one.spent for one in stays(lived, now) if one.state in ENDED), timedelta(0))
