"""Invariants asked at each row of a payment that is owed a 冲正. See CHECKS (__init__.py) for what each says.

`""` where it holds, else what was seen.
"""

from terminal.simulation.seen import Seen, Written
from terminal.trade.reversal import REVERSAL_TRIES

_OWING = frozenset({"due", "reversing", "manual"})
_ENDS = _OWING | {"reversed", "closed"}


def tries_end(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    if not event.kind.startswith("payment."):
        return ""
    tries, state = event.body["tries"], event.body["state"]
    before = event.before["tries"] if event.before else 0
    if state == "due" and tries >= REVERSAL_TRIES:
        return f"{event.subject} was tried {tries} times, and no person is asked"
    return f"{event.subject} went from {before} to {tries} tries" if tries > before + 1 else ""


def never_dropped(seen: Seen, event: Written) -> str:
    """See CHECKS."""
    if not event.kind.startswith("payment.") or event.before is None:
        return ""
    before, state = event.before["state"], event.body["state"]
    if before in _OWING and state not in _ENDS:
        return f"{event.subject} was {before}, and is {state}"
    if state == "closed" and not (event.body["closed_by"] and event.body["supervisor_no"]):
        return f"{event.subject} was closed by nobody"
    return ""
