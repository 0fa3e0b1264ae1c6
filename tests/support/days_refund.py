"""Screens of a refund, from its menu to its result, with the longest values that are legal and an order of 40 goods."""

from dataclasses import replace
from pathlib import Path

from cashier import Day
from fake_desk import CARD_ORDER, CARD_SALE, FakeDesk, make_record

from protocol.money import MAX_KEYED_FEN
from protocol.transactions import Goods, OriginalState
from scanner.camera.devices import Device
from scanner.camera.news import Listed, Opened, Over, Seen
from scanner.decode.symbol import Symbol
from scanner.salesslip import SalesSlip, make_payload, order_no
from scanner.several_codes import Several
from scanner.sources.folder import Look
from terminal.desk.door import Preferences, RefundResult, Refusal
from terminal.desk.scanned import SlipsScanned
from terminal.face import stage
from terminal.face.asks.refund import CloseRefund, ScanPicture
from terminal.face.drafts.sources import Attached, Outcome, Port, SourcesDraft
from terminal.trade.refund import Cause, State

MANY_ORDER = order_no("812345678903")
LONG_NAME = "现磨埃塞俄比亚耶加雪菲手冲咖啡豆礼盒装五百克 Yirgacheffe"
MANY_GOODS = (
    Goods("L01", LONG_NAME, MAX_KEYED_FEN // 100, 99),
    *(Goods(f"L{n:02}", f"{LONG_NAME[:n]}第{n}号商品", 1000 + n, n) for n in range(2, 41)),
)
MANY_SALE = replace(
    CARD_SALE,
    order_no=MANY_ORDER,
    amount_fen=MAX_KEYED_FEN,
    refunded_fen=0,
    state=OriginalState.NORMAL,
    goods=MANY_GOODS,
)


def day(lang: str) -> Day:
    """By order with a card, an amount of a phone payment, by reference, declined, unknown and settled later."""
    desk = FakeDesk(answers=[State.APPROVED, State.DECLINED, State.UNKNOWN], unlisted=frozenset({"000000000777"}))
    desk.sales[MANY_ORDER] = MANY_SALE
    taken = Day(desk, lang)
    taken.press("ok", "0000", "ok")
    _by_order(taken)
    _of_forty_goods(taken)
    _by_reference(taken)
    _by_camera(taken)
    _badly_ended(taken)
    return taken


def _by_order(taken: Day) -> None:
    taken.shot("menu", "3").shot("supervisor", "1", "123").shot("order", "456", "ok")
    taken.shot("order-functions", "functions").shot("order-help", "functions", "help").press("help")
    taken.shot("customers", "customers").shot("order-slip", "1").shot("order-paper", "paper").press("back")
    taken.shot("order-amount", "812").shot("order-none", "ok").shot("sources", "picture")
    taken.shot("picture", "1").press("back", *["clear"] * 14)
    _watched(taken)
    _scanned(taken)
    taken.shot("orders", "ok").shot("orders-searched", "02").press("back")
    taken.held("order-busy", "scan")
    taken.shot("original").shot("original-details", "down").shot("option", "1").shot("goods", "2", "1")
    taken.shot("amount", "amount", "1234").shot("amount-over", "5678", "ok").press("back", "2", "ok")
    taken.press("ok", "ok").shot("original-part").shot("reason", "2").press("1").shot("card", "ok")
    taken.shot("confirm", "1").shot("confirm-digits", "7").press("ok").held("sending", "ok")
    taken.shot("result").press("ok")


def _watched(taken: Day) -> None:
    """A serial scanner that was pulled out, and a folder of a long name with a picture of a long name in it."""
    attached = Attached(scanner="serial:///dev/serial/by-id/usb-扫码枪-if00?baud=9600", watch=f"/home/{LONG_NAME}")
    before = taken.cashier.scene
    taken.cashier.scene = replace(before, sources=SourcesDraft(attached, Port.GONE))
    taken.shot("sources-set", "picture").shot("watch", "3")
    last = Outcome(f"{LONG_NAME}.png", "fault.payment_code")
    sources = replace(taken.cashier.scene.sources, folder=Look(gone=True), seen=12, last=last)
    taken.cashier.scene = replace(taken.cashier.scene, sources=sources)
    taken.shot("watch-last").press("back", "back")
    taken.cashier.scene = replace(taken.cashier.scene, sources=before.sources)


def _scanned(taken: Day) -> None:
    """What is on the paper in place of one signed slip."""
    cashier = taken.cashier
    slips = tuple(SalesSlip(order_no(f"81234567{at:04}"), None, authenticated=False, source="bars") for at in range(7))
    picture = ScanPicture(Path("slips.png"))
    cashier.scene = stage.after_refusal(cashier.scene, picture, SlipsScanned(Several(slips))).scene
    taken.shot("which").shot("which-last", "up").press("back")
    cashier.paste("925498334778")
    taken.shot("date-scanned").press("back")
    cashier.paste("4200000049274123531243563212")
    taken.shot("order-wallet")
    cashier.paste(make_payload(CARD_ORDER, 12502, None))
    taken.shot("original-unsigned").press("back")


def _of_forty_goods(taken: Day) -> None:
    taken.press("3", "1", "123456", "ok", MANY_ORDER).shot("many-original", "ok").shot("many-details", "down")
    taken.press("1").shot("many-option").shot("many-goods", "2").shot("many-goods-last", "up")
    taken.shot("many-amount", "amount").press("ok").shot("many-amount-chosen").press("1", "1", "ok")
    taken.shot("many-confirm", "1").shot("many-confirm-next", "down").press("menu")


def _by_reference(taken: Day) -> None:
    taken.press("3", "2", "123456", "ok").shot("reference", "2", "letter").press(*["clear"], "000000000777", "ok")
    taken.shot("date", "11").press("20").shot("keyed", "ok").press("1234").shot("keyed-original", "ok").press("menu")
    preferences = Preferences(card_first=True)
    taken.cashier.scene = replace(taken.cashier.scene, preferences=preferences)
    taken.press("3", "2", "123456").shot("card-first", "ok").press("menu")
    taken.press("3", "3", "123456", "ok").shot("order-qr").shot("order-qr-card", CARD_ORDER, "ok").press("menu")


def _by_camera(taken: Day) -> None:
    taken.press("3", "1", "123456", "ok", "picture").shot("camera-opening", "2")
    taken.cashier.hear_camera(Listed(tuple(Device(at, f"{LONG_NAME} {at}") for at in (0, 2))))
    taken.shot("cameras").press("2").cashier.hear_camera(Opened(LONG_NAME, 1280, 720))
    taken.shot("camera").cashier.hear_camera(Seen(0, (Symbol("qr", "130123456789012345", b"", ""),)))
    taken.shot("camera-refused").cashier.hear_camera(Over("camera_denied", LONG_NAME))
    taken.shot("camera-over").press("menu")


def _badly_ended(taken: Day) -> None:
    for name in ("declined", "unknown"):
        taken.press("3", "1", "123456", "ok", *["clear"] * 14, "customers", "2", "scan", "ok")
        taken.shot(name, "ok").press("ok")
    taken.shot("open").shot("open-one", "ok").shot("give-up", "2").press("back", "menu")


def left_open(lang: str) -> Day:
    """What an earlier run left: settled since, and never seen by the host."""
    found = replace(make_record(CARD_SALE, 5000, (("A1", 2),), 7), state=State.NOT_FOUND)
    settled = replace(make_record(CARD_SALE, 2500, (("A1", 1),), 8), state=State.APPROVED, reference_no="000000000999")
    desk = FakeDesk(left_open=[RefundResult(found), RefundResult(settled, ("签购单",))])
    taken = Day(desk, lang).press("ok", "0000")
    return taken.shot("found", "ok").shot("found-card", "1").shot("found-settled", "back", "2")


def by_hand(lang: str) -> Day:
    """人工了结: what waits for a person, as done; what another host has not seen, as not done."""
    manual = replace(make_record(MANY_SALE, MAX_KEYED_FEN, (), 7), state=State.MANUAL, cause=Cause.BAD_FRAME)
    elsewhere = replace(manual.link, ledger_id="f" * 16)
    found = replace(make_record(CARD_SALE, 5000, (("A1", 2),), 8), state=State.NOT_FOUND, link=elsewhere)
    desk = FakeDesk(left_open=[RefundResult(manual), RefundResult(found)])
    taken = Day(desk, lang).press("ok", "0000", "ok").shot("open-manual", "1").shot("closing-supervisor", "3", "123")
    taken.shot("closing-supervisor-wrong", "457", "ok").press("123456").shot("closing-reason", "ok")
    taken.shot("closing-reason-last", "up").shot("closing-done", "1").shot("closing-digits", "7")
    at = taken.press("ok").cashier.scene
    ask = CloseRefund(at.by, manual, "acquirer", done=True)
    taken.cashier.scene = stage.after_refusal(at, ask, Refusal("journal_write")).scene
    taken.shot("closing-refused").held("closing-busy", "ok").shot("closed-done")
    taken.shot("open-elsewhere", "1").shot("closing-supervisor-undone", "4").press("123456", "ok")
    return taken.shot("closing-undone", "4").shot("closed-undone", "ok")


def put_right(lang: str) -> Day:
    """What a person ended: as not done, as done, and as done where the host has said no since."""
    said = {"closed_by": "02", "closed_allowed": "00", "closed_reason": "cardholder", "cause": Cause.NO_ANSWER}
    undone = replace(make_record(CARD_SALE, 5000, (("A1", 2),), 7), state=State.CLOSED_UNDONE, **said)
    done = replace(make_record(MANY_SALE, MAX_KEYED_FEN, (), 8), state=State.CLOSED_DONE, **said)
    denied = replace(done, key=replace(done.key, trace_no="000009"), contradicted="61")
    desk = FakeDesk(kept={one.key: one for one in (undone, done, denied)})
    taken = Day(desk, lang).press("ok", "0000", "ok").shot("menu-ended", "3")
    taken.shot("ended", "8").shot("ended-done", "2").shot("correcting-supervisor", "4").press("123456", "ok")
    taken.shot("correcting-reason").shot("correcting", "2").shot("corrected", "ok").press("back")
    taken.shot("contradicted-list", "9").shot("contradicted", "1").shot("keeping-supervisor", "3")
    return taken.press("123456", "ok").shot("keeping", "1")


DAYS = (day, left_open, by_hand, put_right)
