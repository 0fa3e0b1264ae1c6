"""冲正: what is undone, the tombstone that a late original meets, and what can't be undone."""

from dataclasses import replace

import pytest

from emulator.ledger.contract import Tombstoned
from protocol.cards import TEST_CARDS
from protocol.transactions import (
    CardEntry,
    CompletionVoid,
    EntryMode,
    OriginalState,
    PreAuth,
    PreAuthVoid,
    QrSale,
    ReversalAnswer,
    ReversalReason,
)

CARD = CardEntry(EntryMode.MANUAL, TEST_CARDS["unionpay"].number, "3012")


def hold_void(c):
    return PreAuthVoid(c.sender(), 10_000, CARD, c.held().answer.auth_no, "1122")


def completion_void(c):
    done = c.done(c.completion(c.held()))
    return CompletionVoid(c.sender(), 10_000, CARD, done.answer.reference_no, done.voucher)


# fmt: off
REVERSIBLE = {
    "sale":            lambda c: c.sale(),
    "scanned sale":    lambda c: QrSale(c.sender(), 10_000, None, "134567890123456789"),
    "void":            lambda c: c.void(c.sold()),
    "scanned void":    lambda c: c.qr_void(c.scanned()),
    "pre-auth":        lambda c: PreAuth(c.sender(), 10_000, CARD),
    "pre-auth void":   hold_void,
    "completion":      lambda c: c.completion(c.held()),
    "completion void": completion_void,
}
# fmt: on


@pytest.mark.parametrize("reason", ReversalReason)
@pytest.mark.parametrize("name", REVERSIBLE)
def test_what_was_done_is_as_if_it_had_not_been(counter, name, reason):
    request = REVERSIBLE[name](counter)
    before = (
        counter.ledger.batch_sums(counter.terminal_no, "000001"),
        counter.ledger.merchant_fen(counter.shop.merchant_no),
    )
    counter.done(request)
    reversal = counter.reversal(request, reason=reason)
    answer = counter.answer(reversal)
    assert answer == ReversalAnswer("00", local_date="1122", local_time="120000")
    after = (
        counter.ledger.batch_sums(counter.terminal_no, "000001"),
        counter.ledger.merchant_fen(counter.shop.merchant_no),
    )
    assert after == before
    assert counter.answer(reversal).code == "00", "asked again"
    assert counter.ledger.discrepancies() == ()


@pytest.mark.parametrize("name", REVERSIBLE)
def test_a_late_original_meets_the_tombstone(counter, name):
    request = REVERSIBLE[name](counter)
    before = counter.ledger.originals()
    assert counter.answer(counter.reversal(request)).code == "25"
    assert counter.answer(request).code == "12"
    assert counter.answer(counter.reversal(request)).code == "00", "it is undone for good"
    assert counter.ledger.originals() == before


@pytest.mark.parametrize("name", REVERSIBLE)
def test_a_repeat_of_what_was_reversed_is_not_done_again(counter, name):
    request = REVERSIBLE[name](counter)
    counter.done(request)
    counter.answer(counter.reversal(request))
    assert counter.answer(request).code == "12"
    assert counter.ledger.discrepancies() == ()


def test_a_void_whose_reversal_came_stands_no_more_and_the_sale_does(counter):
    sale = counter.sold()
    void = counter.void(sale)
    counter.then(sale, void, counter.reversal(void))
    held = counter.ledger.sale_by_voucher(counter.terminal_no, "000001", sale.voucher.trace_no)
    assert held.remaining_fen == 10_000
    assert counter.answer(counter.back(sale)).code == "00"


@pytest.mark.parametrize("fen", [9_999, 10_001])
def test_another_amount_leaves_it_standing(counter, fen):
    sale = counter.sold()
    assert counter.answer(counter.reversal(sale.request, amount_fen=fen)).code == "64"
    assert counter.answer(sale.request) == sale.answer


def test_a_refund_can_not_be_reached_by_a_reversal(counter):
    sale = counter.sold()
    refund = counter.done(counter.back(sale, 4_000))
    key = refund.request.key
    sender = replace(counter.sender(), trace_no=key.trace_no, batch_no=key.batch_no)
    answer = counter.answer(counter.reversal(sale.request, sender=sender, amount_fen=4_000))
    assert answer.code == "22"
    assert counter.original(1).state is OriginalState.NORMAL
    assert counter.ledger.outcome(key) != Tombstoned()
    assert [row.answer.amount_fen for row in counter.ledger.all_refunds()] == [4_000]
