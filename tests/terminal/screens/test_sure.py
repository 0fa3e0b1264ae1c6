"""Every page that asks once more: digits and scans before 确认 make it be pressed twice, and 取消 always leads back."""

from dataclasses import replace

import pytest
from album import scenes
from cashier import Cashier
from fake_desk import FakeDesk

from terminal.face import stage
from terminal.face.pages import Page

# fmt: off
PAGES = [
    # a screen of a day             its page
    ("refund/confirm",              Page.CONFIRM),
    ("refund/give-up",              Page.GIVE_UP),
    ("refund/closing-done",         Page.CLOSING),
    ("refund/closing-undone",       Page.CLOSING),
    ("payment/void",                Page.VOID),
    ("payment/close-by-hand",       Page.CLOSE_BY_HAND),
    ("printing/settle",             Page.SETTLE),
    ("admin/sign-off",              Page.SIGN_OFF),
    ("admin/remove",                Page.REMOVE_OPERATOR),
    ("admin/reset",                 Page.RESET),
]
STRAYS = [
    ("a digit",                     lambda cashier: cashier.press("6")),
    ("two zeros",                   lambda cashier: cashier.press("00")),
    ("digits",                      lambda cashier: cashier.press("69012345")),
    ("a scan",                      lambda cashier: cashier.paste("80000026000246")),
    ("a scan of letters",           lambda cashier: cashier.paste("LKR1*8000")),
]
# fmt: on
on_each = pytest.mark.parametrize(("name", "page"), PAGES, ids=[row[0] for row in PAGES])


def standing_at(name: str, page: Page) -> Cashier:
    cashier = Cashier(FakeDesk())
    cashier.scene = scenes("zh_CN")[name]
    assert cashier.page is page
    return cashier


def acts(cashier: Cashier) -> bool:
    """确认 would ask something of the desk now, or lead on."""
    turn = stage.after_key(cashier.scene, "ok")
    return turn.ask is not None or turn.scene.page is not cashier.page


@on_each
@pytest.mark.parametrize("stray", [row[1] for row in STRAYS], ids=[row[0] for row in STRAYS])
def test_what_came_before_is_no_confirmation(name: str, page: Page, stray) -> None:
    cashier = standing_at(name, page)
    assert acts(cashier)
    stray(cashier)
    assert not acts(cashier)
    assert "尚未确认" in cashier.lcd
    cashier.press("ok")
    assert (cashier.page, "再按一次确认键" in cashier.lcd) == (page, True)  # a face of lines tells it from the first
    assert acts(cashier)


@on_each
def test_cancelling_leads_away_whatever_was_keyed(name: str, page: Page) -> None:
    cashier = standing_at(name, page).press("6", "back")
    assert cashier.page is not page
    assert not cashier.scene.stray


@on_each
def test_another_page_knows_nothing_of_it(name: str, page: Page) -> None:
    cashier = standing_at(name, page)
    cashier.scene = replace(cashier.scene, stray=True)
    assert not cashier.press("back").scene.stray
