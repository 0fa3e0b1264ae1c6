"""取消 is never 确认: what was keyed for goods, an amount or another transaction is kept apart from what is done."""

from dataclasses import replace

import pytest
from cashier import Cashier

from terminal.face.drafts.refund import Option
from terminal.face.entry import Amount
from terminal.face.pages import Page

LEFT_FEN = 11268
"""What remains of the order in the conftest: three goods, two and one and two pieces."""


def plan(cashier: Cashier) -> tuple[Option, int]:
    return cashier.scene.draft.option, cashier.scene.draft.refund_fen


def test_an_amount_that_was_cancelled_is_not_refunded(cashier: Cashier) -> None:
    cashier.at_original().press("amount", "1500", "ok")
    assert plan(cashier) == (Option.AMOUNT, 1500)
    cashier.press("amount", "3", "back", "back")
    assert (cashier.page, plan(cashier)) == (Page.ORIGINAL, (Option.AMOUNT, 1500))
    assert cashier.press("amount").scene.draft.keyed_amount.fen == 15003
    cashier.press("back", "back", "ok", "1", "ok")
    assert cashier.desk.asked[-1][0].amount_fen == 1500


def test_goods_that_were_cancelled_are_not_refunded(cashier: Cashier) -> None:
    cashier.at_original().press("1", "2", "1", "ok", "0", "ok", "0", "ok")
    chosen = plan(cashier)
    cashier.press("1", "2", "0", "back", "back")
    assert (cashier.page, plan(cashier)) == (Page.ORIGINAL, chosen)
    assert cashier.press("1", "2").scene.draft.keyed_quantities == (0, 0, 0)
    cashier.press("back", "back", "ok", "1", "ok")
    assert cashier.desk.asked[-1][0].items == (("A1", 1),)


def test_the_whole_order_puts_away_what_was_keyed(cashier: Cashier) -> None:
    cashier.at_original().press("amount", "1500", "back", "1")
    assert (cashier.page, plan(cashier)) == (Page.ORIGINAL, (Option.WHOLE, LEFT_FEN))
    assert cashier.press("amount").scene.draft.keyed_amount == Amount(LEFT_FEN, preset=True)


@pytest.mark.parametrize(("fen", "words"), [(0, "金额不能为0"), (LEFT_FEN + 1, "超过可退金额")])
def test_the_order_itself_refuses_an_amount_that_it_has_not(cashier: Cashier, fen: int, words: str) -> None:
    cashier.at_original()
    draft = replace(cashier.scene.draft, by_amount=True, amount=Amount(fen))
    cashier.scene = cashier.scene.drafted(draft)
    cashier.press("ok")
    assert (cashier.page, words in cashier.lcd) == (Page.ORIGINAL, True)


def test_an_amount_of_one_hold_is_not_the_amount_of_another(cashier: Cashier) -> None:
    cashier.sign_on().press("4", "1", "10000", "back", "3", *"A1B2C3", "ok", "1121", "ok")
    assert (cashier.page, cashier.scene.payment.amount.fen) == (Page.PAY_AMOUNT, 0)


def test_a_kept_amount_is_replaced_by_the_first_digit(cashier: Cashier) -> None:
    cashier.sign_on().press("4", "1", "10000", "back", "1")
    assert cashier.scene.payment.amount == Amount(10000, preset=True)
    assert cashier.press("5").scene.payment.amount.fen == 5


def test_another_entry_of_the_menu_knows_no_hold(cashier: Cashier) -> None:
    cashier.sign_on().press("4", "3", *"A1B2C3", "ok", "1121", "ok", "back", "back", "back", "2", "123456", "ok")
    payment = cashier.scene.payment
    assert (cashier.page, payment.auth_no, payment.month_day) == (Page.AUTH_NO, "", "")
