"""Payments: the values that can't be, and what an answer may leave out."""

import dataclasses
from typing import Any

import pytest

from protocol.cards import TEST_CARDS
from protocol.money import MAX_FEN
from protocol.transactions import (
    Adjustment,
    CardEntry,
    Channel,
    ChipRefund,
    Completion,
    CompletionNotice,
    CompletionVoid,
    EntryMode,
    OfflineSale,
    PaymentAnswer,
    PreAuth,
    PreAuthVoid,
    QrSale,
    QrVoid,
    Sale,
    Station,
    VoidSale,
    Voucher,
)

SENDER = Station("123456789012345", "10000001", "000007", "000123", "01")
CARD = CardEntry(EntryMode.MANUAL, TEST_CARDS["unionpay"].number)
ORIGINAL = Voucher("000007", "000099", "1120")
BY_CODE = (Channel.WECHAT, "134567890123456789")

PAYMENTS: list[Any] = [
    Sale(SENDER, 1, CARD),
    VoidSale(SENDER, 1, CARD, "925498334778", ORIGINAL),
    PreAuth(SENDER, 1, CARD),
    PreAuthVoid(SENDER, 1, CARD, "012345", "1120"),
    Completion(SENDER, 1, CARD, "012345", "1120"),
    CompletionNotice(SENDER, 1, CARD, "012345", "1120"),
    CompletionVoid(SENDER, 1, CARD, "925498334778", ORIGINAL),
    OfflineSale(SENDER, 1, CARD),
    Adjustment(SENDER, 1, CARD, ORIGINAL),
    ChipRefund(SENDER, 1, CARD, ORIGINAL, "20000002"),
    QrSale(SENDER, 1, *BY_CODE),
    QrVoid(SENDER, 1, Channel.ALIPAY, "925498334778", ORIGINAL),
]


@pytest.mark.parametrize("payment", PAYMENTS, ids=lambda payment: type(payment).__name__)
@pytest.mark.parametrize("fen", [0, -1, MAX_FEN + 1])
def test_an_amount_that_is_none(payment: Any, fen: int) -> None:
    with pytest.raises(ValueError, match="is 1 fen or more"):
        dataclasses.replace(payment, amount_fen=fen)


@pytest.mark.parametrize("payment", PAYMENTS, ids=lambda payment: type(payment).__name__)
def test_the_largest_amount(payment: Any) -> None:
    assert dataclasses.replace(payment, amount_fen=MAX_FEN).amount_fen == MAX_FEN


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        (VoidSale, {"reference_no": "92549833477"}),
        (VoidSale, {"reference_no": "92549833477-"}),
        (CompletionVoid, {"reference_no": ""}),
        (QrVoid, {"reference_no": "参" * 12}),
        (PreAuthVoid, {"auth_no": "01234"}),
        (PreAuthVoid, {"auth_no": "      "}),
        (Completion, {"auth_no": "01234\n"}),
        (CompletionNotice, {"original_month_day": "20261120"}),
        (Completion, {"original_month_day": "11-2"}),
        (OfflineSale, {"auth_no": "1"}),
        (ChipRefund, {"original_terminal_no": "2000000"}),
        (QrSale, {"channel": Channel.CARD}),
        (QrSale, {"payer_code": "1345678"}),
        (QrSale, {"payer_code": "1" * 41}),
        (QrSale, {"payer_code": "13456789012345678-"}),
        (QrSale, {"payer_code": "１３４５６７８９０１２３４５６７８９"}),
        (QrVoid, {"channel": Channel.CARD}),
    ],
)
def test_what_is_no_payment(kind: type, changes: dict[str, Any]) -> None:
    [payment] = [payment for payment in PAYMENTS if type(payment) is kind]
    with pytest.raises(ValueError, match=r"reference|authorisation|date|terminal|payer|scanned"):
        dataclasses.replace(payment, **changes)


@pytest.mark.parametrize("size", [8, 40])
def test_payer_codes_at_the_edge(size: int) -> None:
    assert len(QrSale(SENDER, 1, Channel.ALIPAY, "2" * size).payer_code) == size


def test_a_payer_code_is_never_shown() -> None:
    assert BY_CODE[1] not in repr(QrSale(SENDER, 1, *BY_CODE))


@pytest.mark.parametrize("changes", [{"amount_fen": -1}, {"amount_fen": MAX_FEN + 1}, {"balance_fen": -MAX_FEN - 1}])
def test_what_is_no_answer(changes: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"amount|balance"):
        PaymentAnswer("00", **changes)  # type: ignore[arg-type]


def test_an_answer_shows_no_card() -> None:
    answer = PaymentAnswer("00", number=TEST_CARDS["unionpay"].number, balance_fen=-MAX_FEN)
    assert TEST_CARDS["unionpay"].number not in repr(answer)


@pytest.mark.parametrize(
    ("field", "value"),
    [("merchant_no", "1" * 14), ("merchant_no", "商" * 15), ("terminal_no", "1"), ("batch_no", "7"),
     ("trace_no", "00012x"), ("operator_no", "0001"), ("operator_no", "é")],
)  # fmt: skip
def test_what_is_no_station(field: str, value: str) -> None:
    with pytest.raises(ValueError, match="number has"):
        dataclasses.replace(SENDER, **{field: value})


@pytest.mark.parametrize(("field", "value"), [("batch_no", "7"), ("trace_no", "99"), ("month_day", "112")])
def test_what_is_no_voucher(field: str, value: str) -> None:
    with pytest.raises(ValueError, match=r"number has|is MMDD"):
        dataclasses.replace(ORIGINAL, **{field: value})
