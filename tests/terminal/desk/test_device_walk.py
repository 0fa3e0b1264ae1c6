"""The screens on the real desk: a refund that is checked before, looked at after, and disturbed by a scenario."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cashier import Cashier

from protocol.cards import TEST_CARDS
from scanner.salesslip import order_no
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.face.keys import Key
from terminal.face.menu import MENUS
from terminal.face.pages import Event, Page
from terminal.screens.device.knobs import KNOBS
from terminal.settings import Settings

CARD = order_no("800000260001")


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Cashier]]:
    monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"drawn")
    opened: list[Desk] = []

    def make(link: str) -> Cashier:
        desk = open_desk(link, Settings(tmp_path / f"home{len(opened)}", "zh", 0.0))
        opened.append(desk)
        cashier = Cashier(desk)  # type: ignore[arg-type]
        desk.device.listen(cashier._hear)
        return cashier.press("ok", "0000", "ok")

    yield make
    for desk in opened:
        desk.close()


def knob(cashier: Cashier, text: str) -> None:
    (menu,) = (item.digit for item in MENUS[Page.ADMIN] if item.event is Event.PRACTICE)
    (knobs,) = (item.digit for item in MENUS[Page.PRACTICE] if item.event is Event.KNOBS)
    number = [name for name, _ in KNOBS].index(text)
    cashier.press(Key.MENU, "8", menu, knobs, *["down"] * number, "ok", Key.MENU)


def test_a_trainee_empties_the_battery_and_charges_it_again(at: Callable[[str], Cashier]) -> None:
    cashier = at("emulator:")
    knob(cashier, "knob.battery_empty")
    assert cashier.press("3").page is Page.PREFLIGHT
    assert "电量3%，不能退货" in cashier.lcd
    knob(cashier, "knob.charging")
    assert cashier.press("3").page is Page.REFUND


def test_what_stood_on_the_line_can_be_read_after_a_search(at: Callable[[str], Cashier]) -> None:
    cashier = at("emulator:").press("3", "1", "123456", "ok")
    assert cashier.page is Page.ORDER
    cashier.press(CARD, "ok", Key.INSPECT)
    (newest,) = (row for row in cashier.lcd.splitlines() if row.startswith(">"))
    assert "应答" in newest
    cashier.press("ok")
    assert "TPDU" in cashier.lcd
    assert TEST_CARDS["unionpay"].number not in cashier.lcd.replace(" ", "")


def test_a_scenario_says_on_the_screen_what_it_does(at: Callable[[str], Cashier]) -> None:
    cashier = at("emulator:?scenario=order-refused")
    cashier.press("3", "1", "123456", "ok", CARD, "ok")
    assert cashier.lcd.splitlines()[-2].startswith("练习：主机改答")


def test_a_line_that_was_cut_a_moment_ago_is_said_before_the_order_is_keyed(at: Callable[[str], Cashier]) -> None:
    cashier = at("emulator:")
    knob(cashier, "knob.line_down")
    assert "线路断" in cashier.lcd.splitlines()[0]
    assert cashier.press("3").page is Page.PREFLIGHT
    assert "设备没有应答" in cashier.lcd
    cashier.press("back")
    knob(cashier, "knob.all_well")
    assert "线路通" in cashier.lcd.splitlines()[0]


def test_the_messages_of_a_sign_on_are_not_those_of_the_transaction(at: Callable[[str], Cashier]) -> None:
    cashier = at("emulator:").press("3", "1", "123456", "ok", CARD, "ok", Key.INSPECT)
    assert ("本笔报文" in cashier.lcd, "签到" in cashier.lcd) == (True, False)
    assert "签到" in cashier.press("0", "minus").lcd
