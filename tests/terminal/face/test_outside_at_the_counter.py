"""The order screen where something of the sale is paid outside the terminal: said apart, and never called refunded."""

from dataclasses import replace

import pytest
from cashier import Cashier
from fake_desk import CARD_SALE

from protocol.transactions import Original, OriginalState
from terminal.desk.doors import Story

REMAINS = CARD_SALE.remaining_fen


def at(cashier: Cashier, original: Original) -> Cashier:
    cashier.at_original()
    cashier.scene = cashier.scene.drafted(cashier.scene.draft.with_original(original, Story()))
    return cashier


def with_outside(fen: int) -> Original:
    state = OriginalState.REFUNDED if fen == REMAINS else OriginalState.PARTLY_REFUNDED
    return replace(CARD_SALE, outside_fen=fen, state=state)


# fmt: off
SAID = [
    ("zh_CN", 1000,    ["其中终端外支付 *10.00", "有终端外支付", "可退金额 *102.68", "已退 *12.34"]),
    ("en",    1000,    ["Outside   *10.00", "paid outside", "Remaining *102.68"]),
    ("zh_CN", REMAINS, ["其中终端外支付 *112.68", "可退金额 *0.00"]),
]
# fmt: on


@pytest.mark.parametrize(("lang", "fen", "said"), SAID)
def test_what_is_paid_outside_is_told_apart(desk, lang: str, fen: int, said: list[str]) -> None:
    cashier = at(Cashier(desk, lang), with_outside(fen))
    assert [words for words in said if words not in cashier.lcd] == []


def test_with_nothing_left_it_goes_nowhere_and_says_why(desk) -> None:
    cashier = at(Cashier(desk, "zh_CN"), with_outside(REMAINS))
    page = cashier.page
    cashier.press("ok")
    assert cashier.page is page
    assert "登记终端外支付，不可再退" in cashier.lcd
    assert "已全部退货" not in cashier.lcd


def test_of_any_other_sale_nothing_is_said_of_it(desk) -> None:
    assert "终端外" not in at(Cashier(desk, "zh_CN"), CARD_SALE).lcd
