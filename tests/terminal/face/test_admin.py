"""管理 on the pure face: whose menu is whose, operators and passwords, parameters and the line, by the numeric pad."""

from dataclasses import replace

import pytest
from cashier import Cashier
from fake_payments import paid

from terminal.desk.operators import Admitted
from terminal.face import stage
from terminal.face.asks.admin import AddOperator, SetPassword
from terminal.face.pages import Page
from terminal.trade.payment import PaymentKind

SOLD = paid(PaymentKind.SALE, 1234, None, 7)


@pytest.fixture
def supervisor(cashier) -> Cashier:
    return cashier.press("00", "ok", "123456", "ok")


@pytest.fixture
def system(cashier) -> Cashier:
    return cashier.press("99", "ok", "12345678", "ok")


def test_00_gets_the_operators_and_nothing_else(supervisor, desk) -> None:
    assert (supervisor.page, supervisor.scene.station) == (Page.OPERATORS, None)
    assert supervisor.press("menu").page is Page.OPERATORS
    assert supervisor.press("back").page is Page.OPERATOR
    assert supervisor.scene.operator_no == "01"
    assert supervisor.scene.admin.authority is None


def test_99_gets_the_system_and_the_shop_managers_and_nothing_else(system) -> None:
    assert (system.page, system.scene.station) == (Page.ADMIN, None)
    for key in ("1", "2", "menu"):
        assert system.press(key).page is Page.ADMIN
    assert system.press("3").page is Page.OPERATORS
    assert system.press("1").press("2").press("5").page is Page.OPERATORS
    assert system.press("back").page is Page.ADMIN
    assert "签退" not in system.lcd
    assert system.press("back").page is Page.OPERATOR


def test_whoever_went_away_left_no_rights_behind(supervisor, system) -> None:
    assert system.wait(60).page is Page.IDLE
    assert system.press("ok").page is Page.OPERATOR
    assert system.scene.admin.authority is None


@pytest.mark.parametrize(
    ("number", "password", "shown"), [("01", "ok", "0000"), ("00", "ok", "123456"), ("99", "ok", "12345678")]
)
def test_practice_shows_each_its_own_password(cashier, number: str, password: str, shown: str) -> None:
    assert f"练习密码 {shown}" in cashier.press(number, password).lcd


def test_a_changed_password_is_not_shown_any_more(supervisor, desk) -> None:
    supervisor.press("5", "123456", "ok", "654321", "ok", "654321", "ok")
    assert supervisor.page is Page.OPERATORS
    assert "已保存" in supervisor.lcd
    supervisor.press("back", "ok", "0000", "ok", "3", "1")
    assert "练习密码" not in supervisor.lcd
    assert supervisor.press("654321", "ok").page is Page.ORDER


def test_adding_listing_and_removing(supervisor, desk) -> None:
    supervisor.press("1", "02", "ok", "4711", "ok", "4711", "ok")
    assert supervisor.page is Page.OPERATORS
    assert desk.staff.passwords["02"] == "4711"
    assert "02 一般操作员" in supervisor.press("3").lcd
    supervisor.press("back", "2", "02", "ok")
    assert "删除操作员 02？" in supervisor.lcd
    assert supervisor.press("ok").page is Page.OPERATORS
    assert "02" not in desk.staff.passwords


# fmt: off
NUMBERS = [("1", "01", "操作员已存在"), ("1", "00", "操作员号应为01至98"), ("1", "99", "操作员号应为01至98"),
           ("2", "05", "操作员不存在"), ("4", "99", "操作员号应为01至98"), ("1", "7", "位数不足")]
# fmt: on


@pytest.mark.parametrize(("entry", "number", "words"), NUMBERS)
def test_a_number_that_does_not_do(supervisor, entry: str, number: str, words: str) -> None:
    supervisor.press(entry, *number, "ok")
    assert words in supervisor.lcd
    assert supervisor.page is Page.OPERATOR_NO


def test_two_different_new_passwords_are_none(supervisor, desk) -> None:
    supervisor.press("4", "01", "ok", "4711", "ok", "4712", "ok")
    assert supervisor.page is Page.NEW_PASSWORD
    assert "两次输入不一致" in supervisor.lcd
    assert desk.staff.passwords["01"] == "0000"
    supervisor.press("4711", "ok", "4711", "ok")
    assert desk.staff.passwords["01"] == "4711"


def test_a_password_of_another_length_is_refused_at_once(supervisor) -> None:
    supervisor.press("4", "01", "ok", "123456", "ok")
    assert "密码应为4位数字" in supervisor.lcd
    assert supervisor.page is Page.NEW_PASSWORD


def test_what_the_desk_refuses_is_said_where_the_number_is(supervisor) -> None:
    supervisor.press("2", "01", "ok", "ok")
    assert supervisor.page is Page.OPERATOR_NO
    assert "正在当班" in supervisor.lcd


def test_an_operator_asks_the_supervisor_in_and_the_right_ends_with_it(cashier) -> None:
    cashier.sign_on().press("8", "3", "000000", "ok")
    assert "密码错误" in cashier.lcd
    assert cashier.press("123456", "ok").page is Page.OPERATORS
    assert cashier.press("back").page is Page.ADMIN
    assert cashier.scene.admin.authority is None
    assert cashier.press("3").page is Page.STAFF_PASSWORD


def test_an_operators_own_password_wants_the_old_one(cashier, desk) -> None:
    cashier.sign_on().press("8", "4", "9999", "ok")
    assert "密码错误" in cashier.lcd
    cashier.press("0000", "ok", "4711", "ok", "4711", "ok")
    assert (cashier.page, desk.staff.passwords["01"]) == (Page.ADMIN, "4711")
    assert cashier.scene.admin.authority is None


def test_a_password_is_in_no_repr_of_what_is_asked() -> None:
    asks = (AddOperator(Admitted("00"), "02", "4711"), SetPassword(Admitted("00"), "02", "4711"))
    assert [repr(ask) for ask in asks] == ["AddOperator(02)", "SetPassword(02)"]


def test_a_new_password_is_in_no_repr_of_the_scene(supervisor) -> None:
    supervisor.press("4", "01", "ok", "4711", "ok")
    assert supervisor.page is Page.NEW_AGAIN
    assert "4711" not in repr(supervisor.scene)


def test_signing_on_again_shows_what_the_host_said(cashier) -> None:
    cashier.sign_on().press("8", "1")
    assert "签到成功" in cashier.lcd
    assert "批次号 000001" in cashier.lcd
    assert cashier.press("ok").page is Page.ADMIN


def test_signing_off_asks_first_and_ends_with_the_operators_number(cashier, desk) -> None:
    desk.batch.begun = None
    cashier.sign_on().press("8", "2", "2")
    assert desk.payments.asked == []
    cashier.press("ok")
    assert (cashier.page, desk.payments.asked) == (Page.OPERATOR, ["sign_off"])
    assert "已签退" in cashier.lcd


def test_signing_off_with_something_in_the_batch_says_so_at_once_and_leads_to_settlement(cashier, desk) -> None:
    desk.batch.begun, desk.batch.transactions = None, (SOLD,)
    cashier.sign_on().press("8", "2", "2")
    assert (cashier.page, "本批次有1笔交易未结算，请先结算" in cashier.lcd) == (Page.SIGN_OFF, True)
    assert cashier.press("back").page is Page.SHIFT
    assert cashier.press("2", "ok").page is Page.SETTLE
    assert (desk.payments.asked, "批次号 000001" in cashier.lcd) == ([], True)


def test_signing_off_after_a_settlement_that_was_not_finished_leads_there_too(cashier, desk) -> None:
    cashier.sign_on().press("8", "2", "2")
    assert "上次结算未完成" in cashier.lcd
    assert cashier.press("ok").page is Page.SETTLE


def test_a_desk_that_finds_something_in_the_batch_still_says_settle_first(cashier, desk) -> None:
    desk.batch.begun = None
    desk.payments.done.append(object())
    cashier.sign_on().press("8", "2", "2", "ok")
    assert (cashier.page, "请先结算" in cashier.lcd) == (Page.SIGN_OFF, True)


def test_another_operator_takes_over_while_the_batch_is_open(cashier, desk) -> None:
    desk.batch.transactions = (SOLD,)
    cashier.sign_on().press("8", "2", "1")
    assert (cashier.page, cashier.scene.station) == (Page.OPERATOR, None)
    assert cashier.press("back", "back").page is Page.OPERATOR
    assert desk.payments.asked == []


def test_parameters_are_listed_page_by_page_and_one_is_keyed(system, desk) -> None:
    assert "商户号" in system.press("5").lcd
    assert "参数 1/2" in system.lcd
    system.press("2")
    assert (system.page, "8位" in system.lcd) == (Page.PARAMETER, True)
    system.press("00000007", "ok")
    assert (system.page, desk.setup.parameters.terminal_no) == (Page.PARAMETERS, "00000007")
    assert "下次签到生效" in system.lcd


def test_a_parameter_is_chosen(system, desk) -> None:
    system.press("5", "plus", "3", "1")
    assert (system.page, desk.setup.parameters.dialogue) == (Page.PARAMETERS, "card")
    assert "先刷卡" in system.lcd


def test_letters_by_the_keypad(system, desk) -> None:
    system.press("5", "3", "2", "letter", "letter", "7", "ok")
    assert desk.setup.parameters.merchant_name == "B7"


def test_a_name_of_any_letters_is_pasted(system, desk) -> None:
    system.press("5", "3")
    system._take(stage.after_text(system.scene, "大自然健康食品专营"))
    system.press("ok")
    assert desk.setup.parameters.merchant_name == "大自然健康食品专营"


def test_what_can_only_be_looked_at(system) -> None:
    system.press("5", "6")
    assert system.page is Page.PARAMETERS
    assert "不能更改" in system.lcd


@pytest.mark.parametrize(("keys", "words"), [("1", "输入不符"), ("", "位数不足")])
def test_a_value_that_does_not_do_stays_to_be_mended(system, keys: str, words: str) -> None:
    system.press("5", "1", *keys, "ok")
    assert system.page is Page.PARAMETER
    assert words in system.lcd


def test_a_bound_parameter_says_settle_first(system, desk) -> None:
    desk.setup.bound = True
    assert "请先结算" in system.press("5", "2", "00000007", "ok").lcd


def test_an_operator_asks_the_system_operator_in(cashier) -> None:
    cashier.sign_on().press("8", "5")
    assert "系统管理员密码" in cashier.lcd
    assert cashier.press("12345678", "ok").page is Page.PARAMETERS
    assert cashier.press("back", "6", "12345678", "ok").page is Page.LINE


def test_the_line_is_tried(system, desk) -> None:
    assert "通讯正常，终端号 88000001" in system.press("6", "1").lcd
    desk.setup.down = True
    system.press("1")
    assert "通讯正常" not in system.lcd
    assert "线路无应答" in system.lcd


def test_a_port_that_is_plugged_in_is_chosen(system, desk) -> None:
    system.press("6", "4")
    assert desk.setup.parameters.link == "serial:///dev/ttyUSB0"
    assert "下次签到生效" in system.lcd


def test_an_address_is_keyed_on_the_pad_alone(system, desk) -> None:
    dot, colon = ("0", "letter"), ("0", "letter", "letter")
    system.press("6", "2", *"127", *dot, "0", *dot, "0", *dot, "1", *colon, *"7001", "ok")
    assert (system.page, desk.setup.parameters.link) == (Page.LINE, "tcp://127.0.0.1:7001")


def test_an_address_is_typed_or_pasted(system, desk) -> None:
    system.press("6", "2", "h", ".", "x", "-", "1", ":", "7", "ok")
    assert desk.setup.parameters.link == "tcp://h.x-1:7"
    system.press("2")
    system._take(stage.after_text(system.scene, "10.0.0.2:7001"))
    system.press("ok")
    assert desk.setup.parameters.link == "tcp://10.0.0.2:7001"


@pytest.mark.parametrize("text", ["a b:1", "host/1:2", "中:1", "x" * 37])
def test_what_is_no_address_is_not_pasted(system, text: str) -> None:
    system.press("6", "2")
    system._take(stage.after_text(system.scene, text))
    assert system.scene.admin.text == ""


def test_an_address_without_a_port_stays_to_be_mended(system) -> None:
    system.press("6", "2", *"1270", "ok")
    assert system.page is Page.LINE_ADDRESS
    assert "输入不符" in system.lcd


def test_a_link_of_the_command_line_says_that_it_wins(system, desk) -> None:
    desk.setup.given = True
    assert "由启动命令指定" in system.press("6").lcd


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_no_link_is_cut(desk, lang: str) -> None:
    long = "serial:///dev/serial/by-id/usb-1a86_USB_Single_Serial_5434054593-if00-port0?baud=115200&t_resp=90"
    desk.setup.parameters = replace(desk.setup.parameters, link=long)
    desk.setup.given = True
    cashier = Cashier(desk, lang)
    cashier.press("clear", "clear", "99", "ok", "12345678", "ok", "6")
    assert cashier.page is Page.LINE
    assert unbroken(cashier).count(long) == 1
    cashier.press("down", "down", "down")
    assert unbroken(cashier).count(long) == 2
    cashier.press("ok", "up", "up", "up")
    assert unbroken(cashier).count(long) == 1


def unbroken(cashier: Cashier) -> str:
    """The LCD as one line, without its spaces."""
    return "".join(cashier.lcd.split())
