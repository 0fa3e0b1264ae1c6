"""The LCD as rows, the keypad and the row of keys; that every page fits is test_snapshots.py's."""

from dataclasses import replace

import pytest

from protocol.dialects.unionpay.device_state import Paper
from terminal.columns import width
from terminal.face.keys import Key
from terminal.face.pages import Page
from terminal.screens.frame import bar, frame, keypad
from terminal.screens.page import BODY_ROWS


def test_the_keypad_has_sixteen_keys_and_soft_ones_follow_the_page(cashier) -> None:
    assert len(keypad(cashier.scene)) == 16
    cashier.at_order()
    assert ("customers", "顾客") in keypad(cashier.scene)
    assert ("scan", "扫描") in keypad(cashier.scene)


def test_the_last_row_names_the_keys_of_the_page(cashier) -> None:
    cashier.at_order()
    assert (Key.SCAN, "F6 扫描") in bar(cashier.scene)
    assert sum(width(label) + 2 for _, label in bar(cashier.scene)) <= 80


def test_the_goods_page_fits_its_row_of_keys(cashier) -> None:
    cashier.at_original().press("1", "2")
    assert sum(width(label) + 2 for _, label in bar(cashier.scene)) <= 80


def test_text_from_outside_cannot_move_the_cursor(cashier, desk, sale) -> None:
    bad = replace(sale.goods[0], name="咖啡\x1b[31m\n红")
    desk.sales[sale.order_no] = replace(sale, goods=(bad,))
    cashier.at_original().press("1", "2")
    assert "\x1b" not in cashier.lcd
    assert len(frame(cashier.scene)) == BODY_ROWS + 3


def test_where_nobody_can_be_asked_the_amount_is_keyed_too(cashier_at, desk) -> None:
    desk.unlisted = frozenset({"000000000777"})
    cashier = cashier_at(desk)
    for key in ("ok", "0000", "ok", "3", "2", "123456", "ok", "000000000777", "ok", "1120", "ok"):
        cashier.press(key)
    assert cashier.page is Page.KEYED
    cashier.press("ok")
    assert cashier.page is Page.KEYED
    cashier.press("1234").press("ok")
    assert (cashier.page, cashier.scene.draft.original.amount_fen) == (Page.ORIGINAL, 1234)
    cashier.press("back").press("ok")
    assert cashier.page is Page.KEYED


@pytest.mark.parametrize(("columns", "left"), [(80, True), (60, False)])
def test_a_short_last_row_keeps_help_functions_and_the_way_out(cashier, columns: int, left: bool) -> None:
    cashier.at_order()
    cashier.scene = replace(cashier.scene, size=(columns, 24), lang="en")
    keys = dict(bar(cashier.scene))
    assert 1 + sum(width(label) + 2 for label in keys.values()) - 2 <= columns
    assert {Key.HELP, Key.FUNCTIONS, Key.CUSTOMERS, Key.SCAN, Key.PICTURE, Key.QUIT} <= set(keys)
    assert (Key.MENU in keys, Key.PAPER in keys) == (left, left)


# fmt: off
STATUS = [
    # lang    what the device told                                             the status line
    ("zh_CN", {},                                                              "01 练习 线路通 电? 线? 纸?"),
    ("zh_CN", {"battery_percent": 100, "charging": True, "line_percent": 100, "paper": Paper.PLENTY},
                                                                               "01 练习 线路通 电100+ 线100 纸"),
    ("zh_CN", {"battery_percent": 3, "line_percent": 9, "paper": Paper.OUT},   "01 练习 线路通 电3! 线9! 缺纸!"),
    ("en",    {"battery_percent": 3, "line_percent": 9, "paper": Paper.OUT},   "01 练习 PRACTICE up B3! L9! P0!"),
    ("en",    {"battery_percent": 100, "charging": True, "line_percent": 100, "paper": Paper.PLENTY},
                                                                               "01 练习 PRACTICE up B100+ L100 P"),
]
# fmt: on


@pytest.mark.parametrize(("lang", "told", "line"), STATUS)
def test_the_status_line_says_what_the_device_told(cashier, lang: str, told: dict[str, object], line: str) -> None:
    cashier.sign_on()
    report = replace(cashier.scene.device.report, **told)
    cashier.scene = replace(cashier.scene, lang=lang, device=replace(cashier.scene.device, report=report))
    status = frame(cashier.scene)[0].text
    assert status[:-6].rstrip() == line
    assert width(status) == 40


@pytest.mark.parametrize(("columns", "paper", "menu"), [(60, False, False), (66, True, False), (80, True, True)])
def test_a_narrow_footer_drops_the_menu_then_the_paper_and_keeps_what_reads(
    cashier, columns: int, paper: bool, menu: bool
) -> None:
    cashier.at_order()
    cashier.scene = replace(cashier.scene, size=(columns, 20))
    keys = dict(bar(cashier.scene))
    assert (Key.PICTURE in keys, Key.PAPER in keys, Key.MENU in keys) == (True, paper, menu)
