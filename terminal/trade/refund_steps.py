"""One refund as a state machine: events in, effects out. Pure: no IO, clock or thread here.

The rule: money may move only after the intent is durable, and silence is UNKNOWN, never "failed". A refund has no
冲正 in UnionPay terminals (docs/decisions/0004), so UNKNOWN is settled by query, by sending the same key again, by a
cancel with a tombstone, or by a person - exactly as far as the peer's declared capabilities allow.

`TRANSITIONS` is the whole machine: state -> event -> states it may lead to. `step` decides which, and can't leave it.
"""

from dataclasses import replace

from protocol.codes import Outcome, refund_outcome
from protocol.dialects import Capabilities
from protocol.transactions import Found, OutcomeAnswer, RefundAnswer, Rejected
from terminal.trade.refund import (
    BY_HAND,
    CameLate,
    CancelAsked,
    Cause,
    Closed,
    Effect,
    Event,
    OutcomeTold,
    OutcomeUntold,
    PauseOver,
    Print,
    Record,
    RefundRecord,
    Replied,
    Resumed,
    SendCancel,
    SendQuery,
    SendRefund,
    StartTimer,
    State,
    Submitted,
    Unanswered,
)

QUERY_TRIES = 3
"""Outcome queries in one attempt to settle; after that the record waits for the next start or a person."""

QUERY_PAUSE_S = 1.0
"""Pause before the next query after one that got no answer."""

SEND_TRIES = 3
"""Times one refund may be sent under its key in one attempt; a record taken up again counts as sent once."""

# fmt: off
S = State
_SETTLED = frozenset({S.APPROVED, S.DECLINED, S.CANCELLED})
_HAND: dict[type[Event], frozenset[State]] = {Closed: BY_HAND}


def _late(state: State) -> dict[type[Event], frozenset[State]]:
    return {CameLate: frozenset({S.APPROVED, S.DECLINED, state})}


TRANSITIONS: dict[State, dict[type[Event], frozenset[State]]] = {
    S.NEW:        {Submitted:     frozenset({S.PENDING})},
    S.PENDING:    {Replied:       frozenset({S.APPROVED, S.DECLINED, S.QUERYING, S.MANUAL}),
                   Unanswered:    frozenset({S.QUERYING, S.NOT_SENT, S.MANUAL}),
                   Resumed:       frozenset({S.QUERYING, S.MANUAL}), **_late(S.PENDING), **_HAND},
    S.QUERYING:   {OutcomeTold:   _SETTLED | {S.PENDING, S.NOT_FOUND, S.UNKNOWN, S.CANCELLING},
                   OutcomeUntold: frozenset({S.QUERYING, S.UNKNOWN}),
                   PauseOver:     frozenset({S.QUERYING}),
                   Resumed:       frozenset({S.QUERYING, S.MANUAL}), **_late(S.QUERYING), **_HAND},
    S.NOT_FOUND:  {Resumed:       frozenset({S.QUERYING, S.MANUAL}),
                   CancelAsked:   frozenset({S.CANCELLING, S.NOT_FOUND}), **_late(S.NOT_FOUND), **_HAND},
    S.CANCELLING: {OutcomeTold:   _SETTLED | {S.UNKNOWN},
                   OutcomeUntold: frozenset({S.UNKNOWN}),
                   Resumed:       frozenset({S.QUERYING, S.MANUAL}), **_late(S.CANCELLING), **_HAND},
    S.UNKNOWN:    {Resumed:       frozenset({S.QUERYING, S.MANUAL}),
                   CancelAsked:   frozenset({S.CANCELLING, S.UNKNOWN}), **_late(S.UNKNOWN), **_HAND},
    S.MANUAL:     {**_late(S.MANUAL), **_HAND},
    S.APPROVED:   {},
    S.DECLINED:   {},
    S.CANCELLED:  {},
    S.NOT_SENT:   {},
    S.CLOSED_DONE:   {CameLate:    frozenset({S.APPROVED, S.CLOSED_DONE}),
                      CancelAsked: frozenset({S.CANCELLING, S.CLOSED_DONE}), **_HAND},
    S.CLOSED_UNDONE: {CameLate:    frozenset({S.APPROVED, S.CLOSED_UNDONE}), **_HAND},
}
# fmt: on


class IllegalTransition(Exception):
    """An event that the table does not allow in this state: a fault in the program, the terminal stops."""


Stepped = tuple[RefundRecord, tuple[Effect, ...]]
_BY_ITS_KEY = Capabilities(same_key_resend=True)
"""What a host that keeps one answer a key is, as far as that answer goes."""


def step(record: RefundRecord, event: Event, can: Capabilities, *, may_resend: bool) -> Stepped:
    """Next record and the effects to perform, in order.

    may_resend: somebody stands by who wants the money sent, and the card is at hand where one is needed.
    Raises IllegalTransition where TRANSITIONS has no edge for this event, or `step` would leave the table.
    """
    allowed = TRANSITIONS[record.state].get(type(event))
    if allowed is None:
        raise IllegalTransition(f"{type(event).__name__} in state {record.state}")
    after, effects = _decide(record, event, can, may_resend)
    if after.state not in allowed:
        raise IllegalTransition(f"{type(event).__name__} leads from {record.state} to {after.state}")
    return after, effects


def _decide(record: RefundRecord, event: Event, can: Capabilities, may_resend: bool) -> Stepped:
    match event:
        case Submitted():
            return replace(record, state=S.PENDING, sends=1), (Record("refund.intent"), SendRefund(repeat=False))
        case Replied(answer):
            return _replied(record, answer, can)
        case Unanswered(cause, left):
            if not left and record.sends <= 1:
                return _settle(record, S.NOT_SENT, "refund.not_sent", cause=cause)
            return _unknown(record, cause, can)
        case OutcomeTold(answer):
            return _told(record, answer, can, may_resend)
        case OutcomeUntold(cause):
            if record.state is S.QUERYING and record.queries < QUERY_TRIES:
                return record, (StartTimer(QUERY_PAUSE_S),)
            return _settle(record, S.UNKNOWN, "refund.unknown", cause=cause)
        case PauseOver():
            return _query(record)
        case Resumed():
            return _unknown(record, record.cause or Cause.INTERRUPTED, can, fresh=True)
        case CancelAsked():
            if not can.cancel:
                return record, ()
            return _cancel(record)
        case CameLate(answer):
            return _came_late(record, answer, can)
        case Closed():
            return _close(record, event)


def _replied(record: RefundRecord, answer: RefundAnswer | Rejected, can: Capabilities) -> Stepped:
    if isinstance(answer, Rejected):
        return _unknown(replace(record, code=answer.code), Cause.HOST_UNSURE, can)
    return _judge(record, answer, can)


def _judge(record: RefundRecord, answer: RefundAnswer, can: Capabilities) -> Stepped:
    return _decided(record, answer, can) or _unknown(replace(record, code=answer.code), Cause.HOST_UNSURE, can)


def _decided(record: RefundRecord, answer: RefundAnswer, can: Capabilities) -> Stepped | None:
    """What an answer decides; None where it leaves open what became of the money. A no to a refund that was sent more
    than once is one only where the host answers a repeat as it did the first.
    """
    match answer.moved(record.amount_fen):
        case Outcome.YES:
            return _approve(record, answer)
        case Outcome.NO if record.sends <= 1 or can.same_key_resend:
            return _settle(record, S.DECLINED, "refund.declined", code=answer.code)
        case _:
            return None


def _came_late(record: RefundRecord, answer: RefundAnswer, can: Capabilities) -> Stepped:
    """It decides, or nothing changes: nothing is asked because of it. A yes beats a person's word; a no to what was
    ended as done by hand is for a person to look at.
    """
    after, effects = _decided(record, answer, can) or (record, ())
    if record.state not in BY_HAND:
        return after, effects
    if after.state is S.APPROVED:
        return _by_the_host(after), effects
    if record.state is S.CLOSED_UNDONE or after is record:
        return record, ()
    return replace(record, contradicted=answer.code), (Record("refund.contradicted"),)


def _close(record: RefundRecord, said: Closed) -> Stepped:
    by = replace(
        record,
        closed_by=said.operator_no,
        closed_allowed=said.supervisor_no,
        closed_reason=said.reason,
        contradicted="",
    )
    if said.done:
        return _settle(by, S.CLOSED_DONE, "refund.closed_done", cause=record.cause)
    return _settle(by, S.CLOSED_UNDONE, "refund.closed_undone", cause=record.cause)


def _by_the_host(record: RefundRecord) -> RefundRecord:
    """What a person said of it is past: the journal has it."""
    return replace(record, closed_by="", closed_allowed="", closed_reason="", contradicted="")


def _told(record: RefundRecord, answer: OutcomeAnswer | Rejected, can: Capabilities, may_resend: bool) -> Stepped:
    if isinstance(answer, Rejected) or answer.code != "00":
        return _settle(record, S.UNKNOWN, "refund.unknown", cause=Cause.HOST_UNSURE, code=answer.code)
    match answer.found:
        case Found.FOUND if answer.outcome is not None:
            return _stored(record, answer.outcome)
        case Found.CANCELLED:
            return _settle(record, S.CANCELLED, "refund.cancelled")
        case Found.NOT_FOUND if record.state is S.QUERYING:
            return _absent(record, can, may_resend)
        case _:
            return _settle(record, S.UNKNOWN, "refund.unknown", cause=Cause.HOST_UNSURE)


def _stored(record: RefundRecord, answer: RefundAnswer) -> Stepped:
    """The host kept an answer under this key: it decides, however often that key was sent, except where it decides
    nothing.
    """
    if refund_outcome(answer.code, amount_matches=answer.amount_fen == record.amount_fen) is Outcome.UNKNOWN:
        return _settle(record, S.UNKNOWN, "refund.unknown", cause=Cause.HOST_UNSURE, code=answer.code)
    if answer.amount_fen != record.amount_fen:
        return _settle(record, S.UNKNOWN, "refund.unknown", cause=Cause.ANSWER_MISMATCH)
    return _judge(record, answer, _BY_ITS_KEY)


def _absent(record: RefundRecord, can: Capabilities, may_resend: bool) -> Stepped:
    """The host says that it never saw the key: send it again where that is declared safe, else wait for a person."""
    if record.giving_up and can.cancel:
        return _cancel(record)
    if not record.giving_up and can.same_key_resend and may_resend and record.sends < SEND_TRIES:
        again = replace(record, state=S.PENDING, sends=record.sends + 1)
        return again, (Record("refund.resent"), SendRefund(repeat=True))
    return _settle(record, S.NOT_FOUND, "refund.not_found")


def _cancel(record: RefundRecord) -> Stepped:
    asked = _by_the_host(replace(record, state=S.CANCELLING, giving_up=True))
    return asked, (Record("refund.cancel_asked"), SendCancel())


def _unknown(record: RefundRecord, cause: Cause, can: Capabilities, *, fresh: bool = False) -> Stepped:
    if not can.outcome_query:
        return _settle(record, S.MANUAL, "refund.manual", cause=cause)
    asking, effects = _query(replace(record, cause=cause, queries=0, sends=1 if fresh else record.sends))
    return asking, effects if fresh else (Record("refund.unknown"), *effects)


def _query(record: RefundRecord) -> Stepped:
    return replace(record, state=S.QUERYING, queries=record.queries + 1), (SendQuery(),)


def _approve(record: RefundRecord, answer: RefundAnswer) -> Stepped:
    done, effects = _settle(
        record,
        S.APPROVED,
        "refund.approved",
        code=answer.code,
        reference_no=answer.reference_no,
        reached=answer.local_date + answer.local_time,
    )
    return done, (*effects, Print())


def _settle(record: RefundRecord, state: State, kind: str, *, cause: Cause = Cause.NONE, **said: str) -> Stepped:
    """said: parts of the record that the host told. One copy, as a record has many parts."""
    return replace(record, state=state, cause=cause, **said), (Record(kind),)  # type: ignore[arg-type] # by name
