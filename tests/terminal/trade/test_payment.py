"""A payment's record: what it may not hold, and how later payments name it."""

from dataclasses import replace
from typing import Any

import pytest

from protocol.cards import TEST_CARDS
from protocol.transactions import Channel, RefundKey, Voucher
from terminal.trade.payment import PaymentKind, PaymentRecord
from terminal.trade.refund import LinkIdentity

SALE = PaymentRecord(
    RefundKey("888888800000001", "88000001", "01020304", "000001", "000007", "20261122"),
    LinkIdentity("practice", "888888800000001", "88000001", "0" * 16),
    PaymentKind.SALE, 100, Channel.CARD, TEST_CARDS["unionpay"].masked, "021", "01", "", True, "",
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"amount_fen": 0}, "a payment is 1 fen or more"),
        ({"amount_fen": 10**12}, "a payment is 1 fen or more"),
        ({"entry": "02"}, "an entry mode has 3 digits"),
        ({"payer": TEST_CARDS["visa"].number}, "a payer is masked"),
    ],
    ids=str,
)
def test_what_is_no_record(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why) as refused:
        replace(SALE, **changes)
    assert TEST_CARDS["visa"].number not in str(refused.value)


def test_a_later_payment_names_it_by_the_hosts_date() -> None:
    assert SALE.voucher_no == "000007"
    assert SALE.named == Voucher("000001", "000007", "1122")
    assert replace(SALE, reached="1123000001").named == Voucher("000001", "000007", "1123")
