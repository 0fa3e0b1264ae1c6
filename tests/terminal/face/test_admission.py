"""主管密码 counts for what it was keyed for: asked for again at the next refund or void, whatever came between."""

from dataclasses import replace

import pytest
from cashier import Cashier
from fake_desk import FakeDesk
from supervisor import BY

from terminal.desk.operators import Admitted
from terminal.face.pages import Page


@pytest.fixture
def cashier(desk: FakeDesk) -> Cashier:
    return Cashier(desk).at_original()


def test_the_supervisor_stands_for_what_was_allowed(cashier: Cashier) -> None:
    assert (cashier.page, cashier.scene.by) == (Page.ORIGINAL, BY)


# fmt: off
BETWEEN = [
    # what comes between                    the page that asks again
    (("back", "back", "1"),                 Page.SUPERVISOR),      # 取消, and another way of 退货
    (("back", "back", "3"),                 Page.SUPERVISOR),
    (("menu", "3", "1"),                    Page.SUPERVISOR),      # 菜单 in the middle
    (("menu", "2"),                         Page.PAY_SUPERVISOR),  # another trade
    (("menu", "4", "2"),                    Page.PAY_SUPERVISOR),
    (("ok", "1", "ok", "ok", "3", "1"),     Page.SUPERVISOR),      # done, and another refund
]
# fmt: on


@pytest.mark.parametrize(("keys", "page"), BETWEEN)
def test_it_is_asked_for_again(cashier: Cashier, keys: tuple[str, ...], page: Page) -> None:
    cashier.press(*keys)
    assert (cashier.page, cashier.scene.allowed, cashier.scene.by) == (page, None, Admitted("01"))


@pytest.mark.parametrize("asking", [("3", "1"), ("2",), ("4", "2")])
def test_a_stale_one_is_gone_where_the_password_is_asked_for(desk: FakeDesk, asking: tuple[str, ...]) -> None:
    cashier = Cashier(desk).sign_on()
    cashier.press(*asking[:-1])
    cashier.scene = replace(cashier.scene, allowed=BY)
    cashier.press(asking[-1])
    assert (cashier.page in {Page.SUPERVISOR, Page.PAY_SUPERVISOR}, cashier.scene.allowed) == (True, None)


def test_the_result_has_used_it_up(cashier: Cashier) -> None:
    cashier.press("ok", "1", "ok")
    assert (cashier.page, cashier.scene.allowed) == (Page.RESULT, None)
