"""The order screen where the refund policy is against a refund: one line, and 确认 goes no further; else nothing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from case_walk import CaseWalk
from cashier import Cashier
from fake_desk import CARD_SALE
from policies import rules

from scanner.salesslip import order_no
from terminal.case.acts import Refused, Withdrawn
from terminal.case.policy import Fee, Rules, Ruling, Verdict
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.doors import Story
from terminal.desk.operators import Admitted
from terminal.face import stage
from terminal.face.asks.refund import Looked
from terminal.face.pages import Page
from terminal.settings import Settings

COUPLES, TODAYS = order_no("800000260018"), order_no("800000260002")
SOLD = date(2026, 11, 20)


def held(cashier: Cashier, one: Rules, days: int = 0, case_no: str = "", **story: object) -> Cashier:
    """At the original of a fake desk, under these rules, so many days after the sale."""
    cashier.at_original()
    ruling = Ruling("示例", one, SOLD, date.fromordinal(SOLD.toordinal() + days))
    told = Looked(CARD_SALE, Story(ruling=ruling, case_no=case_no, **story))
    draft = cashier.scene.draft
    cashier.scene = cashier.scene.drafted(draft.with_original(told.original, told.story))
    return cashier


def rows(cashier: Cashier) -> list[str]:
    return [row.strip() for row in cashier.lcd.splitlines()]


# fmt: off
LINES = [
    # lang, days, case, the line
    ("zh_CN", 31, "",             "须办退款申请（管理-9）：超过30天退货期"),
    ("zh_CN", 31, "202611220001", "须办退款申请202611220001（管理-9）："),
    ("en",    31, "",             "Needs a refund case (8-9): over 30 days"),
    ("en",    31, "202611220001", "Needs a refund case 202611220001 (8-9):"),
]
# fmt: on


@pytest.mark.parametrize(("lang", "days", "case_no", "line"), LINES)
def test_one_line_says_which_rule(desk, lang: str, days: int, case_no: str, line: str) -> None:
    cashier = held(Cashier(desk, lang), rules(), days, case_no)
    assert any(row.startswith(line) for row in rows(cashier))
    assert "示例" not in cashier.lcd
    assert "example" not in cashier.lcd
    assert "确认=" not in cashier.lcd
    assert "OK=" not in cashier.lcd


def test_within_the_rules_nothing_is_said(desk) -> None:
    assert held(Cashier(desk), rules(), 30).lcd == Cashier(desk).at_original().lcd


def test_going_on_is_refused_in_the_same_words_and_nothing_is_asked(cashier: Cashier, desk) -> None:
    held(cashier, rules(late=Verdict.REFUSED), 31)
    asked = len(desk.asked)
    cashier.press("ok")
    assert (cashier.page, len(desk.asked)) == (Page.ORIGINAL, asked)
    assert cashier.scene.note is not None
    assert cashier.scene.note.text == "note.not_here"
    assert rows(cashier).count("退款政策不允许：超过30天退货期") == 1, "once is enough"


def test_the_line_goes_with_what_is_chosen(cashier: Cashier) -> None:
    """112.68 is too much for the counter beside what went back before, 5.00 is not."""
    held(cashier, rules(case_above_fen=2_200))
    assert "须办退款申请（管理-9）：金额超过22.00元" in rows(cashier)
    cashier.press("1", "3", "500", "ok")
    assert not any("须办" in row for row in rows(cashier))
    assert cashier.press("ok").page is Page.CARD


def test_goods_that_do_not_come_back_are_named_until_they_are_left_out(cashier: Cashier) -> None:
    held(cashier, rules(not_returnable=("B2",), excluded=Verdict.REFUSED))
    assert "退款政策不允许：提拉米苏蛋糕不可退" in rows(cashier)
    cashier.press("1", "2", "down", "0", "ok", "ok")
    assert not any("不可退" in row for row in rows(cashier))


def test_a_fee_is_said(cashier: Cashier) -> None:
    assert "须办退款申请（管理-9）：须扣费用5.63元" in rows(held(cashier, rules(fee=Fee(50, 0, None, "折旧"))))


def test_a_void_is_offered_whatever_the_policy_says(cashier: Cashier) -> None:
    held(cashier, rules(window_days=0), 1, voucher_no="000045")
    assert "可改为撤销" in cashier.lcd
    assert cashier.press("3").scene.payment.voucher == "000045"


def test_a_sale_that_a_case_pays_alone_says_so_and_goes_no_further(cashier: Cashier, desk) -> None:
    held(cashier, rules(), voucher_no="000045", case_no="202611220001", barred_by="202611220001")
    asked = len(desk.asked)
    assert "有退款申请202611220001" in cashier.lcd
    assert "可改为撤销" not in cashier.lcd
    assert cashier.press("3", "ok").page is Page.ORIGINAL
    assert (cashier.scene.note.text, len(desk.asked)) == ("note.not_here", asked)


# fmt: off
BARS = [
    # lang, ended, the line, and the one below
    ("zh_CN", False, "有退款申请202611220001，在管理-9办理",     ""),
    ("zh_CN", True,  "有退款申请202611220001（管理-9）已结束，", "须主管重新受理或解除限制"),
    ("en",    False, "Refund case 202611220001 is about it: go", "to 8-9"),
    ("en",    True,  "Refund case 202611220001 ended but bars", "it (8-9): a supervisor reopens it or"),
]
# fmt: on


@pytest.mark.parametrize(("lang", "ended", "line", "below"), BARS)
def test_of_a_case_that_ended_the_order_screen_says_who_opens_the_way(
    desk, lang: str, ended: bool, line: str, below: str
) -> None:
    said = rows(held(Cashier(desk, lang), rules(), barred_by="202611220001", bar_only=ended))
    assert said[said.index(line) + 1] == below


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_a_long_name_stands_on_as_many_lines_as_it_needs(desk, lang: str) -> None:
    name = "现磨埃塞俄比亚耶加雪菲手冲咖啡豆礼盒装五百克" * 2
    desk.sales[CARD_SALE.order_no] = replace(CARD_SALE, goods=(replace(CARD_SALE.goods[0], name=name),))
    cashier = Cashier(desk, lang).at_original()
    ruling = Ruling("示例", rules(not_returnable=("*",)), SOLD, SOLD)
    original = cashier.scene.draft.original
    cashier.scene = cashier.scene.drafted(cashier.scene.draft.with_original(original, Story(ruling=ruling)))
    pages = [rows(cashier)[2:-1], rows(cashier.press("down"))[2:-1]]
    assert name in "".join(row for page in pages for row in page)


# ---- at the practice counter ----


@pytest.fixture
def at_desk(tmp_path: Path) -> Iterator[Callable[[str], Cashier]]:
    desk: Desk = open_desk("emulator:", Settings(tmp_path / "home", "zh", 0.0))
    yield lambda number: Cashier(desk).at_original(number)
    desk.close()


def test_the_couple_from_a_trip_are_told_at_once(at_desk: Callable[[str], Cashier]) -> None:
    cashier = at_desk(COUPLES)
    assert "须办退款申请（管理-9）：超过30天退货期" in rows(cashier)
    assert cashier.press("ok").page is Page.ORIGINAL


def test_a_case_under_way_stands_on_the_order_screen(tmp_path: Path) -> None:
    desk = open_desk("emulator:", Settings(tmp_path / "home", "zh", 0.0))
    cashier = Cashier(desk).sign_on()
    walk = CaseWalk(desk, tmp_path, order=TODAYS).opened()
    assert "须办" not in cashier.press("3", "1", "123456", "ok", TODAYS, "ok").lcd
    walk.gathered().applied()
    cashier.press("back", "ok")
    assert f"有退款申请{walk.no}" in cashier.lcd
    assert cashier.press("ok").page is Page.ORIGINAL
    boss = Admitted("00")
    desk.cases.act(boss, walk.no, Refused("截图不清", "请补清晰截图"))
    desk.cases.act(boss, walk.no, Withdrawn("客户撤回"))
    assert f"有退款申请{walk.no}（管理-9）已结束，" in rows(cashier.press("back", "ok"))
    desk.close()


def test_days_of_arrival_are_the_policys(at_desk: Callable[[str], Cashier]) -> None:
    cashier = at_desk(TODAYS)
    assert "预计到账 当日至3个工作日(示例)" in cashier.lcd
    assert "预计到账 当日至3个工作日(示例)" in cashier.press("ok", "ok").lcd


def test_a_broken_policy_says_where_and_signs_nobody_on(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "home", "zh", 0.0)
    desk = open_desk("emulator:", settings)
    cashier = Cashier(desk).press("ok", "0000", "ok")
    assert cashier.scene.station is not None
    settings.policy.write_text("name = 5", encoding="utf-8")
    again = Cashier(desk).sign_on()
    assert again.scene.station is None
    assert "退款政策文件有误：name" in again.lcd
    settings.policy.unlink()
    assert again.sign_on().scene.station is not None
    desk.close()


def test_a_desk_that_a_broken_policy_keeps_shut_says_so_at_the_start(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "home", "zh", 0.0)
    settings.home.mkdir()
    settings.policy.write_text("name = 5", encoding="utf-8")

    class Shut:
        """As the app makes it: opened when it is first asked."""

        def __getattr__(self, name: str) -> object:
            return getattr(open_desk("emulator:", settings), name)

    cashier = Cashier(Shut())
    assert (cashier.page, "退款政策文件有误" in cashier.lcd) == (Page.BOOT, True)
    assert stage.texts(cashier.scene)("hint.again") in cashier.lcd
