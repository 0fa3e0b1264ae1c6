"""`tuihuo resolve --manual KEY`: a person ends a refund whose outcome the host can't tell any more.

Nothing is decided here. The rules: what is asked for is complete before a line is opened, and the host is asked once
more before a person's word is taken; what the host ended stays so, and is told.
"""

from dataclasses import dataclass
from pathlib import Path

from terminal.cli.narration import narrate
from terminal.cli.typed import password_of
from terminal.desk.cashdesk import Desk
from terminal.desk.closing import reason_of
from terminal.desk.door import RefundResult, Refusal
from terminal.desk.operators import SUPERVISOR, Admitted
from terminal.language import TextId
from terminal.trade.refund import BY_HAND, FINAL, STANDS, RefundRecord

OUTCOMES = {"done": True, "not-done": False}
SAFE = "done"
"""What is not said: its original stays used up, and nothing is sent."""
_USAGE = "--manual KEY [--outcome done|not-done] --reason TEXT"


@dataclass(frozen=True, slots=True)
class ByHand:
    """What a person found out of one refund, as typed. key: its key, or its voucher number."""

    key: str
    done: bool
    reason: str


def by_hand(manual: str, outcome: str, reason: str) -> ByHand | None:
    """None where none of it is given; without an outcome it is SAFE. Refusal usage, closing_reason."""
    if not (manual or outcome or reason):
        return None
    done = OUTCOMES.get(outcome or SAFE)
    if not (manual and reason) or done is None:
        raise Refusal("usage", hint=_USAGE)
    return ByHand(manual, done, reason_of(reason))


def allowed(desk: Desk, said: ByHand, supervisor_file: Path | None) -> Admitted:
    """Who says yes, before a line is opened. Refusal supervisor_password, refund_not_open, refund_several …"""
    by = desk.check_supervisor(password_of(desk, SUPERVISOR, supervisor_file))
    _named(desk, said.key)
    return by


def close(desk: Desk, by: Admitted, said: ByHand) -> RefundResult:
    """How it stands in the end. Refusal refund_still_asked …"""
    record = _named(desk, said.key)
    if record.state in FINAL - BY_HAND or (record.state in BY_HAND and not record.contradicted and _said(record, said)):
        return RefundResult(record, replayed=True)  # said twice it is said once, by whomever
    for result in desk.resume(narrate):
        if result.record.key == record.key and result.record.state in FINAL - BY_HAND:
            return result  # the host knew after all
    return RefundResult(desk.close_by_hand(by, record, said.reason, done=said.done))


def _said(record: RefundRecord, said: ByHand) -> bool:
    """It stands as was said."""
    return (record.state in STANDS) == said.done


def require_as_said(record: RefundRecord, said: ByHand) -> None:
    """Refusal refund_over: it is over, before or by the host's word just now, and not as was said."""
    if record.state in FINAL and not _said(record, said):
        raise Refusal("refund_over", voucher=record.key.trace_no, said=TextId(f"state.{record.state}"))


def _named(desk: Desk, name: str) -> RefundRecord:
    """By its key; by its voucher number, where one open refund alone has that."""
    keyed = [one for one in desk.journal.refunds() if str(one.key) == name]
    named = keyed or [one for one in desk.open_refunds() if one.key.trace_no == name]
    if len(named) > 1:
        keys = ", ".join(str(one.key) for one in named)
        raise Refusal("refund_several", voucher=name, n=len(named), keys=keys)
    if not named:
        raise Refusal("refund_not_open")
    return named[0]
