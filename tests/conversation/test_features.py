"""Rows A1 to A10 of docs/features.md, each walked on the screens over the real desk and the in-process emulator.

One test a row, named by it; what the row needs in depth stands in the tests that docs/features.md names beside it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cashier import Cashier

from protocol.money import capitals
from scanner.salesslip import PRACTICE_SLIP_KEY, make_payload, order_no
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.face.keys import Key
from terminal.face.pages import Page
from terminal.settings import Settings

CARD_ORDER, QR_ORDER = order_no("800000260001"), order_no("800000260002")
CARD_PAID, QR_PAID = 12850, 5990
SUPERVISOR = ("123456", "ok")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk("emulator:", Settings(tmp_path / "home", "zh", 0.0))
    yield desk
    desk.close()


@pytest.fixture
def cashier(desk: Desk) -> Cashier:
    cashier = Cashier(desk)  # type: ignore[arg-type]
    return cashier.press("ok", "0000", "ok")


@pytest.fixture
def refund(cashier: Cashier) -> Callable[..., Cashier]:
    """A refund, from the menu to its result, then back on the menu."""

    def whole(number: str, *keys: str) -> Cashier:
        cashier.press("3", "1", *SUPERVISOR, number, "ok", *keys)
        assert "交易成功" in cashier.lcd
        return cashier

    return whole


def test_a1_the_device_is_checked_before_a_refund(desk: Desk, cashier: Cashier) -> None:
    desk.device.practice.happen({"battery": 3})
    cashier.wait(11).press("3")
    assert (cashier.page, "电量3%，不能退货" in cashier.lcd) == (Page.PREFLIGHT, True)
    desk.device.practice.happen({"battery": 15, "paper": "out"})
    cashier.press(Key.MENU).wait(11).press("3")
    assert (cashier.page, "电量15%" in cashier.lcd, "缺纸" in cashier.lcd) == (Page.PREFLIGHT, True, True)
    assert cashier.press("ok").page is Page.REFUND
    desk.device.practice.happen({"battery": 90, "paper": "plenty"})
    cashier.press(Key.MENU).wait(11).press("3")
    assert cashier.page is Page.REFUND


def test_a1_what_the_peer_cannot_tell_reads_so_and_stops_nothing(tmp_path: Path) -> None:
    desk = open_desk("emulator:?profile=plain-acquirer", Settings(tmp_path / "plain", "zh", 0.0))
    try:
        cashier = Cashier(desk).press("ok", "0000", "ok")  # type: ignore[arg-type]
        assert "电? 线? 纸?" in cashier.lcd.splitlines()[0]
        assert cashier.press("3").page is Page.REFUND
        cashier.press(Key.MENU, "8", "8")
        told = {label: value for label, *_, value in map(str.split, cashier.lcd.splitlines()[2:-2])}
        assert (cashier.page, told["电量"], told["打印纸"], told["签到"]) == (Page.DEVICE, "未上报", "未上报", "已签到")
    finally:
        desk.close()


def test_a2_amount_and_state_of_the_original_are_shown_and_a_wrong_state_stops(refund: Callable[..., Cashier]) -> None:
    cashier = refund(QR_ORDER, "1", "3", "1000", "ok", "ok", "ok")
    cashier.press("ok", "3", "1", *SUPERVISOR, QR_ORDER, "ok")
    assert all(words in cashier.lcd for words in ("*59.90", "已退 *10.00", "可退金额 *49.90", "部分退货"))
    cashier.press("ok", "ok")
    cashier.press("ok", "3", "1", *SUPERVISOR, QR_ORDER, "ok")
    assert "原交易已全部退货，不可再退" in cashier.lcd
    assert cashier.press("ok").page is not Page.CONFIRM


def test_a3_main_menu_refund_and_its_page_in_chinese_and_in_english(cashier: Cashier, desk: Desk) -> None:
    assert all(f"{digit} {name}" in cashier.lcd for digit, name in ((1, "消费"), (2, "撤销"), (3, "退货"), (8, "管理")))
    cashier.press("3")
    assert all(name in cashier.lcd for name in ("1 销售单退货", "2 银行卡退货", "3 扫码退货"))
    english = Cashier(desk, "en").press("ok", "0000", "ok", "3")  # type: ignore[arg-type]
    assert all(name in english.lcd for name in ("1 By sales slip", "2 Card, by reference", "3 Paid by QR code"))


def test_a4_the_slip_is_scanned_or_its_number_keyed_and_the_order_is_read(cashier: Cashier) -> None:
    cashier.press("3", "1", *SUPERVISOR).press(Key.CUSTOMERS, "1", Key.SCAN)
    assert (cashier.page, "8000 0026 0001 49" in cashier.lcd) == (Page.ORIGINAL, True)
    cashier.press("back").paste(make_payload(QR_ORDER, QR_PAID, PRACTICE_SLIP_KEY))
    assert (cashier.page, "*59.90" in cashier.lcd) == (Page.ORIGINAL, True)
    cashier.press("back").press(*["clear"] * 14, "80000026000148", "ok")
    assert (cashier.page, "校验位" in cashier.lcd) == (Page.ORDER, True)


def test_a5_goods_and_the_way_of_return_are_chosen_and_the_rest_comes_later(
    refund: Callable[..., Cashier], desk: Desk
) -> None:
    cashier = refund(CARD_ORDER, "1", "2", "1", "ok", "2", "ok", "2", "2", "ok", "1", "ok")
    cashier.press("ok")
    refund(CARD_ORDER, "1", "3", "1000", "ok", "ok", "1", "ok").press("ok")
    refund(CARD_ORDER, "1", "4", "ok", "ok", "1", "ok")
    assert cashier.press("1").scene.payment.exchange_no
    parts, amount, rest = desk.journal.refunds()
    assert (parts.items, parts.reason) == ((("1001", 1), ("1002", 2)), "quality")
    assert (amount.items, amount.amount_fen) == ((), 1000)
    assert (rest.amount_fen, bool(rest.exchange_no)) == (CARD_PAID - parts.amount_fen - 1000, True)


def test_a6_the_money_goes_back_the_way_it_came(cashier: Cashier) -> None:
    cashier.press("3", "1", *SUPERVISOR, QR_ORDER, "ok")
    assert "原路退回" in cashier.lcd


def test_a7_the_last_look_says_who_gets_how_much_in_figures_and_words(cashier: Cashier) -> None:
    cashier.press("3", "1", *SUPERVISOR, CARD_ORDER, "ok", "ok", "1")
    shown = cashier.lcd.replace("\n", "").replace(" ", "")
    assert cashier.page is Page.CONFIRM
    assert all(words in shown for words in ("*128.50", capitals(CARD_PAID), "620000******0005", "保温杯x3", CARD_ORDER))


def test_a8_what_is_refunded_is_not_refunded_again(refund: Callable[..., Cashier], desk: Desk) -> None:
    cashier = refund(CARD_ORDER, "ok", "1", "ok")
    cashier.press("ok", "3", "1", *SUPERVISOR, CARD_ORDER, "ok")
    assert "原交易已全部退货，不可再退" in cashier.lcd
    assert cashier.press("ok", "1", "ok").page is not Page.RESULT
    assert len(desk.journal.refunds()) == 1


@pytest.mark.usefixtures("nobody_waits")
def test_a8_an_outcome_that_is_not_known_blocks_its_original(tmp_path: Path) -> None:
    lost = "emulator:?scenario=query-lost&t_ack=0.1&t_resp=0.1"
    desk = open_desk(lost, Settings(tmp_path / "lost", "zh", 0.0))
    try:
        cashier = Cashier(desk)  # type: ignore[arg-type]
        cashier.press("ok", "0000", "ok", "3", "1", *SUPERVISOR, CARD_ORDER, "ok", "ok", "1", "ok")
        assert "请勿重复退货" in cashier.lcd
        cashier.press(Key.MENU, "3", "1", *SUPERVISOR, CARD_ORDER, "ok", "ok", "1", "ok")
        assert "交易成功" not in cashier.lcd
        assert len(desk.journal.refunds()) == 1
    finally:
        desk.close()


def test_a9_the_slip_is_kept_found_printed_again_and_taken_along(
    refund: Callable[..., Cashier], desk: Desk, tmp_path: Path
) -> None:
    cashier = refund(CARD_ORDER, "ok", "1", "ok")
    desk.prints.wait(20.0)
    receipts = sorted(path.suffix for path in (tmp_path / "home").rglob("receipts/*"))
    assert receipts == [".png", ".png", ".txt", ".txt"]
    cashier.press("ok", "6", "1")
    assert any("重打印" in line for line in cashier.scene.sheet.lines)
    cashier.press(Key.MENU, Key.RECORDS)
    assert (cashier.page, "620000******0005" in cashier.lcd) == (Page.RECORDS, True)
    cashier.press(Key.FIND, "000003", "ok")
    assert "620000******0005" in cashier.lcd
    cashier.press(Key.EXPORT, "1")
    (table,) = (tmp_path / "home").rglob("exports/*.csv")
    assert "128.50" in table.read_text(encoding="utf-8-sig")


def test_a10_when_the_money_arrives_is_said_before_and_after_and_on_the_slip(refund: Callable[..., Cashier]) -> None:
    cashier = refund(CARD_ORDER, "ok", "1", "ok")
    assert "预计到账 1-7个工作日(示例)" in cashier.lcd
    assert "1-7个工作日(示例)" in "".join(line.strip() for line in cashier.scene.sheet.lines)
