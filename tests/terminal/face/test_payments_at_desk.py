"""The same keys before the real desk and the in-process bank: each payment approved, declined and never answered."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from cashier import Cashier

from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.envelope import read
from protocol.framing import Deframer, Frame
from protocol.message import Message
from protocol.transport.base import Transport
from scanner.salesslip import PRACTICE_MARK
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.face.pages import Page
from terminal.settings import Settings
from terminal.trade.payment import PaymentKind, PaymentRecord, PaymentState

pytestmark = pytest.mark.usefixtures("nobody_waits")

S, K = PaymentState, PaymentKind
CARD = TEST_CARDS["unionpay"]
PIN = "135790"
PHONE = "134567890123456789"
SALE = ("1", "1", "1234", "ok", "1", "ok", PIN, "ok")
HOLD = ("4", "1", "5000", "ok", "1", "ok", PIN, "ok")
PAYING = frozenset({"0100", "0200"})
OF_HOLD = ("A", "ok", "D", "ok", "5000", "ok", "1", "ok", PIN, "ok")

At = Callable[..., Cashier]


class Tap:
    """Stands in the line and keeps the messages that the terminal sends."""

    def __init__(self, line: Transport, sent: list[Message]) -> None:
        self._line, self._sent = line, sent

    def write(self, data: bytes) -> None:
        self._sent += [read(heard.data).message for heard in Deframer().feed(data) if isinstance(heard, Frame)]
        self._line.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._line, name)


@pytest.fixture
def sent() -> list[Message]:
    """What left the terminal."""
    return []


@pytest.fixture
def at(tmp_path: Path, sent: list[Message], monkeypatch: pytest.MonkeyPatch) -> Iterator[At]:
    """A signed-on cashier; rules: (transaction or transactions, act, times) of a scenario."""
    monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"drawn")
    desks: list[Desk] = []

    def make(*rules: tuple[str | list[str], str, int]) -> Cashier:
        desks[-1:] = [desk for desk in desks[-1:] if desk.close()]
        faults = tmp_path / "faults.toml"
        head = 'zh = "故障"\nen = "faults"\nsees_zh = "冲正"\nsees_en = "a reversal"\nlinks = "any"\n'
        faults.write_text(head + "".join(map(_rule, rules)), "utf-8")
        scenario = f"&scenario={faults}" if rules else ""
        tapped = Options(transport=lambda line: cast(Transport, Tap(line, sent)))
        link = f"emulator:?t_resp=0.1&t_ack=0.05{scenario}"
        desks.append(open_desk(link, Settings(tmp_path / "home", "zh", 0.0), tapped))
        return Cashier(desks[-1]).sign_on()

    yield make
    for desk in desks:
        desk.close()


def _rule(row: tuple[str | list[str], str, int]) -> str:
    transaction, act, times = row
    return f"[[rule]]\n[rule.match]\ntransaction = {json.dumps(transaction)}\ntimes = {times}\n[rule.act]\n{act}\n"


def last(cashier: Cashier) -> PaymentRecord:
    """The journal's youngest payment."""
    return cashier.desk.journal.payments()[-1]


def to_void(voucher_no: str, *card: str) -> tuple[str, ...]:
    return ("2", "123456", "ok", voucher_no, "ok", "ok", *card)


# fmt: off
# kind, what is done before it, the keys of the payment itself; V: the voucher, A and D: number and day of what was done
KINDS = [
    (K.SALE,            (),        SALE),
    (K.QR_SALE,         (),        ("1", "2", "100", "ok", "ok", PHONE, "ok")),
    (K.VOID,            (SALE,),   ("2", "123456", "ok", "V", "ok", "ok", "1", PIN, "ok")),
    (K.QR_VOID,         (("1", "2", "100", "ok", "ok", PHONE, "ok"),), ("2", "123456", "ok", "V", "ok", "ok")),
    (K.PRE_AUTH,        (),        HOLD),
    (K.PRE_AUTH_VOID,   (HOLD,),   ("4", "2", "123456", "ok", *OF_HOLD)),
    (K.COMPLETION,      (HOLD,),   ("4", "3", *OF_HOLD)),
]
# fmt: on
ROWS = pytest.mark.parametrize(("kind", "before", "keys"), KINDS, ids=[str(row[0]) for row in KINDS])


def walked(cashier: Cashier, before: tuple[tuple[str, ...], ...], keys: tuple[str, ...]) -> PaymentRecord:
    """What the keys led to."""
    walked_to(cashier, before, keys)
    return last(cashier)


def walked_to(cashier: Cashier, before: tuple[tuple[str, ...], ...], keys: tuple[str, ...]) -> None:
    for earlier in before:
        cashier.press(*earlier, "menu")
        assert last(cashier).state is S.APPROVED
    done = cashier.desk.journal.payments()
    named = {"V": done[-1].voucher_no, "A": done[-1].auth_no, "D": done[-1].named.month_day} if done else {}
    typed = [sign for key in keys for sign in (named.get(key, key) if key in ("V", "A", "D") else [key])]
    cashier.press(*typed)


@ROWS
def test_approved(at: At, kind: PaymentKind, before: tuple[tuple[str, ...], ...], keys: tuple[str, ...]) -> None:
    cashier = at()
    record = walked(cashier, before, keys)
    assert (record.kind, record.state, cashier.page) == (kind, S.APPROVED, Page.PAY_RESULT)
    assert [word in cashier.lcd for word in ("交易成功", record.voucher_no, record.reference_no)] == [True] * 3
    assert any(record.voucher_no in line for line in cashier.scene.sheet.lines)
    shown = " ".join((cashier.lcd, repr(cashier.scene), *cashier.scene.sheet.lines))
    assert [secret for secret in (CARD.number, PIN, PHONE) if secret in shown] == []


@ROWS
def test_the_last_key_alone_sends_and_a_pin_goes_sealed(
    at: At, sent: list[Message], kind: PaymentKind, before: tuple[tuple[str, ...], ...], keys: tuple[str, ...]
) -> None:
    cashier = at()
    walked_to(cashier, before, keys[:-1])
    assert [message.mti for message in sent if message.mti in PAYING] == ["0100" if HOLD in before else "0200"] * len(
        before
    )
    cashier.press(keys[-1])
    (paying,) = [message for message in sent if message.mti in PAYING][len(before) :]
    by_card = kind not in (K.QR_SALE, K.QR_VOID)
    assert sorted(paying.fields.keys() & {26, 52, 53}) == ([26, 52, 53] if by_card else [])
    assert (paying.text(22)[2] == "1") is by_card


@ROWS
def test_declined(at: At, kind: PaymentKind, before: tuple[tuple[str, ...], ...], keys: tuple[str, ...]) -> None:
    cashier = at((kind.value, 'code = "61"', 1))
    record = walked(cashier, before, keys)
    assert (record.kind, record.state, record.code) == (kind, S.DECLINED, "61")
    assert [word in cashier.lcd for word in ("交易拒绝", "应答码 61", "客服热线")] == [True] * 3
    assert (cashier.scene.owed, cashier.press("ok").page) == ((), Page.MENU)


@ROWS
def test_silence_is_reversed_and_said(
    at: At, kind: PaymentKind, before: tuple[tuple[str, ...], ...], keys: tuple[str, ...]
) -> None:
    cashier = at((kind.value, 'lost = "answer"', 1))
    record = walked(cashier, before, keys)
    assert (record.kind, record.state, record.reversal_code) == (kind, S.REVERSED, "00")
    assert [one.state for one in cashier.told][-3:] == [S.PENDING, S.REVERSING, S.REVERSED]
    assert ("已冲正，本笔不作数" in cashier.lcd, "成功" in cashier.lcd) == (True, False)
    cashier.press("ok")
    assert walked(cashier, (), SALE).state is S.APPROVED


def test_a_hold_says_by_what_it_is_named_later(at: At) -> None:
    cashier = at()
    held = walked(cashier, (), HOLD)
    assert f"授权码   {held.auth_no} 日期 {held.named.month_day}" in cashier.lcd


def test_a_completion_is_voided(at: At) -> None:
    cashier = at()
    completed = walked(cashier, (HOLD,), KINDS[-1][2])
    cashier.press("ok", "4", "4", "123456", "ok", completed.voucher_no, "ok", "ok", "1", PIN, "ok")
    assert (last(cashier).kind, last(cashier).state) == (K.COMPLETION_VOID, S.APPROVED)


def test_the_customer_s_card_is_one_key_and_the_wrong_one_sends_nothing(at: At) -> None:
    cashier = at()
    sale = walked(cashier, (), SALE)
    cashier.press("ok", *to_void(sale.voucher_no), "2")
    assert (cashier.page, last(cashier)) == (Page.PAY_CARD, sale)
    assert cashier.press("swipe").page is Page.PIN


def test_three_tries_in_vain_end_with_a_person_and_never_vanish(at: At) -> None:
    silent = (["sale", "reversal"], 'lost = "answer"', 0)
    cashier = at(silent)
    owed = walked(cashier, (), SALE)
    assert (owed.state, owed.tries, "冲正未完成" in cashier.lcd) == (S.DUE, 1, True)
    cashier.press("ok", "menu", *SALE)
    assert (cashier.page, "冲正未得到应答" in cashier.lcd, last(cashier).tries) == (Page.OWED, True, 2)
    cashier.press("menu", *SALE)
    assert (cashier.page, "冲正不成功，请人工处理" in cashier.lcd) == (Page.OWED, True)
    assert any("故障报告单" in line for line in cashier.scene.sheet.lines)
    cashier.press("1", "4")
    assert any("故障报告单" in line for line in cashier.scene.sheet.lines)
    again = at()
    assert (again.page, owed.voucher_no in again.lcd, "待人工核对" in again.lcd) == (Page.OWED, True, True)
    again.press("1", "3", "123456", "ok", "ok")
    (closed,) = again.desk.journal.payments()
    assert (closed.state, closed.closed_by, again.page) == (S.CLOSED, "01", Page.MENU)
    assert at().page is Page.MENU


def test_a_refund_and_a_settlement_wait_for_a_reversal_and_say_so(at: At) -> None:
    cashier = at((["sale", "reversal"], 'lost = "answer"', 0))
    owed = walked(cashier, (HOLD,), SALE)
    refund = ("3", "1", "123456", "ok", "customers", "1", "scan", "ok", "1", "ok")
    cashier.press("ok", "menu", *refund)
    assert (cashier.page, "冲正未得到应答" in cashier.lcd) == (Page.CONFIRM, True)
    assert [one.state for one in cashier.told][-2:] == [S.REVERSING, S.DUE]
    cashier.press("menu", "7", "ok")
    assert (cashier.page, owed.voucher_no in cashier.lcd, "冲正不成功" in cashier.lcd) == (Page.OWED, True, True)
    assert any("故障报告单" in line for line in cashier.scene.sheet.lines)
    assert cashier.desk.journal.refunds() == cashier.desk.journal.settlements() == ()


def test_what_is_reversed_at_the_next_start_is_shown_once(at: At) -> None:
    owed = walked(at((["sale", "reversal"], 'lost = "answer"', 0)), (), SALE)
    again = at()
    assert (again.page, owed.voucher_no in again.lcd, "已冲正" in again.lcd) == (Page.OWED, True, True)
    assert "已冲正，本笔不作数" in again.press("1").lcd
    again.press("menu")
    assert again.scene.owed == ()


def test_a_person_tries_again_with_the_card(at: At) -> None:
    cashier = at(("sale", 'lost = "answer"', 1), ("reversal", 'lost = "answer"', 1))
    walked(cashier, (), SALE)
    cashier.press("ok", "1", "2", "1")
    assert (last(cashier).state, "已冲正" in cashier.lcd) == (S.REVERSED, True)


def test_a_balance_and_the_last_transaction(at: At) -> None:
    cashier = at().press("5", "1", "1", PIN, "ok")
    assert (cashier.page, "50,000.00" in cashier.lcd) == (Page.BALANCE, True)
    sale = walked(cashier.press("ok"), (), SALE)
    cashier.press("ok", "5", "2")
    assert [word in cashier.lcd for word in (sale.voucher_no, "12.34", "交易状态 成功")] == [True] * 3


def test_the_slip_of_a_balance(at: At) -> None:
    cashier = at().press("5", "1", "1", PIN, "ok", "1")
    slip = "\n".join(cashier.scene.sheet.lines)
    for words in ("余额查询单", "余额查询(BALANCE)", "可用余额(BALANCE)", "50000.00", "操作员号", PRACTICE_MARK):
        assert words in slip
    assert slip.count(PRACTICE_MARK) >= 3
    assert (CARD.number in slip, PIN in slip, "签名" in slip) == (False, False, False)
    out = cashier.desk.prints.wait(5.0)
    assert [one.trouble for one in out] == [()]
    assert [one.kind for one in cashier.desk.journal.entries() if one.kind != "receipt.printed"] == []
    assert cashier.desk.prints.left() == ()


def test_no_secret_is_in_the_journal_or_in_what_was_kept(at: At, tmp_path: Path) -> None:
    cashier = at((["sale"], 'lost = "answer"', 1))
    walked(cashier, (), SALE)
    walked(cashier.press("ok"), (), KINDS[1][2])
    cashier.desk.close()
    kept = b"".join(path.read_bytes() for path in sorted((tmp_path / "home").rglob("*")) if path.is_file())
    journal = b"".join(path.read_bytes() for path in sorted((tmp_path / "home" / "practice").glob("journal*")))
    assert len(journal) > 0
    assert [secret for secret in (CARD.number, PIN, PHONE) if secret.encode() in journal] == []
    assert PIN.encode() not in kept
