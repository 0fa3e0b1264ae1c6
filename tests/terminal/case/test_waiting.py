"""What a case waits for: every state has its row, a note says more until the case moves, and its time runs out."""

from dataclasses import replace
from datetime import date

import pytest
from cases import CLERK, SUPERVISOR, opened, terms, walked, with_papers

from terminal.case.acts import Applied, Opened, PapersBegun, Refused, WaitNoted
from terminal.case.case import Case
from terminal.case.papers import Kind
from terminal.case.waiting import WAITS, waiting
from terminal.case.words import ENDED, State, Wait


def gathering(days: int = 0) -> Case:
    first = opened()
    timed = replace(terms(Kind.TRANSACTION), due_days=(0, days, 0, 0, 0, 0, 0))
    return walked((CLERK, Opened(first.kind, first.sale, first.form, timed, practice=True)), (CLERK, PapersBegun()))


def test_every_state_waits_for_something_but_those_that_have_ended() -> None:
    assert set(WAITS) == set(State) - ENDED


@pytest.mark.parametrize(("day", "overdue", "days"), [(25, False, 3), (26, True, 4)])
def test_the_day_after_its_last_a_case_is_overdue(day: int, overdue: bool, days: int) -> None:
    told = waiting(gathering(days=3), date(2026, 11, day))
    assert (told.why, told.due, told.overdue, told.days) == (Wait.PAPERS, "2026-11-25", overdue, days)


def test_a_note_holds_until_the_case_moves_on() -> None:
    noted = walked((CLERK, WaitNoted(Wait.MAINTENANCE, "银行维护")), case=gathering())
    told = waiting(noted, date(2026, 11, 22))
    assert (told.why, told.noted, told.since) == (Wait.MAINTENANCE, "银行维护", "2026-11-22T10:02:00")
    after = walked(*with_papers(Kind.TRANSACTION), (CLERK, Applied()), (SUPERVISOR, Refused("否", "无")), case=noted)
    assert waiting(after, date(2026, 11, 22)).why is Wait.CUSTOMER


def test_it_says_that_the_rules_have_changed_since() -> None:
    assert waiting(gathering(), date(2026, 11, 22), rules_since="2026-06-01").rules_changed
    assert not waiting(gathering(), date(2026, 11, 22), rules_since="2026-01-01").rules_changed
