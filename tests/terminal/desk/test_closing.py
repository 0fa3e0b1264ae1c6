"""人工了结 of a refund at the real desk: it frees what it blocked, counts where it must, and prints nothing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from case_walk import word
from cashier import Cashier
from supervisor import BY, nobody

from emulator.practice_host import open_ledger
from protocol.cards import TEST_CARDS
from protocol.codes import Outcome
from protocol.transactions import ByReference, Original, RefundAnswer
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.desk.operators import Admitted
from terminal.face.pages import Page
from terminal.records.journal import JournalError
from terminal.settings import Settings
from terminal.trade.batch import SettlementState
from terminal.trade.order_source import TakenOutside
from terminal.trade.payment import PaymentKind, PaymentState
from terminal.trade.refund import RefundRecord, State

CARD = TEST_CARDS["unionpay"]
PLAIN = "emulator:?t_ack=0.1&t_resp=0.3&profile=plain-acquirer"


@pytest.fixture(autouse=True)
def _nobody_waits(nobody_waits: None) -> None:
    """The emulator's clock."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(PLAIN, Settings(tmp_path / "home", "zh", 0.0), Options())
    desk.sign_on("01")
    yield desk
    desk.close()


@pytest.fixture
def manual(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RefundRecord:
    """100 fen of a sale, whose answer nobody could trust: the host has done it, and can't be asked."""
    return refunded(desk, monkeypatch, lost=True)


def refunded(desk: Desk, monkeypatch: pytest.MonkeyPatch, *, lost: bool = False) -> RefundRecord:
    request = RefundRequest(original(desk), 100)
    with monkeypatch.context() as patched:
        if lost:
            patched.setattr(RefundAnswer, "moved", lambda *_: Outcome.UNKNOWN)
        return desk.refund(BY, request, CARD, nobody).record


def original(desk: Desk) -> Original:
    with open_ledger(Path(desk.journal.path).parent / "ledger.db") as ledger:
        sold = ledger.originals()[0]
    return desk.keyed(ByReference(sold.reference_no, sold.month_day), sold.amount_fen)


def test_it_blocks_its_original_until_a_person_ends_it(
    desk: Desk, manual: RefundRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert manual.state is State.MANUAL
    with pytest.raises(Refusal, match="original_busy"):
        refunded(desk, monkeypatch)
    desk.close_by_hand(BY, manual, "statement", done=False)
    assert desk.open_refunds() == ()
    assert refunded(desk, monkeypatch).state is State.APPROVED


@pytest.mark.parametrize(("done", "left"), [(True, 100), (False, 0)])
def test_what_was_found_done_is_gone_from_the_original(desk: Desk, manual: RefundRecord, done: bool, left: int) -> None:
    closed = desk.close_by_hand(BY, manual, "acquirer", done=done)
    about = desk.orders.story(original(desk)).refunds
    assert [one.amount_fen for one in about] == [100] * bool(left)
    assert closed.state is (State.CLOSED_DONE if done else State.CLOSED_UNDONE)


@pytest.mark.parametrize("done", [True, False])
def test_it_prints_nothing_and_counts_in_no_total(
    desk: Desk, manual: RefundRecord, monkeypatch: pytest.MonkeyPatch, done: bool
) -> None:
    desk.payments.sale(2000, CARD, "", nobody)
    desk.close_by_hand(BY, manual, "acquirer", done=done)
    assert desk.prints.of(str(manual.key)).lines == ()
    settled = desk.batch.settle(nobody)
    assert settled.state is SettlementState.CLOSED
    assert (settled.ours.domestic.debit_fen, settled.ours.domestic.credit_fen) == (2000, 0)
    assert settled.host is not None  # the host's own totals stand beside them, with what it has
    assert settled.host.domestic.credit_fen == 100


def test_page_and_slip_of_a_settlement_name_what_is_in_no_total(
    desk: Desk, manual: RefundRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why the host's totals are others: somebody who reconciles is to look for just these."""
    desk.close_by_hand(BY, manual, "reconciled", done=True)
    refunded(desk, monkeypatch, lost=True)
    desk.payments.sale(2000, CARD, "", nobody)
    cashier = Cashier(desk)  # type: ignore[arg-type]
    cashier.sign_on().press("back", "7")
    wanted = (r"人工了结：?已退款? +1 +1\.00", r"待人工核对 +1 +1\.00")
    assert [words for words in wanted if not re.search(words, cashier.lcd)] == []
    cashier.press("ok")
    assert (cashier.page, [words for words in wanted if not re.search(words, cashier.lcd)]) == (Page.SETTLED, [])
    slip = "\n".join(cashier.scene.sheet.lines)
    assert [words for words in (*wanted, "不计入总额") if not re.search(words, slip)] == []


@pytest.mark.parametrize("said", [(True,), (False,), (True, False)])
def test_a_reprint_of_the_settlement_says_what_the_first_print_said(
    desk: Desk, manual: RefundRecord, said: tuple[bool, ...]
) -> None:
    """Whatever people have found out since, and after a restart too: what waited then is what the totals lacked."""
    other = desk.payments.sale(2000, CARD, "", nobody).record
    settled = desk.batch.settle(nobody)
    first = desk.prints.of(settled.key).lines
    assert [line for line in first if re.search(r"待人工核对 +1 +1\.00", line)] != []
    desk.sign_on("01")
    now = manual
    for done in said:
        now = desk.close_by_hand(BY, now, "statement", done=done)
    again = desk.prints.settlement_again().lines
    assert [line for line in again if "重打印" not in line] == list(first)
    assert (len(again) > len(first), other.state) == (True, "approved")


def test_a_reprint_names_what_was_closed_before_the_end_as_it_was_closed_then(desk: Desk, manual: RefundRecord) -> None:
    done = desk.close_by_hand(BY, manual, "statement", done=True)
    desk.payments.sale(2000, CARD, "", nobody)
    first = desk.prints.of(desk.batch.settle(nobody).key).lines
    assert [line for line in first if re.search(r"人工了结已退 +1 +1\.00", line)] != []
    desk.sign_on("01")
    desk.journal.record("refund.approved", replace(done, state=State.APPROVED))  # as a late yes leaves it
    again = desk.prints.settlement_again().lines
    assert [line for line in again if "重打印" not in line] == list(first)


def test_a_batch_that_has_nothing_else_is_settled_too(desk: Desk, manual: RefundRecord) -> None:
    """The host has counted it, and would not sign this terminal off before that."""
    desk.close_by_hand(BY, manual, "reconciled", done=True)
    cashier = Cashier(desk)  # type: ignore[arg-type]
    cashier.sign_on().press("7")
    assert "已退款" in cashier.lcd
    assert cashier.press("ok").page is Page.SETTLED


def test_what_could_not_be_kept_is_still_open_and_is_not_called_unsent(
    desk: Desk, manual: RefundRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_words: object) -> None:
        raise JournalError("journal_write", "disk full")

    monkeypatch.setattr(desk.journal, "record", full)
    with pytest.raises(Refusal, match="closing_write"):
        desk.close_by_hand(BY, manual, "statement", done=False)
    assert desk.open_refunds() == (manual,)


def test_it_is_ended_once_and_by_another_person(desk: Desk, manual: RefundRecord) -> None:
    with pytest.raises(Refusal, match="right_missing"):
        desk.close_by_hand(Admitted("01"), manual, "acquirer", done=True)
    assert desk.open_refunds() == (manual,)
    first = desk.close_by_hand(BY, manual, "acquirer", done=True)
    assert desk.close_by_hand(BY, manual, "statement", done=False) == first
    kinds = [one.kind for one in desk.journal.entries(str(manual.key))]
    assert kinds == ["refund.intent", "refund.manual", "refund.closed_done"]


def test_the_same_holds_after_a_restart(desk: Desk, manual: RefundRecord, tmp_path: Path) -> None:
    closed = desk.close_by_hand(BY, manual, "工单 7", done=False)
    desk.close()
    again = open_desk(PLAIN, Settings(tmp_path / "home", "zh", 0.0), Options())
    try:
        assert again.journal.refunds() == (closed,)
        again.sign_on("01")
        assert again.resume(nobody) == ()
    finally:
        again.close()


@pytest.mark.parametrize(("done", "word"), [(True, "refunded_not_voidable"), (False, "")])
def test_a_sale_is_voided_only_where_nothing_of_it_went_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, done: bool, word: str
) -> None:
    sale = desk.payments.sale(2000, CARD, "", nobody).record
    about = desk.keyed(ByReference(sale.reference_no, sale.named.month_day), 2000)
    with monkeypatch.context() as patched:
        patched.setattr(RefundAnswer, "moved", lambda *_: Outcome.UNKNOWN)
        open_one = desk.refund(BY, RefundRequest(about, 100), CARD, nobody).record
    assert refusal_of_void(desk, sale.voucher_no) == "original_busy"
    desk.close_by_hand(BY, open_one, "acquirer", done=done)
    assert refusal_of_void(desk, sale.voucher_no) == word


def refusal_of_void(desk: Desk, voucher_no: str) -> str:
    try:
        desk.payments.voidable(voucher_no)
    except Refusal as refusal:
        return refusal.word
    return ""


def test_what_was_said_wrongly_is_put_right_and_the_first_word_stays(desk: Desk, manual: RefundRecord) -> None:
    first = desk.close_by_hand(BY, manual, "acquirer", done=True)
    assert len(desk.orders.story(original(desk)).refunds) == 1
    undone = desk.close_by_hand(BY, first, "statement", done=False)
    assert (undone.state, undone.closed_reason) == (State.CLOSED_UNDONE, "statement")
    assert desk.orders.story(original(desk)).refunds == ()
    done = desk.close_by_hand(BY, undone, "cardholder", done=True)
    assert desk.close_by_hand(BY, done, "cardholder", done=True) == done
    kinds = [one.kind for one in desk.journal.entries(str(manual.key))]
    assert kinds[2:] == ["refund.closed_done", "refund.closed_undone", "refund.closed_done"]


def test_it_is_put_right_by_another_person_only(desk: Desk, manual: RefundRecord) -> None:
    first = desk.close_by_hand(BY, manual, "acquirer", done=True)
    with pytest.raises(Refusal, match="right_missing"):
        desk.close_by_hand(Admitted("01"), first, "statement", done=False)
    assert desk.journal.refunds() == (first,)


@pytest.fixture
def freed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> RefundRecord:
    """100 fen of a sale of 1000 that this terminal made itself, ended as not done."""
    sale = desk.payments.sale(1000, CARD, "", nobody).record
    (row,) = desk.orders.listed(sale.voucher_no).rows
    with monkeypatch.context() as patched:
        patched.setattr(RefundAnswer, "moved", lambda *_: Outcome.UNKNOWN)
        lost = desk.refund(BY, RefundRequest(row.original, 100), CARD, nobody).record
    return desk.close_by_hand(BY, lost, "acquirer", done=False)


@pytest.mark.parametrize(("fen", "over"), [(900, ""), (901, "amount_over_remaining")])
def test_what_has_gone_back_another_way_is_not_said_to_have_gone_back_twice(
    desk: Desk, freed: RefundRecord, fen: int, over: str
) -> None:
    another = replace(freed, key=replace(freed.key, trace_no="000777"), amount_fen=fen, state=State.APPROVED)
    desk.journal.record(f"refund.{another.state}", another)
    assert word(lambda: desk.close_by_hand(BY, freed, "statement", done=True)) == over


@pytest.mark.parametrize(("outside", "over"), [(900, ""), (901, "amount_over_remaining")])
def test_what_was_paid_outside_is_not_said_to_have_gone_back_twice(
    desk: Desk, freed: RefundRecord, outside: int, over: str
) -> None:
    """Of that original, however its host writes the number; what was paid of another counts not."""
    taken = TakenOutside(freed.original_reference, freed.original_month_day, outside)
    desk._place.taken_outside = lambda: (taken, replace(taken, reference_no="000000000999", amount_fen=1000))
    assert word(lambda: desk.close_by_hand(BY, freed, "statement", done=True)) == over


@pytest.mark.parametrize(
    ("state", "over"),
    [(PaymentState.APPROVED, "original_voided"), (PaymentState.MANUAL, "void_open"), (PaymentState.REVERSED, "")],
)
def test_what_was_voided_meanwhile_is_not_said_to_have_gone_back_twice(
    desk: Desk, freed: RefundRecord, state: PaymentState, over: str
) -> None:
    """A void takes back all of it, whatever was paid."""
    (sale,) = desk.journal.payments()
    void = replace(
        sale,
        key=replace(sale.key, trace_no="000777"),
        kind=PaymentKind.VOID,
        state=state,
        original=sale.named,
        original_reference=sale.reference_no,
        supervisor_no="00",
    )
    desk.journal.record(f"payment.{state}", void)
    assert (freed.state, word(lambda: desk.close_by_hand(BY, freed, "statement", done=True))) == (
        State.CLOSED_UNDONE, over,
    )  # fmt: skip
