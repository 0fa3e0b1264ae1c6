"""A disk on which no room can be kept for the last records: nothing of money begins, and nothing of it is sent."""

import pytest
from supervisor import BY, nobody

from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder
from scanner.salesslip import order_no
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.desk.faults import NOTHING_SENT
from terminal.records.side_files import RESERVE_BYTES, beside
from terminal.settings import Settings
from terminal.trade.refund import State

CARD, ORDER = TEST_CARDS["unionpay"], order_no("800000260001")


def test_nothing_begins_where_no_room_can_be_kept(
    desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_words: object) -> None:
        raise OSError(28, "No space left on device")

    original = desk.find(ByOrder(ORDER))
    with monkeypatch.context() as patched:
        patched.setattr("os.posix_fallocate", full)
        with pytest.raises(Refusal, match="journal_full") as refused:
            desk.refund(BY, RefundRequest(original, 100), CARD, nobody)
        with pytest.raises(Refusal, match="journal_full"):
            desk.payments.sale(100, CARD, "", nobody)
        with pytest.raises(Refusal, match="journal_full"):
            desk.batch.settle(nobody)
    assert (refused.value.exit_code, list(desk.journal.entries())) == (NOTHING_SENT, [])
    assert desk.find(ByOrder(ORDER)).refunded_fen == 0
    assert desk.refund(BY, RefundRequest(original, 100), CARD, nobody).record.state is State.APPROVED
    assert beside(settings.journal, "-reserve").stat().st_size == RESERVE_BYTES
