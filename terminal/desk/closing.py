"""A refund that a person ends by hand: whether it is one for a person, and in which words. No journal and no line here.

The rule: what its host can still be asked, under whatever profile, or can still be told to refuse, is not a person's to
end as not done; and nobody ends one without saying how it was found out.
"""

from protocol.dialects import Capabilities
from terminal.case.long_numbers import long_number
from terminal.desk.door import Refusal
from terminal.trade.refund import BY_HAND, OPEN, STANDS, Cause, LinkIdentity, RefundRecord, State

MAX_REASON = 60
"""Characters of a reason: a sentence and a ticket number."""

REASONS: tuple[str, ...] = ("acquirer", "statement", "cardholder", "reconciled", "backend")
"""How it was found out, where a screen asks: text keys `closing.<code>`, whose words are kept."""


ANSWERED = frozenset({Cause.HOST_UNSURE, Cause.ANSWER_MISMATCH})
"""The host was asked, and what it said decides nothing: asking again is no help."""


def require_for_a_person(
    record: RefundRecord, signed_on: LinkIdentity | None, can: Capabilities, *, done: bool
) -> None:
    """Refusal refund_other_profile, refund_still_asked, refund_unanswered. signed_on: whose host can be asked now, None
    without one. can: what that host declares, where the record is its own. done: the money went back, which is taken
    where the host is silent, as its original then stays used up.
    """
    if record.state is State.MANUAL:
        return
    if signed_on is not None and record.link != signed_on:
        if same_host(record.link, signed_on):
            raise Refusal("refund_other_profile", voucher=record.key.trace_no, profile=record.link.profile)
        return
    asked = record.state in {State.UNKNOWN, *BY_HAND} or (record.state is State.NOT_FOUND and not can.cancel)
    if signed_on is None or not asked:
        raise Refusal("refund_still_asked", voucher=record.key.trace_no)
    if not done and can.outcome_query and not answered(record):
        raise Refusal("refund_unanswered", voucher=record.key.trace_no)


def waits_for_somebody(record: RefundRecord) -> bool:
    """It is not decided, or its host has said no since to what a person ended as done."""
    return record.state in OPEN or bool(record.contradicted)


def may_be_put_right(record: RefundRecord, *, done: bool) -> bool:
    """A person ended it, and not as is said now; or its host has said no since."""
    return record.state in BY_HAND and (bool(record.contradicted) or (record.state in STANDS) is not done)


def answered(record: RefundRecord) -> bool:
    """Its host's last word is that it does not know; silence is no word."""
    return record.state is State.NOT_FOUND or record.cause in ANSWERED


def same_host(one: LinkIdentity, other: LinkIdentity) -> bool:
    """Under whatever profile. A ledger that is not told may be any."""
    ledgers = {one.ledger_id, other.ledger_id} - {""}
    return len(ledgers) <= 1 and (one.merchant_no, one.terminal_no) == (other.merchant_no, other.terminal_no)


def reason_of(text: str) -> str:
    """As it is kept. Refusal closing_reason: empty, too long, unprintable, or with what could be an account."""
    said = text.strip()
    if not 1 <= len(said) <= MAX_REASON or not said.isprintable() or long_number(said, ()):
        raise Refusal("closing_reason", most=MAX_REASON)
    return said
