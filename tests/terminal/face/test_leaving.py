"""Leaving while an answer is awaited: not at once, then with the truth told; and which keys are offered."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from cashier import Cashier
from fake_desk import CARD_SALE, FakeDesk, make_record
from fake_payments import paid

from terminal.face import stage
from terminal.face.asks.refund import Submit
from terminal.face.flow import AWAITING
from terminal.face.keys import Key
from terminal.face.leaving import LONG_S, exit_code
from terminal.face.pages import Page
from terminal.screens.frame import bar
from terminal.screens.page import BODY_ROWS
from terminal.trade.payment import PaymentKind, PaymentState
from terminal.trade.refund import State

# fmt: off
WAYS = [
    # page,            what is told there,        what must stand in the question
    (Page.SENDING,     "refund",    ("结果未知", "请勿重复退货", "下次启动会自动查询")),
    (Page.SENDING,     "reversal",  ("尚未发送", "下次启动会先冲正")),
    (Page.PAY_SENDING, "reversal",  ("结果未知", "请勿重复收款", "下次启动会先冲正")),
    (Page.SETTLING,    "",          ("结算未完", "下次启动后请继续结算")),
    (Page.SENDING,     "query",     ("结果未知", "请勿重复退货")),
]
# fmt: on


TOLD = {
    "refund": (replace(make_record(CARD_SALE, 1, (), 7), state=State.PENDING),),
    "reversal": (replace(paid(PaymentKind.SALE, 900, None, 9), state=PaymentState.REVERSING),),
    "query": (replace(make_record(CARD_SALE, 1, (), 7), state=State.QUERYING),),
    "": (),
}

At = Callable[..., Cashier]


@pytest.fixture
def awaiting(cashier: Cashier) -> At:
    """A cashier on that page, where this has been told."""

    def make(page: Page, told: str, lang: str = "zh_CN") -> Cashier:
        cashier.sign_on()
        arrived = stage.SCREENS[page].entered(replace(cashier.scene, page=page, arrived_s=cashier.scene.now_s))
        cashier.scene = replace(arrived, lang=lang)
        for progress in TOLD[told]:
            cashier.scene = stage.after_told(cashier.scene, progress)
        return cashier

    return make


def keys_of(cashier: Cashier) -> set[str]:
    return {key for key, _ in bar(cashier.scene)}


@pytest.mark.parametrize(("page", "told", "words"), WAYS)
def test_after_some_seconds_quit_tells_what_becomes_of_it_and_leaves(
    awaiting: At, page: Page, told: str, words: tuple[str, ...]
) -> None:
    cashier = awaiting(page, told)
    cashier.wait(LONG_S - 0.5).press("quit")
    assert ("交易进行中" in cashier.lcd, cashier.scene.overlay) == (True, "")
    assert keys_of(cashier).isdisjoint({Key.MENU, Key.QUIT})
    assert "交易进行中" not in cashier.wait(0.5).lcd
    cashier.press("quit")
    asked = cashier.lcd.replace("\n", "")
    assert [word for word in (*words, "确定退出终端吗") if word not in asked] == []
    assert (Key.QUIT in keys_of(cashier), Key.MENU in keys_of(cashier)) == (True, False)
    assert (cashier.press("back").page, cashier.scene.overlay, cashier.left) == (page, "", False)
    assert cashier.press("quit", "ok").left
    assert exit_code(cashier.scene) == 3


def test_every_page_that_awaits_has_its_words() -> None:
    assert {page for page, *_ in WAYS} == AWAITING


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@pytest.mark.parametrize(("page", "told"), [row[:2] for row in WAYS])
def test_what_stands_there_meanwhile_fits(awaiting: At, page: Page, told: str, lang: str) -> None:
    cashier = awaiting(page, told, lang).wait(99)
    assert len(stage.view(cashier.scene).lines) < BODY_ROWS, "the last row is for what a scenario does"
    assert len(stage.view(cashier.press("quit").scene).lines) <= BODY_ROWS


def test_functions_and_help_offer_no_key_that_is_refused(awaiting: At) -> None:
    cashier = awaiting(Page.SENDING, "refund").press("functions")
    assert [word for word in ("菜单", "退出") if word in cashier.lcd] == []
    cashier.wait(LONG_S)
    assert ("菜单" in cashier.lcd, "退出" in cashier.lcd) == (False, True)


def test_an_answer_that_comes_first_is_seen_first(cashier: Cashier, desk: FakeDesk) -> None:
    cashier.at_original().press("ok", "1")
    turn = stage.after_key(cashier.scene, "ok")
    assert isinstance(turn.ask, Submit)
    cashier.scene = turn.scene
    cashier.wait(LONG_S).press("quit")
    cashier._take(stage.after_answer(cashier.scene, turn.ask, turn.ask.perform(desk, lambda _: None)))
    assert (cashier.page, cashier.scene.overlay, "交易成功" in cashier.lcd) == (Page.RESULT, "", True)
    assert exit_code(cashier.scene) == 0
