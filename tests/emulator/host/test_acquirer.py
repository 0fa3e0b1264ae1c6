"""The host as a whole: a crash between commit and answer, a failing ledger, two hosts on one file."""

import subprocess
import sys
from dataclasses import replace

import pytest

from emulator.ledger.contract import LedgerError
from emulator.ledger.sqlite_store import SqliteLedger
from protocol.transactions import Found, OutcomeQuery, Rejected


class PowerCut(BaseException):
    """Not an Exception, so that nothing on the way may take it for an answer."""


class CutAfterCommit(SqliteLedger):
    def apply(self, attempt, decide):
        super().apply(attempt, decide)
        raise PowerCut


class CutBeforeCommit(SqliteLedger):
    def apply(self, attempt, decide):
        def decide_and_fall(books, number):
            decide(books, number)
            raise PowerCut

        return super().apply(attempt, decide_and_fall)


@pytest.mark.parametrize(
    ("kind", "found", "rows"), [(CutAfterCommit, Found.FOUND, 1), (CutBeforeCommit, Found.NOT_FOUND, 0)]
)
def test_a_crash_around_the_commit(tmp_path, make_counter, kind, found, rows):
    path = tmp_path / "ledger.db"
    falling = make_counter(kind(path))
    request = falling.refund(1, 2950, items=(("1001", 1),))
    with pytest.raises(PowerCut):
        falling.answer(request)
    falling.ledger.close()

    again = make_counter(SqliteLedger(path), 100)
    again.later(days=1)
    assert again.answer(OutcomeQuery(request.key, "000900")).found is found
    assert len(again.ledger.all_refunds()) == rows
    answers = {again.answer(replace(request, repeat=True)) for _ in range(3)}
    assert [answer.code for answer in answers] == ["00"]
    assert len(again.ledger.all_refunds()) == 1
    assert again.original(1).refunded_fen == 2950


KILLED = """
import os, signal, sys
from emulator.ledger.moves import Attempt, Refund, Ruling
from emulator.ledger.records import Kind, StoredAnswer
from emulator.ledger.sqlite_store import SqliteLedger
from protocol.transactions import RefundKey

answer = StoredAnswer("00", "960010000001", "", 100, "1122", "120000", "1122")
key = RefundKey("888888800000001", "88000001", "0a0b0c0d", "000001", "000100", "20261122")
ledger = SqliteLedger(sys.argv[1])
ledger.apply(Attempt(key, Kind.REFUND, ("d",)), lambda books, number: Ruling(answer, Refund(1, 100)))
os.kill(os.getpid(), signal.SIGKILL) if os.name == "posix" else os._exit(9)
"""


def test_a_process_killed_after_its_commit_has_committed(tmp_path, make_counter):
    path = tmp_path / "ledger.db"
    counter = make_counter(SqliteLedger(path))
    run = subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert run.returncode != 0
    told = counter.answer(OutcomeQuery(counter.key("000100"), "000900"))
    assert (told.found, told.outcome.reference_no) == (Found.FOUND, "960010000001")
    assert counter.original(1).refunded_fen == 100


def test_two_hosts_on_one_file_remember_nothing_of_their_own(tmp_path, make_counter):
    path = tmp_path / "ledger.db"
    one, two = make_counter(SqliteLedger(path)), make_counter(SqliteLedger(path))
    assert one.terminal_no == two.terminal_no == "88000001", "the same journal"
    request = one.refund(1, 12000)
    assert two.answer(request) == one.answer(request)
    assert two.answer(one.refund(1, 1000)).code == "61"
    two.ledger.reset(two.shop, two.now, lambda size: b"\x05" * size)
    assert one.answer(request) == Rejected("97"), "the other process's reset is seen at once"


class Failing(SqliteLedger):
    failing = False

    def apply(self, attempt, decide):
        if self.failing:
            raise LedgerError("disk full")
        return super().apply(attempt, decide)


def test_a_failing_ledger_answers_96_which_says_neither_yes_nor_no(make_counter):
    ledger = Failing(":memory:")
    counter = make_counter(ledger)
    request = counter.refund(1, 100)
    ledger.failing = True
    assert counter.answer(request) == Rejected("96")
    ledger.failing = False
    assert counter.answer(request).code == "00"
