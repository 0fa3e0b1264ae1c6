"""F1 names the keys that do something on the page as it stands, and no others."""

from dataclasses import replace

import pytest
from album import scenes
from cashier import Cashier
from fake_desk import CARD_ORDER, FakeDesk

from terminal.desk.door import RefundResult
from terminal.face import stage
from terminal.face.keys import Key
from terminal.face.offers import offered
from terminal.face.pages import Page
from terminal.screens.page import View

# fmt: off
CLEARS = [
    # keys after sign-on                              page            清除 does something
    ((),                                              Page.MENU,      False),
    (("3",),                                          Page.REFUND,    False),
    (("3", "1"),                                      Page.SUPERVISOR, True),
    (("3", "1", "123456", "ok"),                      Page.ORDER,     True),
    (("3", "1", "123456", "ok", CARD_ORDER, "ok"),    Page.ORIGINAL,  False),
    (("3", "1", "123456", "ok", CARD_ORDER, "ok", "1", "2"), Page.GOODS, True),
    (("1", "1"),                                      Page.PAY_AMOUNT, True),
]
# fmt: on


@pytest.mark.parametrize(("keys", "page", "clears"), CLEARS)
def test_clear_is_named_where_something_is_keyed(desk: FakeDesk, keys, page: Page, clears: bool) -> None:
    cashier = Cashier(desk).sign_on().press(*keys)
    assert cashier.page is page
    assert ("Bksp" in helped(cashier)) is clears


def test_nothing_goes_on_or_back_while_an_answer_is_awaited(desk: FakeDesk) -> None:
    cashier = Cashier(desk).at_original().press("ok", "1")
    scene = stage.after_key(cashier.scene, "ok").scene
    assert scene.page is Page.SENDING
    cashier.scene = stage.after_key(scene, Key.HELP).scene
    names = [line.split()[0] for line in cashier.lcd.splitlines()[2:] if line.strip()]
    assert {"Enter", "Esc", "Bksp", "F9"}.isdisjoint(names)
    assert "F3" in names


def test_no_menu_is_promised_to_who_is_not_signed_on(desk: FakeDesk) -> None:
    assert "F9" not in helped(Cashier(desk).press("ok"))


def test_the_arrows_are_named_on_the_last_look_where_it_has_pages(desk: FakeDesk) -> None:
    cashier = Cashier(desk).at_original().press("ok", "1")
    assert cashier.page is Page.CONFIRM
    assert ("1/2" in cashier.lcd, "Up/Down" in helped(cashier)) == (False, False)
    sale = desk.sales[CARD_ORDER]
    long = tuple(replace(goods, name="特级初榨橄榄油礼盒装送朋友送长辈" * 3, returned=0) for goods in sale.goods)
    desk.sales[CARD_ORDER] = replace(sale, goods=long, refunded_fen=0)
    paged = Cashier(desk).at_original().press("ok", "1")
    assert ("1/2" in paged.lcd, "Up/Down" in helped(paged)) == (True, True)


def test_keys_that_turn_the_page_are_offered_wherever_the_last_row_names_them() -> None:
    """As many pages as the album has, and lists without a bound."""
    named = {
        scene.page for scene in scenes("zh_CN").values() if not scene.overlay and "+/-=翻页" in stage.view(scene).hint
    }
    named |= {Page.OPEN, Page.ENDED, Page.OWED, Page.OPERATOR_LIST, Page.LINE}
    assert len(named) > 15
    assert {page for page in named if not {Key.PLUS, Key.MINUS} <= set(offered(page))} == set()


def test_of_more_open_refunds_than_a_page_has_help_names_the_keys_that_turn_it(desk: FakeDesk, open_record) -> None:
    keys = (replace(open_record.key, trace_no=f"{number:06}") for number in range(1, 11))
    desk.left_open += [RefundResult(replace(open_record, key=key)) for key in keys]
    cashier = Cashier(desk).sign_on().press("menu", "3", "9")
    assert (cashier.page, "1/2" in cashier.lcd, "+/-" in cashier.lcd) == (Page.OPEN, True, True)
    assert "2/2" in cashier.press("plus").lcd
    assert [line for line in helped(cashier).splitlines() if line.startswith("+")]


# fmt: off
BACK = [
    # keys after sign-on                              page             what 取消 does there
    ((),                                              Page.MENU,       "待机"),
    (("3",),                                          Page.REFUND,     "返回主菜单"),
    (("3", "1"),                                      Page.SUPERVISOR, "退回上一步，输入保留"),
    (("3", "1", "123456", "ok", CARD_ORDER, "ok"),    Page.ORIGINAL,   "退回上一步，输入保留"),
]
# fmt: on


@pytest.mark.parametrize(("keys", "page", "does"), BACK)
def test_help_says_where_back_leads(desk: FakeDesk, keys: tuple[str, ...], page: Page, does: str) -> None:
    cashier = Cashier(desk).sign_on().press(*keys)
    assert (cashier.page, back_of(cashier)) == (page, does)


def test_nothing_keyed_is_promised_to_stay_after_a_result(desk: FakeDesk) -> None:
    cashier = Cashier(desk).at_original().press("ok", "1", "ok")
    assert (cashier.page, back_of(cashier)) == (Page.RESULT, "返回主菜单")


def test_before_sign_on_back_ends_the_terminal(desk: FakeDesk) -> None:
    cashier = Cashier(desk)
    assert (cashier.page, back_of(cashier)) == (Page.OPERATOR, "退出终端")


def test_no_way_back_is_promised_while_it_starts(desk: FakeDesk) -> None:
    cashier = Cashier(desk)
    cashier.scene = stage.started("zh_CN").scene
    assert "Esc" not in helped(cashier)


def test_the_main_menu_says_that_back_leads_to_the_idle_screen(desk: FakeDesk) -> None:
    cashier = Cashier(desk).sign_on()
    assert cashier.lcd.splitlines()[-1].strip() == "数字=选择 取消=待机"
    assert Cashier(desk, "en").sign_on().lcd.splitlines()[-1].strip() == "Digit=choose Cancel=idle"


def back_of(cashier: Cashier) -> str:
    """What F1 says of 取消."""
    (row,) = (line for line in helped(cashier).splitlines() if line.startswith("Esc"))
    return row.split()[-1]


def helped(cashier: Cashier) -> str:
    """All of what F1 lists."""
    pages = [cashier.press("help").lcd, cashier.press("plus").lcd]
    cashier.press("back")
    return "\n".join(pages)


def test_a_view_has_arrows_unless_it_says_otherwise() -> None:
    assert (View("", ()).arrows, View("", ()).keyed) == (True, False)
