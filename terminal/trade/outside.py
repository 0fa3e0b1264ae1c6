"""What came of asking the host to enter, or to release, a payment outside the terminal. Pure; no case, journal or line.

The rule: only an authenticated answer says yes or no. Whatever else came, or did not, is UNKNOWN, and is asked again
under the same key, which the host of such a message takes once (docs/protocol.md section 4).
"""

from dataclasses import dataclass
from enum import StrEnum

from protocol.codes import Outcome, refund_outcome
from protocol.transactions import OutsideAnswer, OutsideStanding, Rejected
from terminal.trade.refund import Cause


class OutsideState(StrEnum):
    """How an entry stands after one conversation."""

    ENTERED = "entered"
    """The host holds the amount: it may be paid outside."""
    RELEASED = "released"
    """The host holds nothing, and takes no entry of this key any more."""
    REFUSED = "refused"
    """The host said no to what was asked; nothing was changed by it."""
    NOT_SENT = "not_sent"
    """Not one byte of it left, now or before: the host knows nothing of it."""
    UNKNOWN = "unknown"
    """The host may or may not have done it."""


@dataclass(frozen=True, slots=True)
class OutsideOutcome:
    """code: field 39 as it came, "" without an answer. cause: why it is UNKNOWN or NOT_SENT. remaining_fen: what may
    still go back of the original by the host's books, None where it did not say.
    """

    state: OutsideState
    code: str = ""
    cause: Cause = Cause.NONE
    remaining_fen: int | None = None


_STANDS = {OutsideStanding.ENTERED: OutsideState.ENTERED, OutsideStanding.RELEASED: OutsideState.RELEASED}


def answered(answer: OutsideAnswer | Rejected, wanted: OutsideStanding) -> OutsideOutcome:
    """An answer, to what should now stand as `wanted`. A bare code without a MAC settles nothing."""
    unsure = OutsideOutcome(OutsideState.UNKNOWN, answer.code, Cause.HOST_UNSURE)
    if isinstance(answer, Rejected):
        return unsure
    match refund_outcome(answer.code, amount_matches=False):
        case Outcome.YES if answer.standing is wanted:
            return OutsideOutcome(_STANDS[wanted], answer.code, Cause.NONE, answer.remaining_fen)
        case Outcome.NO:
            return OutsideOutcome(OutsideState.REFUSED, answer.code, Cause.NONE, answer.remaining_fen)
    return unsure


def unanswered(cause: Cause, *, left: bool) -> OutsideOutcome:
    """Silence. left: it may have reached the host, now or before."""
    return OutsideOutcome(OutsideState.UNKNOWN if left else OutsideState.NOT_SENT, "", cause)
