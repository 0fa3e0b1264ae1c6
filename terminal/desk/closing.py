"""A refund that a person ends by hand: whether it is one for a person, and in which words. No journal and no line here.

The rule: what the host can still be asked, or can still be told to refuse, is not a person's to end; and nobody ends
one without saying how it was found out.
"""

from protocol.dialects import Capabilities
from terminal.case.long_numbers import long_number
from terminal.desk.door import Refusal
from terminal.trade.refund import LinkIdentity, RefundRecord, State

MAX_REASON = 60
"""Characters of a reason: a sentence and a ticket number."""

REASONS: tuple[str, ...] = ("acquirer", "statement", "cardholder", "reconciled")
"""How it was found out, where a screen asks: text keys `closing.<code>`, whose words are kept."""


def require_for_a_person(record: RefundRecord, signed_on: LinkIdentity | None, can: Capabilities) -> None:
    """Refusal refund_still_asked. signed_on: whose host can be asked now, None without one. can: what that host
    declares, where the record is its own.
    """
    if record.state is State.MANUAL or (signed_on is not None and record.link != signed_on):
        return
    asked = record.state is State.UNKNOWN or (record.state is State.NOT_FOUND and not can.cancel)
    if signed_on is None or not asked:
        raise Refusal("refund_still_asked", voucher=record.key.trace_no)


def reason_of(text: str) -> str:
    """As it is kept. Refusal closing_reason: empty, too long, unprintable, or with what could be an account."""
    said = text.strip()
    if not 1 <= len(said) <= MAX_REASON or not said.isprintable() or long_number(said, ()):
        raise Refusal("closing_reason", most=MAX_REASON)
    return said
