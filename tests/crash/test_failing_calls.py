"""Every call that changes a journal's files fails once, and from there on: nothing goes on, nothing is half or lost.

Behind a failed write the journal lets nobody send (M24); opened again it holds what was acknowledged and at most the
row that was under way. EINTR is left out: Python and SQLite both repeat such a call themselves.
"""

import errno
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from random import Random

import pytest
from torture import FILE, NOON

from terminal.records.journal import Journal, JournalError
from terminal.records.sqlite_store import SqliteStore
from terminal.simulation import run
from terminal.simulation.chance import Chances
from terminal.simulation.faults import EVERY, Swarm
from terminal.simulation.plan import plan_of
from terminal.simulation.power_loss import Call, Disk, Mode
from terminal.simulation.power_loss_disk import PowerLossDisk
from terminal.simulation.power_loss_ground import ground_on

EVENTS = 8
FAILS = pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC], ids=["EIO", "ENOSPC"])
ONCE = pytest.mark.parametrize("ever", [False, True], ids=["once", "for good"])


class Failing:
    """A disk of which one call fails, or all from there on. at: which, from 0; -1: none. calls: asked so far."""

    def __init__(self, at: int, error: int, *, ever: bool) -> None:
        self.at, self.error, self.ever, self.calls = at, error, ever, 0
        self.disk = Disk(Random(1), Mode.POSIX, self._asked)
        self.ground = ground_on(self.disk, reserve=8192)

    def _asked(self, _call: Call) -> None:
        place, self.calls = self.calls, self.calls + 1
        if 0 <= self.at <= place and (self.ever or place == self.at):
            raise OSError(self.error, "it failed")

    def opened(self) -> Journal:
        return Journal(FILE, lambda: NOON, bytes, partial(SqliteStore, ground=self.ground))


def life(journal: Journal, told: list[str]) -> None:
    """What a journal does in its life."""
    journal._store.db.execute("PRAGMA wal_autocheckpoint = 4")  # type: ignore[attr-defined]
    journal.keep_room()
    for number in range(EVENTS):
        if number % 3 == 0:
            journal.next_trace()
        kind = "batch.closed" if number == EVENTS - 2 else "refund.intent"
        journal.note(kind, subject=str(number), body={"text": "x" * 1500})
        told.append(str(number))


def lived(at: int, error: int, *, ever: bool) -> tuple[str, Journal | None, list[str], Failing]:
    """The word of what failed, "" where the journal got over it."""
    failing, told, journal = Failing(at, error, ever=ever), list[str](), None
    try:
        journal = failing.opened()
        life(journal, told)
    except JournalError as fault:
        return fault.word, journal, told, failing
    return "", journal, told, failing


def calls() -> int:
    _, journal, _, failing = lived(-1, 0, ever=False)
    assert journal is not None
    journal.close()
    return failing.calls


def test_a_life_makes_many_calls() -> None:
    assert calls() > 120


@FAILS
@ONCE
def test_each_call_fails_and_no_row_is_lost_or_half(error: int, ever: bool) -> None:
    words = set()
    for at in range(calls()):
        word, journal, told, failing = lived(at, error, ever=ever)
        words.add(word)
        if journal is not None:
            with suppress(JournalError):
                journal.close()
        failing.at = -1
        again = failing.opened()
        found = [entry.subject for entry in again.entries()]
        assert found in (told, [*told, str(len(told))]), at
        assert int(again.upcoming_trace) > len(told) // 3, at
        again.note("refund.intent", subject="more")
        again.close()
    assert words == {"", "journal_write", "journal_full"}


@FAILS
def test_behind_a_failed_write_nothing_more_is_asked_of_the_disk(error: int) -> None:
    stopped = 0
    for at in range(calls()):
        word, journal, told, failing = lived(at, error, ever=False)
        with ExitStack() as opened:
            if journal is not None:
                opened.callback(journal.close)
            if word == "journal_write" and journal is not None:
                stopped += 1
                require_stopped(journal, failing)
                assert len(told) < EVENTS
    assert stopped > 30


def require_stopped(journal: Journal, failing: Failing) -> None:
    before = failing.calls
    acts: tuple[Callable[[], object], ...] = (
        journal.require_sound, journal.next_trace, journal.keep_room, partial(journal.note, "refund.intent"),
    )  # fmt: skip
    for act in acts:
        with pytest.raises(JournalError, match="journal_write"):
            act()
    assert failing.calls == before


@FAILS
@pytest.mark.parametrize("every", [7, pytest.param(1, marks=[pytest.mark.deep, pytest.mark.timeout(600)])])
def test_a_refund_through_the_desk_keeps_every_invariant(
    error: int, every: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Desk, till, driver and host are the real ones; what leaves the terminal is judged by the simulation's checks."""
    words, refunds = set(), 0
    for at in range(0, 210, every):
        left = [at]

        def asked(_disk: PowerLossDisk, _call: Call, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] == -1:
                raise OSError(error, "it failed")

        monkeypatch.setattr(PowerLossDisk, "_asked", asked)
        chances = Chances(40)
        plan = plan_of(chances)
        done = run.Simulation(40, chances, Swarm(chances, EVERY), plan.only(frozenset(plan.places[:4]))).run()
        assert (done.violations, left[0] < 0) == ((), True), at
        refunds += done.refunds
        words |= {state for state in done.reached if state.startswith("refused journal")}
    assert words <= {"refused journal_write", "refused journal_full"}
    assert words
    assert refunds > 10
