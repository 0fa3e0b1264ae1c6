"""Typed values can't be wrong: what each refuses, and what follows from what it holds."""

import dataclasses
from typing import Any

import pytest

from protocol.cards import TEST_CARDS
from protocol.money import MAX_FEN
from protocol.transactions import Channel, Goods, Original, OriginalState, Refund, RefundKey

KEY = {
    "merchant_no": "123456789012345",
    "terminal_no": "10000001",
    "epoch": "0a1b2c3d",
    "batch_no": "000007",
    "trace_no": "000123",
    "business_date": "20261122",
}
ORIGINAL: dict[str, Any] = {
    "order_no": "80000000000186",
    "reference_no": "925498334778",
    "voucher_no": "000066",
    "paid_date": "20261120",
    "paid_time": "101530",
    "channel": Channel.CARD,
    "payer": TEST_CARDS["unionpay"].masked,
    "amount_fen": 10000,
    "refunded_fen": 2500,
    "state": OriginalState.PARTLY_REFUNDED,
}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("merchant_no", "1" * 14),
        ("merchant_no", "商" * 15),
        ("terminal_no", "1234567"),
        ("terminal_no", "123456789"),
        ("epoch", "0A1B2C3D"),
        ("epoch", "0a1b2c3"),
        ("epoch", "0a1b2c3g"),
        ("batch_no", "7"),
        ("batch_no", "00000x"),
        ("trace_no", "0000123"),
        ("trace_no", "٠٠٠١٢٣"),
        ("business_date", "1122"),
        ("business_date", "2026-1-1"),
    ],
)
def test_what_is_no_refund_key(field: str, value: str) -> None:
    with pytest.raises(ValueError, match=r"an? [a-z ]+ (has|is) "):
        RefundKey(**{**KEY, field: value})


def test_a_refund_key_as_people_read_it() -> None:
    assert str(RefundKey(**KEY)) == "123456789012345-10000001-0a1b2c3d-000007-000123-20261122"


@pytest.mark.parametrize("field", KEY)
def test_every_part_of_the_key_tells_two_refunds_apart(field: str) -> None:
    other = KEY[field][:-1] + ("0" if KEY[field][-1] != "0" else "1")
    assert RefundKey(**{**KEY, field: other}) != RefundKey(**KEY)


@pytest.mark.parametrize(
    ("unit_fen", "quantity", "returned"),
    [(0, 1, 0), (-1, 1, 0), (MAX_FEN + 1, 1, 0), (1, 0, 0), (1, 2, 3), (1, 2, -1)],
)
def test_what_is_no_goods(unit_fen: int, quantity: int, returned: int) -> None:
    with pytest.raises(ValueError, match=r"price|quantity|returned"):
        Goods("A01", "苹果", unit_fen, quantity, returned)


@pytest.mark.parametrize(("quantity", "returned", "left"), [(3, 0, 3), (3, 2, 1), (3, 3, 0)])
def test_goods_left(quantity: int, returned: int, left: int) -> None:
    assert Goods("A01", "苹果", MAX_FEN, quantity, returned).left == left


@pytest.mark.parametrize(
    ("changes", "remaining"),
    [
        ({}, 7500),
        ({"refunded_fen": 0, "state": OriginalState.NORMAL}, 10000),
        ({"refunded_fen": 10000, "state": OriginalState.REFUNDED}, 0),
        ({"refunded_fen": 0, "state": OriginalState.VOIDED}, 0),
    ],
)
def test_what_remains_of_an_original(changes: dict[str, Any], remaining: int) -> None:
    original = Original(**{**ORIGINAL, **changes})
    assert (original.remaining_fen, original.month_day) == (remaining, "1120")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reference_no", "92549833477"),
        ("reference_no", "9254983347781"),
        ("reference_no", "92549833477-"),
        ("paid_date", "1120"),
        ("paid_time", "1015"),
        ("amount_fen", 0),
        ("amount_fen", MAX_FEN + 1),
        ("refunded_fen", -1),
        ("refunded_fen", 10001),
    ],
)
def test_what_is_no_original(field: str, value: Any) -> None:
    with pytest.raises(ValueError, match=r"reference|date|time|amount"):
        Original(**{**ORIGINAL, field: value})


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_fen": 0},
        {"amount_fen": -1},
        {"amount_fen": MAX_FEN + 1},
        {"card": None},
        {"channel": Channel.WECHAT},
        {"original_month_day": "20261120"},
        {"original_month_day": "11-2"},
        {"items": (("A01", 0),)},
        {"items": (("A01", 1), ("B02", -1))},
    ],
)
def test_what_is_no_refund(refund: Refund, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"fen|card|date|quantity"):
        dataclasses.replace(refund, **changes)


@pytest.mark.parametrize("fen", [1, MAX_FEN])
def test_amounts_at_the_edge(refund: Refund, fen: int) -> None:
    assert dataclasses.replace(refund, amount_fen=fen).amount_fen == fen


@pytest.mark.parametrize("channel", [Channel.WECHAT, Channel.ALIPAY, Channel.UNIONPAY_QR])
def test_a_qr_payment_has_no_card(refund: Refund, channel: Channel) -> None:
    assert dataclasses.replace(refund, channel=channel, card=None).card is None


def test_a_refund_never_shows_its_card(refund: Refund) -> None:
    assert TEST_CARDS["unionpay"].number not in repr(refund)
    assert TEST_CARDS["unionpay"].masked in repr(refund)
