"""An answer to a refund that came after its wait was over: brought to its own record, and kept. Functions over a till.

The rule: it is matched by its full key and its MAC, never by arrival; it is in the journal whatever it says, and it
decides what is still open or was ended by hand - nothing is sent because of it, and nothing that the host decided
changes.
"""

from collections.abc import Callable
from typing import Protocol

from protocol.dialects import Capabilities
from protocol.transactions import RefundAnswer, RefundKey
from terminal.trade import refund, refund_steps
from terminal.trade.batch import Kept
from terminal.trade.refund import CameLate, RefundRecord
from terminal.trade.refund_steps import TRANSITIONS

KIND = "late.answer"
"""Of the event that says what it said."""


class JournalPort(Protocol):
    """What it needs of a journal."""

    def record(self, kind: str, record: Kept) -> None:
        """Durable when it returns."""

    def note(self, kind: str, *, subject: str, body: dict[str, object]) -> None:
        """The same, of what is no state of a record."""

    def refunds(self) -> tuple[RefundRecord, ...]:
        """The present state of every refund."""


def keep(journal: JournalPort, key: RefundKey, answer: RefundAnswer) -> None:
    """Make it durable, before anything else."""
    said: dict[str, object] = {
        "code": answer.code,
        "amount_fen": answer.amount_fen,
        "reference_no": answer.reference_no,
    }
    journal.note(KIND, subject=str(key), body=said)


def settle(
    journal: JournalPort,
    key: RefundKey,
    answer: RefundAnswer,
    can_of: Callable[[RefundRecord], Capabilities],
    print_receipt: Callable[[RefundRecord], None],
) -> None:
    """Its record, which nobody holds a conversation about just now, after this answer; nothing where there is none."""
    record = next((one for one in journal.refunds() if one.key == key), None)
    if record is None:
        return
    keep(journal, key, answer)
    if CameLate not in TRANSITIONS[record.state]:
        return
    after, effects = refund_steps.step(record, CameLate(answer), can_of(record), may_resend=False)
    for effect in effects:
        match effect:
            case refund.Record(kind):
                journal.record(kind, after)
            case refund.Print():
                print_receipt(after)
