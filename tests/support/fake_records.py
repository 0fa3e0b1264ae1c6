"""Transactions of two days, written by hand, for the tests of lists, reports and their pages."""

from protocol.cards import TEST_CARDS
from protocol.transactions import Channel, RefundKey, Voucher
from terminal.trade.payment import PaymentKind, PaymentRecord, PaymentState
from terminal.trade.refund import Cause, LinkIdentity, RefundRecord, State

DAY, DAY_BEFORE = "2026-11-22", "2026-11-21"
MERCHANT, TERMINAL_NO = "898310000000001", "00000001"
HERE = LinkIdentity("practice", MERCHANT, TERMINAL_NO, "0" * 16)
CARD = TEST_CARDS["unionpay"].masked


def key(trace: int, batch_no: str = "000002") -> RefundKey:
    return RefundKey(MERCHANT, TERMINAL_NO, "0a1b2c3d", batch_no, f"{trace:06}", "20261122")


def refund(trace: int, fen: int = 100, state: State = State.APPROVED, **changes: object) -> RefundRecord:
    said: dict[str, object] = {
        "key": key(trace),
        "link": HERE,
        "amount_fen": fen,
        "original_reference": "000000000123",
        "original_month_day": "1120",
        "channel": Channel.CARD,
        "order_no": "",
        "payer": CARD,
        "items": (),
        "reason": "customer",
        "operator_no": "01",
        "supervisor_no": "00",
        "practice": True,
        "opened_at": f"{DAY}T10:{trace % 60:02}:30+08:00",
        "state": state,
    }
    return RefundRecord(**{**said, **changes})  # type: ignore[arg-type]


def payment(trace: int, fen: int, kind: PaymentKind, state: PaymentState, **changes: object) -> PaymentRecord:
    said: dict[str, object] = {
        "key": key(trace),
        "link": HERE,
        "kind": kind,
        "amount_fen": fen,
        "channel": Channel.CARD,
        "payer": CARD,
        "entry": "022",
        "operator_no": "01",
        "supervisor_no": "",
        "practice": True,
        "opened_at": f"{DAY}T10:{trace % 60:02}:30+08:00",
        "state": state,
    }
    return PaymentRecord(**{**said, **changes})  # type: ignore[arg-type]


# fmt: off
REFUNDS = (
    refund(1, 99_900, opened_at=f"{DAY_BEFORE}T23:59:59+08:00", key=key(1, "000001")),
    refund(2, 200, code="00", reference_no="000000000902"),
    refund(3, 100, order_no="81234567890112", exchange_no="000002000003"),
    refund(4, 1234, State.DECLINED, code="51"),
    refund(5, 800, State.NOT_SENT, cause=Cause.LINE_LOST, payer="621700******4321"),
    refund(6, 900, State.UNKNOWN, cause=Cause.NO_ANSWER),
    refund(7, 700, channel=Channel.ALIPAY, payer="2088****1122", operator_no="02", original_reference="000000000777"),
)
SALES = (
    payment(8, 5000, PaymentKind.SALE, PaymentState.APPROVED, auth_no="A1B2C3"),
    payment(9, 6000, PaymentKind.SALE, PaymentState.DUE, cause=Cause.NO_ANSWER, tries=1),
    payment(10, 5000, PaymentKind.VOID, PaymentState.APPROVED, original=Voucher("000002", "000008", "1122")),
    payment(11, 1, PaymentKind.QR_SALE, PaymentState.APPROVED, channel=Channel.WECHAT, payer="1350****7788",
            operator_no="02", reference_no="ABCDEFGH0011", exchange_no="000002000003"),
)
# fmt: on
TRANSACTIONS = (*REFUNDS, *SALES)
