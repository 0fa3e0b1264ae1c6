"""One receipt of every kind, with values that never move. fixtures/receipts says what each looks like on paper."""

from datetime import datetime

import pytest

from protocol.cards import TEST_CARDS
from protocol.transactions import Channel, EntryMode, Totals, Verdict
from terminal.receipt import (
    Aside,
    Batch,
    Copy,
    Fault,
    Kind,
    Listing,
    Origin,
    Receipt,
    Record,
    Shop,
    Subtotal,
    Transaction,
    Uncounted,
)

SHOP = Shop("退货练习店", "888888800000001", "88000001", practice=True, hotline="95016")
LIVE = Shop(
    "上海徐汇区漕溪北路第一百货商店有限责任公司（徐家汇店）", "888888800000001", "88000001", practice=False,
    acquirer="中国银联", hotline="95016", version="1.2.0",
)  # fmt: skip
AT = datetime(2026, 11, 22, 10, 20, 30)  # noqa: DTZ001 - the host's local time, as on every receipt
CARD = TEST_CARDS["unionpay"].masked
ORDER = "80000026000149"
SLIP = "LKR1*80000026000149*140950*ABCDEFGH"
BATCH = Batch(
    (
        Subtotal(Kind.SALE, Channel.CARD, 12, 1640902),
        Subtotal(Kind.QR_SALE, Channel.WECHAT, 3, 32504),
        Subtotal(Kind.QR_SALE, Channel.UNIONPAY_QR, 1, 1000),
        Subtotal(Kind.COMPLETION_VOID, Channel.CARD, 1, 99999999900),
        Subtotal(Kind.REFUND, Channel.CARD, 2, 11800),
    ),
    Totals(1674406, 16, 100000011700, 3),
)
RECORDS = Listing(
    (
        Record("000123", Kind.SALE, Channel.CARD, CARD, 140950, "A1B2C3"),
        Record("000124", Kind.QR_SALE, Channel.ALIPAY, "138****0000", 32504),
        Record("000125", Kind.VOID, Channel.CARD, "620000*********0005", 140950),
        Record("000126", Kind.REFUND, Channel.CARD, CARD, 5900),
        Record("000127", Kind.QR_REFUND, Channel.WECHAT, None, 999999999999),
    )
)


def by_card(voucher_no: str, amount_fen: int, **more: object) -> Transaction:
    known: dict[str, object] = {"payer": CARD, "issuer": "练习银行", "reference_no": f"261122{voucher_no}"}
    return Transaction(Channel.CARD, voucher_no, amount_fen, **(known | more))  # type: ignore[arg-type]


def receipt(kind: Kind, content: object, copy: Copy | None = Copy.MERCHANT, **more: object) -> Receipt:
    known: dict[str, object] = {"shop": SHOP, "operator_no": "01", "batch_no": "000001", "at": AT}
    return Receipt(kind=kind, content=content, copy=copy, **(known | more))  # type: ignore[arg-type]


HELD = Origin(auth_no="A1B2C3", month_day="1120")
REFUND = by_card(
    "000126", 5900, entry=EntryMode.FALLBACK, origin=Origin("261120000011", "1120"), order_no=ORDER, bars=ORDER,
    items=(("保温杯", 2, 5900),), reason="顾客退货", outcome="退货成功", expected_arrival="1-7个工作日",
)  # fmt: skip
# fmt: off
SAMPLES: dict[str, Receipt] = {
    "sale": receipt(Kind.SALE, by_card(
        "000123", 140950, entry=EntryMode.CHIP, card_type="借记卡", expiry="2912", auth_no="A1B2C3", order_no=ORDER,
        items=(("保温杯", 2, 5900), ("纯棉加厚吸水毛巾三条装（米白、浅灰、天蓝）", 12, 135050)), qr=SLIP, bars=ORDER,
        chip=(("AID", "A000000333010101"), ("ARQC", "0123456789ABCDEF")), remarks=("发卡行返回:交易成功",))),
    "void": receipt(Kind.VOID, by_card(
        "000125", 140950, entry=EntryMode.SWIPE, expiry="0000", origin=Origin(voucher_no="000123")), Copy.BANK),
    "preauth": receipt(Kind.PRE_AUTH, by_card("000130", 10700053, entry=EntryMode.TAP, auth_no="A1B2C3")),
    "preauth_void": receipt(Kind.PRE_AUTH_VOID, by_card("000131", 10700053, origin=HELD), Copy.CARDHOLDER),
    "completion": receipt(Kind.COMPLETION, by_card("000132", 1640902, entry=EntryMode.MANUAL, origin=HELD)),
    "completion_void": receipt(Kind.COMPLETION_VOID, by_card(
        "000133", 1640902, origin=Origin(voucher_no="000132", reference_no="261122000132"))),
    "qr_sale": receipt(Kind.QR_SALE, Transaction(
        Channel.WECHAT, "000124", 32504, "o6_b****Ab12", reference_no="261122000124",
        merchant_order_no="20261122102030000124", trade_no="4200000000202611220000000124")),
    "qr_void": receipt(Kind.QR_VOID, Transaction(
        Channel.ALIPAY, "000134", 32504, "138****0000", reference_no="261122000134",
        origin=Origin(voucher_no="000124")), Copy.CARDHOLDER),
    "refund": receipt(Kind.REFUND, REFUND, Copy.CARDHOLDER, reprint=True),
    "qr_refund": receipt(Kind.QR_REFUND, Transaction(
        Channel.UNIONPAY_QR, "000127", 1000, "620000******0005", reference_no="261122000127",
        origin=Origin("261120000012", "1120"), exchange_no="000001000128", reason="质量问题", outcome="退货成功")),
    "balance": receipt(Kind.BALANCE, by_card("000135", -12345, entry=EntryMode.CHIP), None),
    "fault": receipt(Kind.FAULT, Fault(
        Kind.COMPLETION, by_card("000136", 600714, origin=HELD, reference_no=""), "98 超时未应答", 3), None),
    "settlement": receipt(Kind.SETTLEMENT, Batch(
        BATCH.subtotals, BATCH.domestic, Totals(100, 1, 0, 0), Verdict.BALANCED, Verdict.UNBALANCED,
        "34 09d69f887e25", uncounted=(Uncounted(Aside.CLOSED_DONE, 2, 300), Uncounted(Aside.MANUAL, 1, 99999999900))),
        None),
    "settled_details": receipt(Kind.SETTLED_DETAILS, RECORDS, None, reprint=True),
    "details": receipt(Kind.DETAILS, Listing(()), None),
    "summary": receipt(Kind.SUMMARY, BATCH, None),
    "refund_live": receipt(Kind.REFUND, REFUND, shop=LIVE),
}
# fmt: on


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> tuple[str, Receipt]:
    """A receipt of each kind, with its name."""
    return request.param, SAMPLES[request.param]


@pytest.fixture
def samples() -> dict[str, Receipt]:
    return SAMPLES
