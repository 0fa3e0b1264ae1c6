"""冲正 as a state machine: a payment from its intent to approved, declined, or undone. Events in, effects out; pure.

For sale, void, pre-authorisation, completion and their voids, by card or code. A refund has none: terminal.trade.refund
and docs/decisions/0004. The rule: the record is durable before the first byte of the payment leaves, and from then on
only an answer or a named person ends it. Whatever is not a plain yes or a plain no is undone, never taken for success.

`TRANSITIONS` is the whole machine: state -> event -> states it may lead to. `step` decides which, and can't leave it.
"""

from dataclasses import dataclass, replace

from protocol.codes import Outcome, refund_outcome
from protocol.transactions import PaymentAnswer, Rejected, ReversalAnswer, ReversalReason
from protocol.transactions.checks import is_printable, is_reference
from terminal.trade.payment import ClosedAs, PaymentKind, PaymentRecord, PaymentState
from terminal.trade.refund import Cause
from terminal.trade.refund_steps import IllegalTransition

REVERSAL_TRIES = 3
"""Times an 0400 may leave before a person is asked (domain notes 3: the usual limit, a terminal parameter)."""

# fmt: off
REASONS: dict[Cause, ReversalReason] = {  # why the outcome is not known -> field 39 of the 0400 (domain notes 3)
    Cause.NO_ANSWER:       ReversalReason.TIMED_OUT,
    Cause.LINE_LOST:       ReversalReason.TIMED_OUT,
    Cause.BAD_FRAME:       ReversalReason.OTHER,
    Cause.BAD_MAC:         ReversalReason.BAD_MAC,
    Cause.ANSWER_MISMATCH: ReversalReason.OTHER,
    Cause.HOST_UNSURE:     ReversalReason.OTHER,
    Cause.INTERRUPTED:     ReversalReason.TERMINAL_FAULT,
}
# fmt: on


# --- events -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Submitted:
    """The cashier confirmed; nothing has been written or sent yet."""


@dataclass(frozen=True, slots=True)
class Replied:
    """An answer to the payment arrived, matched by its full key; its MAC verifies unless it is Rejected."""

    answer: PaymentAnswer | Rejected


@dataclass(frozen=True, slots=True)
class Unanswered:
    """No answer to the payment that can be trusted. left: at least one byte of it may have left the machine."""

    cause: Cause
    left: bool = True


@dataclass(frozen=True, slots=True)
class Resumed:
    """It is to be out of the way now: the terminal started, or before the next transaction, or a person asks again."""


@dataclass(frozen=True, slots=True)
class ReversalReplied:
    """An answer to the 0400 arrived."""

    answer: ReversalAnswer | Rejected


@dataclass(frozen=True, slots=True)
class ReversalUnanswered:
    """No answer to the 0400 that can be trusted. left: at least one byte of it may have left the machine."""

    left: bool = True


@dataclass(frozen=True, slots=True)
class Closed:
    """A person settled it with the acquirer. operator_no: who says so. supervisor_no: who allows it. closed_as: what
    the acquirer said.
    """

    operator_no: str
    supervisor_no: str
    closed_as: ClosedAs


Event = Submitted | Replied | Unanswered | Resumed | ReversalReplied | ReversalUnanswered | Closed


# --- effects, in the order they must be performed ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """Make the record durable under this kind of event before anything else happens."""

    kind: str


@dataclass(frozen=True, slots=True)
class SendPayment:
    """Send the payment, once."""


@dataclass(frozen=True, slots=True)
class SendReversal:
    """Send an 0400 for this reason, with the payment's own trace number."""

    reason: ReversalReason


@dataclass(frozen=True, slots=True)
class Print:
    """Print the slip of an approved payment."""


@dataclass(frozen=True, slots=True)
class PrintFault:
    """Print the fault slip: 冲正不成功，请人工处理."""


Effect = Record | SendPayment | SendReversal | Print | PrintFault


# --- the machine ---------------------------------------------------------------------------------------------------

# fmt: off
S = PaymentState
_OVER: dict[type[Event], frozenset[PaymentState]] = {Closed: frozenset({S.CLOSED})}
TRANSITIONS: dict[PaymentState, dict[type[Event], frozenset[PaymentState]]] = {
    S.NEW:       {Submitted:          frozenset({S.PENDING})},
    S.PENDING:   {Replied:            frozenset({S.APPROVED, S.DECLINED, S.REVERSING}),
                  Unanswered:         frozenset({S.REVERSING, S.NOT_SENT}),
                  Resumed:            frozenset({S.REVERSING}), **_OVER},
    S.REVERSING: {ReversalReplied:    frozenset({S.REVERSED, S.DUE, S.MANUAL}),
                  ReversalUnanswered: frozenset({S.DUE, S.MANUAL}),
                  Resumed:            frozenset({S.REVERSING}), **_OVER},
    S.DUE:       {Resumed:            frozenset({S.REVERSING}), **_OVER},
    S.MANUAL:    {Resumed:            frozenset({S.REVERSING}), **_OVER},
    S.APPROVED:  {},
    S.DECLINED:  {},
    S.NOT_SENT:  {},
    S.REVERSED:  {},
    S.CLOSED:    {},
}
# fmt: on

Stepped = tuple[PaymentRecord, tuple[Effect, ...]]


def step(record: PaymentRecord, event: Event, tries: int = REVERSAL_TRIES) -> Stepped:
    """Next record and the effects to perform, in order. tries: how often an 0400 may leave before a person is asked.

    Raises IllegalTransition where TRANSITIONS has no edge for this event, or `step` would leave the table.
    """
    allowed = TRANSITIONS[record.state].get(type(event))
    if allowed is None:
        raise IllegalTransition(f"{type(event).__name__} in state {record.state}")
    after, effects = _decide(record, event, tries)
    if after.state not in allowed:
        raise IllegalTransition(f"{type(event).__name__} leads from {record.state} to {after.state}")
    return after, effects


def _decide(record: PaymentRecord, event: Event, tries: int) -> Stepped:
    match event:
        case Submitted():
            return replace(record, state=S.PENDING), (Record("payment.intent"), SendPayment())
        case Replied(answer):
            return _judge(replace(record, code=answer.code), answer)
        case Unanswered(cause, left):
            return _undo(record, cause) if left else _end(record, S.NOT_SENT, cause=cause)
        case Resumed():
            return _undo(record, record.cause or Cause.INTERRUPTED)
        case ReversalReplied(reply):
            after = replace(record, reversal_code=reply.code)
            done = isinstance(reply, ReversalAnswer) and reply.closed
            return _end(after, S.REVERSED) if done else _failed(after, tries, left=True)
        case ReversalUnanswered(left):
            return _failed(record, tries, left=left)
        case Closed(operator_no, supervisor_no, closed_as):
            said = replace(record, closed_by=operator_no, supervisor_no=supervisor_no, closed_as=closed_as)
            return _end(said, S.CLOSED)


def _judge(record: PaymentRecord, answer: PaymentAnswer | Rejected) -> Stepped:
    if isinstance(answer, Rejected):  # nobody vouches for a code without a MAC, not even for a no
        return _undo(record, Cause.HOST_UNSURE)
    match refund_outcome(answer.code, amount_matches=answer.amount_fen == record.amount_fen):
        case Outcome.YES:
            return _approve(record, answer) if _fits(record, answer) else _undo(record, Cause.ANSWER_MISMATCH)
        case Outcome.NO:
            return _end(record, S.DECLINED)
        case Outcome.UNKNOWN:
            return _undo(record, Cause.HOST_UNSURE)


def _fits(record: PaymentRecord, answer: PaymentAnswer) -> bool:
    """It is about this amount (0: it says none), and what a later void or completion names it by is there."""
    named = record.kind is not PaymentKind.PRE_AUTH or is_printable(answer.auth_no, 6)
    return answer.amount_fen in {0, record.amount_fen} and is_reference(answer.reference_no) and named


def _approve(record: PaymentRecord, answer: PaymentAnswer) -> Stepped:
    approved = replace(
        record,
        reference_no=answer.reference_no,
        auth_no=answer.auth_no,
        reached=answer.local_date + answer.local_time,
        settle_date=answer.settle_date,
        scheme=answer.scheme,
        issuer=answer.issuer,
        acquirer=answer.acquirer,
        note=answer.note,
    )
    after, effects = _end(approved, S.APPROVED)
    return after, (*effects, Print())


def _undo(record: PaymentRecord, cause: Cause) -> Stepped:
    """Owe a 冲正 and send it at once; the try counts before its first byte, so that a kill can't make it free."""
    after = replace(record, state=S.REVERSING, cause=cause, tries=record.tries + 1)
    return after, (Record("payment.reversing"), SendReversal(REASONS[cause]))


def _failed(record: PaymentRecord, tries: int, *, left: bool) -> Stepped:
    """This try undid nothing that we know of. What never left the machine was no try."""
    before = record.tries - 1
    after = record if left else replace(record, tries=before)
    if after.tries < tries:
        return _end(after, S.DUE, cause=record.cause)
    manual, effects = _end(after, S.MANUAL, cause=record.cause)
    return manual, (*effects, PrintFault()) if before < tries else effects


def _end(record: PaymentRecord, state: PaymentState, *, cause: Cause = Cause.NONE) -> Stepped:
    return replace(record, state=state, cause=cause), (Record(f"payment.{state}"),)
