"""练习任务 from the menu to its verdict: each of the six done right and done wrong, on the real desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cashier import Cashier
from fake_desk import FakeDesk
from trainee import BY_AMOUNT, SOME, Trainee

from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.operators import Admitted
from terminal.face.pages import Page
from terminal.lessons.tasks import TASKS
from terminal.screens.frame import idle
from terminal.screens.page import LCD_COLUMNS
from terminal.settings import Settings
from terminal.trade.refund import State

pytestmark = pytest.mark.usefixtures("nobody_waits")

END = Page.LESSON_END
LCD_ROWS = 13


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk("emulator:?t_resp=0.05&t_cap=0.5", Settings(tmp_path / "home", "zh", 0.0))
    yield opened
    opened.close()


@pytest.fixture
def trainee(desk: Desk) -> Trainee:
    return Trainee(desk)


def test_1_the_whole_order(trainee: Trainee) -> None:
    trainee.begin(1).serve(END)
    assert "正确" in trainee.lcd
    assert "款项按原路退回" in trainee.lcd


def test_help_on_its_result_says_that_back_ends_the_task(trainee: Trainee) -> None:
    trainee.begin(1).serve(Page.RESULT).press("help")
    assert "看练习任务的结果" in trainee.lcd


def test_1_only_a_part_of_it(trainee: Trainee) -> None:
    trainee.begin(1).serve(END, **SOME, goods=("1", "ok"))
    assert "不对" in trainee.lcd
    assert "退少了：只退了 333.00，顾客应得 999.00" in trainee.lcd


def test_2_what_the_customer_says(trainee: Trainee) -> None:
    trainee.begin(2).serve(END, **SOME, goods=("1", "down", "2", "ok"))
    assert "正确" in trainee.lcd


def test_2_all_of_it(trainee: Trainee) -> None:
    trainee.begin(2).serve(END)
    assert "退多了" in trainee.lcd


def test_2_by_amount(trainee: Trainee) -> None:
    trainee.begin(2).serve(END, **BY_AMOUNT, amount=("4950", "ok"))
    assert "没有选商品" in trainee.lcd


def test_2_another_customer(trainee: Trainee) -> None:
    trainee.begin(2).serve(END, customers=("2",))
    assert "别的顾客" in trainee.lcd


def test_3_the_other_shops_slip_is_sent_away(trainee: Trainee) -> None:
    trainee.begin(3).serve(Page.ORDER).press("customers")
    trainee.serve(Page.ORDER).press("scan", "menu")
    assert trainee.page is END
    assert "验签不符" in trainee.lcd


def test_3_its_number_is_keyed_by_hand(trainee: Trainee) -> None:
    trainee.begin(3).serve(END, order=("80000026000343", "ok"))
    assert "绕过了验签" in trainee.lcd.replace("\n", "").replace(" ", "")


def test_4_a_payers_code_is_no_slip(trainee: Trainee) -> None:
    trainee.begin(4).serve(Page.ORDER).press("customers")
    trainee.serve(Page.ORDER).press("scan")
    assert "付款码" in trainee.lcd
    trainee.press("menu")
    assert trainee.page is END
    assert "付款码是付钱的码" in trainee.lcd


def test_4_somebody_is_refunded_all_the_same(trainee: Trainee) -> None:
    trainee.begin(4).serve(END, customers=("row:1",))
    assert "不应退货" in trainee.lcd


def test_5_what_is_left(trainee: Trainee) -> None:
    trainee.begin(5).serve(END)
    assert "只退了剩下的" in trainee.lcd


def test_5_too_much_is_refused_and_then_it_is_right(trainee: Trainee) -> None:
    trainee.begin(5).serve(Page.ORIGINAL).press("amount", "15800", "ok")
    assert "超过可退金额" in trainee.lcd
    trainee.press("back").serve(END, option=("1",))
    assert "只退了剩下的" in trainee.lcd


def test_6_silence_and_a_query(trainee: Trainee) -> None:
    trainee.begin(6).serve(Page.RESULT)
    assert trainee.scene.draft.result.record.state is State.UNKNOWN
    trainee.serve(END)
    assert "正确" in trainee.lcd
    assert "顾客只收到一次" in trainee.lcd.replace("\n", "").replace(" ", "")


def test_6_silence_and_a_query_by_the_menu(trainee: Trainee) -> None:
    trainee.begin(6).serve(Page.RESULT).press("menu", "3", "9")
    assert trainee.page is Page.OPEN
    trainee.serve(END)
    assert "正确" in trainee.lcd


def test_6_silence_and_another_refund(trainee: Trainee) -> None:
    trainee.begin(6).serve(Page.RESULT).press("menu")
    assert trainee.page is Page.MENU
    trainee.serve(Page.ORIGINAL).press("ok")
    assert "已全部退货" in trainee.lcd
    trainee.press("menu")
    assert trainee.page is END
    assert "又退了一次" in trainee.lcd


def test_6_silence_and_another_sign_on_that_asks_by_itself(trainee: Trainee) -> None:
    trainee.begin(6).serve(Page.RESULT).press("menu", "8", "2", "1")
    assert trainee.page is Page.OPERATOR
    trainee.press("ok", "0000", "ok").press("back")
    assert trainee.page is END
    assert "正确" in trainee.lcd


def test_another_operator_ends_the_task_and_its_silence(trainee: Trainee) -> None:
    trainee.desk.staff.add(Admitted("00"), "02", "2222")
    trainee.begin(6).press("8", "2", "1", "02", "ok", "2222", "ok")
    assert (trainee.scene.operator_no, trainee.page, trainee.scene.lessons.running) == ("02", Page.MENU, False)
    assert "任务6" not in trainee.lcd
    trainee.serve(Page.ORDER).press("80000026000440", "ok", "ok", "ok")
    assert trainee.scene.draft.result.record.state is State.APPROVED
    assert trainee.press("ok").page is Page.MENU
    assert trainee.desk.lessons.results("01 小王") == {}
    trainee.press("8", "2", "1", "01", "ok", "0000", "ok", "9")
    assert (trainee.page, trainee.lcd.count("未练")) == (Page.LESSONS, len(TASKS))


def test_a_wrong_password_of_another_is_no_ones_mistake(trainee: Trainee) -> None:
    trainee.desk.staff.add(Admitted("00"), "02", "2222")
    trainee.begin(3)
    seen = trainee.scene.lessons.seen
    trainee.press("8", "2", "1", "02", "ok", "9999", "ok")
    assert (trainee.page, trainee.scene.lessons.seen) == (Page.PASSWORD, seen)


def test_6_silence_left_alone(trainee: Trainee) -> None:
    trainee.begin(6).serve(Page.RESULT).press("menu", "9", "2")
    assert trainee.page is END
    assert "结果仍未知" in trainee.lcd


def test_the_task_stands_on_the_lcd_and_its_hint_under_f1(trainee: Trainee) -> None:
    trainee.begin(2)
    rows = trainee.lcd.splitlines()
    assert rows[1].split() == ["任务2", "主菜单"]
    assert (rows[2], rows[-1]) == ("带孩子的妈妈 只退部分商品", "数字=选择 取消=待机")
    rows = trainee.press("3").lcd.splitlines()
    assert (rows[1].split(), rows[2]) == (["任务2", "退货"], "带孩子的妈妈 只退部分商品")
    trainee.press("back")
    assert idle(trainee.scene)[3] == "任务2 只退部分商品"
    trainee.press("help")
    assert trainee.lcd.splitlines()[2].startswith("按 3 退货")
    trainee.press("back").serve(Page.GOODS, **SOME).press("help")
    assert "不退的改成 0" in trainee.lcd


def test_the_best_of_each_stands_in_the_list_of_its_trainee(trainee: Trainee) -> None:
    trainee.begin(1).serve(END, **SOME, goods=("1", "ok")).press("2")
    assert trainee.page is Page.LESSON
    trainee.press("ok").serve(END).press("3")
    assert trainee.page is Page.LESSONS
    rows = trainee.lcd.splitlines()
    assert "小王 操作员01" in rows[2]
    assert "整单全退" in rows[3]
    assert "正确" in rows[3]
    assert "未练" in rows[4]


def test_somebody_else_begins_with_nothing_done(desk: Desk) -> None:
    Trainee(desk).begin(1).serve(END)
    other = Trainee(desk).sign_on().press("9").paste("小李").press("ok")
    assert other.lcd.count("未练") == len(TASKS)


def test_the_next_task_follows_and_behind_the_last_there_is_none(trainee: Trainee) -> None:
    trainee.begin(4).press("9", "2")
    assert "没有扫描" in trainee.lcd
    trainee.press("1")
    assert "任务5" in trainee.lcd
    trainee.press("back", "6", "ok", "9", "2")
    assert "下一任务" not in trainee.lcd
    trainee.press("1")
    assert "任务6" in trainee.lcd


def test_a_task_can_be_left_before_it_starts_and_gone_on_with_while_it_runs(trainee: Trainee) -> None:
    trainee.begin(1).press("9")
    assert "爱" not in trainee.lcd
    assert "到此为止" in trainee.lcd
    trainee.press("ok")
    assert trainee.page is Page.MENU
    assert trainee.scene.lessons.running
    trainee.press("9", "back")
    assert trainee.page is Page.MENU


def test_renewed_practice_data_ends_the_task_under_way(trainee: Trainee) -> None:
    trainee.begin(1).press("8", "0")
    assert "3 恢复练习数据" in trainee.lcd
    trainee.press("3", "ok")
    assert not trainee.scene.lessons.running


def test_a_task_whose_customers_were_all_served_says_so(trainee: Trainee) -> None:
    trainee.begin(5).serve(END).press("2").press("ok").serve(END).press("2")
    assert trainee.page is END
    assert "恢复练习数据" in trainee.lcd.replace("\n", "").replace(" ", "")


# fmt: off
NAMES = [
    # keys                        name
    (("2", "letter", "3", "letter"), "AD"),
    (("小", "王"),                "小王"),
    (("l", "i"),                  "li"),
    (("小", "clear", "大"),       "大"),
    (("1",) * 13,                 "1" * 12),
    (("王",) * 7,                 "王" * 6),
]
# fmt: on


@pytest.mark.parametrize(("keys", "name"), NAMES, ids=[row[1] for row in NAMES])
def test_a_name_by_the_pad_or_the_keyboard(trainee: Trainee, keys: tuple[str, ...], name: str) -> None:
    trainee.sign_on().press("9")
    for key in keys:
        trainee.press(key)
    assert trainee.scene.lessons.name == name
    trainee.press("ok")
    assert trainee.page is Page.LESSONS


def test_a_pasted_name_is_cleaned_and_cut_and_none_is_refused(trainee: Trainee) -> None:
    trainee.sign_on().press("9", "ok")
    assert trainee.page is Page.LESSON_NAME
    trainee.paste("\x1b[2J")
    trainee.paste("...").press("ok")
    assert trainee.page is Page.LESSON_NAME
    trainee.paste("\u202e欧阳上官司马长孙").press("ok")
    assert trainee.scene.lessons.trainee == "01 欧阳上官司马"


def test_without_a_counter_there_are_no_lessons() -> None:
    trainee = Trainee(FakeDesk(counter=None)).sign_on().press("9")
    assert trainee.page is Page.MENU
    assert "练习任务" not in trainee.lcd


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_every_page_of_every_task_fits(desk: Desk, lang: str) -> None:
    trainee = Trainee(desk, lang).begin(1)
    seen = []
    for _ in TASKS:
        seen += [trainee.lcd, trainee.press("help").lcd, trainee.press("back", "9").lcd, trainee.press("2").lcd]
        assert trainee.page is END
        trainee.press("1", "ok")
    assert max(columns(row) for lcd in seen for row in lcd.splitlines()) <= LCD_COLUMNS
    assert [lcd for lcd in seen if len(lcd.splitlines()) != LCD_ROWS] == []


def test_in_english_the_customers_speak_it_too(desk: Desk) -> None:
    trainee = Trainee(desk, "en").begin(2)
    rows = trainee.lcd.splitlines()
    assert rows[1].split() == ["Task", "2", "Main", "menu"]
    assert rows[2].rstrip() == "Part of the goods (mother with a child)"
    trainee.press("9")
    assert "mother with a child: Too many flasks" in trainee.lcd
    trainee.press("ok").serve(Page.ORDER).press("customers")
    assert [line for line in trainee.lcd.splitlines()[1:] if not line.isascii()] == []


def columns(text: str) -> int:
    return len(text.encode("gb18030"))


def test_a_digit_fetches_the_customer_beside_it_on_every_page_of_them(desk: Desk) -> None:
    cashier = Cashier(desk).sign_on().press("3", "1", "123456", "ok", "customers", "plus")  # type: ignore[arg-type]
    (first,) = (line for line in cashier.lcd.splitlines() if line.startswith("> 1 "))
    cashier.press("1")
    assert cashier.scene.customers[cashier.scene.draft.customer].name in first
    assert cashier.scene.draft.customer == 6
