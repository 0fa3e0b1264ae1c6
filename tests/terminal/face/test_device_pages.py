"""设备 on the screen: the silent check before a refund, 设备状态, 练习设备, what a scenario says, and 报文."""

from dataclasses import replace

import pytest
from cashier import Cashier
from fake_desk import CARD_ORDER, FakeDesk
from supervisor import BY

from protocol.dialects.unionpay.device_state import Paper, PrinterState
from protocol.words import Words
from terminal.columns import width
from terminal.desk.doors import Announcement
from terminal.face import stage
from terminal.face.asks.device import Preflight
from terminal.face.keys import Key
from terminal.face.menu import MENUS
from terminal.face.pages import Event, Page
from terminal.language import LANGUAGES, translator
from terminal.line.frames import SeenField, SeenFrame
from terminal.screens.device.knobs import KNOBS
from terminal.screens.device_marks import Mark, status_marks
from terminal.screens.frame import frame
from terminal.trade.preflight import DeviceReport, Standing, blocks, findings

WELL = Standing(DeviceReport(80, False, Paper.PLENTY, PrinterState.READY, line_percent=100, clock_offset_s=0))
NO_PAPER = replace(WELL, device=replace(WELL.device, paper=Paper.OUT))
EMPTY = replace(WELL, device=replace(WELL.device, battery_percent=3))
WORST = Standing(
    DeviceReport(3, False, Paper.OUT, PrinterState.FAULT, line_percent=9, clock_offset_s=-86_400),
    host_offset_s=40_000,
    batch_count=500,
    batch_full=True,
    settle_unfinished=True,
    free_bytes=1,
)
ASKED = SeenField("[16] 62 00 00 ** ** ** 00 05", 0, Words("2 主账号：620000******0005", "2 PAN: 620000******0005"))
FRAMES = (
    SeenFrame("10:20:30.001", True, "message", 170, Words("退货请求", "refund request"), "62" * 170, (ASKED,) * 60),
    SeenFrame("10:20:30.050", False, "nak"),
    SeenFrame("10:20:31.700", False, "unreadable", 40, hex="60" + "**" * 39),
)


def menu_digit(event: Event) -> str:
    (digit,) = (item.digit for page in (Page.ADMIN, Page.PRACTICE) for item in MENUS[page] if item.event is event)
    return digit


@pytest.fixture
def desk() -> FakeDesk:
    desk = FakeDesk()
    desk.device.standing = WELL
    return desk


@pytest.fixture
def ready(cashier: Cashier) -> Cashier:
    """At the main menu."""
    return cashier.sign_on()


# --- before a refund -------------------------------------------------------------------------------------------------


def test_all_well_is_silent_and_costs_no_key(ready: Cashier, desk: FakeDesk) -> None:
    assert ready.press("3").page is Page.REFUND
    assert ready.press("1", "123456", "ok").page is Page.ORDER
    assert desk.device.asked == [False]
    assert ready.scene.note is None


def test_keys_go_on_while_it_is_asked(ready: Cashier) -> None:
    turn = stage.after_key(ready.scene, "3")
    assert (turn.aside, turn.ask, turn.scene.busy) == (Preflight(), None, None)
    assert stage.after_key(turn.scene, "1").scene.page is Page.SUPERVISOR


def test_a_warning_is_read_once_and_passed_by_one_key(ready: Cashier, desk: FakeDesk) -> None:
    desk.device.standing = NO_PAPER
    assert ready.press("3").page is Page.PREFLIGHT
    assert "打印机缺纸" in ready.lcd
    assert "重打" in ready.lcd
    assert ready.press("ok").page is Page.REFUND
    assert ready.press("back", "3").page is Page.REFUND
    desk.device.standing = WELL
    ready.press("back", "3", "back")
    desk.device.standing = NO_PAPER
    assert ready.press("3").page is Page.PREFLIGHT  # it was mended, and is new


def test_what_blocks_stops_before_the_password_until_it_is_mended(ready: Cashier, desk: FakeDesk) -> None:
    desk.device.standing = EMPTY
    assert ready.press("3").page is Page.PREFLIGHT
    assert "电量3%，不能退货" in ready.lcd
    assert ready.press("ok").page is Page.PREFLIGHT
    assert "仍未恢复" in ready.lcd
    assert ready.press("back").page is Page.MENU
    assert ready.press("3").page is Page.PREFLIGHT
    desk.device.standing = WELL
    assert ready.press("ok").page is Page.REFUND
    assert desk.device.asked == [False, True, False, True, False]


def test_an_answer_that_comes_while_the_password_is_keyed_stops_there(ready: Cashier, desk: FakeDesk) -> None:
    scene = stage.after_key(stage.after_key(ready.scene, "3").scene, "1").scene
    desk.device.standing = EMPTY
    stopped = stage.after_answer(stage.after_key(scene, "1").scene, Preflight(), desk.device.preflight())
    assert (stopped.scene.page, stopped.scene.password) == (Page.PREFLIGHT, "")


def test_a_password_on_its_way_is_answered_first_and_leads_no_further(ready: Cashier, desk: FakeDesk) -> None:
    scene = stage.after_key(stage.after_key(ready.scene, "3").scene, "1").scene
    for key in (*"123456", "ok"):
        turn = stage.after_key(scene, key)
        scene = turn.scene
    assert scene.busy is not None
    desk.device.standing = EMPTY
    scene = stage.after_answer(scene, Preflight(), desk.device.preflight()).scene
    assert (scene.page, scene.busy is not None) == (Page.SUPERVISOR, True)
    assert stage.after_answer(scene, turn.ask, BY).scene.page is Page.PREFLIGHT  # type: ignore[arg-type]


def test_a_warning_heard_behind_the_password_is_read_there_and_nothing_is_keyed_twice(
    ready: Cashier, desk: FakeDesk
) -> None:
    ready.press("3", "1", "123456", "ok", "81")
    desk.device.standing = NO_PAPER
    ready.scene = stage.after_answer(ready.scene, Preflight(), desk.device.preflight()).scene
    assert (ready.page, "打印机缺纸" in ready.lcd) == (Page.PREFLIGHT, True)
    assert ready.press("ok").page is Page.ORDER
    assert "81" in ready.lcd


@pytest.mark.parametrize(("digit", "page"), [("1", Page.ORDER), ("2", Page.REFERENCE)])
def test_a_warning_heard_while_the_password_is_checked_is_read_before_the_order(
    ready: Cashier, desk: FakeDesk, digit: str, page: Page
) -> None:
    scene = stage.after_key(stage.after_key(ready.scene, "3").scene, digit).scene
    for key in (*"123456", "ok"):
        turn = stage.after_key(scene, key)
        scene = turn.scene
    desk.device.standing = NO_PAPER
    scene = stage.after_answer(scene, Preflight(), desk.device.preflight()).scene
    assert turn.ask is not None
    ready.scene = stage.after_answer(scene, turn.ask, BY).scene
    assert ready.page is Page.PREFLIGHT
    assert ready.press("ok").page is page


def test_what_is_amiss_before_the_password_does_not_stand_in_for_it(ready: Cashier, desk: FakeDesk) -> None:
    ready.press("3", "1", "123456", "ok", "menu")
    desk.device.standing = NO_PAPER
    assert ready.press("3").page is Page.PREFLIGHT
    assert ready.press("ok").page is Page.REFUND


def test_a_late_answer_changes_no_other_page(ready: Cashier, desk: FakeDesk) -> None:
    ready.press("3", "1", "123456", "ok", CARD_ORDER, "ok")
    desk.device.standing = EMPTY
    after = stage.after_answer(ready.scene, Preflight(), desk.device.preflight()).scene
    assert (after.page, after.device.report) == (Page.ORIGINAL, EMPTY.device)


def test_a_device_that_is_told_of_sets_and_clears_the_line(ready: Cashier, desk: FakeDesk) -> None:
    silent, well = Standing(device=DeviceReport(silent=True)), WELL
    for standing, words in ((silent, "线路断"), (well, "线路通"), (silent, "线路断")):
        desk.device.standing = standing
        ready.press("menu", "8", "0", menu_digit(Event.KNOBS), "1")
        assert words in ready.lcd.splitlines()[0]
    ready.scene = stage.after_answer(ready.scene, Preflight(), desk.device.preflight()).scene
    assert "线路断" in ready.lcd.splitlines()[0]
    desk.device.standing = Standing()
    assert "线路断" in ready.press("menu").lcd.splitlines()[0]  # who tells nothing says nothing about the line


def test_who_is_not_on_the_line_is_not_signed_on_there(desk: FakeDesk, cashier_at) -> None:
    desk.device.standing = WELL
    cashier = cashier_at(desk).press("ok", "0000", "ok")
    cashier.scene = replace(cashier.scene, station=None)
    cashier.press("menu", "8", menu_digit(Event.DEVICE))
    assert (cashier.page, "已签到" in cashier.lcd) == (Page.DEVICE, False)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_worst_day_fits_page_by_page(cashier_at, desk: FakeDesk, lang: str) -> None:
    desk.device.standing = WORST
    cashier = cashier_at(desk, lang).sign_on().press("3")
    t, shown = translator(lang), ""
    for _ in range(5):
        rows = [line.text for line in frame(cashier.scene)]
        assert max(width(row) for row in rows) <= 40
        shown += " ".join(row.strip() for row in rows)
        cashier.press("plus")
    found = findings(WORST)
    assert blocks(found)
    texts = [t(f"preflight.{one.word}", value=one.value) for one in found]
    assert [text for text in texts if text.split()[0] not in shown] == []


# --- 设备状态 and 练习设备 ----------------------------------------------------------------------------------------


def test_a_foreign_peer_has_nothing_to_tell(ready: Cashier, desk: FakeDesk) -> None:
    desk.device.standing = Standing()
    ready.press("8", menu_digit(Event.DEVICE))
    assert ready.page is Page.DEVICE
    untold = [line.text for line in frame(ready.scene)[2:] if line.text.endswith("未上报")]
    assert len(untold) == 8
    assert ready.press("back").page is Page.ADMIN


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_value_stands_there_with_what_to_do(cashier_at, desk: FakeDesk, lang: str) -> None:
    desk.device.standing = WORST
    cashier = cashier_at(desk, lang).sign_on().press("8", menu_digit(Event.DEVICE))
    t, rows = translator(lang), []
    for _ in range(5):
        rows += [line.text for line in frame(cashier.scene)]
        cashier.press("plus")
    told = " ".join(rows)
    assert [text for text in ("3%", "9%", "-86400", "+40000", "500/500") if text not in told] == []
    assert t("device.fault") in told
    assert t("remedy.printer_fault")[:20] in told
    assert max(width(row) for row in rows) <= 40


def test_it_is_asked_anew_by_one_key(ready: Cashier, desk: FakeDesk) -> None:
    ready.press("8", menu_digit(Event.DEVICE))
    desk.device.standing = EMPTY
    assert "3%" in ready.press("ok").lcd
    assert desk.device.asked[-1] is True


@pytest.mark.parametrize("number", range(len(KNOBS)))
def test_each_knob_does_its_own(ready: Cashier, desk: FakeDesk, number: int) -> None:
    ready.press("8", "0", menu_digit(Event.KNOBS), *["down"] * number, "ok")
    assert desk.device.practice is not None
    assert desk.device.practice.happened == [dict(KNOBS[number][1])]
    assert "已设置" in ready.lcd


def test_there_are_no_knobs_without_a_practice_counter(cashier_at) -> None:
    cashier = cashier_at(FakeDesk(counter=None)).sign_on().press("8", "0")
    assert cashier.page is Page.ADMIN


# --- marks, scenarios ------------------------------------------------------------------------------------------------

# fmt: off
MARKS = [
    (DeviceReport(),                                     ("电?", "线?", "纸?"),    ("B?", "L?", "P?"),    []),
    (WELL.device,                                        ("电80", "线100", "纸"),  ("B80", "L100", "P"),  []),
    (WORST.device,                                       ("电3", "线9", "缺纸"),   ("B3", "L9", "P0"),    [0, 1, 2]),
    (DeviceReport(3, True, Paper.LOW, line_percent=70),  ("电3+", "线70", "纸少"), ("B3+", "L70", "P-"),  [2]),
    (DeviceReport(silent=True),                          ("电?", "线×", "纸?"),    ("B?", "Lx", "P?"),    [1]),
]
# fmt: on


@pytest.mark.parametrize(("report", "signs", "plain", "wrong"), MARKS)
def test_marks_of_the_status_line(ready: Cashier, report, signs, plain, wrong) -> None:
    scene = replace(ready.scene, device=replace(ready.scene.device, report=report), line_down=report.silent)
    marks = status_marks(scene)
    for lang, said in (("zh_CN", signs), ("en", plain)):
        t = translator(lang)
        assert tuple(t(f"mark.{mark.word}") + mark.value for mark in marks) == said
    assert [at for at, mark in enumerate(marks) if mark.wrong] == wrong
    assert status_marks(replace(scene, locked_until_s=9.0))[-1] == Mark("locked", wrong=True)


@pytest.mark.parametrize("report", [WELL.device, DeviceReport(silent=True)])
@pytest.mark.parametrize("down", [True, False])
def test_the_signal_never_says_another_thing_than_the_line(ready: Cashier, report: DeviceReport, down: bool) -> None:
    scene = replace(ready.scene, line_down=down, device=replace(ready.scene.device, report=report))
    words = frame(scene)[0].text
    assert ("线路断" in words, "线×" in words) == (down, down)


def test_the_main_menu_asks_what_the_icons_show(ready: Cashier) -> None:
    assert ready.scene.device.report == WELL.device


def test_what_a_scenario_does_stands_above_the_hint_until_a_key(ready: Cashier, desk: FakeDesk) -> None:
    hint = frame(ready.scene)[-1].text
    hit = Announcement("scenario declined-51, rule 1", ("code",), (("name", "declined-51"), ("code", "51")))
    ready.scene = stage.after_told(ready.scene, hit)
    assert [line.text for line in frame(ready.scene)[-2:]] == ["练习：主机改答51", hint]
    english = frame(replace(ready.scene, lang="en"))[-2].text
    assert english == "Practice: host answers 51"
    assert "练习：" not in ready.press("3").lcd


def test_a_scenario_that_does_much_is_cut_to_the_row(ready: Cashier) -> None:
    hit = Announcement("", ("nak", "answer_lost", "closed", "copied", "delayed"), (("name", "一" * 60),))
    ready.scene = stage.after_told(ready.scene, hit)
    assert 36 < width(frame(ready.scene)[-2].text) <= 40


# --- 报文 ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def looking(ready: Cashier, desk: FakeDesk) -> Cashier:
    desk.device.seen = FRAMES
    return ready.press(Key.INSPECT)


def test_frames_lie_over_the_page_and_go_away_again(looking: Cashier) -> None:
    assert looking.scene.overlay == Key.INSPECT
    assert "10:20:30.001 发 退货请求 170字节" in looking.lcd
    assert ">" in next(row for row in looking.lcd.splitlines() if "读不出" in row)  # the newest is chosen
    assert looking.press("back").scene.overlay == ""
    assert looking.page is Page.MENU


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (132, 50)])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_frame_with_hex_beside_its_fields(cashier_at, desk: FakeDesk, lang: str, size: tuple[int, int]) -> None:
    desk.device.seen = FRAMES
    cashier = cashier_at(desk, lang).sign_on()
    cashier.scene = replace(cashier.scene, size=size)
    cashier.press(Key.INSPECT, "1")
    rows = [line.text for line in frame(cashier.scene)]
    (row,) = [row for row in rows if "620000******0005" in row][:1]
    assert row.startswith("[16] 62 00 00 ** ** ** 00 05 ")
    assert max(width(row) for row in rows) <= size[0] - 2
    assert len(rows) <= size[1] - 3
    assert "1/" in rows[1]
    pages = [rows]
    while (rows := [line.text for line in frame(cashier.press("plus").scene)]) != pages[-1]:
        pages.append(rows)
    assert sum("******0005" in row for page in pages for row in page) == 60
    cashier.scene = replace(cashier.scene, size=(200, 100))
    assert "[16] 62" in cashier.lcd  # the window grew, and there is no such page any more
    assert cashier.press("back").scene.device.opened is None
    assert cashier.scene.overlay == Key.INSPECT


def test_what_is_no_message_is_told_too(looking: Cashier) -> None:
    looking.press("ok")
    assert "60 ** ** ** ** ** ** **" in looking.lcd
    looking.press("back", "up", "ok")
    assert "NAK" in looking.lcd
    assert looking.press("ok").scene.device.opened is None


def test_the_last_transaction_is_listed_and_all_by_one_key(ready: Cashier, desk: FakeDesk) -> None:
    signed_on = replace(FRAMES[0], title=Words("签到", "sign-on"), talk=1)
    refunded = replace(FRAMES[0], talk=2, trade=True)
    desk.device.seen = (signed_on, refunded, replace(FRAMES[1], talk=2), replace(signed_on, talk=3))
    ready.press(Key.INSPECT)
    assert ("本笔报文" in ready.lcd, "退货请求" in ready.lcd, "NAK" in ready.lcd, "签到" in ready.lcd) == (
        True, True, True, False
    )  # fmt: skip
    assert ("全部报文" in ready.press("0").lcd, ready.lcd.count("签到")) == (True, 2)
    assert "TPDU" not in ready.press("1", "back").lcd
    assert "本笔报文" in ready.press("0").lcd


def test_a_list_of_frames_fills_the_window(ready: Cashier, desk: FakeDesk) -> None:
    desk.device.seen = tuple(replace(FRAMES[0], talk=1, trade=True) for _ in range(30))
    rows = [row for row in ready.press(Key.INSPECT).lcd.splitlines() if "退货请求" in row]
    ready.press("minus")
    full = [row for row in ready.lcd.splitlines() if "退货请求" in row]
    assert (len(full), 30 - len(full)) == (17, len(rows))
    assert [row[1:3].strip() for row in full[7:11]] == ["8", "9", "", ""]


def test_before_anything_was_said(ready: Cashier) -> None:
    assert "还没有报文" in ready.press(Key.INSPECT).lcd
    assert ready.press("5").scene.overlay == ""


def test_while_the_desk_is_busy_it_shows_what_there_was(looking: Cashier) -> None:
    looking.press("back", "3", "1")
    scene = looking.scene
    for key in (*"123456", "ok", Key.INSPECT):
        turn = stage.after_key(scene, key)
        scene = turn.scene
    assert (scene.overlay, scene.busy is not None, turn.aside is not None) == (Key.INSPECT, True, True)
    assert "退货请求" in "\n".join(line.text for line in frame(scene))


def test_a_whole_refund_can_be_looked_at_from_any_page(ready: Cashier, desk: FakeDesk) -> None:
    desk.device.seen = FRAMES
    ready.press("3", "1", "123456", "ok", CARD_ORDER)
    before = ready.scene.draft
    ready.press(Key.INSPECT, "1", "back", "back")
    assert (ready.page, ready.scene.draft) == (Page.ORDER, before)
