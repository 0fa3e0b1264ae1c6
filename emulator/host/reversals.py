"""冲正 0400: undoing what may or may not have been done, found by its own key.

The rule: after 00, 12 and 25 nothing is left to undo, as terminals take each of them for success, and a late original
meets the tombstone that the reversal left. So what stands and can't be undone any more is answered otherwise.
"""

from emulator.host.attempts import key_of
from emulator.host.callers import Asked
from emulator.host.rules import APPROVED, INVALID, NO_ORIGINAL, OTHER_AMOUNT, PAST_WINDOW
from emulator.ledger.contract import Reversed
from emulator.ledger.records import Kind
from protocol.transactions import Reversal, ReversalAnswer, Reverses

# fmt: off
_KINDS = {  # what a reversal says it undoes -> what must stand under its key
    Reverses.SALE:            Kind.SALE,
    Reverses.VOID:            Kind.VOID,
    Reverses.PRE_AUTH:        Kind.PRE_AUTH,
    Reverses.PRE_AUTH_VOID:   Kind.PRE_AUTH_VOID,
    Reverses.COMPLETION:      Kind.COMPLETION,
    Reverses.COMPLETION_VOID: Kind.COMPLETION_VOID,
    Reverses.QR_SALE:         Kind.SALE,
    Reverses.QR_VOID:         Kind.VOID,
}
_CODES = {
    Reversed.DONE:         APPROVED,
    Reversed.BEFORE:       APPROVED,
    Reversed.NEVER_SEEN:   NO_ORIGINAL,
    Reversed.NOT_DONE:     INVALID,       # S7: the original was not approved
    Reversed.OTHER_AMOUNT: OTHER_AMOUNT,
    Reversed.IMPOSSIBLE:   PAST_WINDOW,   # S7: settled, or something else was done with it since: a person's
}
# fmt: on


def answer(request: Reversal, asked: Asked) -> ReversalAnswer:
    """The 0410. 00: undone, now or before. 25: never seen; it is refused from now on. 12: declined. 22: it stands, as
    its batch is closed or something else was done with it since. 64: it was for another amount, and stands.
    """
    found = asked.ledger.reverse(key_of(request.sender, asked), _KINDS[request.reverses], request.amount_fen)
    return ReversalAnswer(_CODES[found], local_date=f"{asked.now:%m%d}", local_time=f"{asked.now:%H%M%S}")
