"""The original on 退货's first page: what is keyed, scanned or pasted there, and where it leads."""

from dataclasses import replace

import pytest
from fake_desk import CARD_ORDER, CARD_SALE, PHONE_ORDER, PHONE_SALE

from protocol.transactions import ByOrder, ByReference, OriginalState
from scanner.salesslip import make_payload, order_no, spaced
from terminal.desk.door import Preferences
from terminal.face.keyboard import pressed
from terminal.face.pages import Page
from terminal.face.stage import view
from terminal.screens.page import ROW, Look

TWIN = order_no("812345670045")  # its number ends in the other sale's voucher
FULL_WIDTH = "".join(chr(ord(digit) + 0xFEE0) for digit in CARD_ORDER)

# fmt: off
KEYED = [
    # what it is,                     keys,                 words on the LCD,            page
    ("an order number",               CARD_ORDER,           "销售单号 8123",             Page.ORIGINAL),
    ("the end of one",                CARD_ORDER[-6:],      "销售单号 8123",             Page.ORIGINAL),
    ("an amount of today",            "5000",               "付款账号 微信",             Page.ORIGINAL),
    ("the same with zeros before it", "005000",             "付款账号 微信",             Page.ORIGINAL),
    ("an amount of another day",      "12502",              "没有符合的订单",            Page.ORDER),
    ("a reference",                   "000000000123",       "请输入原交易日期",          Page.DATE),
    ("ten digits",                    "8123456789",         "14位、12位、6位",           Page.ORDER),
    ("thirteen",                      CARD_ORDER[:13],      "14位、12位、6位",           Page.ORDER),
    ("wrong check digits",            "81234567890199",     "校验位不符",                Page.ORDER),
    ("an order of nobody",            order_no("899999999999"), "查无此销售单",          Page.ORDER),
    ("a zero",                        "0",                  "没有符合的订单",            Page.ORDER),
    ("nothing",                       "",                   "请选择订单",                Page.ORDERS),
]
PASTED = [
    ("spaced as printed",             spaced(CARD_ORDER),           "销售单号 8123",       Page.ORIGINAL),
    ("with a scanner's line end",     CARD_ORDER + "\r\n",          "销售单号 8123",       Page.ORIGINAL),
    ("in full width",                 FULL_WIDTH,                   "销售单号 8123",       Page.ORIGINAL),
    ("a shop's code without a key",   make_payload(CARD_ORDER, 12502, None), "销售单号 8123", Page.ORIGINAL),
    ("part of a number",              "8123",                       "按金额查今日订单",    Page.ORDER),
    ("a payer's code",                "134567890123456789",         "这是付款码",          Page.ORDER),
    ("an invoice",                    "01,32,,24312000000012345678,100.00,20261122,,1A2B", "发票", Page.ORDER),
    ("letters",                       "8123'; DROP \x1b[2J",        "不是销售单",          Page.ORDER),
    ("far too many digits",           "8" * 400,                    "不是销售单",          Page.ORDER),
    ("nothing but spaces",            "  \t ",                      "请扫描销售单",        Page.ORDER),
]
# fmt: on


@pytest.mark.parametrize(("keys", "words", "page"), [row[1:] for row in KEYED], ids=[row[0] for row in KEYED])
def test_what_is_keyed_is_understood_by_its_length(cashier, keys: str, words: str, page: Page) -> None:
    cashier.at_order().press(*keys, "ok")
    assert words in cashier.lcd
    assert cashier.page is page


@pytest.mark.parametrize(("text", "words", "page"), [row[1:] for row in PASTED], ids=[row[0] for row in PASTED])
def test_what_a_scanner_types_or_a_hand_pastes(cashier, text: str, words: str, page: Page) -> None:
    cashier.at_order().paste(text)
    assert words in cashier.lcd
    assert cashier.page is page
    assert "134567890123456789" not in repr(cashier.scene)


def test_letters_and_other_scripts_key_nothing(cashier) -> None:
    cashier.at_order()
    for name, character in (("a", "a"), ("circle", "①"), ("arabic", "٣"), ("A", "Ａ"), ("中", "中")):
        assert pressed(name, character, Page.ORDER) == ""
    assert pressed("x", "８", Page.ORDER) == "8"


def test_digits_that_mean_several_orders_ask_which(cashier, desk) -> None:
    twin = replace(PHONE_SALE, order_no=TWIN, reference_no="000000000125")
    desk.sales[TWIN] = twin
    desk.sales[CARD_ORDER] = replace(CARD_SALE, voucher_no=TWIN[-6:])
    desk.vouchers[CARD_ORDER] = TWIN[-6:]
    cashier.at_order().press(TWIN[-6:], "ok")
    assert cashier.page is Page.ORDERS
    assert [words in cashier.lcd for words in (f"{TWIN} 末6位", f"{CARD_ORDER} 凭证号")] == [True, True]
    cashier.press("down", "ok")
    assert cashier.scene.draft.original.order_no == CARD_ORDER
    assert cashier.press("back").page is Page.ORDERS
    assert (cashier.press("back").page, cashier.scene.draft.order) == (Page.ORDER, TWIN[-6:])


def test_the_list_is_searched_by_digits_and_keeps_them(cashier, desk) -> None:
    cashier.at_order().press("ok", "5000")
    assert "查找: 5000_" in cashier.lcd
    assert (PHONE_ORDER in cashier.lcd, CARD_ORDER in cashier.lcd) == (True, False)
    cashier.press("9")
    assert "没有符合的订单" in cashier.lcd
    assert cashier.press("ok", "up", "plus").page is Page.ORDERS
    cashier.press("clear", "ok")
    assert desk.asked[-1] == ByOrder(PHONE_ORDER)
    assert cashier.press("back").page is Page.ORDERS
    assert "查找: 5000_" in cashier.lcd


def test_a_long_list_has_pages_and_says_when_there_is_more(cashier, desk) -> None:
    for number in range(320):
        one = order_no(f"8200000{number:05}")
        desk.sales[one] = replace(PHONE_SALE, order_no=one, reference_no=f"{number:012}", paid_time=f"1{number:05}")
    cashier.at_order().press("ok")
    assert "请选择订单 1/50" in cashier.lcd
    assert "只列最近300笔" in cashier.lcd
    assert "请选择订单 2/50" in cashier.press("plus").lcd
    assert "请选择订单 50/50" in cashier.press("minus", "minus").lcd


def test_no_amount_is_cut_in_the_list(cashier, desk) -> None:
    desk.sales[PHONE_ORDER] = replace(PHONE_SALE, amount_fen=999_999_999_999, payer="oTh7Lx" + "*" * 54 + "02Kq")
    cashier.at_order().press("ok")
    assert "*9,999,999,999.99" in cashier.lcd
    assert "02Kq" in cashier.lcd.replace("\n", "").replace(" ", "")


def test_no_orders_at_hand_at_all(cashier, desk) -> None:
    desk.sales.clear()
    cashier.at_order().press("ok")
    assert "没有可列出的订单" in cashier.lcd
    assert cashier.page is Page.ORDER


def test_a_reference_keyed_here_leads_back_here(cashier, desk) -> None:
    cashier.at_order().press("000000000123", "ok", "1120", "ok")
    assert desk.asked == [ByReference("000000000123", "1120")]
    assert cashier.page is Page.ORIGINAL
    assert [cashier.press("back").page for _ in range(2)] == [Page.DATE, Page.ORDER]
    assert cashier.scene.draft.order == "000000000123"
    assert cashier.press("clear", "clear", *["clear"] * 10, CARD_ORDER, "ok", "back").page is Page.ORDER


# fmt: off
DAYS = [("0230", "日期不正确"), ("1301", "日期不正确"), ("0000", "日期不正确"), ("112", "位数不足"),
        ("0229", "请核对参考号和交易日期"), ("1231", "请核对参考号和交易日期")]
# fmt: on


@pytest.mark.parametrize(("day", "words"), DAYS)
def test_a_day_that_is_none_or_of_no_sale(cashier, day: str, words: str) -> None:
    cashier.sign_on().press("3", "2", "123456", "ok", "000000000123", "ok", day, "ok")
    assert words in cashier.lcd
    assert cashier.page is Page.DATE


def test_a_qr_refund_refuses_what_was_paid_by_card_and_not_the_other_way_round(cashier, desk) -> None:
    cashier.sign_on().press("3", "3", "123456", "ok")
    assert "请扫描或输入商户订单号" in cashier.lcd
    assert "扫码退货" in cashier.press("000000000123", "ok").lcd
    cashier.press("back", *["clear"] * 12)
    cashier.press(CARD_ORDER, "ok")
    assert "原交易为银行卡付款，不能扫码退货" in cashier.lcd
    assert (cashier.page, cashier.scene.draft.original) == (Page.ORDER, None)
    assert cashier.press(*["clear"] * 14, PHONE_ORDER, "ok").page is Page.ORIGINAL
    cashier.press("menu", "3", "2", "123456", "ok", "000000000124", "ok", "1121", "ok")
    assert (cashier.page, cashier.scene.draft.original.order_no) == (Page.ORIGINAL, PHONE_ORDER)


def test_the_list_of_a_qr_refund_has_no_card_payments(cashier) -> None:
    cashier.sign_on().press("3", "3", "123456", "ok", "ok")
    assert (PHONE_ORDER in cashier.lcd, CARD_ORDER in cashier.lcd) == (True, False)


def test_the_card_first_by_a_parameter(cashier, desk) -> None:
    desk.preferences = Preferences(card_first=True)
    cashier.sign_on()
    cashier.press("3", "2", "123456", "ok")
    assert (cashier.page, "请刷卡" in cashier.lcd) == (Page.CARD_FIRST, True)
    cashier.press("1", "000000000123", "ok", "1120", "ok", "ok")
    assert cashier.page is Page.CONFIRM
    assert cashier.press("back", "back", "back", "back").page is Page.CARD_FIRST
    cashier.press("5", "ok", "ok")
    assert "非原交易卡" in cashier.lcd
    assert cashier.press("ok").page is Page.CARD
    cashier.press("1", "ok")
    assert (cashier.page, desk.asked[-1][1].masked) == (Page.RESULT, CARD_SALE.payer)


@pytest.mark.parametrize("state", [OriginalState.VOIDED, OriginalState.REFUNDED])
def test_a_closed_original_says_why_and_offers_nothing(cashier, desk, state: OriginalState) -> None:
    desk.sales[CARD_ORDER] = replace(CARD_SALE, state=state, refunded_fen=CARD_SALE.amount_fen)
    cashier.at_original()
    for key in ("ok", "1", "2", "3", "amount"):
        cashier.press(key)
        assert cashier.page is Page.ORIGINAL
    assert "退货方式" not in cashier.lcd


def test_what_cannot_be_refunded_any_more_stands_last_and_dim(cashier, desk) -> None:
    desk.sales[CARD_ORDER] = replace(CARD_SALE, state=OriginalState.VOIDED, paid_date="20261122")
    cashier.at_order().press("ok")
    rows = [line for line in view(cashier.scene).lines if line.key.startswith(ROW)]
    assert [CARD_ORDER in line.text for line in rows] == [False, True]
    assert [line.look for line in rows] == [Look.CHOSEN, Look.DIM]
