"""换货 on the real desk: its new sale is never lost, whatever came between it and the refund, and is made once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cashier import Cashier
from supervisor import BY

from protocol.cards import TEST_CARDS
from scanner.salesslip import order_no
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.face.pages import Page
from terminal.settings import Settings
from terminal.trade.payment import PaymentState
from terminal.trade.refund import State

CARD_ORDER, QR_ORDER = order_no("800000260001"), order_no("800000260002")
REFUND = ("3", "1", "123456", "ok", QR_ORDER, "ok", "1", "4", "ok", "ok", "ok")
BY_CARD = ("3", "1", "123456", "ok", CARD_ORDER, "ok", "1", "4", "ok", "ok", "1", "ok")
SALE = ("1", "2000", "ok", "2", "ok", "ok")
"""By card, with no PIN."""
RECORD = ("menu", "records", "1")
DECLINED_ONCE = """
zh = "消费拒绝一次"
en = "the first sale is declined"
sees_zh = "余额不足"
sees_en = "insufficient funds"
links = "any"
[[rule]]
[rule.match]
transaction = "sale"
[rule.act]
code = "51"
"""

Start = Callable[..., Cashier]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """A cashier after the refund of an exchange; again: at the same terminal, started once more."""
    monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"drawn")
    desks: list[Desk] = []

    def on(link: str = "emulator:", *keys: str) -> Cashier:
        for desk in desks:
            desk.close()
        desks.append(open_desk(link, Settings(tmp_path / "home", "zh", 0.0)))
        return Cashier(desks[-1]).sign_on().press(*keys)

    yield on
    desks[-1].close()


def number_of(cashier: Cashier) -> str:
    (refund,) = cashier.desk.journal.refunds()
    return refund.exchange_no


def test_leaving_the_menu_of_sales_leads_back_to_the_refund(start: Start) -> None:
    cashier = start("emulator:", *REFUND, "1", "back")
    assert (cashier.page, "办理换货的新消费" in cashier.lcd) == (Page.RESULT, True)
    cashier.press("1", "2")
    assert (cashier.page, cashier.scene.payment.exchange_no) == (Page.PAY_AMOUNT, number_of(cashier))


@pytest.mark.parametrize("key", ["ok", "back"])
def test_a_sale_that_was_declined_leads_back_to_the_refund(start: Start, tmp_path: Path, key: str) -> None:
    scenario = tmp_path / "declined-once.toml"
    scenario.write_text(DECLINED_ONCE, encoding="utf-8")
    cashier = start(f"emulator:?scenario={scenario}", *REFUND, "1", *SALE)
    assert (cashier.page, cashier.scene.payment.ended.state) == (Page.PAY_RESULT, PaymentState.DECLINED)
    cashier.press(key)
    assert (cashier.page, "办理换货的新消费" in cashier.lcd) == (Page.RESULT, True)
    cashier.press("1", *SALE)
    assert [(one.state, one.exchange_no) for one in cashier.desk.journal.payments()] == [
        (PaymentState.DECLINED, number_of(cashier)),
        (PaymentState.APPROVED, number_of(cashier)),
    ]
    assert cashier.press(key).page is Page.MENU


def test_its_record_goes_on_with_it_until_it_is_sold(start: Start) -> None:
    cashier = start("emulator:", *REFUND, *RECORD)
    assert (cashier.page, "3 办理换货的新消费" in cashier.lcd) == (Page.RECORD, True)
    cashier.press("3", *SALE, "ok")
    assert cashier.desk.journal.payments()[-1].exchange_no == number_of(cashier)
    cashier.press("records", "1")
    assert (cashier.page, "办理换货" in cashier.lcd) == (Page.RECORD, False)
    assert cashier.press("3").page is Page.RECORD


def test_a_refund_that_a_person_found_to_be_done_goes_on_with_it(start: Start) -> None:
    cashier = start("emulator:", *REFUND)
    (refund,) = cashier.desk.journal.refunds()
    cashier.desk.journal.record("refund.closed_done", replace(refund, state=State.CLOSED_DONE))
    assert "3 办理换货的新消费" in cashier.press(*RECORD).lcd
    cashier.press("3", *SALE, "ok")
    assert cashier.desk.journal.payments()[-1].exchange_no == refund.exchange_no


def test_a_minute_without_a_key_or_a_new_start_loses_nothing(start: Start) -> None:
    cashier = start("emulator:", *REFUND).wait(61)
    assert cashier.page is Page.IDLE
    assert "办理换货的新消费" in cashier.press("ok", *RECORD).lcd
    again = start("emulator:", *RECORD)
    assert "3 办理换货的新消费" in again.lcd
    again.press("3", *SALE)
    assert again.desk.journal.payments()[-1].exchange_no == number_of(again)


def test_a_sale_that_was_voided_is_still_to_come(start: Start) -> None:
    cashier = start("emulator:", *REFUND, "1", *SALE)
    sale = cashier.scene.payment.ended
    (card,) = [one for one in TEST_CARDS.values() if one.masked == sale.payer]
    cashier.desk.payments.void(BY, sale.voucher_no, card, "", lambda _record: None)
    assert "办理换货的新消费" in cashier.press(*RECORD).lcd


@pytest.mark.usefixtures("nobody_waits")
def test_a_refund_found_at_the_next_start_goes_on_from_the_list(start: Start) -> None:
    cashier = start("emulator:?t_resp=0.1&t_cap=0.5&scenario=query-lost", *BY_CARD)
    assert "结果未知" in cashier.lcd
    again = start()
    assert (again.page, "> 1 成功" in again.lcd) == (Page.OPEN, True)
    again.press("1")
    assert (again.page, "1 办理换货的新消费" in again.lcd) == (Page.OPEN_ONE, True)
    again.press("1", "back")
    assert again.page is Page.RESULT
    again.press("1", *SALE)
    assert again.desk.journal.payments()[-1].exchange_no == number_of(again)


def test_a_refund_alone_has_no_sale_to_come(start: Start) -> None:
    cashier = start("emulator:", "3", "1", "123456", "ok", QR_ORDER, "ok", "ok", "ok", *RECORD)
    assert (cashier.page, "换货" in cashier.lcd) == (Page.RECORD, False)
