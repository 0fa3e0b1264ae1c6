"""换货: a refund and the sale that replaces it name each other by one number, on both slips and in the journal."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from supervisor import BY

from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder
from scanner.salesslip import order_no
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, RefundResult, Refusal
from terminal.desk.doors import PaymentResult
from terminal.trade.exchange import exchange_open
from terminal.trade.payment import ClosedAs, PaymentKind, PaymentState

CARD = TEST_CARDS["unionpay"]
PAYER_CODE = "134567890123456789"


def given_back(desk: Desk, *, exchange: bool) -> RefundResult:
    original = desk.find(ByOrder(order_no("800000260001")))
    return desk.refund(BY, RefundRequest(original, 100, exchange=exchange), CARD, lambda _record: None)


Pay = Callable[[Desk, str], PaymentResult]


def by_card(desk: Desk, number: str) -> PaymentResult:
    return desk.payments.sale(200, CARD, "", lambda _record: None, number)


def by_phone(desk: Desk, number: str) -> PaymentResult:
    return desk.payments.qr_sale(200, PAYER_CODE, lambda _record: None, number)


def test_both_slips_and_both_records_carry_batch_and_voucher_of_the_refund(desk: Desk) -> None:
    for pay in (by_card, by_phone):
        refund = given_back(desk, exchange=True)
        number = refund.record.exchange_no
        assert number == f"000001{refund.record.key.trace_no}"
        paid = pay(desk, number)
        for lines in (refund.receipt, paid.printed.lines):
            assert sum(line.startswith("换货号") and line.endswith(number) for line in lines) == 2  # on each copy
        assert [one.exchange_no for one in (desk.journal.refunds()[-1], desk.journal.payments()[-1])] == [number] * 2


@pytest.mark.parametrize("pay", [by_card, by_phone])
def test_one_number_buys_once(desk: Desk, pay: Pay) -> None:
    number = given_back(desk, exchange=True).record.exchange_no
    pay(desk, number)
    with pytest.raises(Refusal, match="exchange_done"):
        pay(desk, number)
    with pytest.raises(Refusal, match="exchange_unknown"):
        pay(desk, "999999999999")
    assert len(desk.journal.payments()) == 1


# fmt: off
SALES = [
    # how the new sale stands,     what the acquirer said, is the exchange still open?
    (PaymentState.APPROVED,        ClosedAs.UNSAID,           False),
    (PaymentState.DECLINED,        ClosedAs.UNSAID,           True),
    (PaymentState.REVERSED,        ClosedAs.UNSAID,           True),
    (PaymentState.DUE,             ClosedAs.UNSAID,           False),
    (PaymentState.MANUAL,          ClosedAs.UNSAID,           False),
    (PaymentState.CLOSED,          ClosedAs.STANDS,           False),
    (PaymentState.CLOSED,          ClosedAs.UNDONE,           True),
]
# fmt: on


@pytest.mark.parametrize(("state", "ended", "still"), SALES)
def test_a_sale_that_stands_or_is_not_decided_ends_it(
    desk: Desk, state: PaymentState, ended: ClosedAs, still: bool
) -> None:
    refund = given_back(desk, exchange=True).record
    sale = replace(by_card(desk, refund.exchange_no).record, state=state, closed_as=ended)
    assert exchange_open(refund, (sale,)) is still


def test_a_void_of_it_opens_it_again_once_the_void_stands(desk: Desk) -> None:
    refund = given_back(desk, exchange=True).record
    sale = by_card(desk, refund.exchange_no).record
    void = replace(sale, kind=PaymentKind.VOID, original_reference=sale.reference_no, exchange_no="", reference_no="v")
    assert exchange_open(refund, (sale, void))
    assert not exchange_open(refund, (sale, replace(void, state=PaymentState.MANUAL)))


def test_a_refund_alone_names_no_exchange(desk: Desk) -> None:
    refund = given_back(desk, exchange=False)
    assert refund.record.exchange_no == ""
    assert sum("1-7个工作日(示例)" in line for line in refund.receipt) == 2  # 预计到账 of a card, on both copies
    assert not any("换货" in line for line in refund.receipt)


@pytest.mark.parametrize("number", ["1", "00000100000A", "0000010000012", "０００００１００００１２"])
def test_what_is_no_exchange_number_is_refused_before_anything_is_written(desk: Desk, number: str) -> None:
    with pytest.raises(Refusal, match="exchange_malformed"):
        desk.payments.sale(200, CARD, "", lambda _record: None, number)
    with pytest.raises(Refusal, match="exchange_malformed"):
        desk.payments.qr_sale(200, PAYER_CODE, lambda _record: None, number)
    assert desk.journal.payments() == ()
