"""A batch as the terminal counts it: sides, halves, details and numbers, by domain notes 6."""

from dataclasses import replace

import pytest

from protocol.cards import TEST_CARDS
from protocol.transactions import Channel, Detail, RefundKey, Totals, Verdict
from terminal.trade.batch import (
    BatchTotals,
    KindTotal,
    SettlementRecord,
    Transaction,
    by_kind,
    details,
    in_batch,
    in_order,
    totals,
)
from terminal.trade.payment import PaymentKind, PaymentRecord, PaymentState
from terminal.trade.refund import LinkIdentity, RefundRecord, State

K = PaymentKind
LINK = LinkIdentity("practice", "888888800000001", "88000001", "0" * 16)
CARD, VISA = TEST_CARDS["unionpay"].masked, TEST_CARDS["visa"].masked


def key(trace: int, batch_no: str = "000001") -> RefundKey:
    return RefundKey(LINK.merchant_no, LINK.terminal_no, "01020304", batch_no, f"{trace:06d}", "20261122")


def paid(trace: int, kind: K, fen: int, payer: str = CARD, scheme: str = "CUP", **changes: object) -> PaymentRecord:
    by_code = kind in {K.QR_SALE, K.QR_VOID}
    made = PaymentRecord(
        key(trace), LINK, kind, fen, Channel.WECHAT if by_code else Channel.CARD, payer, "021", "01", "", True,
        f"2026-11-22T12:00:{trace:02d}", state=PaymentState.APPROVED, scheme="" if by_code else scheme,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def back(trace: int, fen: int, payer: str, channel: Channel = Channel.CARD, **changes: object) -> RefundRecord:
    made = RefundRecord(
        key(trace), LINK, fen, "961122000001", "1122", channel, "", payer, (), "customer", "01", "00", True,
        f"2026-11-22T12:00:{trace:02d}", state=State.APPROVED,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


# Each amount is another bit, so that a sum says what is in it. Domain notes 6: debit are sale and completion, credit
# refund, void and void of a completion; pre-authorisations and what did not happen count nowhere.
# fmt: off
BATCH: tuple[Transaction, ...] = (
    paid(1, K.SALE,                1),
    paid(2, K.VOID,                2),
    paid(3, K.PRE_AUTH,            4),
    paid(4, K.PRE_AUTH_VOID,       8),
    paid(5, K.COMPLETION,         16),
    paid(6, K.COMPLETION_VOID,    32),
    paid(7, K.QR_SALE,            64, "134567********6789"),
    paid(8, K.QR_VOID,           128, "134567********6789"),
    back(9,                      256, CARD),
    back(10,                     512, "1350****7788", Channel.ALIPAY),
    paid(11, K.SALE,            1024, VISA, "VIS"),
    paid(12, K.SALE,            2048, VISA, ""),
    back(13,                    4096, VISA),
    back(14,                    8192, ""),
)
ELSEWHERE: tuple[Transaction, ...] = (
    paid(20, K.SALE, 1 << 20, state=PaymentState.DECLINED),
    paid(21, K.SALE, 1 << 21, state=PaymentState.REVERSED),
    paid(22, K.SALE, 1 << 22, state=PaymentState.MANUAL),
    back(23,         1 << 23, CARD, state=State.UNKNOWN),
    paid(24, K.SALE, 1 << 24, key=key(24, "000002")),
    paid(25, K.SALE, 1 << 25, link=replace(LINK, ledger_id="f" * 16)),
)
# fmt: on


def test_what_is_in_a_batch_oldest_first() -> None:
    assert in_batch((*reversed(BATCH), *ELSEWHERE), LINK, "000001") == BATCH
    assert in_batch((), LINK, "000001") == ()


def test_the_order_is_that_of_beginning_whatever_a_clock_said() -> None:
    """By trace number, which wraps (M15): somebody may set the clock between two."""
    traces = (999_998, 999_999, 1, 2)
    begun = tuple(
        replace(back(1, 1, CARD), key=key(trace), opened_at=f"20{26 - at}-11-22T12:00:00")
        for at, trace in enumerate(traces)
    )
    assert in_batch(reversed(begun), LINK, "000001") == begun
    assert in_order(reversed(begun[2:])) == begun[2:]


def test_the_totals_of_field_48() -> None:
    domestic = Totals(1 + 16 + 64, 3, 2 + 32 + 128 + 256 + 512 + 8192, 6)
    assert totals(BATCH) == BatchTotals(domestic, Totals(1024 + 2048, 2, 4096, 1))
    assert totals(()) == BatchTotals(Totals(), Totals())


def test_the_sums_by_kind() -> None:
    assert by_kind(BATCH) == (
        KindTotal("sale", Channel.CARD, 3, 1 + 1024 + 2048),
        KindTotal("qr_sale", Channel.WECHAT, 1, 64),
        KindTotal("completion", Channel.CARD, 1, 16),
        KindTotal("void", Channel.CARD, 1, 2),
        KindTotal("qr_void", Channel.WECHAT, 1, 128),
        KindTotal("completion_void", Channel.CARD, 1, 32),
        KindTotal("refund", Channel.CARD, 3, 256 + 4096 + 8192),
        KindTotal("qr_refund", Channel.ALIPAY, 1, 512),
        KindTotal("preauth", Channel.CARD, 1, 4),
        KindTotal("preauth_void", Channel.CARD, 1, 8),
    )


def test_what_is_uploaded_counts_in_the_totals_and_names_no_card() -> None:
    said = [(one.trace_no, one.number, one.amount_fen, one.foreign) for one in details(BATCH)]
    assert [int(trace) for trace, *_ in said] == [1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]
    assert {number for _, number, *_ in said} == {""}
    assert [int(trace) for trace, *_, foreign in said if foreign] == [11, 12, 13]
    assert details(BATCH)[0] == Detail("000001", "", 1)


@pytest.mark.parametrize(("batch_no", "following"), [("000001", "000002"), ("099999", "100000"), ("999999", "000001")])
def test_the_next_batch(batch_no: str, following: str) -> None:
    assert settlement(batch_no).next_batch_no == following


def settlement(batch_no: str = "000001", *verdicts: Verdict) -> SettlementRecord:
    return SettlementRecord(LINK, batch_no, "01", True, "2026-11-22T18:00:00", totals(BATCH), verdicts=verdicts)


# A side that is empty is not judged (public 0510).
@pytest.mark.parametrize(
    ("verdicts", "balanced"),
    [("11", True), ("10", True), ("01", True), ("12", False), ("21", False), ("31", False), ("00", False), ("", False)],
)
def test_balanced(verdicts: str, balanced: bool) -> None:
    assert settlement("000001", *map(Verdict, verdicts)).balanced is balanced
    assert settlement().key == "888888800000001-88000001-000001"
