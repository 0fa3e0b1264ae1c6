"""退货 on the real desk over the in-process emulator: keys counted, nothing sent before the last 确认, 换货, 撤销."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cashier import Cashier

from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder
from protocol.transport.base import Transport
from scanner.salesslip import PRACTICE_SLIP_KEY, make_payload, order_no, spaced
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.face.drafts.refund import Option
from terminal.face.keys import ON_THE_PAD
from terminal.face.pages import Page
from terminal.settings import Settings
from terminal.trade.payment import PaymentKind, PaymentState

CARD_ORDER, QR_ORDER = order_no("800000260001"), order_no("800000260002")
CARD_PAID, QR_PAID = 12850, 5990
PAD = {*"0123456789", "00", *ON_THE_PAD}
"""What a numeric pad with Enter, Backspace and Esc has."""


class Counted(Cashier):
    """Counts keys from now on; passwords are keyed before."""

    keys = 0

    def press(self, *keys: str) -> "Counted":
        self.keys += sum(len(key) if key.isdecimal() else 1 for key in keys)
        super().press(*keys)
        return self


class Tap:
    """Keeps what was written to the line."""

    def __init__(self, line: Transport) -> None:
        self._line = line
        self.written: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.written.append(data)
        self._line.write(data)

    def __getattr__(self, name: str) -> object:
        return getattr(self._line, name)


@pytest.fixture
def taps() -> list[Tap]:
    return []


@pytest.fixture
def desk(tmp_path: Path, taps: list[Tap], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"drawn")

    def tapped(line: Transport) -> Transport:
        taps.append(Tap(line))
        return taps[-1]

    desk = open_desk("emulator:", Settings(tmp_path / "home", "zh", 0.0), Options(transport=tapped))
    yield desk
    desk.close()


@pytest.fixture
def counted(desk: Desk) -> Callable[..., Counted]:
    def at(*keys: str) -> Counted:
        cashier = Counted(desk)
        cashier.sign_on().press(*(keys or ("3", "1", "123456", "ok")))
        cashier.keys = 0
        return cashier

    return at


def scanned(cashier: Counted, number: str, fen: int) -> Counted:
    """A scanner that types the slip's code."""
    cashier.paste(make_payload(number, fen, PRACTICE_SLIP_KEY))
    assert cashier.page is Page.ORIGINAL
    return cashier


def test_three_keys_at_most_for_what_was_paid_by_qr(counted: Callable[..., Counted]) -> None:
    cashier = scanned(counted(), QR_ORDER, QR_PAID).press("ok", "ok")
    assert (cashier.page, "交易成功" in cashier.lcd) == (Page.RESULT, True)
    assert cashier.keys <= 3


def test_five_keys_at_most_for_a_card_with_presenting_it(counted: Callable[..., Counted]) -> None:
    cashier = scanned(counted(), CARD_ORDER, CARD_PAID).press("ok", "1", "ok")
    assert (cashier.page, "交易成功" in cashier.lcd) == (Page.RESULT, True)
    assert cashier.keys <= 5


def test_supervisor_card_and_the_last_look_are_never_left_out(counted: Callable[..., Counted]) -> None:
    cashier = counted("3", "1")
    assert cashier.page is Page.SUPERVISOR
    seen = [cashier.press(*keys).page for keys in (("123456", "ok"), (CARD_ORDER, "ok"), ("ok",), ("1",), ("ok",))]
    assert seen == [Page.ORDER, Page.ORIGINAL, Page.CARD, Page.CONFIRM, Page.RESULT]


# fmt: off
BY = [
    # how the original is named from the pad
    ("number",     (CARD_ORDER, "ok")),
    ("its end",    (CARD_ORDER[-6:], "ok")),
    ("amount",     (str(CARD_PAID), "ok")),
    ("the list",   ("ok", CARD_ORDER[-6:], "ok")),
]
# fmt: on


@pytest.mark.parametrize("keys", [row[1] for row in BY], ids=[row[0] for row in BY])
def test_the_numeric_pad_alone_finishes_a_refund(counted: Callable[..., Counted], keys: tuple[str, ...]) -> None:
    whole = (*keys, "1", "2", "1", "ok", "minus", "ok", "2", "2", "ok", "1", "ok")
    assert {key for one in whole for key in (one if one.isdecimal() else (one,))} <= PAD
    cashier = counted().press(*whole)
    assert "交易成功" in cashier.lcd


def test_nothing_is_sent_or_written_before_the_last_confirmation(
    counted: Callable[..., Counted], desk: Desk, taps: list[Tap]
) -> None:
    cashier = counted()
    cashier.press(CARD_ORDER, "ok")
    after_query = len(taps[-1].written)
    cashier.press("1", "4", "1", "ok", "ok", "2", "2", "ok", "1", "down")
    assert cashier.page is Page.CONFIRM
    assert len(taps[-1].written) == after_query
    assert [entry.kind for entry in desk.journal.entries() if entry.kind.startswith("refund")] == []
    cashier.press("back", "back")
    assert cashier.page is Page.ORIGINAL
    assert (cashier.scene.draft.option, cashier.scene.draft.reason) == (Option.EXCHANGE, 1)
    assert len(taps[-1].written) == after_query
    cashier.press("ok", "1", "ok")
    kinds = [entry.kind for entry in desk.journal.entries() if entry.kind.startswith("refund")]
    assert kinds == ["refund.intent", "refund.approved"]
    assert len(taps[-1].written) > after_query


def test_a_step_back_keeps_what_was_chosen_for_the_same_order(counted: Callable[..., Counted]) -> None:
    cashier = counted().press(CARD_ORDER, "ok", "1", "2", "1", "ok", "1", "ok", "2", "3")
    chosen = cashier.scene.draft.items
    cashier.press("back")
    assert cashier.page is Page.ORDER
    cashier.press("ok")
    assert (cashier.scene.draft.items, cashier.scene.draft.reason) == (chosen, 2)
    cashier.press("back", *["clear"] * 14, QR_ORDER, "ok")
    assert (cashier.scene.draft.option, cashier.scene.draft.reason) == (Option.WHOLE, 0)


def test_an_exchange_is_linked_on_both_slips(counted: Callable[..., Counted], desk: Desk) -> None:
    cashier = scanned(counted(), QR_ORDER, QR_PAID).press("1", "4", "ok", "ok", "ok", "1")
    number = cashier.scene.payment.exchange_no
    assert (cashier.page, len(number)) == (Page.SALE, 12)
    cashier.press("2", "3000", "ok", "ok").paste("134567890123456789")
    cashier.press("ok")
    (sale,) = desk.journal.payments()
    assert (sale.state, sale.exchange_no, sale.amount_fen) == (PaymentState.APPROVED, number, 3000)
    assert [refund.exchange_no for refund in desk.journal.refunds()] == [number]
    assert sum(line.endswith(number) for line in desk.payments.slip(sale).lines) == 2


def test_todays_sale_by_card_is_voided_in_one_key_from_its_order_screen(
    counted: Callable[..., Counted], desk: Desk
) -> None:
    cashier = counted("menu")
    sale = desk.payments.sale(4321, TEST_CARDS["unionpay"], "", lambda _record: None).record
    cashier.press("3", "1", "123456", "ok", sale.voucher_no, "ok")
    assert "可改为撤销" in cashier.lcd
    assert cashier.press("3").page is Page.VOID
    cashier.press("back")
    assert cashier.page is Page.ORIGINAL
    cashier.press("3", "ok", "1", "ok")
    kinds = [record.kind for record in desk.journal.payments()]
    assert kinds == [PaymentKind.SALE, PaymentKind.VOID]
    assert desk.journal.refunds() == ()


def test_a_refunded_order_is_not_refunded_again(counted: Callable[..., Counted], desk: Desk) -> None:
    scanned(counted(), QR_ORDER, QR_PAID).press("ok", "ok", "ok")
    assert desk.find(ByOrder(QR_ORDER)).remaining_fen == 0
    cashier = counted()
    cashier.paste(spaced(QR_ORDER))
    assert "已全部退货" in cashier.lcd
    assert cashier.press("ok").page is Page.ORIGINAL
    assert "凭证号" in cashier.press("down").lcd


def test_a_slip_that_was_altered_is_refused(counted: Callable[..., Counted]) -> None:
    cashier = counted()
    cashier.paste(make_payload(QR_ORDER, QR_PAID, b"another key"))
    assert "非本店销售单" in cashier.lcd
    assert cashier.page is Page.ORDER


@pytest.mark.usefixtures("nobody_waits")
def test_a_terminal_closed_while_it_waits_says_at_the_next_start_what_became_of_it(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "home", "zh", 0.0)
    silent = open_desk("emulator:?t_resp=0.1&t_cap=1&scenario=query-lost", settings)
    cashier = Counted(silent).sign_on().press("3", "1", "123456", "ok", CARD_ORDER, "ok", "ok", "1", "ok")
    assert "结果未知,正在查询,请勿重复退货" in cashier.lcd
    silent.close()
    again = open_desk("emulator:", settings)
    cashier = Counted(again).sign_on()
    assert (cashier.page, "> 1 成功" in cashier.lcd) == (Page.OPEN, True)
    cashier.press("1")
    assert "交易成功" in cashier.lcd
    again.close()
