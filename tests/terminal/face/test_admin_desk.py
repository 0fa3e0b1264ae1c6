"""管理 by keys over the real desk: what is done there is found after a restart, and who may not trade."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cashier import Cashier

from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import Refusal
from terminal.desk.operators import Admitted
from terminal.face.pages import Page
from terminal.parameters import Parameters, read_parameters
from terminal.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", "zh", 0.0, printers=())


@pytest.fixture
def switched_on(settings: Settings) -> Iterator[Callable[[], Cashier]]:
    """A terminal switched on, again and again; the one before is switched off first."""
    desks: list[Desk] = []

    def make() -> Cashier:
        for desk in desks:
            desk.close()
        desks.append(open_desk("", settings))
        at: Any = desks[-1]
        return Cashier(at)

    yield make
    desks[-1].close()


def test_a_new_operator_is_there_after_a_restart_and_trades(switched_on) -> None:
    cashier = switched_on().press("00", "ok", "123456", "ok", "1", "02", "ok", "4711", "ok", "4711", "ok")
    assert "已保存" in cashier.lcd
    again = switched_on().press("02", "ok", "4711", "ok")
    assert (again.page, again.scene.operator_no) == (Page.MENU, "02")
    assert "02" in again.lcd.splitlines()[0]


def test_one_who_is_signed_on_is_not_removed(switched_on) -> None:
    cashier = switched_on().sign_on().press("8", "3", "123456", "ok", "2", "01", "ok", "ok")
    assert "正在当班" in cashier.lcd


def test_a_shop_manager_is_appointed_signs_on_like_any_operator_and_is_dismissed(switched_on) -> None:
    cashier = switched_on().press("00", "ok", "123456", "ok", "1", "02", "ok", "1111", "ok", "1111", "ok")
    assert "99号" in cashier.press("6", "02", "ok").lcd
    assert "99号" in cashier.press("back", "4", "clear", "clear", "98", "ok").lcd
    cashier = switched_on().press("99", "ok", "12345678", "ok", "3", "6", "02", "ok")
    assert "02号" in cashier.lcd
    assert cashier.press("ok").page is Page.OPERATORS
    assert "02 店长" in cashier.press("3").lcd
    cashier.press("back", "4", "02", "ok", "2222", "ok", "2222", "ok")
    cashier = switched_on().press("02", "ok", "2222", "ok")
    assert (cashier.page, cashier.scene.station is not None) == (Page.MENU, True)
    cashier = switched_on().press("00", "ok", "123456", "ok", "6", "02", "ok")
    assert "不再任店长" in cashier.lcd
    assert "02 一般操作员" in cashier.press("ok", "3").lcd


def test_a_forgotten_password_is_set_anew_by_the_supervisor(switched_on) -> None:
    cashier = switched_on().press("ok", *["9999", "ok"] * 5)
    assert "秒后可重试" in cashier.lcd
    again = switched_on().press("00", "ok", "123456", "ok", "4", "01", "ok", "4711", "ok", "4711", "ok", "back")
    assert again.press("01", "ok", "4711", "ok").page is Page.MENU


def test_five_wrong_passwords_of_the_supervisor_lock_the_number_over_a_restart(switched_on) -> None:
    assert "秒后可重试" in switched_on().sign_on().press("8", "3", *["000000", "ok"] * 5).lcd
    again = switched_on().press("00", "ok", "123456", "ok")
    assert again.page is Page.PASSWORD
    assert "秒后可重试" in again.lcd


def test_nothing_that_00_or_99_press_signs_on_on_line(switched_on) -> None:
    cashier = switched_on().press("00", "ok", "123456", "ok")
    for key in ("menu", "8", "3", "back", "back"):
        cashier.press(key)
        assert cashier.desk._place.station is None
    assert cashier.desk.journal.upcoming_trace == "000001"


def test_a_parameter_counts_after_the_next_sign_on_and_a_restart(switched_on, settings) -> None:
    cashier = switched_on().sign_on().press("8", "5", "12345678", "ok", "plus", "3", "1", "back", "1", "ok")
    assert read_parameters(settings.parameters).dialogue == "card"
    assert cashier.scene.preferences.card_first
    assert switched_on().sign_on().scene.preferences.card_first


def test_a_merchant_that_the_host_does_not_know_is_mended_by_99(switched_on, settings) -> None:
    cashier = switched_on().press("99", "ok", "12345678", "ok", "5", "1", "898310000000001", "ok", "back", "back")
    cashier.press("ok", "0000", "ok")
    assert cashier.page is Page.PASSWORD
    assert "签到" in cashier.lcd
    cashier.press("back", "99", "ok", "12345678", "ok", "5", "1", Parameters().merchant_no, "ok", "back", "back")
    assert cashier.press("ok", "0000", "ok").page is Page.MENU
    assert read_parameters(settings.parameters) == Parameters()


def test_what_binds_says_settle_first_while_a_sale_is_in_the_batch(switched_on, settings) -> None:
    cashier = switched_on().sign_on()
    cashier.press("1", "1", "1234", "ok", "1", "ok", "ok")
    assert cashier.page is Page.PAY_RESULT
    cashier.press("ok", "8", "5", "12345678", "ok", "2", "00000007", "ok")
    assert "请先结算" in cashier.lcd
    cashier.press("back", "back", "2", "2")
    assert "本批次有1笔交易未结算，请先结算" in cashier.lcd
    assert cashier.press("ok").page is Page.SETTLE
    assert not settings.parameters.exists()


def test_signing_off_and_on_again(switched_on) -> None:
    cashier = switched_on().sign_on().press("8", "2", "2", "ok")
    assert (cashier.page, cashier.desk._place.station) == (Page.OPERATOR, None)
    assert cashier.press("ok", "0000", "ok").page is Page.MENU


def test_the_line_is_tried_and_another_one_chosen(switched_on) -> None:
    cashier = switched_on().press("99", "ok", "12345678", "ok", "6", "1")
    assert "通讯正常，终端号 88000001" in cashier.lcd
    cashier.press("2", *"127.0.0.1:1", "ok", "back", "back", "ok", "0000", "ok")
    assert "线路打不开" in cashier.lcd
    assert cashier.page is Page.PASSWORD
    cashier.press("back", "99", "ok", "12345678", "ok", "6", "3", "back", "back")
    assert cashier.press("ok", "0000", "ok").page is Page.MENU


def test_a_served_ledger_is_not_renewed_from_the_screen(switched_on, monkeypatch) -> None:
    cashier = switched_on().sign_on()
    epoch = cashier.desk.journal.epoch
    monkeypatch.setattr("emulator.control_client.served_at", lambda _folder, _ledger: "tcp://127.0.0.1:7001")
    cashier.press("8", "0", "3", "ok")
    assert cashier.page is Page.RESET
    assert "tcp://127.0.0.1:7001" in cashier.lcd.replace("\n", "")
    assert cashier.desk.journal.epoch == epoch
    assert cashier.press("back", "back", "1").page is Page.SIGN_IN


def test_renewed_practice_data_brings_the_published_operators_back(switched_on) -> None:
    cashier = switched_on().press("00", "ok", "123456", "ok", "4", "01", "ok", "4711", "ok", "4711", "ok", "back")
    cashier.press("99", "ok", "12345678", "ok", "0", "3", "ok")
    assert cashier.page is Page.OPERATOR
    assert "练习密码 0000" in cashier.press("ok").lcd
    assert cashier.press("0000", "ok").page is Page.MENU


DAMAGE = "bogus = 1\n"


@pytest.mark.parametrize("keys", [("8", "1"), ("8", "6", "12345678", "ok", "1")], ids=["签到", "通讯测试"])
def test_parameters_that_are_damaged_while_somebody_works_leave_nobody_signed_on(switched_on, settings, keys) -> None:
    cashier = switched_on().sign_on()
    cashier.desk.setup.change(Admitted("99"), "hotline", "12345")
    settings.parameters.write_text(settings.parameters.read_text(encoding="utf-8") + DAMAGE, encoding="utf-8")
    cashier.press(*keys)
    assert (cashier.page, cashier.scene.station) == (Page.OPERATOR, None)
    assert "bogus" in cashier.lcd
    assert (cashier.desk.open_refunds(), cashier.desk.payments.unsettled()) == ((), ())  # the journal is still open
    with pytest.raises(Refusal, match="not_signed_on"):
        cashier.desk.batch.sign_off()
    good = settings.parameters.read_text(encoding="utf-8").removesuffix(DAMAGE)
    settings.parameters.write_text(good, encoding="utf-8")
    assert cashier.press("ok", "0000", "ok").page is Page.MENU
    assert cashier.scene.station.hotline == "12345"
