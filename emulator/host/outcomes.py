"""Outcome query and cancel (0600/0610, ours): what became of a refund key, and refusing it from now on.

The rule: NOT_FOUND is said only of a key this very ledger has never answered (house decision 3).
"""

from emulator.host.refunds import refund_answer
from emulator.host.rules import APPROVED
from emulator.ledger.contract import Ledger, Repeated, Tombstoned
from protocol.transactions import Cancel, Found, OutcomeAnswer, OutcomeQuery


def answer(request: OutcomeQuery, ledger: Ledger) -> OutcomeAnswer:
    """FOUND with the stored answer (approval or decline), CANCELLED or NOT_FOUND."""
    return _told(ledger.outcome(request.key))


def cancel(request: Cancel, ledger: Ledger) -> OutcomeAnswer:
    """CANCELLED: the key will never be applied; or FOUND with the stored answer, which then holds."""
    return _told(ledger.cancel(request.key))


def _told(outcome: Repeated | Tombstoned | None) -> OutcomeAnswer:
    match outcome:
        case Repeated(stored):
            return OutcomeAnswer(APPROVED, Found.FOUND, refund_answer(stored))
        case Tombstoned():
            return OutcomeAnswer(APPROVED, Found.CANCELLED)
        case None:
            return OutcomeAnswer(APPROVED, Found.NOT_FOUND)
