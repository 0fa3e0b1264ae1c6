"""交易记录 on the screen: the list, one record, its life, search, filter, day and files - by digits, Enter and Esc."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cashier import Cashier
from fake_desk import FakeDesk
from fake_records import DAY, DAY_BEFORE, REFUNDS, STEPS, TRANSACTIONS, FakeRecords, payment, refund
from supervisor import BY

from protocol.cards import TEST_CARDS
from protocol.money import format_yuan
from protocol.transactions import ByReference, Channel
from terminal.columns import width
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest
from terminal.face.drafts.records import RecordsDraft
from terminal.face.keys import Key
from terminal.face.pages import Page
from terminal.face.stage import texts
from terminal.language import LANGUAGES
from terminal.records.report import Filter, Group, Standing
from terminal.records.timeline import Step
from terminal.screens import records
from terminal.screens.frame import frame
from terminal.screens.page import PageScreen
from terminal.screens.records.day import latest_day
from terminal.settings import Settings
from terminal.trade.batch import KindTotal
from terminal.trade.payment import PaymentKind, PaymentState
from terminal.trade.refund import Cause, State

SIZES = [(80, 24), (60, 20)]


@pytest.fixture
def cashier() -> Cashier:
    return Cashier(FakeDesk()).sign_on()


def fitting(cashier: Cashier) -> list[str]:
    """The rows of the screen that are wider than its room, or more than it has."""
    rows = frame(cashier.scene)
    wide = [line.text for line in rows if width(line.text) > cashier.scene.size[0] - 2]
    return wide + [line.text for line in rows[cashier.scene.size[1] :]]


@pytest.mark.parametrize("way", [("records",), ("functions", "1"), ("5", "5")])
def test_it_opens_on_this_operators_refunds_of_today(cashier: Cashier, way: tuple[str, ...]) -> None:
    cashier.press(*way)
    assert cashier.page is Page.RECORDS
    rows = cashier.scene.records.report.rows
    assert [one.key.trace_no for one in rows] == ["000006", "000005", "000004", "000003", "000002"]
    for said in ("交易记录", f"{DAY} 操作员01 退货", "共5笔", "未成2笔", "未知1笔", "退货 -3.00"):
        assert said in cashier.lcd


def test_back_leads_to_where_one_came_from_and_another_time_begins_anew(cashier: Cashier) -> None:
    cashier.press("5", "5", "find", "99900", "ok", "back")
    assert cashier.page is Page.QUERIES
    cashier.press("5")
    assert cashier.scene.records.report.asked == Filter(DAY, DAY, "01", group=Group.REFUND)
    cashier.press("menu", "records", "back")
    assert cashier.page is Page.MENU


def test_each_row_says_when_what_how_much_and_how_it_stands(cashier: Cashier) -> None:
    rows = {
        line.key: line.text.split() for line in frame(cashier.press("records").scene) if line.key.startswith("row:")
    }
    assert rows["row:0"] == [">", "1", "11-22", "10:06", "退货", "000006", "-9.00", REFUNDS[5].payer, "结果未知"]
    assert rows["row:2"] == ["3", "11-22", "10:04", "退货", "000004", "-12.34", REFUNDS[3].payer, "拒绝"]
    cashier.scene = replace(cashier.scene, size=(60, 20))
    rows = {line.key: line.text.split() for line in frame(cashier.scene) if line.key.startswith("row:")}
    assert rows["row:4"] == ["5", "10:02", "退货", "000002", "-2.00", REFUNDS[1].payer[-4:], "成功"]


def test_one_is_opened_by_its_digit_and_printed_again(cashier: Cashier) -> None:
    cashier.press("records", "5")
    assert cashier.page is Page.RECORD
    for said in (
        "金额 *2.00",
        "金额大写 练习币贰元整",
        "凭证号 000002",
        "参考号 000000000902",
        "退货原因 顾客退货",
        "应答码 00",
    ):
        assert said in cashier.lcd
    cashier.press("1")
    assert cashier.desk.records.asked[-1] == str(REFUNDS[1].key)
    assert cashier.scene.sheet.lines[0] == "***重打印票据***"
    assert "已重打" in cashier.lcd
    cashier.press("back")
    assert (cashier.page, cashier.scene.cursor) == (Page.RECORDS, 4)


def test_what_was_not_done_is_not_printed_again(cashier: Cashier) -> None:
    cashier.press("records", "3")
    before = list(cashier.desk.records.asked)
    assert "重打" not in cashier.lcd
    assert (cashier.press("1").page, cashier.desk.records.asked) == (Page.RECORD, before)
    assert "应答码 51" in cashier.lcd


def test_its_life_is_a_timeline(cashier: Cashier) -> None:
    cashier.press("records", "5", "2")
    assert (cashier.page, cashier.desk.records.asked[-1]) == (Page.RECORD_LIFE, str(REFUNDS[1].key))
    first, second = cashier.lcd, cashier.press("plus").lcd
    wanted = (
        DAY_BEFORE,
        DAY,
        "23:59:58 开始退货",
        "操作员01 主管00",
        "00:00:08 结果未知，查询主机",
        "查询2次",
        "打印签购单",
    )
    assert [said for said in wanted if said not in first] == []
    wanted = ("未打出: lp: no paper", "重打印", "其他: case.opened")
    assert [said for said in wanted if said not in first + second] == []
    assert cashier.scene.cursor == cashier.scene.size[1] - 6
    assert cashier.press("plus").scene.cursor == 0
    assert cashier.press("back").page is Page.RECORD


def test_a_number_is_searched_in_all_days_of_this_operator(cashier: Cashier) -> None:
    cashier.press("records", "find", "9", "9", "9", "clear", "ok")
    assert cashier.page is Page.RECORDS
    assert cashier.scene.records.report.asked == Filter(operator_no="01", text="99")
    assert "没有这样的交易记录" in cashier.lcd
    cashier.press("find", "clear", "clear", "99900", "ok")
    assert [one.key.trace_no for one in cashier.scene.records.report.rows] == ["000001"]
    assert cashier.press("find", "clear", "clear", "clear", "clear", "clear", "ok").page is Page.RECORDS_FIND
    assert "位数不足" in cashier.lcd
    assert cashier.press("back").page is Page.RECORDS


def test_a_number_off_a_slip_is_searched_at_once(cashier: Cashier) -> None:
    cashier.press("records").paste("8123 4567 8901 12")
    assert [one.key.trace_no for one in cashier.scene.records.report.rows] == ["000003"]
    asked = list(cashier.desk.records.asked)
    cashier.paste("x" * 15).paste("\x1b[31m;rm")
    assert cashier.desk.records.asked == asked


def test_a_filter_is_changed_by_digits_and_applied_by_enter(cashier: Cashier) -> None:
    cashier.press("records", "filter", "1", "3", "4", "ok")
    asked = Filter(since=DAY_BEFORE, until=DAY_BEFORE, operator_no="01", group=Group.SALE, standing=Standing.DONE)
    assert cashier.scene.records.report.asked == asked
    cashier.press("filter", "1", "ok")
    assert cashier.scene.records.report.asked.since == "2026-11-16"
    cashier.press("filter", "1", "ok")
    assert cashier.scene.records.report.asked.batch_no == "000001"
    cashier.press("filter", "plus", "down", "down", "minus", "back")
    assert cashier.scene.records.asked.batch_no == "000001"
    cashier.press("filter", "minus", "minus", "ok")
    assert cashier.scene.records.report.asked.since == DAY_BEFORE


def test_all_operators_want_the_supervisor_once(cashier: Cashier) -> None:
    cashier.press("records", "filter", "2")
    assert cashier.page is Page.RECORDS_SUPERVISOR
    assert "主管密码错误" in cashier.press("654321", "ok").lcd
    assert cashier.press("back").page is Page.RECORDS_FILTER
    assert cashier.scene.records.asked.operator_no == "01"
    cashier.press("2", "123456", "ok")
    assert (cashier.page, cashier.scene.records.asked.operator_no) == (Page.RECORDS_FILTER, "")
    cashier.press("ok")
    assert len(cashier.scene.records.report.rows) == 6
    assert "操作员02" in cashier.press("filter", "2").lcd
    cashier.press("ok")
    assert [one.key.trace_no for one in cashier.scene.records.report.rows] == ["000007"]
    cashier.press("filter", "2", "2", "ok")
    assert (cashier.page, cashier.scene.records.report.asked.operator_no) == (Page.RECORDS, "")
    assert cashier.press("find", "7", "ok").scene.records.report.asked.operator_no == ""
    cashier.press("menu", "records", "filter", "2")
    assert cashier.page is Page.RECORDS_SUPERVISOR


def test_a_day_is_added_up_and_the_days_before_it(cashier: Cashier) -> None:
    cashier.press("records", "day")
    for said in (f"日报 {DAY}", "退货 银行卡", "-3.00", "##", "未成2笔", "操作员01 4笔，其中退货2笔 -3.00"):
        assert said in cashier.lcd
    assert "操作员02" not in cashier.lcd
    cashier.press("6")
    assert "还没有到这一天" in cashier.lcd
    cashier.press("4")
    assert f"日报 {DAY_BEFORE}" in cashier.lcd
    assert "-999.00" in cashier.lcd
    cashier.press("4")
    assert "没有这样的交易记录" in cashier.lcd
    cashier.press("6", "6", "1")
    assert cashier.desk.records.asked[-1] == (DAY, "zh_CN")
    assert "日报已保存: home" in cashier.lcd
    assert cashier.press("back").page is Page.RECORDS


def test_what_other_operators_did_in_a_day_is_shown_once_the_supervisor_allowed_it(cashier: Cashier) -> None:
    cashier.press("records", "filter", "2", "123456", "ok", "ok", "day")
    assert (cashier.page, "操作员02 2笔，其中退货1笔 -7.00" in cashier.lcd) == (Page.RECORDS_DAY, True)
    cashier.press("menu", "records", "day")
    assert "操作员02" not in cashier.lcd


@pytest.mark.parametrize(
    ("keyed", "day"), [("1122", DAY), ("1121", DAY_BEFORE), ("1123", "2025-11-23"), ("0229", "2024-02-29")]
)
def test_a_day_is_keyed_and_listed(cashier: Cashier, keyed: str, day: str) -> None:
    cashier.press("records", "day", "2")
    assert cashier.page is Page.RECORDS_DATE
    assert "日期不正确" in cashier.press("0230", "ok").lcd
    cashier.press("clear", "clear", "clear", "clear", keyed, "ok")
    assert cashier.page is Page.RECORDS_DAY
    assert f"日报 {day}" in cashier.lcd
    assert f"日报 {day}" in cashier.press("2", "back").lcd
    cashier.press("3")
    assert (cashier.page, cashier.desk.records.asked[-1]) == (Page.RECORDS, Filter(day, day, "01"))
    assert f"日报 {DAY}" in cashier.press("day").lcd


def test_the_last_29th_of_february_before_a_century() -> None:
    assert latest_day("0229", "2104-02-28") == "2096-02-29"


@pytest.mark.parametrize(("digit", "form"), [("1", "csv"), ("2", "json"), ("3", "pdf")])
def test_what_is_listed_is_exported_and_its_place_is_shown(cashier: Cashier, digit: str, form: str) -> None:
    cashier.press("records", "export", digit)
    assert cashier.desk.records.asked[-1] == (cashier.scene.records.report.asked, form, "zh_CN")
    assert "已导出5笔" in cashier.lcd
    assert f"records-20261122-180000.{form}" in cashier.lcd
    cashier.press("back", "export")
    assert "已导出" not in cashier.lcd


def test_the_last_settlement_stands_beside_the_hosts(cashier: Cashier) -> None:
    cashier.press("records", "last_settled")
    for said in ("000001", "本机", "主机", "内卡对账平", "50.00", "53.00"):
        assert said in cashier.lcd
    assert cashier.press("back").page is Page.RECORDS
    cashier.desk.records.settled = None
    assert "还没有结算过" in cashier.press("last_settled").lcd


def test_a_disk_that_is_full_is_told(cashier: Cashier) -> None:
    cashier.desk.records.disk = "No space left on device"
    cashier.press("records", "export", "1")
    assert "磁盘空间不足" in cashier.lcd
    assert cashier.page is Page.RECORDS_EXPORT


def test_0_lists_the_functions(cashier: Cashier) -> None:
    cashier.press("records", "0")
    assert cashier.scene.overlay == "functions"
    assert cashier.press("2").page is Page.RECORDS_FILTER


def test_no_records_at_all() -> None:
    cashier = Cashier(FakeDesk(records=FakeRecords(()))).sign_on().press("records")
    assert "没有这样的交易记录" in cashier.lcd
    assert cashier.press("ok", "1", "up", "down", "plus", "minus").page is Page.RECORDS
    assert "没有这样的交易记录" in cashier.press("day").lcd


def test_a_journal_that_cannot_be_read_is_asked_again_by_enter(cashier: Cashier) -> None:
    cashier.desk.records.damaged = True
    cashier.press("records")
    assert "流水校验不符" in cashier.lcd
    for key in ("filter", "find", "day", "export", "last_settled", "0", "1", "up", "plus", "row:0"):
        assert cashier.press(key).page is Page.RECORDS
    assert cashier.paste("1234").scene.records.report is None
    cashier.desk.records.damaged = False
    assert "共5笔" in cashier.press("ok").lcd
    cashier.desk.records.damaged = True
    assert "流水校验不符" in cashier.press("find", "9", "ok").lcd
    assert len(cashier.scene.records.report.rows) == 5


@pytest.mark.parametrize("screen", records.PAGES, ids=lambda screen: screen.page)
def test_a_page_stands_before_its_answer_comes(cashier: Cashier, screen: PageScreen) -> None:
    asking = replace(cashier.press("records").scene, page=screen.page)
    asking = replace(asking, records=RecordsDraft(today=DAY))
    drawn = screen.view(asking, texts(asking))
    assert [line.text for line in drawn.lines if width(line.text) > 78] == []
    turns = [screen.press(asking, key) for key in (*"0123456789", *map(str, Key))]
    assert len(turns) > 20


# fmt: off
WORST = {
    "payer": "\x1b[31m=2088\u202e退款" * 9, "order_no": "8" * 14, "reason": "其他" * 30, "reference_no": "Z" * 12,
    "items": tuple((f"货号{n}" * 5, n) for n in range(40)), "code": "ZZ", "opened_at": f"{DAY}T23:59:59",
}
HOSTILE = (
    *(refund(trace, 99_999_999_99, State.NOT_FOUND, **WORST) for trace in range(900, 930)),
    payment(999, 99_999_999_99, PaymentKind.COMPLETION_VOID, PaymentState.CLOSED, payer="8" * 10 + "*" * 40, code="A6",
            reversal_code="A0"),
)
LONG_STEPS = (
    Step(f"{DAY}T09:30:00", "receipt.printed", "02", trouble=("打印机" * 40, "x" * 200)),
    Step(f"{DAY}T09:30:00", "other", "02", name="case." + "y" * 200),
    Step(f"{DAY}T09:30:00", "payment.manual", "02", "00", "manual", "\x1bA", "Z" * 12, Cause.ANSWER_MISMATCH, tries=3),
)
WALK = (
    "records", "plus", "1", "plus", "2", "plus", "back", "back", "find", "back", "filter", "3", "ok", "1", "2", "back",
    "back", "day", "2", "back", "back", "last_settled", "back", "export", "1",
)
# fmt: on


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_longest_of_everything_stays_inside(lang: str, size: tuple[int, int]) -> None:
    cashier = Cashier(FakeDesk(records=FakeRecords(TRANSACTIONS + HOSTILE, (*STEPS, *LONG_STEPS))), lang).sign_on()
    cashier.scene = replace(cashier.scene, size=size)
    for at, key in enumerate(WALK):
        cashier.press(key)
        assert fitting(cashier) == [], (at, key, cashier.page)
        assert set("\x1b\u202e") & set(cashier.lcd) == set()
    assert cashier.page is Page.RECORDS_EXPORT


# --- on the real desk ----------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"drawn")
    desk = open_desk("emulator:", Settings(tmp_path / "home", "zh", 0.0))
    yield desk
    desk.close()


def test_a_refund_of_today_from_the_list_to_a_file(desk: Desk) -> None:
    cashier = Cashier(desk).sign_on()
    sale = desk.payments.sale(5000, TEST_CARDS["unionpay"], "", lambda _record: None).record
    original = desk.find(ByReference(sale.reference_no, sale.named.month_day))
    refunded = desk.refund(BY, RefundRequest(original, 300), TEST_CARDS["unionpay"], lambda _record: None).record
    cashier.press("records")
    assert cashier.scene.records.report.rows == (refunded,)
    cashier.press("1", "1")
    assert "***重打印票据***" in "\n".join(cashier.scene.sheet.lines)
    desk.prints.wait(10.0)
    cashier.press("2")
    assert "开始退货" in cashier.lcd
    assert "重打印" in cashier.lcd
    cashier.press("back", "back", "export", "2")
    said = json.loads(cashier.scene.records.exported.path.read_text(encoding="utf-8"))
    assert [one["voucher_no"] for one in said["transactions"]] == [refunded.key.trace_no]
    cashier.press("back", "day")
    assert "-3.00" in cashier.lcd


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_no_total_is_cut(size: tuple[int, int], lang: str) -> None:
    cashier = Cashier(FakeDesk(), lang).sign_on().press("records")
    report = cashier.scene.records.report
    kinds = [*PaymentKind, "refund", "qr_refund"]
    every = tuple(KindTotal(str(kind), Channel.CARD, 999, 99_999_999_99 + at) for at, kind in enumerate(kinds))
    asked = replace(report.asked, since="2026-01-01", until="2026-12-31", batch_no="000001", text="12345678901234")
    many = replace(report, asked=asked, totals=every, rows=report.rows * 9)
    cashier.scene = replace(cashier.scene, size=size, records=replace(cashier.scene.records, report=many))
    shown = cashier.lcd
    assert [one.fen for one in every if format_yuan(one.fen) not in shown] == []
    assert ("12345678901234" in shown, fitting(cashier)) == (True, [])
    assert cashier.press("minus").page is Page.RECORDS
    assert "> 1 " in cashier.lcd


@pytest.mark.parametrize("size", SIZES)
def test_a_records_time_and_its_life_have_the_zone_that_the_terminal_had_then(
    cashier: Cashier, size: tuple[int, int]
) -> None:
    cashier.scene = replace(cashier.scene, size=size)
    cashier.press("records", "1")
    chosen = cashier.scene.records.chosen
    assert f"{chosen.opened_at[:10]} {chosen.opened_at[11:19]}+08:00" in cashier.lcd
    assert f"{DAY_BEFORE} +08:00" in cashier.press("2").lcd
    assert fitting(cashier) == []
