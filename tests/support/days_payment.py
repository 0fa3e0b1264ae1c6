"""Screens of payments, from their menus to their results, with the longest values that are legal."""

from dataclasses import replace

from cashier import Day
from fake_desk import FakeDesk
from fake_payments import paid

from protocol.cards import TEST_CARDS
from terminal.desk.door import Refusal
from terminal.face.drafts.payment import exchange_for
from terminal.face.pages import Page
from terminal.trade.payment import PaymentKind, PaymentState
from terminal.trade.refund import Cause

S, K = PaymentState, PaymentKind
CARD, LONG_CARD = TEST_CARDS["unionpay"], TEST_CARDS["unionpay19"]
MOST = "9" * 10
MOST_FEN = int(MOST)
SOLD = replace(
    paid(K.COMPLETION, MOST_FEN, LONG_CARD, 7),
    state=S.APPROVED,
    reference_no="ABCDEFGH0009",
    auth_no="AB12C3",
    reached="1122102031",
)
DUE = replace(paid(K.COMPLETION_VOID, MOST_FEN, LONG_CARD, 9), state=S.DUE, cause=Cause.ANSWER_MISMATCH, tries=1)
MANUAL = replace(DUE, key=replace(DUE.key, trace_no="000010"), state=S.MANUAL, tries=3)


def sales(lang: str) -> Day:
    """By card and by code, approved, declined, reversed, and the sale of an exchange."""
    desk = FakeDesk()
    desk.payments.answers = [S.APPROVED, S.APPROVED, S.DECLINED, S.REVERSED, S.NOT_SENT]
    taken = Day(desk, lang).press("ok", "0000", "ok")
    taken.shot("sale", "1").shot("amount-none", "1", "ok").shot("amount", MOST).shot("card", "ok")
    taken.shot("card-chip", "insert").shot("confirm", "2").shot("pin", "ok", "123456").shot(
        "pin-short", "clear", "clear"
    )
    taken.press("clear").shot("pin-refused", "ok").press("1234").held("sending", "ok").shot("result").press(
        "ok", "1", "2"
    )
    taken.shot("code-confirm", "100", "ok").press("ok").shot("code", "scan").shot("code-refused", "clear", "ok")
    taken.press("scan").held("code-sending", "ok").shot("code-result").press("ok")
    for name in ("declined", "reversed", "not-sent"):
        taken.press("1", "1", MOST, "ok", "2", "ok").shot(name, "ok").press("ok")
    taken.cashier.scene = replace(taken.cashier.scene.paying(exchange_for("000001000123")), page=Page.SALE)
    return taken.shot("exchange-amount", "1", "1").press("ok").shot("exchange-confirm", "1").press("menu")


def voids_and_holds(lang: str) -> Day:
    """撤销, the family of 预授权, 查询."""
    desk = FakeDesk()
    desk.payments.done = [SOLD]
    taken = Day(desk, lang).press("ok", "0000", "ok")
    taken.shot("supervisor", "2").shot("voucher", "123456", "ok", "99").shot("voucher-unknown", "ok")
    taken.shot("void", *["clear"] * 2, "7", "ok").shot("void-card", "ok").shot("void-card-wrong", "2").shot(
        "void-pin", "1"
    )
    taken.shot("void-result", "ok").press("ok").shot("hold", "4").shot("auth-no", "3", "2", "letter")
    taken.shot("auth-date", *"34567", "ok", "02").shot("auth-date-wrong", "30", "ok").press(*["clear"] * 4)
    taken.press("1122", "ok").shot("hold-amount", MOST).press("ok").shot("hold-confirm", "2").press("menu")
    taken.shot("queries", "5").shot("transaction", "2").press("ok").shot("nothing-owed", "4")
    taken.press("1").shot("balance-pin", "1").shot("balance", "1234", "ok").press("ok")
    return taken.press("5", "1", "1").shot("balance-declined", "ok")


def owed(lang: str) -> Day:
    """待冲正: after sign-on, one of them, closed by hand; and a payment that has to wait for it."""
    desk = FakeDesk()
    desk.payments.done = [DUE, MANUAL]
    desk.payments.answers = [S.DUE, S.MANUAL]
    taken = Day(desk, lang).press("ok", "0000").shot("owed", "ok").shot("owed-due", "1").held("owed-sending", "1")
    taken.shot("owed-still-due").press("ok", "2").shot("owed-manual").shot("owed-slip", "5")
    taken.shot("owed-card", "2").shot("owed-manual-result", "1").press("ok", "2", "3", "123456")
    taken.shot("close-by-hand", "ok").shot("closed-by-hand", "ok").press("menu", "1", "1", "100", "ok", "1", "ok")
    desk.payments.refuse = [Refusal("reversal_failed", voucher="000010")]
    return taken.shot("owed-first", "ok")


DAYS = (sales, voids_and_holds, owed)
