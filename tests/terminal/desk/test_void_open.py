"""A void whose outcome nobody knows: its sale is neither voided nor refunded until somebody knows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from supervisor import BY, nobody

from protocol.cards import TEST_CARDS
from protocol.transactions import ByReference, Original
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.parameters import Parameters, write_parameters
from terminal.settings import Settings
from terminal.trade.payment import ClosedAs, PaymentRecord, PaymentState

pytestmark = pytest.mark.usefixtures("nobody_waits")

CARD = TEST_CARDS["unionpay"]
SCENARIO = """
zh = "撤销与冲正无答复"
en = "void and reversal unanswered"
sees_zh = "撤销转人工"
sees_en = "the void is a person's"
links = "any"
[[rule]]
match = { transaction = "void" }
act = { lost = "answer" }
[[rule]]
match = { transaction = "reversal", times = 0 }
act = { lost = "request" }
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    scenario = tmp_path / "void-lost.toml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    settings = Settings(tmp_path / "home", "zh", 0.0)
    write_parameters(settings.parameters, Parameters(reversal_tries=1))
    desk = open_desk(f"emulator:?scenario={scenario}&t_ack=0.1&t_resp=0.1&t_cap=0.3", settings)
    desk.sign_on("01")
    yield desk
    desk.close()


@pytest.fixture
def sale(desk: Desk) -> PaymentRecord:
    return desk.payments.sale(2000, CARD, "", nobody).record


@pytest.fixture
def void(desk: Desk, sale: PaymentRecord) -> PaymentRecord:
    return desk.payments.void(BY, sale.voucher_no, CARD, "", nobody).record


def keyed(desk: Desk, sale: PaymentRecord) -> Original:
    return desk.keyed(ByReference(sale.reference_no, sale.named.month_day), 2000)


def word(desk: Desk, sale: PaymentRecord) -> tuple[str, str]:
    """With what word a void, and a refund by what is keyed, are refused."""
    with pytest.raises(Refusal) as voided:
        desk.payments.void(BY, sale.voucher_no, CARD, "", nobody)
    with pytest.raises(Refusal) as refunded:
        desk.refund(BY, RefundRequest(keyed(desk, sale), 2000), CARD, nobody)
    return voided.value.word, refunded.value.word


def test_it_blocks_its_sale(desk: Desk, sale: PaymentRecord, void: PaymentRecord) -> None:
    assert void.state is PaymentState.MANUAL
    assert word(desk, sale) == ("void_open", "void_open")
    with pytest.raises(Refusal, match="void_open"):
        desk.payments.voidable(sale.voucher_no)
    assert desk.journal.refunds() == ()


@pytest.mark.parametrize("said", [ClosedAs.STANDS, ClosedAs.UNSAID])
def test_the_acquirer_has_it(desk: Desk, sale: PaymentRecord, void: PaymentRecord, said: ClosedAs) -> None:
    desk.payments.close_by_hand(BY, void, said)
    assert word(desk, sale) == ("already_voided", "original_voided")


def test_the_acquirer_does_not_have_it(desk: Desk, sale: PaymentRecord, void: PaymentRecord) -> None:
    desk.payments.close_by_hand(BY, void, ClosedAs.UNDONE)
    assert desk.payments.voidable(sale.voucher_no) == sale
    result = desk.refund(BY, RefundRequest(keyed(desk, sale), 2000), CARD, nobody).record
    assert result.code == "25"  # asked: this host did void it, and knows no such sale


def test_who_ended_it_and_who_allowed_that_is_kept(desk: Desk, void: PaymentRecord) -> None:
    desk.staff.add(BY, "77", "7777")
    desk.sign_on("77")
    closed = desk.payments.close_by_hand(BY, void, ClosedAs.STANDS)
    kept = next(one for one in desk.journal.payments() if one.key == void.key)
    assert kept == closed
    assert (kept.operator_no, kept.closed_by, kept.supervisor_no, kept.closed_as) == ("01", "77", "00", "stands")
