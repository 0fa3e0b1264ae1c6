"""Every message that moves money: a repeat has one effect and one answer, another body under its key none.

The key of a message without epoch and business date is merchant, terminal, batch and trace while the batch is open.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from protocol.cards import TEST_CARDS
from protocol.transactions import (
    Adjustment,
    CardEntry,
    ChipRefund,
    CompletionNotice,
    CompletionVoid,
    EntryMode,
    OfflineSale,
    PreAuth,
    PreAuthVoid,
    QrSale,
)

CARD = CardEntry(EntryMode.MANUAL, TEST_CARDS["unionpay"].number, "3012")
OTHER = CardEntry(EntryMode.MANUAL, TEST_CARDS["unionpay2"].number, "3012")


def offline(c: Any) -> OfflineSale:
    return OfflineSale(c.sender(), 10_000, CARD, "A00001")


def adjustment(c: Any) -> Adjustment:
    sale = c.sold()
    return Adjustment(c.sender(), 11_000, CARD, sale.voucher)


def hold_void(c: Any) -> PreAuthVoid:
    hold = c.held()
    return PreAuthVoid(c.sender(), 10_000, CARD, hold.answer.auth_no, "1122")


def notice(c: Any) -> CompletionNotice:
    return CompletionNotice(c.sender(), 10_000, CARD, c.held().answer.auth_no, "1122")


def completion_void(c: Any) -> CompletionVoid:
    done = c.done(c.completion(c.held()))
    return CompletionVoid(c.sender(), 10_000, CARD, done.answer.reference_no, done.voucher)


def chip_refund(c: Any) -> ChipRefund:
    return ChipRefund(c.sender(), 9_000, CARD, c.done(offline(c)).voucher, c.terminal_no)


# fmt: off
MOVING: dict[str, Callable[[Any], Any]] = {
    "sale":            lambda c: c.sale(),
    "scanned sale":    lambda c: QrSale(c.sender(), 10_000, None, "134567890123456789"),
    "offline sale":    offline,
    "adjustment":      adjustment,
    "void":            lambda c: c.void(c.sold()),
    "scanned void":    lambda c: c.qr_void(c.scanned()),
    "pre-auth":        lambda c: PreAuth(c.sender(), 10_000, CARD),
    "pre-auth void":   hold_void,
    "completion":      lambda c: c.completion(c.held()),
    "notice":          notice,
    "completion void": completion_void,
    "refund":          lambda c: c.back(c.sold(), 9_000),
    "chip refund":     chip_refund,
}
# fmt: on


def state(c: Any) -> object:
    return c.ledger.originals(), c.ledger.batch_entries(c.terminal_no, "000001"), c.ledger.discrepancies()


@pytest.mark.parametrize("name", MOVING)
def test_a_repeat_gets_the_stored_answer_and_no_second_effect(counter, name):
    request = MOVING[name](counter)
    before = state(counter)
    first = counter.answer(request)
    once = state(counter)
    assert first.code == "00"
    assert (once != before) is (name not in {"pre-auth", "pre-auth void"}), "holds count in no batch"
    counter.later(minutes=90)
    assert counter.answer(request) == first, "the same answer, clock and all"
    assert state(counter) == once


@pytest.mark.parametrize("name", MOVING)
def test_another_amount_under_its_key_is_94_and_changes_nothing(counter, name):
    request = MOVING[name](counter)
    first = counter.answer(request)
    once = state(counter)
    other = counter.answer(replace(request, amount_fen=request.amount_fen - 1))
    assert (other.code, other.reference_no) == ("94", "")
    assert state(counter) == once
    assert counter.answer(request) == first


@pytest.mark.parametrize("name", sorted(set(MOVING) - {"scanned sale", "scanned void", "refund"}))
def test_another_card_under_its_key_is_94(counter, name):
    request = MOVING[name](counter)
    counter.answer(request)
    assert counter.answer(replace(request, card=OTHER)).code == "94"


@pytest.mark.parametrize("name", sorted(set(MOVING) - {"refund"}))
def test_the_operator_and_the_way_the_card_was_read_make_no_other_body(counter, name):
    request = MOVING[name](counter)
    first = counter.answer(request)
    read = CardEntry(EntryMode.CHIP, CARD.number, "3012", "001")
    same = {"card": read} if hasattr(request, "card") else {}
    assert counter.answer(replace(request, sender=replace(request.sender, operator_no="77"), **same)) == first


@pytest.mark.parametrize("name", sorted(set(MOVING) - {"offline sale", "adjustment"}))  # taken at any amount
def test_a_decline_is_stored_too(counter, name):
    request = MOVING[name](counter)
    once = state(counter)
    declined = replace(request, amount_fen=999_999_999_999)
    first = counter.answer(declined)
    assert first.code in {"51", "61", "64"}
    counter.later(minutes=90)
    assert (counter.answer(declined), counter.answer(request).code) == (first, "94")
    assert state(counter) == once


@pytest.mark.parametrize("name", sorted(set(MOVING) - {"refund"}))
def test_after_settlement_its_key_is_not_known_any_more(counter, name):
    request = MOVING[name](counter)
    counter.answer(request)
    counter.close()
    assert counter.answer(request).code == "94"
    again = replace(request.sender, batch_no=counter.batch_no)
    assert counter.answer(replace(request, sender=again)).code != "94", "another batch, another key"
