"""`tuihuo resolve --manual KEY`: a person ends a refund whose outcome the host can't tell any more.

Nothing is decided here. The rule: what is asked for is complete before a line is opened, and the host is asked once
more before a person's word is taken.
"""

from dataclasses import dataclass
from pathlib import Path

from terminal.cli.narration import narrate
from terminal.cli.typed import password_of
from terminal.desk.cashdesk import Desk
from terminal.desk.closing import reason_of
from terminal.desk.door import RefundResult, Refusal
from terminal.desk.operators import SUPERVISOR, Admitted
from terminal.trade.refund import RefundRecord

OUTCOMES = {"done": True, "not-done": False}
_USAGE = "--manual KEY --outcome done|not-done --reason TEXT"


@dataclass(frozen=True, slots=True)
class ByHand:
    """What a person found out of one refund, as typed."""

    key: str
    done: bool
    reason: str


def by_hand(manual: str, outcome: str, reason: str) -> ByHand | None:
    """None where none of it is given. Refusal usage, closing_reason."""
    if not (manual or outcome or reason):
        return None
    if not manual or outcome not in OUTCOMES:
        raise Refusal("usage", hint=_USAGE)
    return ByHand(manual, OUTCOMES[outcome], reason_of(reason))


def allowed(desk: Desk, said: ByHand, supervisor_file: Path | None) -> Admitted:
    """Who says yes, before a line is opened. Refusal supervisor_password, refund_not_open …"""
    by = desk.check_supervisor(password_of(desk, SUPERVISOR, supervisor_file))
    _open(desk, said.key)
    return by


def close(desk: Desk, by: Admitted, said: ByHand) -> RefundResult:
    """Refusal refund_not_open, refund_still_asked …"""
    for result in desk.resume(narrate):
        if str(result.record.key) == said.key and result.record not in desk.open_refunds():
            return result  # the host knew after all
    return RefundResult(desk.close_by_hand(by, _open(desk, said.key), said.reason, done=said.done))


def _open(desk: Desk, key: str) -> RefundRecord:
    record = next((one for one in desk.open_refunds() if str(one.key) == key), None)
    if record is None:
        raise Refusal("refund_not_open")
    return record
