"""A host that closes a batch by itself: the terminal learns of it at 签到, says so, and settles nothing twice."""

from datetime import date

import pytest
from supervisor import BY, nobody

from emulator.practice_host import open_ledger
from protocol.cards import TEST_CARDS
from protocol.transactions import ByReference
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.desk.operators import Admitted
from terminal.desk.setup_desk import TRACE_NO
from terminal.settings import Settings
from terminal.trade.batch import SettlementState
from terminal.trade.refund import RefundRecord, State

CARD = TEST_CARDS["unionpay"]
TODAY = date(2026, 11, 22)
SYSTEM = Admitted("99")
S = SettlementState


@pytest.fixture(autouse=True)
def _nobody_waits(nobody_waits: None) -> None:
    """The emulator's clock."""


def host_closes(desk: Desk, settings: Settings) -> str:
    """The batch that it closed; whoever trades on has signed off for the night."""
    link, number = desk.batch.now().link, desk.batch.now().batch_no
    with open_ledger(settings.ledger) as ledger:
        ledger.close_batch(link.terminal_no, number, TODAY)
    return number


def again(desk: Desk) -> None:
    desk.sign_on("01")
    desk.resume(nobody)


def test_it_is_noted_once_with_our_totals_and_printed(desk: Desk, settings: Settings) -> None:
    desk.payments.sale(2000, CARD, "", nobody)
    number = host_closes(desk, settings)
    again(desk)
    again(desk)
    (noted,) = desk.journal.settlements()
    assert (noted.state, noted.batch_no, noted.host, noted.verdicts) == (S.HOST_CLOSED, number, None, ())
    assert noted.ours.domestic.debit_fen == 2000
    assert [one.kind for one in desk.journal.entries(noted.key)] == ["batch.host_closed"]
    assert "主机已自行结算,未对账" in "\n".join(desk.prints.of(noted.key).lines)
    assert desk.batch.now().batch_no != number
    assert desk.records.settlement() == desk.batch.last_settlement() == noted


def test_the_next_settlement_is_of_the_open_batch_alone(desk: Desk, settings: Settings) -> None:
    desk.payments.sale(2000, CARD, "", nobody)
    host_closes(desk, settings)
    again(desk)
    desk.payments.sale(300, CARD, "", nobody)
    settled = desk.batch.settle(nobody)
    assert (settled.state, settled.balanced, settled.ours.domestic.debit_fen) == (S.CLOSED, True, 300)


def test_an_empty_batch_and_the_open_one_are_not_noted(desk: Desk, settings: Settings) -> None:
    host_closes(desk, settings)
    again(desk)
    desk.payments.sale(2000, CARD, "", nobody)
    again(desk)
    assert desk.journal.settlements() == ()


def test_what_was_settled_here_is_not_noted(desk: Desk) -> None:
    desk.payments.sale(2000, CARD, "", nobody)
    assert desk.batch.settle(nobody).state is S.CLOSED
    again(desk)
    assert [one.state for one in desk.journal.settlements()] == [S.CLOSED]


def test_it_holds_no_parameter_any_more(desk: Desk, settings: Settings) -> None:
    desk.payments.sale(2000, CARD, "", nobody)
    with pytest.raises(Refusal, match="parameter_bound"):
        desk.setup.change(SYSTEM, TRACE_NO, "000500")
    host_closes(desk, settings)
    again(desk)
    desk.setup.change(SYSTEM, TRACE_NO, "000500")
    assert desk.journal.upcoming_trace == "000500"


def test_a_refund_of_it_is_asked_about_under_its_own_batch_and_then_it_is_noted(
    desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The host did it, and the terminal was cut off before it heard so; the batch was closed over night."""
    record = cut_off(desk, monkeypatch)
    number = host_closes(desk, settings)
    desk.sign_on("01")
    assert desk.batch.note_closed() == ()  # it is still to be asked about
    (result,) = desk.resume(nobody)
    assert (result.record.state, result.record.key) == (State.APPROVED, record.key)
    assert record.key.batch_no == number
    (noted,) = desk.journal.settlements()
    assert (noted.state, noted.ours.domestic.credit_fen) == (S.HOST_CLOSED, 100)


def cut_off(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> RefundRecord:
    sale = desk.payments.sale(2000, CARD, "", nobody).record
    original = desk.find(ByReference(sale.reference_no, sale.named.month_day))

    def killed(*_a: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("terminal.line.talks.RefundTalk.hear", killed)
        with pytest.raises(KeyboardInterrupt):
            desk.refund(BY, RefundRequest(original, 100), CARD, nobody)
    (record,) = desk.open_refunds()
    return record
