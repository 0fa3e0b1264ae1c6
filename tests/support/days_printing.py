"""Screens of 打印 and 结算, with the longest values that are legal and a settlement of every kind."""

from dataclasses import replace
from pathlib import Path

from cashier import Day
from fake_desk import FakeDesk
from fake_printing import BEGUN, CLOSED

from protocol.transactions import Channel, Totals, Verdict
from terminal.desk.door import Refusal
from terminal.face import stage
from terminal.face.asks.printing import Collect
from terminal.printers.outcome import NotPrinted, Printout, Why
from terminal.trade.batch import BatchTotals, KindTotal

MOST_FEN = 99_999_999_999
LONG_PRINTER = "serial:///dev/serial/by-id/usb-0416_5011-if00?baud=9600"
NO_PAPER = NotPrinted(LONG_PRINTER, Why.NO_PAPER)
NOT_SAVED = NotPrinted(
    "", Why.NOT_SAVED, "No space left on device: /home/cashier/receipts/20261122-000007-merchant.png"
)
KINDS = tuple(
    KindTotal(kind, channel, 999, MOST_FEN)
    for kind, channel in (
        ("sale", Channel.CARD),
        ("qr_sale", Channel.WECHAT),
        ("qr_sale", Channel.ALIPAY),
        ("completion", Channel.CARD),
        ("completion_void", Channel.CARD),
        ("refund", Channel.CARD),
        ("refund", Channel.UNIONPAY_QR),
        ("void", Channel.CARD),
    )
)
MOST = BatchTotals(Totals(MOST_FEN, 500, MOST_FEN, 500), Totals(MOST_FEN, 99, MOST_FEN, 99))
DIFFERS = replace(BEGUN, ours=MOST, host=MOST, kinds=KINDS, verdicts=(Verdict.UNBALANCED, Verdict.ERROR))


def printing(lang: str) -> Day:
    """Each kind of paper, under way, done and in trouble."""
    desk = FakeDesk()
    taken = Day(desk, lang).press("ok", "0000", "ok")
    taken.shot("menu", "6").held("asked", "1").shot("under-way")
    _told(taken, Printout(files=(Path("receipts") / "20261122" / "000001-merchant.png",) * 3, number=1))
    taken.shot("done")
    desk.prints.fails = ["nothing_to_print", "voucher_unknown"]
    taken.press("ok", "6").shot("nothing", "3").shot("voucher", "2", "99").shot("voucher-unknown", "ok")
    taken.press("2", "7", "ok")
    _told(taken, Printout((), (), (NO_PAPER, NOT_SAVED), subject="000007", number=2))
    return taken.shot("trouble").press("menu", "3").shot("trouble-elsewhere", "1").press("menu").shot("menu-again", "6")


def settlement(lang: str) -> Day:
    """Counted, on its way, balanced, not balanced, refused, and not answered."""
    desk = FakeDesk()
    taken = Day(desk, lang).press("ok", "0000", "ok")
    taken.shot("settle", "7").held("settling", "ok").shot("settled")
    desk.batch.begun = None
    taken.press("ok").shot("settle-empty", "7").press("back")
    desk.batch.begun = DIFFERS
    taken.shot("settle-kinds", "7").shot("settle-kinds-on", "plus")
    on_the_way = stage.after_key(taken.cashier.scene, "ok").scene
    taken.shots["uploading"] = stage.after_told(on_the_way, replace(DIFFERS, uploaded=500))
    desk.batch.ends = [
        replace(CLOSED, ours=MOST, host=MOST, kinds=KINDS, verdicts=(Verdict.UNBALANCED, Verdict.ERROR)),
        Refusal("settle_refund_open", voucher="000009"),
        DIFFERS,
    ]
    taken.shot("settled-differs", "ok").press("ok", "7").shot("settle-refused", "ok").shot("settled-unknown", "ok")
    return taken


def _told(taken: Day, *printouts: Printout) -> None:
    taken.cashier._take(stage.after_answer(taken.cashier.scene, Collect(), printouts))


DAYS = (printing, settlement)
