"""Terminals that are not ours: no epoch, no business date. Their key is batch and trace while that batch is open."""

from dataclasses import replace

import pytest

from emulator.registry import ANYBODY
from protocol.cards import TEST_CARDS
from protocol.transactions import (
    FOREIGN_EPOCH,
    NO_DATE,
    CardEntry,
    Channel,
    EntryMode,
    Refund,
    RefundKey,
    Rejected,
    Sale,
    Settle,
    SignOn,
    Station,
    Totals,
    UploadEnd,
    VoidSale,
    Voucher,
)

MERCHANT, NUMBER = "123456789012345", "10000001"
CARD = TEST_CARDS["unionpay"]


@pytest.fixture
def bank(counter):
    counter.host = replace(counter.host, registry=ANYBODY)
    counter.terminal_no = NUMBER
    assert counter.answer(SignOn(MERCHANT, NUMBER, FOREIGN_EPOCH, "000007", "000001", "01")).code == "00"
    return counter


def station(trace_no, batch_no="000007"):
    return Station(MERCHANT, NUMBER, batch_no, trace_no, "01")


def sale(bank, trace_no="000002", fen=10_000):
    return bank.answer(Sale(station(trace_no), fen, CardEntry(EntryMode.MANUAL, CARD.number, CARD.expiry)))


def refund(answer, trace_no="000003", fen=4_000, batch_no="000007", epoch=FOREIGN_EPOCH):
    key = RefundKey(MERCHANT, NUMBER, epoch, batch_no, trace_no, NO_DATE)
    return Refund(key, fen, answer.reference_no, answer.local_date, Channel.CARD, card=CARD)


def test_it_sells_refunds_and_settles(bank):
    sold = sale(bank)
    back = bank.answer(refund(sold))
    assert (sold.code, back.code, back.amount_fen) == ("00", "00", 4_000)
    sums = bank.ledger.batch_sums(NUMBER, "000007").domestic
    assert (sums.debit_fen, sums.credit_fen) == (10_000, 4_000)
    assert bank.answer(Settle(station("000004"), Totals(10_000, 1, 4_000, 1), Totals())).balanced
    assert bank.answer(UploadEnd(station("000004"), 0, balanced=True)).code == "00"
    assert bank.ledger.terminal(NUMBER).batch_no == "000008"
    assert bank.answer(refund(sold, "000005", 6_000, "000008")).code == "00", "the rest, from the next batch"


def test_the_same_refund_again_is_the_same_refund(bank):
    request = refund(sale(bank))
    first = bank.answer(request)
    bank.later(days=1)
    assert bank.answer(request) == first
    assert bank.answer(replace(request, amount_fen=1)).code == "94"
    (entry,) = bank.ledger.all_refunds()
    assert entry.key == replace(request.key, business_date="20261122"), "the day on which its batch was opened"


def test_after_its_batch_is_closed_it_is_94(bank):
    request = refund(sale(bank))
    bank.answer(request)
    bank.close()
    assert bank.answer(request).code == "94"
    assert len(bank.ledger.all_refunds()) == 1


@pytest.mark.parametrize("batch_no", ["000006", "000008"])
def test_another_batch_than_the_open_one_is_94(bank, batch_no):
    assert bank.answer(refund(sale(bank), batch_no=batch_no)).code == "94"


def test_an_epoch_that_nobody_signed_on_with_is_fenced(bank):
    assert bank.answer(refund(sale(bank), epoch="0a0b0c0d")) == Rejected("58")


def test_a_refund_without_epoch_never_passes_for_a_journals(counter):
    request = counter.refund(1, 100)
    key = replace(request.key, epoch=FOREIGN_EPOCH, business_date=NO_DATE)
    assert counter.answer(replace(request, key=key)) == Rejected("58")


def test_a_merchant_sees_its_own_sales_alone(bank):
    original = bank.shop.order(1)
    stolen = refund(sale(bank))
    reference_no = original.reference_no(bank.now.date())
    assert bank.answer(replace(stolen, original_reference=reference_no)).code == "25"


def test_a_void_by_voucher(bank):
    sold = sale(bank)
    card = CardEntry(EntryMode.MANUAL, CARD.number, CARD.expiry)
    void = VoidSale(station("000003"), 10_000, card, sold.reference_no, Voucher("000007", "000002", "0000"))
    assert bank.answer(void).code == "00"
