"""Whole dialogues on the pure face: keys in, LCD out, the fake desk answering at once. No widget runs here."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from protocol.cards import TEST_CARDS
from protocol.transactions import ByReference, Original
from terminal.desk.door import RefundRequest, RefundResult
from terminal.face import stage
from terminal.face.asks.refund import ScanPicture
from terminal.face.asks.signing import Open
from terminal.face.pages import Page
from terminal.trade.refund import RefundRecord, State

CARD, PHONE = 1, 2
PART = ("1", "2")
"""On the order screen: 退货方式, 退部分数量."""
Dialogue = Callable[..., object]


def test_two_goods_of_an_order_by_keyboard_from_boot_to_receipt(cashier, desk) -> None:
    cashier.sign_on().press("3", "1", "123456", "ok")
    cashier.press("customers", "1", "scan", "1", "2")
    assert cashier.page is Page.GOODS
    cashier.press("1", "down", "1", "down", "0", "ok", "ok", "1")
    assert cashier.page is Page.CONFIRM
    for words in (
        "63.00",
        "陆拾叁元整",
        "620000******0005",
        "拿铁咖啡x1 提拉米苏蛋糕x1",
        "退货方式 退部分数量",
        "退货原因 顾客退货",
    ):
        assert words in cashier.lcd
    cashier.press("ok")
    assert cashier.page is Page.RESULT
    assert "交易成功" in cashier.lcd
    assert "参考号   000000000999" in cashier.lcd
    assert cashier.scene.sheet.roll
    assert len(cashier.scene.sheet.lines) == 12
    request, card = desk.asked[-1]
    assert (request.amount_fen, request.items, request.reason) == (6300, (("A1", 1), ("B2", 1)), "customer")
    assert card == TEST_CARDS["unionpay"]


def test_a_second_refund_of_the_order_offers_only_what_remains(cashier) -> None:
    cashier.at_order().press("customers", "1", "scan").press(
        *PART, "1", "down", "1", "down", "0", "ok", "ok", "1", "ok", "ok"
    )
    assert cashier.page is Page.MENU
    cashier.press("3", "1", "123456", "ok", "customers", "1", "scan")
    assert "可退金额 *49.68" in cashier.lcd
    cashier.press(*PART)
    assert "退1/可退1" in cashier.lcd
    assert "退0/可退0" in cashier.lcd


def test_an_amount_of_a_phone_payment_needs_no_card(cashier, desk) -> None:
    cashier.at_order().press("customers", "2", "scan", "1", "3")
    assert cashier.page is Page.AMOUNT
    assert "50.00" in cashier.lcd
    cashier.press("1234", "clear", "ok", "2", "2", "ok")
    assert cashier.page is Page.CONFIRM
    assert "壹元贰角叁分" in cashier.lcd
    cashier.press("ok")
    request, card = desk.asked[-1]
    assert isinstance(request, RefundRequest)
    assert (request.amount_fen, request.items, request.reason, card) == (123, (), "quality", None)


def test_by_reference_and_date(cashier, desk) -> None:
    cashier.sign_on().press("3", "2", "123456", "ok", "000000000123", "ok", "1320", "ok")
    assert "日期不正确" in cashier.lcd
    cashier.press(*["clear"] * 4, "1120", "ok")
    assert cashier.page is Page.ORIGINAL
    assert desk.asked == [ByReference("000000000123", "1120")]


def test_a_reference_with_letters_keyed_on_the_keypad(cashier) -> None:
    cashier.sign_on().press("3", "2", "123456", "ok", "2", "letter", "letter", "x")
    assert cashier.scene.draft.reference == "BX"


def test_goods_keyed_line_by_line_end_on_the_last_line(cashier) -> None:
    """确认 after a number goes on to the next line: nothing of the rest comes back unseen. Untouched, it takes all."""
    cashier.at_original().press(*PART, "1", "ok")
    assert (cashier.page, cashier.scene.cursor) == (Page.GOODS, 1)
    cashier.press("0", "ok", "0", "ok")
    assert (cashier.page, cashier.scene.draft.quantities) == (Page.ORIGINAL, (1, 0, 0))


def test_back_keeps_what_was_keyed(cashier) -> None:
    cashier.at_original().press(*PART, "1", "ok", "ok", "ok", "2", "3", "ok", "1", "back", "back")
    assert cashier.page is Page.ORIGINAL
    for chosen in ("退部分数量", "商品错发"):
        assert chosen in cashier.lcd
    assert cashier.press(*PART).scene.draft.keyed_quantities == (1, 1, 2)
    cashier.press("back", "back", "back")
    assert (cashier.page, len(cashier.scene.draft.order)) == (Page.ORDER, 14)
    assert "退部分数量" in cashier.press("ok").lcd


# fmt: off
REFUSALS = [
    ("no length of anything",   ["8123456789", "ok"],                 "14位、12位、6位",    Page.ORDER),
    ("digits of no order",      ["999999", "ok"],                     "没有符合的订单",     Page.ORDER),
    ("wrong check digits",      ["81234567890199", "ok"],             "校验位不符",         Page.ORDER),
    ("no slip to scan yet",     ["scan"],                             "请先按 顾客 键",     Page.ORDER),
]
# fmt: on


@pytest.mark.parametrize(("keys", "words", "page"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS])
def test_refused_on_the_order_page(cashier, keys: list[str], words: str, page: Page) -> None:
    cashier.at_order().press(*keys)
    assert words in cashier.lcd
    assert cashier.page is page


def test_amount_zero_and_over_what_remains(cashier) -> None:
    cashier.at_original().press("amount", "0", "ok")
    assert "金额不能为0" in cashier.lcd
    cashier.press("11269", "ok")
    assert "超过可退金额" in cashier.lcd
    cashier.press(*["clear"] * 5, "11268", "ok")
    assert cashier.page is Page.ORIGINAL
    assert "折价退" in cashier.lcd


def test_quantities_stay_within_what_is_left(cashier) -> None:
    cashier.at_original().press(*PART, "plus")
    assert "最多可退 2 件" in cashier.lcd
    cashier.press("3")
    assert "最多可退 2 件" in cashier.lcd
    cashier.press("0", "minus", "down", "clear", "down", "clear", "ok")
    assert "请至少选择一件商品" in cashier.lcd
    cashier.press("all")
    assert cashier.scene.draft.keyed_quantities == (2, 1, 2)


@pytest.mark.parametrize(("state", "words"), [("voided", "已撤销"), ("refunded", "已全部退货")])
def test_an_original_with_nothing_left_goes_nowhere(cashier, desk, sale: Original, state: str, words: str) -> None:
    closed = replace(sale, state=type(sale.state)(state), refunded_fen=sale.amount_fen)
    desk.sales[sale.order_no] = closed
    cashier.at_original().press("ok")
    assert cashier.page is Page.ORIGINAL
    assert words in cashier.lcd


def test_the_wrong_card_is_asked_for_again(cashier) -> None:
    cashier.at_original().press("ok", "5")
    assert cashier.page is Page.CARD
    assert "非原交易卡" in cashier.lcd
    cashier.press("1", "ok")
    assert cashier.page is Page.RESULT


def test_declined_shows_code_and_what_to_do(cashier, desk) -> None:
    desk.answers.append(State.DECLINED)
    cashier.at_original().press("ok", "1", "ok")
    assert "交易拒绝" in cashier.lcd
    assert "应答码 51 余额不足" in cashier.lcd
    assert "请持卡人联系发卡银行" in cashier.lcd
    assert cashier.press("ok").page is Page.MENU


def test_unknown_says_so_and_is_settled_from_the_list(cashier, desk) -> None:
    desk.answers.append(State.UNKNOWN)
    cashier.at_original().press("ok", "1", "ok")
    assert "结果未知,正在查询,请勿重复退货" in cashier.lcd
    assert "主机无应答" in cashier.lcd
    assert "失败" not in cashier.lcd
    cashier.press("ok")
    assert cashier.page is Page.OPEN
    cashier.press("1", "1")
    assert cashier.page is Page.RESULT
    assert "交易成功" in cashier.lcd
    assert cashier.press("ok").page is Page.MENU


def test_an_open_refund_found_at_sign_on_takes_its_card(cashier_at, desk, open_record: RefundRecord) -> None:
    desk.left_open.append(RefundResult(open_record))
    cashier = cashier_at(desk).sign_on()
    assert cashier.page is Page.OPEN
    assert "主机未收到" in cashier.lcd
    cashier.press("1", "1", "1")
    assert desk.asked[-1] == (open_record.key, TEST_CARDS["unionpay"], False)
    assert "交易成功" in cashier.lcd


def test_what_was_settled_at_sign_on_is_shown_once_with_its_receipt(cashier_at, desk, open_record) -> None:
    settled = replace(open_record, state=State.APPROVED, reference_no="000000000999")
    desk.left_open.append(RefundResult(settled, ("签购单",)))
    cashier = cashier_at(desk).sign_on()
    assert "> 1 成功" in cashier.lcd
    assert "未决" not in cashier.lcd
    cashier.press("1")
    assert "参考号   000000000999" in cashier.lcd
    assert cashier.scene.sheet.lines == ("签购单",)
    cashier.press("ok")
    assert cashier.page is Page.MENU
    assert cashier.scene.results == ()


def test_an_open_refund_is_given_up_only_after_a_second_look(cashier_at, desk, open_record: RefundRecord) -> None:
    desk.left_open.append(RefundResult(open_record))
    cashier = cashier_at(desk).sign_on().press("1", "2")
    assert cashier.page is Page.GIVE_UP
    assert desk.asked == []
    cashier.press("ok")
    assert desk.asked == [(open_record.key, None, True)]
    assert "此笔已放弃" in cashier.lcd


def test_five_wrong_passwords_close_the_keys_for_a_minute(cashier, desk) -> None:
    cashier.press("ok")
    for left in (4, 3, 2, 1):
        cashier.press("9999", "ok")
        assert f"还可试{left}次" in cashier.lcd
    cashier.press("9999", "ok")
    assert "60秒后可重试" in cashier.lcd
    assert cashier.press("0000", "ok").page is Page.PASSWORD
    assert "59秒" in cashier.wait(1).lcd
    desk.tries = 5
    assert cashier.wait(59).press("0000", "ok").page is Page.MENU


def test_a_lock_holds_its_own_page_only_and_is_asked_for_again(cashier, desk) -> None:
    cashier.sign_on().press("3", "1")
    desk.tries = 1
    cashier.press("999999", "ok")
    assert "60秒后可重试" in cashier.lcd
    assert cashier.press("menu", "8").page is Page.ADMIN
    cashier.press("menu", "3", "1", "999999", "ok")
    assert "60秒后可重试" in cashier.lcd


def test_passwords_are_neither_shown_nor_kept(cashier) -> None:
    cashier.press("ok", "7777")
    assert "****" in cashier.lcd
    assert "7777" not in cashier.lcd
    assert "7777" not in repr(cashier.scene)
    cashier.press("back", "ok")
    assert "*" not in cashier.lcd


def test_reset_renews_and_signs_off(cashier, desk) -> None:
    cashier.sign_on().press("8", "0", "3", "ok")
    assert desk.asked == ["reset"]
    assert cashier.page is Page.OPERATOR
    assert cashier.scene.station is None
    assert "练习数据已恢复" in cashier.lcd


def test_the_language_changes_at_once(cashier) -> None:
    cashier.sign_on().press("8", "7", "1", "2", "back")
    assert "Device state" in cashier.lcd
    assert "练习" in cashier.lcd.splitlines()[0]


def test_a_live_terminal_shows_no_practice_passwords(cashier_at, desk) -> None:
    desk.practice, desk.counter = False, None
    cashier = cashier_at(desk).press("ok")
    assert "0000" not in cashier.lcd
    cashier.press("0000", "ok", "3", "1")
    assert "123456" not in cashier.lcd
    assert "练习" not in cashier.lcd


def test_help_and_leaving_lie_over_the_page(cashier) -> None:
    cashier.at_order().press("help")
    assert "扫描纸上的销售单" in cashier.lcd
    cashier.press("1").press("quit")
    assert "确定退出终端吗" in cashier.lcd
    assert not cashier.press("back").left
    assert cashier.page is Page.ORDER
    assert cashier.press("quit", "ok").left


def test_keys_wait_while_the_desk_works() -> None:
    scene = stage.started("zh_CN").scene
    assert scene.busy == Open()
    assert stage.after_key(scene, "ok").scene == scene


def test_a_picture_from_the_file_window_is_scanned(cashier) -> None:
    cashier.at_order().press("picture", "1")
    assert cashier.page is Page.PICTURE
    turn = stage.after_picture(cashier.scene, Path("slip0.png"))
    assert (turn.scene.page, turn.ask) == (Page.ORDER, ScanPicture(Path("slip0.png")))
    assert stage.after_picture(cashier.scene, None).scene.page is Page.SOURCES


def test_an_unanswered_refund_shows_the_line_as_down_and_an_answer_as_up(cashier, desk) -> None:
    desk.answers = [State.UNKNOWN]
    cashier.at_original(list(desk.sales)[PHONE - 1]).press("ok", "ok")
    assert "线路断" in cashier.lcd
    cashier.press("ok", "1", "1")
    assert "交易成功" in cashier.lcd
    assert "线路通" in cashier.lcd


def test_a_full_number_begins_anew_after_a_refusal(cashier) -> None:
    cashier.at_order().press("81234567890123", "ok")
    assert "校验位不符" in cashier.lcd
    cashier.press("8")
    assert "  8_" in cashier.lcd


def test_a_reference_nobody_knows_is_called_a_reference(cashier) -> None:
    cashier.sign_on().press("3", "2", "123456", "ok", "999999999999", "ok", "1120", "ok")
    assert "请核对参考号和交易日期" in cashier.lcd


def test_the_wallet_offers_every_card_once_and_by_its_chinese_name(cashier) -> None:
    cashier.at_order().press("customers", "1", "scan", "ok")
    assert cashier.page is Page.CARD
    assert cashier.lcd.count("620000******0005") == 1
    assert "万事达卡" in cashier.lcd


def test_back_on_the_main_menu_signs_nobody_off(cashier) -> None:
    cashier.sign_on().press("back")
    assert (cashier.page, cashier.scene.station is None) == (Page.IDLE, False)
    assert cashier.press("back").page is Page.MENU


def test_an_operator_nobody_knows_is_asked_for_no_password(cashier) -> None:
    cashier.press("02", "ok")
    assert cashier.page is Page.OPERATOR
    assert "操作员不存在" in cashier.lcd
    cashier.press("01", "ok", "0000", "ok")
    assert cashier.page is Page.MENU


def test_practice_data_of_a_host_elsewhere_cannot_be_renewed_from_here(cashier_at, desk) -> None:
    desk.counter = None  # a practice host over a line: its ledger would keep what this journal forgets
    cashier = cashier_at(desk).sign_on().press("8")
    assert "恢复练习数据" not in cashier.lcd
    cashier.press("0")
    assert cashier.page is Page.ADMIN


def test_functions_press_what_they_name_on_the_page_underneath(cashier) -> None:
    cashier.at_order().press("functions")
    assert "1 顾客       F5" in cashier.lcd
    assert cashier.press("1").page is Page.CUSTOMERS
    assert cashier.press("back", "functions", "back").page is Page.ORDER
    cashier.press("functions", "functions", "functions", "3")
    assert cashier.page is Page.SOURCES


def test_functions_lead_to_help_and_to_the_paper(cashier) -> None:
    cashier.sign_on().press("functions", "2")
    assert cashier.scene.overlay == "help"
    cashier.press("back", "paper", "plus", "minus")
    assert cashier.scene.overlay == "paper"
    assert "+/-=翻看纸面" in cashier.lcd
    assert cashier.press("paper").scene.overlay == ""


def test_text_in_one_piece_fills_an_entry_and_confirms_nothing(cashier) -> None:
    cashier.sign_on().press("3", "2", "123456", "ok")
    cashier.paste("０000 00")
    assert (cashier.page, cashier.scene.draft.reference) == (Page.REFERENCE, "000000")
    cashier.paste("8123'; DROP \x1b[2J")
    assert "不是销售单" in cashier.lcd
    cashier.paste("０000 0000-0123")
    assert (cashier.page, cashier.scene.draft.reference) == (Page.DATE, "000000000123")
    cashier.paste("81234567890123999")
    assert (cashier.page, cashier.scene.draft.reference, cashier.scene.draft.month_day) == (Page.REFERENCE, "", "")


def test_text_in_one_piece_chooses_nothing_elsewhere(cashier) -> None:
    cashier.sign_on().paste("333333")
    assert cashier.page is Page.MENU
    assert "不能扫描或粘贴" in cashier.lcd
    cashier.press("quit").paste("111111")
    assert (cashier.page, cashier.scene.overlay, cashier.left) == (Page.MENU, "", False)


def test_two_zeros_at_once_where_an_amount_is_keyed(cashier) -> None:
    cashier.at_original().press("amount", "5")
    assert stage.after_key(cashier.scene, "00").scene.draft.keyed_amount.fen == 500


def test_another_theme_is_shown_at_once_and_in_ascii_nothing_is_of_doubtful_width(cashier) -> None:
    cashier.sign_on().press("8", "7", "2")
    assert cashier.page is Page.THEME
    assert cashier.press("4").scene.theme == "ascii"
    doubtful = [sign for sign in cashier.lcd if east_asian_width(sign) == "A"]
    assert doubtful == []


def test_cancel_on_the_operator_number_is_said_to_leave(cashier) -> None:
    assert cashier.press("ok", "back").lcd.splitlines()[-1] == "确认=继续 清除=删一位 取消=退出"
    assert cashier.press("back").scene.overlay == "quit"
