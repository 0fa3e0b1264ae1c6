"""The contract, over each store: an attempt is applied once, and from then on it has one answer."""

from dataclasses import replace

import pytest
from bare_host import approve, decline, key, never

from emulator.ledger.contract import Applied, BodyDiffers, Refused, Repeated, Tombstoned
from emulator.ledger.moves import Attempt, Refund, Ruling
from emulator.ledger.records import BatchSums, Kind, StoredAnswer


def test_applied_once_then_repeated(ledger, refund):
    attempt, decide = refund()
    assert ledger.last_number() == 0
    first = ledger.apply(attempt, decide)
    assert first == Applied(StoredAnswer("00", "900000000001", "", 1000, "1122", "120000", "1122"))
    assert ledger.apply(attempt, never) == Repeated(first.answer)
    assert ledger.outcome(attempt.key) == Repeated(first.answer)
    assert ledger.cancel(attempt.key) == Repeated(first.answer)
    entry = ledger.entry(attempt.key)
    assert (entry.key, entry.order_no, entry.approved, entry.counted_fen) == (
        attempt.key, "80000026000149", True, 1000,
    )  # fmt: skip
    assert ledger.all_refunds() == (entry,)
    assert ledger.originals()[0].refunded_fen == 1000
    assert ledger.last_number() == 1


def test_a_decline_is_stored_and_moves_nothing(ledger, refund):
    attempt, _ = refund()
    before = ledger.originals()
    refused = Refused(StoredAnswer("25", "", "", 1000, "1122", "120000"))
    assert ledger.apply(attempt, decline) == refused
    assert ledger.apply(attempt, never) == Repeated(refused.answer)
    assert ledger.originals() == before
    assert [(entry.approved, entry.order_no) for entry in ledger.all_refunds()] == [(False, "")]


def test_an_approval_that_moves_nothing_is_stored_as_one(ledger):
    attempt = Attempt(key(1), Kind.ADJUSTMENT, ("d",))
    assert isinstance(ledger.apply(attempt, lambda books, number: approve(None, number, 100)), Applied)
    assert ledger.entry(key(1)).approved
    assert ledger.batch_sums("88000001", "000001") == BatchSums()


def test_a_decline_that_moves_is_no_ruling():
    with pytest.raises(ValueError, match="answered with 61 moves nothing"):
        assert Ruling(StoredAnswer("61"), Refund(1, 100)).approved


def test_another_body_changes_nothing(ledger, refund):
    attempt, decide = refund()
    ledger.apply(attempt, decide)
    before = ledger.originals(), ledger.all_refunds()
    assert ledger.apply(attempt._replace(body=("another",)), never) == BodyDiffers()
    assert (ledger.originals(), ledger.all_refunds()) == before


def test_a_tombstone_meets_its_late_original(ledger, refund):
    attempt, _ = refund()
    assert ledger.outcome(attempt.key) is None
    assert ledger.cancel(attempt.key) == ledger.cancel(attempt.key) == Tombstoned()
    assert ledger.apply(attempt, never) == Tombstoned()
    assert ledger.apply(attempt._replace(body=("another",)), never) == Tombstoned()
    assert ledger.outcome(attempt.key) == Tombstoned()
    assert (ledger.entry(attempt.key), ledger.all_refunds()) == (None, ())


@pytest.mark.parametrize(
    "part",
    [
        {"terminal_no": "88000002"},
        {"epoch": "0a0b0c0e"},
        {"batch_no": "000002"},
        {"trace_no": "000999"},
        {"business_date": "20261123"},
    ],
    ids=lambda part: next(iter(part)),
)
def test_each_part_of_the_key_makes_another_entry(ledger, refund, part):
    attempt, decide = refund()
    ledger.apply(attempt, decide)
    other = attempt._replace(key=replace(attempt.key, **part))
    assert ledger.outcome(other.key) is None
    assert isinstance(ledger.apply(other, decide), Applied)
    assert ledger.originals()[0].refunded_fen == 2000


def test_another_merchants_key_is_another_entry_and_gets_none_of_the_money(ledger, refund):
    attempt, decide = refund()
    ledger.apply(attempt, decide)
    other = attempt._replace(key=replace(attempt.key, merchant_no="888888800000002"))
    assert ledger.outcome(other.key) is None
    assert ledger.apply(other, decide) == Refused(StoredAnswer("61", "", "", 1000, "1122", "120000", ""))
    assert ledger.originals()[0].refunded_fen == 1000
    assert ledger.discrepancies() == ()


def test_numbers_are_never_given_twice(ledger, refund):
    given = []

    def note(books, number):
        given.append(number)
        return decline(books, number)

    for trace in range(1, 6):
        ledger.apply(refund(trace)[0], note)
        ledger.cancel(key(trace + 500))
    assert given == sorted(set(given))
    assert len(given) == 5


def test_a_failing_rule_leaves_nothing_behind(ledger, refund):
    before = ledger.originals()
    attempt, decide = refund()
    with pytest.raises(AssertionError):
        ledger.apply(attempt, never)
    assert (ledger.originals(), ledger.all_refunds(), ledger.outcome(attempt.key)) == (before, (), None)
    assert isinstance(ledger.apply(attempt, decide), Applied)
