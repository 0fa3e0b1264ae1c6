"""Outcome query and cancel (0600/0610, ours): what became of a refund key, and refusing it from now on.

The rule: NOT_FOUND is said only of a key this very ledger has never answered (house decision 3).
"""

from emulator.host.callers import Asked
from emulator.host.refunds import refund_answer
from emulator.host.rules import APPROVED, DUPLICATE, NOT_FOR_TERMINAL
from emulator.ledger.contract import Repeated, Tombstoned
from emulator.ledger.records import Kind
from protocol.transactions import FOREIGN_EPOCH, Cancel, Found, OutcomeAnswer, OutcomeQuery, Rejected


def answer(request: OutcomeQuery, asked: Asked) -> OutcomeAnswer | Rejected:
    """FOUND with the stored answer (approval or decline), CANCELLED or NOT_FOUND; Rejected 58, or 94: no refund."""
    return _refused(request, asked) or _told(asked.ledger.outcome(request.key))


def cancel(request: Cancel, asked: Asked) -> OutcomeAnswer | Rejected:
    """CANCELLED: the key will never be applied; or FOUND with the stored answer, which then holds; or Rejected."""
    return _refused(request, asked) or _told(asked.ledger.cancel(request.key))


def _refused(request: OutcomeQuery | Cancel, asked: Asked) -> Rejected | None:
    """Another journal's key; one without epoch, under which a refund may stand on another date; or the key of what is
    paid outside the terminal, which must never be taken for a refund that was approved.
    """
    if not request.key.epoch == asked.terminal.epoch != FOREIGN_EPOCH:
        return Rejected(NOT_FOR_TERMINAL)
    known = asked.ledger.entry(request.key)
    return Rejected(DUPLICATE) if known is not None and known.kind is Kind.OUTSIDE else None


def _told(outcome: Repeated | Tombstoned | None) -> OutcomeAnswer:
    match outcome:
        case Repeated(stored):
            return OutcomeAnswer(APPROVED, Found.FOUND, refund_answer(stored))
        case Tombstoned():
            return OutcomeAnswer(APPROVED, Found.CANCELLED)
        case None:
            return OutcomeAnswer(APPROVED, Found.NOT_FOUND)
