"""打印 and 结算 before the screen: what is asked, what rolls out, what is said of a printer, and that nothing waits."""

from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest
from cashier import Cashier
from fake_desk import CARD_SALE, FakeDesk, make_record
from fake_payments import paid
from fake_printing import BEGUN, CLOSED
from supervisor import BY

from protocol.transactions import Channel, Totals, Verdict
from terminal.columns import width
from terminal.desk.door import RefundRequest, RefundResult, Refusal
from terminal.face import stage
from terminal.face.asks.printing import Collect, PrintSlip
from terminal.face.asks.records import PrintRecord
from terminal.face.asks.refund import Submit
from terminal.face.asks.settlement import SettleBatch
from terminal.face.pages import Page
from terminal.printers.outcome import NotPrinted, Printout, Why
from terminal.screens.frame import frame
from terminal.screens.printing.news import shortened
from terminal.screens.settlement.settled import VERDICTS
from terminal.trade.batch import BatchTotals, KindTotal, SettlementState
from terminal.trade.payment import PaymentKind, PaymentState
from terminal.trade.refund import Cause, State

REFUNDED = RefundResult(replace(make_record(CARD_SALE, 5000, (), 7), state=State.APPROVED))
SOLD = replace(paid(PaymentKind.SALE, 5000, None, 7), key=REFUNDED.record.key, state=PaymentState.APPROVED)
REQUEST = RefundRequest(CARD_SALE, 5000)
NO_PAPER = NotPrinted("tcp://10.0.0.5", Why.NO_PAPER)
KEY_7 = str(SOLD.key)


def news(cashier: Cashier, *printouts: Printout) -> Cashier:
    """The printers have said so by now; the clerk collects it."""
    cashier._take(stage.after_answer(cashier.scene, Collect(), printouts))
    return cashier


# fmt: off
MENU = [
    # keys in 打印,      what the desk is asked, what lies on the paper
    (("1",),             "slip "),
    (("2", "12", "ok"),  "slip 12"),
    (("3",),             "settlement"),
    (("4",),             "details False"),
    (("5",),             "summary"),
]
# fmt: on


@pytest.mark.parametrize(("keys", "asked"), MENU, ids=[row[1] for row in MENU])
def test_each_entry_prints_and_shows_it_on_the_paper(cashier, desk: FakeDesk, keys, asked) -> None:
    cashier.sign_on().press("6", *keys)
    assert (desk.prints.asked, cashier.page, cashier.scene.sheet.lines) == ([asked], Page.PRINTED, (asked,))
    assert cashier.scene.sheet.roll
    assert "打印凭单中" in cashier.lcd
    news(cashier, Printout((asked,), (Path("receipts") / "x.txt",), number=1))
    assert ("打印完成" in cashier.lcd, "receipts" in cashier.lcd) == (True, True)
    assert cashier.press("ok").page is Page.MENU


def test_nothing_to_print_is_said_in_the_menu(cashier, desk: FakeDesk) -> None:
    desk.prints.fails = ["nothing_to_print", "voucher_unknown"]
    assert cashier.sign_on().press("6", "1").page is Page.PRINT
    assert "没有可打印的交易" in cashier.lcd
    assert cashier.press("2", "99", "ok").page is Page.PRINT
    assert "本批次没有此凭证号的交易" in cashier.lcd


def test_nobody_waits_for_the_printer(cashier) -> None:
    assert cashier.sign_on().press("6", "1", "ok", "3").page is Page.REFUND


def test_paper_is_put_in_and_it_prints_or_nobody_wants_it(cashier, desk: FakeDesk) -> None:
    cashier.sign_on().press("6", "2", "7", "ok")
    news(cashier, Printout((), (), (NO_PAPER,), subject=KEY_7, number=1))
    assert ("打印机缺纸" in cashier.lcd, "确认=打印 取消=退出" in cashier.lcd) == (True, True)
    cashier.press("ok")
    assert desk.prints.asked == ["slip 7", "slip 7"]
    news(cashier, Printout((), (), (NO_PAPER,), subject=KEY_7, number=2))
    assert cashier.press("back").page is Page.PRINT
    assert ("打印机缺纸" in cashier.lcd, cashier.scene.printing.missed) == (False, (KEY_7,))


def test_trouble_with_a_slip_is_told_wherever_the_cashier_is_and_takes_no_key(cashier, desk: FakeDesk) -> None:
    cashier.at_order().press("81")
    before = cashier.scene
    news(cashier, Printout((), (), (NO_PAPER,), subject="key 3", number=5))
    assert (cashier.page, cashier.scene.draft) == (before.page, before.draft)
    assert "打印机缺纸" in cashier.lcd
    assert cashier.scene.note.alarm, "the bell rings"
    cashier.press("2")
    assert ("打印机缺纸" in cashier.lcd, "未打" in cashier.lcd) == (False, True)
    cashier.press("menu", "6")
    assert "6 未打印完的单据" in cashier.lcd
    cashier.press("6", "ok")
    assert (desk.records.asked, cashier.page) == (["key 3"], Page.PRINTED)


@pytest.mark.parametrize("trouble", [(), (NO_PAPER,)], ids=["saved", "no paper"])
def test_the_result_says_what_came_of_its_slip_and_prints_it_again_with_one_key(cashier, desk, trouble) -> None:
    cashier.sign_on()
    for page in (Page.RESULT, Page.PAY_RESULT):
        cashier.scene = replace(cashier.scene, page=page, draft=replace(cashier.scene.draft, result=REFUNDED))
        cashier.scene = cashier.scene.paying(replace(cashier.scene.payment, ended=SOLD))
        files = () if trouble else (Path("receipts") / "x.txt",)
        news(cashier, Printout((), files, trouble, subject=KEY_7, number=1))
        assert (len(trouble) == 1) is ("打印机缺纸" in cashier.lcd) is ("按6重打印" in cashier.lcd)
        assert ("签购单已保存，1个文件" in cashier.lcd) is not bool(trouble)
        assert ("receipts" in cashier.lcd) is not bool(trouble)
        assert cashier.press("6").page is (Page.PRINTED if trouble else page)
    assert cashier.scene.printing.asked == PrintRecord(KEY_7)


# fmt: off
FOLDERS = [
    # where the slip lies                                             one row of the LCD
    ("receipts/20261122",                                             "receipts/20261122"),
    ("/home/cashier/.tuihuo/receipts/20261122",                       "/home/cashier/.tuihuo/receipts/20261122"),
    ("/home/cashier/.local/share/tuihuo/practice/receipts/20261122",  ".../tuihuo/practice/receipts/20261122"),
    ("/data/" + "r" * 50,                                             "r" * 40),
]
# fmt: on


@pytest.mark.parametrize(("folder", "row"), FOLDERS)
def test_the_folder_of_a_slip_is_shortened_to_its_last_parts(folder: str, row: str) -> None:
    assert shortened(PurePosixPath(folder)).replace("\\", "/") == row


def test_a_slip_that_never_came_to_a_printer_is_told_with_its_result(cashier, desk: FakeDesk) -> None:
    cashier.sign_on()
    cashier.scene = replace(cashier.scene, page=Page.SENDING, busy=None)
    lost = replace(REFUNDED, trouble=(NotPrinted("", Why.TOO_MANY),))
    cashier._take(stage.after_answer(cashier.scene, Submit(BY, REQUEST, None), lost))
    assert (cashier.page, "待打印的单据太多" in cashier.lcd, cashier.scene.printing.failed) == (Page.RESULT, True, True)
    assert cashier.press("6", "ok").page is Page.PRINTED
    assert desk.records.asked == [KEY_7]


def test_an_older_slip_does_not_hide_the_one_that_is_waited_for(cashier) -> None:
    cashier.sign_on().press("6", "1")
    cashier.scene = replace(
        cashier.scene, printing=replace(cashier.scene.printing, out=Printout(printing=True, number=7))
    )
    assert "打印凭单中" in news(cashier, Printout(number=6, subject="key 1")).lcd
    assert "打印完成" in news(cashier, Printout(number=7)).lcd


def test_another_slips_trouble_does_not_stand_on_a_result(cashier) -> None:
    cashier.sign_on()
    cashier.scene = replace(cashier.scene, page=Page.RESULT, draft=replace(cashier.scene.draft, result=REFUNDED))
    assert "打印机缺纸" not in news(cashier, Printout((), (), (NO_PAPER,), subject="key 6", number=1)).lcd


def test_news_while_the_desk_works_leaves_it_working(cashier) -> None:
    cashier.sign_on()
    busy = replace(cashier.scene, busy=PrintSlip())
    after = stage.after_answer(busy, Collect(), (Printout(number=3, trouble=(NO_PAPER,)),)).scene
    assert (after.busy, after.printing.failed) == (PrintSlip(), True)


def test_a_slip_that_came_out_does_not_hide_one_that_did_not(cashier) -> None:
    news(cashier.sign_on(), Printout((), (), (NO_PAPER,), subject="key 3", number=1), Printout(number=2))
    assert (cashier.scene.printing.failed, cashier.scene.printing.asked) == (True, PrintRecord("key 3"))
    news(cashier, Printout((), (), (), subject="key 3", number=1))
    assert not cashier.scene.printing.failed


@pytest.mark.parametrize("why", Why, ids=str)
@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_every_trouble_has_its_words_on_the_lcd(desk: FakeDesk, why: Why, lang: str) -> None:
    cashier = Cashier(desk, lang).sign_on().press("6", "1")
    long = NotPrinted("serial:///dev/serial/by-id/usb-0416_5011-if00?baud=9600", why, "No space left on device")
    news(cashier, Printout((), (), (long,), number=1))
    assert stage.texts(cashier.scene)(why, printer=long.printer, reason=long.reason)[:8] in cashier.lcd


# --- 结算 -------------------------------------------------------------------------------------------------------------


def test_totals_stand_there_before_anything_is_sent(cashier, desk: FakeDesk) -> None:
    cashier.sign_on().press("7")
    assert desk.batch.settled == 0
    wanted = [
        "批次号 000001",
        "消费",
        "1,000.00",
        "扫码消费 微信",
        "234.56",
        "借记合计",
        "1,234.56",
        "贷记合计",
        "12.50",
    ]
    assert [words for words in wanted if words not in cashier.lcd] == []
    assert "上次结算未完成" in cashier.lcd
    assert cashier.press("back").page is Page.MENU
    assert desk.batch.settled == 0


def test_a_batch_with_nothing_in_it_says_so(cashier, desk: FakeDesk) -> None:
    desk.batch.begun = None
    assert "本批次没有交易" in cashier.sign_on().press("7").lcd


def test_balanced(cashier, desk: FakeDesk) -> None:
    cashier.sign_on().press("7", "ok")
    wanted = [
        "结算成功",
        "内卡对账平",
        "本机",
        "主机",
        "内卡借记",
        "1234.56",
        "内卡贷记",
        "12.50",
        "批次000001已结",
        "新批次000001",
    ]
    assert [words for words in wanted if words not in cashier.lcd] == []
    assert ("外卡" in cashier.lcd, cashier.scene.sheet.roll) == (False, True)
    assert cashier.press("1").page is Page.PRINTED
    assert desk.prints.asked == ["details True"]


def test_not_balanced_shows_both_sides(cashier, desk: FakeDesk) -> None:
    host = BatchTotals(Totals(123455, 2, 999_999_999_999, 999), Totals(100, 1, 0, 0))
    desk.batch.ends = [replace(CLOSED, host=host, verdicts=(Verdict.UNBALANCED, Verdict.ERROR))]
    lcd = cashier.sign_on().press("7", "ok").lcd
    wanted = ["内卡对账不平", "外卡对账错误", "1234.56", "1234.55", "12.50", "999 9999999999.99", "1.00"]
    assert [words for words in wanted if words not in lcd] == []


def test_a_host_that_said_no_totals_is_not_shown_with_zeros(cashier, desk: FakeDesk) -> None:
    desk.batch.ends = [replace(CLOSED, host=None, verdicts=(), code="95")]
    lcd = cashier.sign_on().press("7", "ok").lcd
    assert (lcd.count("--"), "未对账" in lcd) == (2, True)


def test_on_the_way_it_says_how_far_it_is(cashier, desk: FakeDesk) -> None:
    differs = replace(BEGUN, host=BatchTotals(Totals(), Totals()), verdicts=(Verdict.UNBALANCED, Verdict.NOT_JUDGED))
    cashier.sign_on().press("7")
    turn = stage.after_key(cashier.scene, "ok")
    assert (turn.ask, turn.scene.page) == (SettleBatch("01"), Page.SETTLING)
    for told, words in (
        (None, "正在准备"),
        (BEGUN, "核对总额"),
        (replace(differs, uploaded=2), "正在上传明细 2/4"),
        (CLOSED, "正在关闭批次"),
    ):
        scene = turn.scene if told is None else stage.after_told(turn.scene, told)
        assert words in "\n".join(line.text for line in frame(scene))
    assert stage.after_key(turn.scene, "back").scene.page is Page.SETTLING


# fmt: off
REFUSED = [
    (Refusal("settle_refund_open", voucher="000009"),  "凭证号000009的退货结果未知，处理后再结算"),
    (Refusal("reversal_pending", voucher="000008"),    "凭证号000008的冲正未得到应答"),
    (Refusal("link_silent"),                           "无应答"),
]
OPEN = [
    (replace(BEGUN, cause=Cause.NO_ANSWER),                        ["结算未完成", "主机无应答", "不会重复入账"]),
    (replace(BEGUN, code="96"),                                    ["结算未完成", "96"]),
    (replace(BEGUN, state=SettlementState.REFUSED, code="03"),     ["主机未接受结算", "03", "可继续交易"]),
    (replace(BEGUN, state=SettlementState.REFUSED, cause=Cause.LINE_LOST), ["主机未接受结算", "通讯中断"]),
]
# fmt: on


@pytest.mark.parametrize(("refusal", "words"), REFUSED, ids=lambda part: str(part)[:30])
def test_what_keeps_a_batch_from_being_settled(cashier, desk: FakeDesk, refusal, words) -> None:
    desk.batch.ends = [refusal]
    cashier.sign_on().press("7", "ok")
    assert (cashier.page, words in cashier.lcd.replace("\n", "")) == (Page.SETTLE, True)


@pytest.mark.parametrize(("end", "wanted"), OPEN, ids=lambda part: str(part)[:40])
def test_a_batch_that_is_still_open_says_why_and_never_that_it_failed(cashier, desk: FakeDesk, end, wanted) -> None:
    desk.batch.ends = [end]
    lcd = cashier.sign_on().press("7", "ok").lcd
    assert [words for words in (*wanted,) if words not in lcd] == []
    assert "失败" not in lcd


def test_an_unfinished_one_goes_on_with_one_key(cashier, desk: FakeDesk) -> None:
    desk.batch.ends = [replace(BEGUN, cause=Cause.NO_ANSWER)]
    cashier.sign_on().press("7", "ok", "ok")
    assert (desk.batch.settled, "结算成功" in cashier.lcd) == (2, True)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_one_that_an_earlier_run_left_is_told_at_sign_on_and_goes_on_with_one_key(desk: FakeDesk, lang: str) -> None:
    desk.batch.left = (BEGUN,)
    cashier = Cashier(desk, lang).sign_on()
    t = stage.texts(cashier.scene)
    assert (cashier.page, t("settle.unfinished") in cashier.lcd.replace("\n", " ")) == (Page.SETTLE, True)
    cashier.press("ok")
    assert (desk.batch.settled, cashier.page) == (1, Page.SETTLED)


def test_whoever_has_seen_it_may_leave_it_for_later(desk: FakeDesk) -> None:
    desk.batch.left = (BEGUN,)
    cashier = Cashier(desk).sign_on().press("back")
    assert cashier.page is Page.MENU
    assert cashier.press("3", "back").page is Page.MENU


def test_what_is_owed_is_told_first_and_then_the_settlement(desk: FakeDesk) -> None:
    desk.batch.left = (BEGUN,)
    desk.payments.done = [replace(paid(PaymentKind.SALE, 1, None, 7), state=PaymentState.MANUAL)]
    cashier = Cashier(desk).sign_on()
    assert cashier.page is Page.OWED
    assert cashier.press("back").page is Page.SETTLE


def test_one_of_another_host_is_not_told_here(desk: FakeDesk) -> None:
    desk.batch.left = (replace(BEGUN, link=replace(BEGUN.link, ledger_id="other")),)
    assert Cashier(desk).sign_on().page is Page.MENU


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_the_settlement_slip_that_did_not_come_out_is_printed_again_with_one_key(desk: FakeDesk, lang: str) -> None:
    host = BatchTotals(Totals(123455, 2, 999_999_999_999, 999), Totals(100, 1, 0, 0))
    desk.batch.ends = [replace(CLOSED, host=host, verdicts=(Verdict.UNBALANCED, Verdict.ERROR))]
    cashier = Cashier(desk, lang).sign_on().press("7", "ok")
    news(cashier, Printout((), (), (NotPrinted("tcp://10.0.0.5", Why.UNREACHABLE),), number=77))
    t = stage.texts(cashier.scene)
    assert (t("print.again") in cashier.lcd, t(VERDICTS[Verdict.UNBALANCED]) in cashier.lcd) == (True, True)
    assert cashier.press("6", "ok").page is Page.PRINTED
    assert desk.prints.asked == ["settlement"]


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_every_kind_there_is_with_its_longest_sum_fits_and_is_reached_by_the_pad(desk: FakeDesk, lang: str) -> None:
    ways = [Channel.WECHAT, Channel.ALIPAY, Channel.UNIONPAY_QR]
    kinds = tuple(
        KindTotal(kind, way, 999, 999_999_999_999)
        for kind in (*PaymentKind, "refund", "qr_refund")
        for way in (ways if kind.startswith("qr") else [Channel.CARD])
    )
    desk.batch.begun = replace(BEGUN, kinds=kinds, ours=BatchTotals(*[Totals(*[999_999_999_999, 999] * 2)] * 2))
    cashier = Cashier(desk, lang).sign_on().press("7")
    t, seen = stage.texts(cashier.scene), [cashier.lcd]
    while cashier.press("down").lcd != seen[0]:
        seen.append(cashier.lcd)
    assert (max(width(line) for lcd in seen for line in lcd.splitlines()) <= 40, len(seen) > 3) == (True, True)
    assert [t("settle.credit") in lcd and "19,999,999,999.98" in lcd for lcd in seen] == [True] * len(seen)
    assert [one for one in kinds if t(f"kind.{one.kind}") not in "".join(seen)] == []
    assert [way for way in ways if "".join(seen).count(t(f"channel.{way}")) != 3] == []
    assert cashier.press("ok").page is Page.SETTLED


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_no_line_of_these_pages_is_too_long(desk: FakeDesk, lang: str) -> None:
    desk.batch.ends = [end for end, _ in OPEN]
    cashier = Cashier(desk, lang).sign_on()
    keys = (("6",), ("2", "123456"), ("back", "1"), ("menu", "7"), ("ok",), ("ok",), ("ok",), ("menu", "7", "ok"))
    seen = [cashier.press(*each).lcd for each in keys]
    assert max(width(line) for lcd in seen for line in lcd.splitlines()) <= 40
    assert cashier.page is Page.SETTLED


def test_all_slips_of_a_printer_that_was_off_come_out_one_after_the_other(cashier, desk: FakeDesk) -> None:
    cashier.sign_on()
    for number, key in ((11, "key 3"), (12, "key 5"), (13, "key 6")):
        news(cashier, Printout((), (), (NO_PAPER,), subject=key, number=number))
    cashier.press("6", "6")
    assert ("打印机缺纸" in cashier.lcd, "另有2张签购单未打印" in cashier.lcd) == (True, True)
    for number, key in ((1, "key 6"), (2, "key 3"), (3, "key 5")):
        assert "打印凭单中" in cashier.press("ok").lcd
        news(cashier, Printout((), (), (), subject=key, number=number))
    assert desk.records.asked == ["key 6", "key 3", "key 5"]
    assert ("未打" in cashier.lcd, "另有" in cashier.lcd, cashier.press("ok").page) == (False, False, Page.MENU)


def test_what_is_under_way_is_not_printed_twice_by_an_impatient_key(cashier, desk: FakeDesk) -> None:
    cashier.sign_on()
    news(cashier, Printout((), (), (NO_PAPER,), subject="key 3", number=11))
    assert cashier.press("6", "6", "ok", "ok").page is Page.MENU
    assert (desk.records.asked, cashier.scene.facts.unprinted) == (["key 3"], True)
    news(cashier, Printout((), (), (), subject="key 3", number=1))
    assert not cashier.scene.facts.unprinted


def test_a_slip_that_can_not_be_had_any_more_is_not_asked_for_again(cashier, desk: FakeDesk) -> None:
    cashier.sign_on()
    news(cashier, Printout((), (), (NO_PAPER,), subject="key 3", number=11))
    desk.records.fails = ["journal_damaged", "nothing_to_print"]
    assert cashier.press("6", "6", "ok").page is Page.PRINT
    assert ("流水校验不符" in cashier.lcd, cashier.scene.facts.unprinted) == (True, True)
    assert cashier.press("6", "ok").page is Page.PRINT
    assert ("没有可打印的交易" in cashier.lcd, cashier.scene.facts.unprinted) == (True, False)


def test_leaving_a_trouble_forgets_no_slip(cashier, desk: FakeDesk) -> None:
    cashier.sign_on()
    for number, key in ((11, "key 3"), (12, "key 5")):
        news(cashier, Printout((), (), (NO_PAPER,), subject=key, number=number))
    cashier.press("6", "6", "back", "menu", "6")
    assert "6 未打印完的单据" in cashier.lcd
    assert "有2张签购单未打印" in cashier.press("6").lcd
    for number, key in ((1, "key 3"), (2, "key 5")):
        cashier.press("ok")
        news(cashier, Printout((), (), (), subject=key, number=number))
    assert (desk.records.asked, cashier.scene.facts.unprinted) == (["key 3", "key 5"], False)


def test_what_an_earlier_run_left_is_offered_under_print(cashier, desk: FakeDesk) -> None:
    desk.prints.unprinted = ("key 1", "key 2")
    cashier.sign_on()
    assert ("未打" in frame(cashier.scene)[0].text, cashier.page) == (True, Page.MENU)
    assert "有2张签购单未打印" in cashier.press("6", "6").lcd
    cashier.press("ok")
    assert desk.records.asked == ["key 1"]


def test_an_empty_batch_is_not_settled(cashier, desk: FakeDesk) -> None:
    desk.batch.begun = None
    cashier.sign_on().press("7")
    assert "本批次没有交易，无需结算" in cashier.lcd
    assert "确认" not in cashier.lcd
    assert (cashier.press("ok").page, desk.batch.settled) == (Page.SETTLE, 0)
    assert cashier.press("back").page is Page.MENU
