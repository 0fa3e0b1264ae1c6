"""The idle screen and the lock: at the edge and one past it, and never over what somebody waits for or must read."""

from dataclasses import replace
from pathlib import Path

import pytest
from cashier import Cashier
from fake_desk import CARD_ORDER

from terminal.desk.door import Refusal
from terminal.face import stage
from terminal.face.asks.refund import Find
from terminal.face.drafts.payment import NO_PAYMENT
from terminal.face.drafts.refund import Draft
from terminal.face.idle import IDLE_S, LOCK_S
from terminal.face.keys import Key
from terminal.face.pages import Page
from terminal.face.scene import BLANK
from terminal.printers.outcome import NotPrinted, Printout, Why
from terminal.screens.printing.news import after_printing

EDGE = 0.25
NO_PAPER = NotPrinted("tcp://10.0.0.5", Why.NO_PAPER)


@pytest.fixture
def live(cashier_at, desk) -> Cashier:
    desk.practice, desk.counter = False, None
    return cashier_at(desk).sign_on()


def test_a_minute_without_a_key_and_not_before(cashier) -> None:
    cashier.sign_on()
    assert cashier.wait(IDLE_S - EDGE).page is Page.MENU
    assert cashier.wait(EDGE).page is Page.IDLE


def test_a_key_begins_the_minute_anew(cashier) -> None:
    cashier.sign_on().wait(IDLE_S - EDGE).press("3").wait(IDLE_S - EDGE)
    assert cashier.page is Page.REFUND
    assert cashier.wait(EDGE).page is Page.IDLE


def test_text_from_a_scanner_begins_it_anew_too(cashier) -> None:
    cashier.at_order().wait(IDLE_S - EDGE)
    cashier._take(stage.after_text(cashier.scene, "812345"))
    assert cashier.wait(IDLE_S - EDGE).page is Page.ORDER


def test_the_idle_screen_says_whose_terminal_it_is_and_how_to_begin(cashier) -> None:
    lcd = cashier.sign_on().wait(IDLE_S).lcd
    assert "练习商店" in lcd
    assert "按任意键办理交易" in lcd
    assert "卡" not in lcd.replace("拉卡拉", "")  # none can be presented here
    assert "10:20" in lcd


def test_a_number_that_nobody_signed_on_with_does_not_stay(desk) -> None:
    cashier = Cashier(desk).press("00").wait(IDLE_S).press("ok")
    assert (cashier.page, cashier.scene.operator_no) == (Page.OPERATOR, "01")
    assert Cashier(desk).sign_on().wait(IDLE_S).scene.operator_no == "01"


@pytest.mark.parametrize("key", ["ok", "back", "clear", "1", "menu", "help", "up", "paper"])
def test_any_key_leads_back_and_does_nothing_else(cashier, key: str) -> None:
    cashier.at_original().press("ok").wait(IDLE_S)
    assert cashier.press(key).page is Page.MENU
    assert (cashier.scene.draft, cashier.scene.overlay) == (Draft(), "")


def test_a_started_entry_is_dropped_and_nothing_was_sent(cashier, desk) -> None:
    cashier.at_original()
    before = list(desk.asked)
    cashier.press("ok", "1")
    assert cashier.page is Page.CONFIRM
    cashier.wait(IDLE_S).press("ok")
    assert (cashier.page, desk.asked) == (Page.MENU, before)


def test_neither_card_nor_password_lies_about_on_an_idle_terminal(cashier) -> None:
    cashier.sign_on().press("1", "1", "1234", "ok", "1", "ok", "1234")
    assert cashier.page is Page.PIN
    cashier.wait(IDLE_S)
    assert (cashier.page, cashier.scene.password, cashier.scene.payment) == (Page.IDLE, "", NO_PAYMENT)


def test_with_nobody_signed_on_it_leads_back_to_the_operators_number(cashier) -> None:
    assert "请操作员签到" in cashier.wait(IDLE_S).lcd
    assert cashier.press("ok").page is Page.OPERATOR


def test_a_half_keyed_password_is_gone(cashier) -> None:
    cashier.press("ok", "00").wait(IDLE_S).press("ok", "ok")
    assert (cashier.page, cashier.scene.password) == (Page.PASSWORD, "")


def test_never_while_the_desk_works(cashier) -> None:
    cashier.at_order()
    cashier.scene = replace(cashier.scene, busy=Find(None))  # type: ignore[arg-type]
    assert cashier.wait(IDLE_S * 10).page is Page.ORDER


def test_never_while_a_result_is_awaited_and_the_minute_begins_with_it(cashier) -> None:
    cashier.at_original().press("ok", "1")
    turn = stage.after_key(cashier.scene, "ok")
    cashier.scene = turn.scene
    assert cashier.wait(IDLE_S * 3).page is Page.SENDING
    assert turn.ask is not None
    cashier._take(stage.after_answer(cashier.scene, turn.ask, turn.ask.perform(cashier.desk, lambda _state: None)))
    assert cashier.wait(IDLE_S - EDGE).page is Page.RESULT
    assert cashier.wait(EDGE).page is Page.IDLE


def test_never_over_a_receipt_that_did_not_come_out(cashier) -> None:
    cashier.at_original().press("ok", "1", "ok")
    out = Printout(trouble=(NotPrinted("escpos", Why.CONTENT, ""),))
    cashier.scene = replace(cashier.scene, printing=replace(cashier.scene.printing, out=out))
    assert cashier.wait(IDLE_S * 10).page is Page.RESULT


def test_never_before_the_desk_is_open(cashier_at, desk) -> None:
    refused = stage.after_refusal(stage.started("zh_CN").scene, stage.started("zh_CN").ask, Refusal("journal_held"))
    assert stage.after_tick(refused.scene, IDLE_S * 10, "").page is Page.BOOT


def test_a_lock_by_wrong_passwords_is_waited_out_first(cashier, desk) -> None:
    cashier.press("ok")
    desk.tries = 1
    cashier.press("9999", "ok").wait(IDLE_S)
    assert cashier.page is Page.PASSWORD
    assert cashier.wait(IDLE_S).page is Page.IDLE


def test_the_lock_at_a_quarter_of_an_hour_and_not_before(live) -> None:
    live.wait(IDLE_S).wait(LOCK_S - IDLE_S - EDGE)
    assert live.page is Page.IDLE
    assert live.wait(EDGE).page is Page.LOCKED


def test_the_operators_password_opens_it(live) -> None:
    live.wait(IDLE_S).wait(LOCK_S)
    for key in ("menu", "ok", "1"):
        assert live.press(key).page is Page.LOCKED
    live.press("clear", "9999", "ok")
    assert "密码错误" in live.lcd
    assert live.press("0000", "ok").page is Page.MENU
    assert live.scene.station is not None


def test_another_operator_signs_on_instead(live) -> None:
    live.wait(IDLE_S).wait(LOCK_S).press("back")
    assert (live.page, live.scene.station) == (Page.OPERATOR, None)


# fmt: off
UNREAD = [
    # what was pressed from the menu                  the page that tells of its slip
    (("3", "1", "123456", "ok", CARD_ORDER, "ok", "ok", "1", "ok"), Page.RESULT),
    (("1", "1", "1234", "ok", "1", "ok", "1234", "ok"),             Page.PAY_RESULT),
    (("6", "1"),                                                    Page.PRINTED),
    (("7", "ok"),                                                   Page.SETTLED),
]
# fmt: on


@pytest.mark.parametrize(("keys", "page"), UNREAD, ids=[row[1] for row in UNREAD])
def test_a_slip_that_did_not_come_out_keeps_nothing_unlocked_and_is_there_after_it(live, keys, page) -> None:
    live.press(*keys)
    live.scene = after_printing(live.scene, (Printout(("slip",), trouble=(NO_PAPER,), subject="key 7", number=99),))
    assert live.wait(LOCK_S - EDGE).page is page
    assert live.wait(EDGE).page is Page.LOCKED
    assert (live.scene.draft, live.scene.payment, live.scene.sheet) == (Draft(), NO_PAYMENT, BLANK)
    assert live.press("0000", "ok").page is Page.PRINTED
    assert "打印机缺纸" in live.lcd
    assert live.press("back", "back").page is Page.MENU
    assert live.scene.facts.unprinted


@pytest.mark.parametrize("page", [Page.ORDER, Page.PICTURE, Page.ADMIN, Page.STAFF_PASSWORD, Page.RECORDS, Page.DEVICE])
def test_a_terminal_that_slept_locks_from_any_page(live, page: Page) -> None:
    live.at_original().scene = replace(live.scene, page=page, overlay=Key.INSPECT)
    live.wait(LOCK_S)
    assert (live.page, live.scene.overlay, live.scene.draft) == (Page.LOCKED, "", Draft())


def test_no_file_window_opens_the_lock(live) -> None:
    live.scene = replace(live.scene, page=Page.PICTURE)
    live.wait(LOCK_S)
    for picture in (None, Path("slip0.png")):
        turn = stage.after_picture(live.scene, picture)
        assert (turn.scene.page, turn.ask) == (Page.LOCKED, None)


def test_an_answer_that_is_awaited_is_never_locked_away(live) -> None:
    live.scene = replace(live.scene, page=Page.SENDING)
    assert live.wait(LOCK_S * 2).page is Page.SENDING


def test_a_locked_terminal_shows_neither_frames_nor_slip_nor_functions(live) -> None:
    live.wait(IDLE_S).wait(LOCK_S)
    for key in (Key.INSPECT, Key.PAPER, Key.FUNCTIONS, Key.RECORDS, Key.MENU):
        assert (live.press(key).page, live.scene.overlay) == (Page.LOCKED, "")
    listed = live.press("help").lcd
    assert "Ctrl+Q" in listed
    assert [name for name in ("F2", "F3", "F4", "F9", "PgUp") if name in listed] == []
    assert live.press("back", "quit").scene.overlay == Key.QUIT


def test_practice_never_locks(cashier) -> None:
    assert cashier.sign_on().wait(IDLE_S).wait(LOCK_S * 10).page is Page.IDLE


def test_nothing_to_lock_with_nobody_signed_on(cashier_at, desk) -> None:
    desk.practice, desk.counter = False, None
    assert cashier_at(desk).wait(IDLE_S).wait(LOCK_S * 10).page is Page.IDLE
