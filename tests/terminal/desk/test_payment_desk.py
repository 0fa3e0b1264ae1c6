"""Payments at the desk where something fails that is not the line: journal, printer, dialect, or the original."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from supervisor import BY

from protocol.cards import TEST_CARDS
from protocol.transactions import ByReference, Channel, Echo
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.line.payment_talks import PaymentTalk, QuestionTalk
from terminal.parameters import Parameters, write_parameters
from terminal.records.journal import Journal, JournalError
from terminal.settings import Settings
from terminal.trade.payment import PaymentRecord, PaymentState
from terminal.trade.refund import Cause

pytestmark = pytest.mark.usefixtures("nobody_waits")

S = PaymentState
CARD = TEST_CARDS["unionpay"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", "zh", 0.0)


@pytest.fixture
def opened(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Desk]]:
    monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"drawn")
    desks: list[Desk] = []

    def make(link: str = "emulator:?t_resp=0.2&t_ack=0.1") -> Desk:
        desks.append(open_desk(link, settings))
        desks[-1].sign_on("01")
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


def sold(desk: Desk, fen: int = 100) -> PaymentRecord:
    return desk.payments.sale(fen, CARD, "", lambda _record: None).record


WALLETS = [
    ("134567890123456789", Channel.WECHAT),
    ("2812345678901234", Channel.ALIPAY),
    ("305678901234567890123456", Channel.ALIPAY),
    ("fp" + "aZ0" * 11, Channel.ALIPAY),
    ("6212345678901234567", Channel.UNIONPAY_QR),
]


@pytest.mark.parametrize(("code", "channel"), WALLETS)
def test_every_wallets_code_pays_and_stands_nowhere_whole(opened, settings, code: str, channel: Channel) -> None:
    desk = opened()
    record = desk.payments.qr_sale(100, code, lambda _record: None).record
    assert (record.state, record.channel) == (S.APPROVED, channel)
    assert [frame for frame in desk.device.frames() if code[6:-4] in repr(frame)] == []
    assert [entry for entry in desk.journal.entries() if code[6:-4] in repr(entry.body)] == []


NO_CODES = ["281234567890123", "2812345678901234567890123", "fp" + "A" * 32, "fp" + "A" * 34, "13456789012345678", ""]


@pytest.mark.parametrize("code", NO_CODES)
def test_what_is_no_wallets_code_is_refused(opened, code: str) -> None:
    with pytest.raises(Refusal, match="payer_code_unknown"):
        opened().payments.qr_sale(100, code, lambda _record: None)


class Full:
    """A journal whose n-th record of this run, and everything after it, can't be written."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
        self.left = number
        inner = Journal.record

        def record(journal: Journal, kind: str, kept: Any) -> None:
            self.left -= 1
            if self.left <= 0:
                raise JournalError("journal_write", "full")
            inner(journal, kind, kept)

        monkeypatch.setattr(Journal, "record", record)


def test_nothing_is_sent_when_the_intent_cannot_be_written(opened: Callable[..., Desk]) -> None:
    desk, told = opened(), []
    with pytest.MonkeyPatch.context() as patch:
        Full(patch, 1)
        with pytest.raises(Refusal, match="journal_write"):
            desk.payments.sale(100, CARD, "", told.append)
    assert (told, desk.journal.payments()) == ([], ())
    assert sold(desk).state is S.APPROVED
    assert desk.batch.now().totals.domestic.debit_count == 1
    assert desk.batch.settle(lambda _record: None).balanced


@pytest.mark.parametrize("number", [2, 3])
def test_a_journal_that_fails_under_way_leaves_what_is_durable(
    opened: Callable[..., Desk], tmp_path: Path, number: int
) -> None:
    """2: the approval, or that the 冲正 leaves; then nothing more is sent. It is undone at the next start."""
    faults = tmp_path / "faults.toml"
    head = 'zh = "故障"\nen = "faults"\nsees_zh = "冲正"\nsees_en = "a reversal"\nlinks = "any"\n'
    act = '[[rule]]\n[rule.match]\ntransaction = "sale"\n[rule.act]\nlost = "answer"\n' if number == 3 else ""
    faults.write_text(head + (act or '[[rule]]\n[rule.match]\ntransaction = "echo"\n[rule.act]\ncopies = 2\n'), "utf-8")
    desk = opened(f"emulator:?t_resp=0.2&t_ack=0.1&scenario={faults}")
    with pytest.MonkeyPatch.context() as patch:
        Full(patch, number)
        left = sold(desk)
    assert left.state is {2: S.PENDING, 3: S.REVERSING}[number]
    desk.close()
    again = opened()
    (result,) = again.payments.resume(lambda _record: None)
    assert (result.record.key, result.record.state, result.record.reversal_code) == (left.key, S.REVERSED, "00")


def test_a_slip_that_was_not_printed_is_printed_at_the_next_start(
    opened: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened()
    with monkeypatch.context() as broken:
        broken.setattr("terminal.printers.file_printer.save_new", fail)
        record = sold(desk)
        (out,) = desk.prints.wait(10)
    assert (record.state, len(out.trouble)) == (S.APPROVED, 2)
    assert [entry.kind for entry in desk.journal.entries()] == ["payment.intent", "payment.approved"]
    desk.close()
    again = opened()
    (result,) = again.payments.resume(lambda _record: None)
    assert (result.record, any("重打印" in line for line in result.printed.lines)) == (record, True)
    assert again.payments.resume(lambda _record: None) == ()


def fail(*_words: object, **_options: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_refund_that_is_open_blocks_the_void_of_its_sale(
    opened: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened()
    sale = sold(desk)
    original = desk.find(ByReference(sale.reference_no, sale.named.month_day))

    class Stopped(Exception):
        pass

    def stop(*_words: object, **_options: object) -> None:
        raise Stopped

    with monkeypatch.context() as patched:
        patched.setattr("terminal.line.talks.RefundTalk._request", stop)
        with pytest.raises(Stopped):
            desk.refund(BY, RefundRequest(original, 100), CARD, lambda _record: None)
    with pytest.raises(Refusal, match="original_busy"):
        desk.payments.void(BY, sale.voucher_no, CARD, "", lambda _record: None)


def test_a_line_without_payments_refuses_before_there_is_an_intent(
    opened: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a payment device's dialect does, which has a refund and nothing else."""
    from protocol.dialects.hypercom.register import Hypercom

    desk = opened()
    monkeypatch.setattr(
        type(desk._till.dialect), "encode", lambda _self, request, keys: Hypercom().encode(request, keys)
    )
    for ask in (lambda: sold(desk), lambda: desk.payments.balance(CARD, ""), lambda: desk.batch.settle(print)):
        with pytest.raises(Refusal, match="link_no_such_payment"):
            ask()
    assert (desk.journal.payments(), desk.journal.settlements()) == ((), ())


def test_a_line_that_can_not_be_opened_has_sent_nothing(
    opened: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    from protocol.transport.base import LineClosedError
    from protocol.transport.pipe import PipeTransport

    def closed(*_words: object) -> None:
        raise LineClosedError("gone")

    desk = opened()
    with monkeypatch.context() as gone:
        gone.setattr(PipeTransport, "write", closed)
        record = sold(desk)
        assert (record.state, record.cause, record.tries) == (S.NOT_SENT, Cause.LINE_LOST, 0)
        with pytest.raises(Refusal, match="link_unavailable"):
            desk.payments.balance(CARD, "")
    assert desk.payments.unsettled() == ()
    assert sold(desk).state is S.APPROVED


def test_a_card_is_held_no_longer_than_its_payment_is_open(opened: Callable[..., Desk], tmp_path: Path) -> None:
    desk = opened(scripted(tmp_path, "sale", 'lost = "answer"'))
    assert sold(desk).state is S.REVERSED
    assert sold(desk).state is S.APPROVED
    assert desk.payments._numbers == {}
    with pytest.MonkeyPatch.context() as patch:
        Full(patch, 1)
        with pytest.raises(Refusal, match="journal_write"):
            sold(desk)
    assert desk.payments._numbers == {}


def test_a_reset_forgets_the_cards_that_were_held(opened: Callable[..., Desk], tmp_path: Path) -> None:
    faults = tmp_path / "faults.toml"
    head = 'zh = "故障"\nen = "faults"\nsees_zh = "冲正"\nsees_en = "a reversal"\nlinks = "any"\n'
    rule = '[[rule]]\n[rule.match]\ntransaction = ["sale", "reversal"]\ntimes = 0\n[rule.act]\nlost = "request"\n'
    faults.write_text(head + rule, "utf-8")
    desk = opened(f"emulator:?t_resp=0.2&t_ack=0.1&scenario={faults}")
    assert sold(desk).state is S.DUE
    assert list(desk.payments._numbers.values()) == [CARD.number]
    desk.reset_practice()
    assert (desk.payments._numbers, desk.payments.unsettled()) == ({}, ())


def test_what_belongs_to_another_host_is_never_asked_of_this_one(opened: Callable[..., Desk]) -> None:
    """As after a new sign-on, in the middle, that was answered by another ledger."""
    desk = opened()
    record = sold(desk)
    other, who = replace(record.link, ledger_id="f" * 16), record.key
    question = QuestionTalk(desk._till, Echo(who.merchant_no, who.terminal_no, who.batch_no), other, asks=3)
    owed = replace(record, link=other, state=S.DUE, tries=1)
    reversal = PaymentTalk(desk._till, desk._parts.paper, owed, None, "", lambda _record: None)
    for talk in (question, reversal):
        desk._parts.driver.run(talk)
        assert desk._till.take() == b""
    assert (question.answer, question.cause, question.left) == (None, Cause.INTERRUPTED, False)
    assert (reversal.record.state, reversal.record.tries) == (S.DUE, 1)


# --- balance and sign-off, by what the host says ---------------------------------------------------------------------


def scripted(folder: Path, transaction: str | tuple[str, ...], act: str, times: int = 1) -> str:
    path, wanted = folder / "faults.toml", json.dumps(transaction)
    head = 'zh = "故障"\nen = "faults"\nsees_zh = "故障"\nsees_en = "faults"\nlinks = "any"\n'
    path.write_text(
        f"{head}[[rule]]\n[rule.match]\ntransaction = {wanted}\ntimes = {times}\n[rule.act]\n{act}\n", "utf-8"
    )
    return f"emulator:?t_resp=0.2&t_ack=0.1&scenario={path}"


def test_a_balance_that_is_not_told(opened: Callable[..., Desk], tmp_path: Path) -> None:
    desk = opened(scripted(tmp_path, "balance", 'code = "55"'))
    told = desk.payments.balance(CARD, "1234")
    assert (told.code, told.balance_fen, told.payer) == ("55", None, CARD.masked)
    assert desk.payments.balance(CARD, "1234").balance_fen == 5_000_000
    assert [entry.kind for entry in desk.journal.entries()] == []
    desk.close()
    silent = opened(scripted(tmp_path, "balance", 'lost = "answer"'))
    with pytest.raises(Refusal, match="link_silent"):
        silent.payments.balance(CARD, "")


@pytest.mark.parametrize(
    ("act", "word"),
    [('code = "95"', "settle_first"), ('code = "58"', "sign_off_refused"), ('lost = "answer"', "link_silent")],
)
def test_a_host_that_does_not_let_go(opened: Callable[..., Desk], tmp_path: Path, act: str, word: str) -> None:
    desk = opened(scripted(tmp_path, "sign_off", act))
    with pytest.raises(Refusal, match=word):
        desk.batch.sign_off()
    desk.batch.sign_off()
    desk.sign_on("01")
    assert sold(desk).state is S.APPROVED


# --- what a face asks before and after -------------------------------------------------------------------------------


def test_what_can_be_voided_is_known_before_a_card_is_presented(opened: Callable[..., Desk]) -> None:
    desk = opened()
    sale = sold(desk)
    kept = [entry.kind for entry in desk.journal.entries()]
    assert desk.payments.voidable(sale.voucher_no.lstrip("0")) == sale
    assert [entry.kind for entry in desk.journal.entries()] == kept
    with pytest.raises(Refusal, match="voucher_unknown"):
        desk.payments.voidable("999999")
    desk.payments.void(BY, sale.voucher_no, CARD, "", lambda _record: None)
    with pytest.raises(Refusal, match="already_voided"):
        desk.payments.voidable(sale.voucher_no)


def test_a_slip_and_a_fault_slip_come_again_and_say_so(opened: Callable[..., Desk], tmp_path: Path) -> None:
    desk = opened(scripted(tmp_path, "sale", 'code = "51"'))
    declined, sale = sold(desk), sold(desk)
    assert any("重打印" in line for line in desk.payments.slip_again(sale).lines)
    with pytest.raises(Refusal, match="nothing_to_print"):
        desk.payments.slip_again(declined)
    manual = replace(sale, state=S.MANUAL, tries=3, cause=Cause.NO_ANSWER, key=replace(sale.key, trace_no="000999"))
    desk.journal.record("payment.manual", manual)
    assert any("冲正不成功" in line for line in desk.payments.slip_again(manual).lines)
    desk.prints.wait(10)
    assert any("冲正不成功" in line for line in desk.records.again(str(manual.key)).lines), "a slip that was missed"


def test_an_owed_reversal_goes_before_an_open_refund_is_asked_about(
    opened: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened()
    sale = sold(desk)
    original = desk.find(ByReference(sale.reference_no, sale.named.month_day))
    with monkeypatch.context() as patched:
        patched.setattr("terminal.line.talks.RefundTalk._request", fail)
        with pytest.raises(OSError, match="space"):
            desk.refund(BY, RefundRequest(original, 100), CARD, lambda _record: None)
    (refund,) = desk.open_refunds()

    def owed(*_words: object) -> None:
        raise Refusal("reversal_pending", voucher="000009")

    with monkeypatch.context() as patched:
        patched.setattr(desk.payments, "flush", owed)
        with pytest.raises(Refusal, match="reversal_pending"):
            desk.settle(refund, CARD, False, lambda _record: None)
    assert desk.open_refunds() == (refund,)


def test_how_often_a_reversal_is_tried_is_a_parameter(
    opened: Callable[..., Desk], settings: Settings, tmp_path: Path
) -> None:
    write_parameters(settings.parameters, Parameters(reversal_tries=1))
    once = opened(scripted(tmp_path, ("sale", "reversal"), 'lost = "answer"', times=0))
    record = sold(once)
    assert (record.state, record.tries) == (S.MANUAL, 1)
