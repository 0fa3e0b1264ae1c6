"""Screens of 设备: the check before a refund, 设备状态, 练习设备, what a scenario says, and 报文."""

from cashier import Day
from fake_desk import FakeDesk

from protocol.dialects.unionpay.device_state import Paper, PrinterState, Slot
from protocol.words import Words
from terminal.desk.doors import Announcement
from terminal.face import stage
from terminal.face.keys import Key
from terminal.face.menu import MENUS
from terminal.face.pages import Event, Page
from terminal.line.frames import SeenField, SeenFrame
from terminal.trade.preflight import DeviceReport, Standing

WORST = Standing(
    DeviceReport(3, True, Paper.OUT, PrinterState.FAULT, Slot.SHOWN, 9, -86_400),
    host_offset_s=40_000,
    batch_count=500,
    batch_full=True,
    settle_unfinished=True,
    free_bytes=1,
)
WARNED = Standing(DeviceReport(12, False, Paper.LOW, PrinterState.READY, line_percent=100, clock_offset_s=0))
FIELDS = (
    SeenField("60 00 03 00 00", 0, Words("TPDU：6000030000，发往 0003，来自 0000", "TPDU: 6000030000, to 0003")),
    SeenField("02 20", 0, Words("消息类型：0220，退货请求", "message type: 0220, refund request")),
    SeenField("[16] 62 00 00 ** ** ** 00 05", 0, Words("2 主账号：620000******0005", "2 PAN: 620000******0005")),
    SeenField("00 00 00 01 28 50", 0, Words("4 交易金额：000000012850，128.50 元", "4 amount: 128.50")),
    SeenField("[00 14]", 0, Words("60 自定义域60：25000001000600", "60 private: 25000001000600")),
    SeenField("25", 1, Words("60.1 交易类型码：25，退货", "60.1 kind of transaction: 25, refund")),
    SeenField("** ** ** ** ** ** ** **", 0, Words("64 报文鉴别码", "64 MAC")),
)
FRAMES = (
    SeenFrame("10:20:30.001", True, "message", 170, Words("退货请求", "refund request"), "62" * 170, FIELDS * 4),
    SeenFrame("10:20:30.050", False, "nak"),
    SeenFrame("10:20:31.650", False, "bad_lrc"),
    SeenFrame("10:20:31.700", False, "unreadable", 40, hex="60" + "**" * 39),
)


def _digit(event: Event) -> str:
    return next(item.digit for page in (Page.ADMIN, Page.PRACTICE) for item in MENUS[page] if item.event is event)


def day(lang: str) -> Day:
    """Something is wrong in every way, then only a little, then nothing."""
    desk = FakeDesk()
    desk.device.standing = WORST
    taken = Day(desk, lang).press("ok", "0000", "ok")
    taken.shot("preflight-blocked", "3").shot("preflight-2", "plus").shot("preflight-still", "ok").press("back")
    taken.shot("state", "8", _digit(Event.DEVICE)).shot("state-2", "plus").shot("state-3", "plus").press("back")
    taken.press("0").shot("knobs", _digit(Event.KNOBS)).shot("knobs-done", "1").press("back", "back", "back")
    desk.device.standing = WARNED
    taken.shot("preflight-warned", "3").press("ok", "back")
    taken.shot("frames-none", Key.INSPECT).press("back")
    desk.device.seen = FRAMES
    taken.shot("frames", Key.INSPECT).shot("frame", "1").shot("frame-2", "plus").press("back", "back")
    hit = Announcement("", ("answer_lost",), (("name", "ack-and-answer-lost"),))
    taken.cashier.scene = stage.after_told(taken.cashier.scene, hit)
    return taken.shot("scenario")


DAYS = (day,)
