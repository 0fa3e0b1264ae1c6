"""An answer to a refund that came after its wait was over: brought to its own record, and kept. Functions over a till.

The rule: it is matched by its full key and its MAC, never by arrival; it is in the journal whatever it says, in one
write with what it decides, so that no kill leaves a yes without its outcome. It decides what is still open or was ended
by hand - nothing is sent because of it, and nothing that the host decided changes.
"""

from collections.abc import Callable
from typing import Protocol

from protocol.dialects import Capabilities
from protocol.transactions import RefundAnswer, RefundKey
from terminal.trade import refund
from terminal.trade.batch import Kept
from terminal.trade.refund import CameLate, Effect, RefundRecord
from terminal.trade.refund_steps import TRANSITIONS, step

KIND = "late.answer"
"""Of the event that says what it said."""


class JournalPort(Protocol):
    """What it needs of a journal."""

    def record(self, kind: str, record: Kept, *, because: tuple[str, dict[str, object]] | None = None) -> None:
        """Durable when it returns, together with the kind and body of what led to it."""

    def note(self, kind: str, *, subject: str, body: dict[str, object]) -> None:
        """The same, of what is no state of a record."""

    def refunds(self) -> tuple[RefundRecord, ...]:
        """The present state of every refund."""


def settle(
    journal: JournalPort,
    key: RefundKey,
    answer: RefundAnswer,
    can_of: Callable[[RefundRecord], Capabilities],
    print_receipt: Callable[[RefundRecord], None],
) -> None:
    """Its record, which nobody holds a conversation about just now, after this answer; nothing where there is none."""
    record = next((one for one in journal.refunds() if one.key == key), None)
    if record is not None:
        taken(journal, record, answer, can_of(record), print_receipt)


def taken(
    journal: JournalPort,
    record: RefundRecord,
    answer: RefundAnswer,
    can: Capabilities,
    print_receipt: Callable[[RefundRecord], None],
) -> RefundRecord:
    """The record behind the answer, durable with it before anything else, and its slip where it is approved now. It is
    the same record where the answer changes nothing.
    """
    after, effects = _heard(record, answer, can)
    said: dict[str, object] = {
        "code": answer.code,
        "amount_fen": answer.amount_fen,
        "reference_no": answer.reference_no,
    }
    match effects:
        case (refund.Record(kind), *_):
            journal.record(kind, after, because=(KIND, said))
        case _:
            journal.note(KIND, subject=str(record.key), body=said)
    if refund.Print() in effects:
        print_receipt(after)
    return after


def _heard(record: RefundRecord, answer: RefundAnswer, can: Capabilities) -> tuple[RefundRecord, tuple[Effect, ...]]:
    """As it was where the host has decided."""
    if CameLate not in TRANSITIONS[record.state]:
        return record, ()
    return step(record, CameLate(answer), can, may_resend=False)
