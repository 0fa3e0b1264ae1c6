"""冲正: scripts of events, states and effects; every edge of the table walked; no list of events leaves it."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.cards import TEST_CARDS
from protocol.codes import CODES
from protocol.transactions import Channel, PaymentAnswer, RefundKey, Rejected, ReversalAnswer, ReversalReason
from terminal.trade.payment import OWING, UNSETTLED, ClosedAs, PaymentKind, PaymentRecord, PaymentState
from terminal.trade.refund import Cause, LinkIdentity
from terminal.trade.refund_steps import IllegalTransition
from terminal.trade.reversal import (
    REVERSAL_TRIES,
    TRANSITIONS,
    Closed,
    Effect,
    Event,
    Print,
    PrintFault,
    Record,
    Replied,
    Resumed,
    ReversalReplied,
    ReversalUnanswered,
    SendPayment,
    SendReversal,
    Submitted,
    Unanswered,
    step,
)

S = PaymentState
FEN = 2950
NEW = PaymentRecord(
    key=RefundKey("888888800000001", "88000001", "01020304", "000001", "000007", "20261122"),
    link=LinkIdentity("practice", "888888800000001", "88000001", "0" * 16),
    kind=PaymentKind.SALE,
    amount_fen=FEN,
    channel=Channel.CARD,
    payer=TEST_CARDS["unionpay"].masked,
    entry="021",
    operator_no="01",
    supervisor_no="",
    practice=True,
    opened_at="2026-11-22T12:00:00+08:00",
)


def answer(code: str = "00", fen: int = FEN, reference_no: str = "963260000001", auth_no: str = "") -> PaymentAnswer:
    return PaymentAnswer(code, reference_no, auth_no, fen, "1122", "120102", "1122", "CUP")


def undo(reason: str) -> tuple[Effect, ...]:
    return (Record("payment.reversing"), SendReversal(ReversalReason(reason)))


def back(code: str) -> ReversalReplied:
    return ReversalReplied(ReversalAnswer(code))


SILENT, UNSENT, LEFT = Unanswered(Cause.NO_ANSWER), Unanswered(Cause.LINE_LOST, left=False), ReversalUnanswered()
STAYED = ReversalUnanswered(left=False)
FIRST = (Submitted(), S.PENDING, (Record("payment.intent"), SendPayment()))
APPROVED = (Replied(answer()), S.APPROVED, (Record("payment.approved"), Print()))
QUIET = (SILENT, S.REVERSING, undo("98"))
WAITS = (LEFT, S.DUE, (Record("payment.due"),))
AGAIN = (Resumed(), S.REVERSING, undo("98"))
DONE = (back("00"), S.REVERSED, (Record("payment.reversed"),))
FAULT = (LEFT, S.MANUAL, (Record("payment.manual"), PrintFault()))
BY_HAND = Closed("01", "00", ClosedAs.UNDONE)
CLOSED = (BY_HAND, S.CLOSED, (Record("payment.closed"),))

Walk = list[tuple[Event, PaymentState, tuple[Effect, ...]]]

# Field 39 of an 0400, domain notes 3: 98 time-out, A0 MAC wrong, 96 fault of the terminal, 06 other.
# fmt: off
SCRIPTS: dict[str, Walk] = {
    "approved":                         [FIRST, APPROVED],
    "declined":                         [FIRST, (Replied(answer("51")), S.DECLINED, (Record("payment.declined"),))],
    "nothing left the machine":         [FIRST, (UNSENT, S.NOT_SENT, (Record("payment.not_sent"),))],
    "silence, undone":                  [FIRST, QUIET, DONE],
    "silence, the host never saw it":   [FIRST, QUIET, (back("25"), S.REVERSED, (Record("payment.reversed"),))],
    "silence, the host had declined":   [FIRST, QUIET, (back("12"), S.REVERSED, (Record("payment.reversed"),))],
    "a MAC that does not verify":       [FIRST, (Unanswered(Cause.BAD_MAC), S.REVERSING, undo("A0")), DONE],
    "an answer of another amount":      [FIRST, (Unanswered(Cause.ANSWER_MISMATCH), S.REVERSING, undo("06")), DONE],
    "approved, another amount":         [FIRST, (Replied(answer(fen=FEN - 1)), S.REVERSING, undo("06")), DONE],
    "approved in part":                 [FIRST, (Replied(answer("10", FEN - 1)), S.REVERSING, undo("06")), DONE],
    "approved, but not to be named":    [FIRST, (Replied(answer(reference_no=" ")), S.REVERSING, undo("06")), DONE],
    "approved without an amount":       [FIRST, (Replied(answer(fen=0)), *APPROVED[1:])],
    "garbled":                          [FIRST, (Unanswered(Cause.BAD_FRAME), S.REVERSING, undo("06")), DONE],
    "the line went":                    [FIRST, (Unanswered(Cause.LINE_LOST), S.REVERSING, undo("98")), DONE],
    "the host is not sure":             [FIRST, (Replied(answer("96")), S.REVERSING, undo("06")), DONE],
    "a code of no table":               [FIRST, (Replied(answer("ZZ")), S.REVERSING, undo("06")), DONE],
    "a no without a MAC":               [FIRST, (Replied(Rejected("51")), S.REVERSING, undo("06")), DONE],
    "killed between intent and answer": [FIRST, (Resumed(), S.REVERSING, undo("96")), DONE],
    "killed while reversing":           [FIRST, QUIET, AGAIN, DONE],
    "no answer, then before the next":  [FIRST, QUIET, WAITS, AGAIN, DONE],
    "three tries, a person":            [FIRST, QUIET, WAITS, AGAIN, WAITS, AGAIN, FAULT, CLOSED],
    "three refusals, a person": [
        FIRST, QUIET, (back("96"), *WAITS[1:]), AGAIN, (ReversalReplied(Rejected("00")), *WAITS[1:]), AGAIN,
        (back("64"), *FAULT[1:]), CLOSED],
    "what never left is no try": [
        FIRST, QUIET, (STAYED, *WAITS[1:]), AGAIN, WAITS, AGAIN, WAITS, AGAIN, (STAYED, *WAITS[1:]), AGAIN, FAULT],
    "a person asks once more":          [FIRST, QUIET, WAITS, AGAIN, WAITS, AGAIN, FAULT, AGAIN, DONE],
    "once more in vain, one fault slip": [
        FIRST, QUIET, WAITS, AGAIN, WAITS, AGAIN, FAULT, AGAIN, (LEFT, S.MANUAL, (Record("payment.manual"),)),
        AGAIN, (STAYED, S.MANUAL, (Record("payment.manual"),)), AGAIN, DONE],
    "closed by hand, found pending":    [FIRST, CLOSED],
    "closed by hand, found reversing":  [FIRST, QUIET, CLOSED],
    "closed by hand while due":         [FIRST, QUIET, WAITS, CLOSED],
}
EVENTS: tuple[Event, ...] = (Submitted(), Replied(answer()), SILENT, Resumed(), back("00"), LEFT, BY_HAND)
# fmt: on


@pytest.mark.parametrize("name", SCRIPTS)
def test_script(name: str) -> None:
    record, walked = NEW, []
    for event, _, _ in SCRIPTS[name]:
        record, effects = step(record, event)
        walked.append((event, record.state, effects))
    assert walked == SCRIPTS[name]


def test_the_records_in_full() -> None:
    pending, _ = step(NEW, Submitted())
    assert pending == replace(NEW, state=S.PENDING)
    approved, _ = step(pending, Replied(replace(answer(), issuer="01020000", acquirer="48270000", note="OK")))
    assert approved == replace(
        NEW, state=S.APPROVED, code="00", reference_no="963260000001", reached="1122120102", settle_date="1122",
        scheme="CUP", issuer="01020000", acquirer="48270000", note="OK",
    )  # fmt: skip
    reversing, _ = step(pending, Replied(answer("96")))
    assert reversing == replace(NEW, state=S.REVERSING, cause=Cause.HOST_UNSURE, code="96", tries=1)
    due, _ = step(reversing, back("64"))
    assert due == replace(reversing, state=S.DUE, reversal_code="64")
    undone, _ = step(step(due, Resumed())[0], back("25"))
    assert undone == replace(NEW, state=S.REVERSED, code="96", tries=2, reversal_code="25")
    closed, _ = step(due, Closed("02", "00", ClosedAs.STANDS))
    said = replace(due, closed_by="02", supervisor_no="00", closed_as=ClosedAs.STANDS)
    assert closed == replace(said, state=S.CLOSED, cause=Cause.NONE)


@pytest.mark.parametrize(("auth_no", "state"), [("123456", S.APPROVED), ("", S.REVERSING)])
def test_a_pre_authorisation_without_its_number_can_not_be_completed(auth_no: str, state: PaymentState) -> None:
    pending = replace(NEW, kind=PaymentKind.PRE_AUTH, state=S.PENDING)
    assert step(pending, Replied(answer(auth_no=auth_no)))[0].state is state


@pytest.mark.parametrize(("tries", "states"), [(1, [S.MANUAL]), (2, [S.DUE, S.MANUAL])])
def test_the_limit_is_a_parameter(tries: int, states: list[PaymentState]) -> None:
    record, seen = step(replace(NEW, state=S.PENDING), SILENT, tries)[0], []
    for _ in states:
        record = step(record, LEFT, tries)[0]
        seen.append(record.state)
        record = step(record, Resumed(), tries)[0]
    assert (seen, REVERSAL_TRIES) == (states, 3)


def test_the_table_has_a_row_for_every_state_and_none_for_the_final() -> None:
    assert set(TRANSITIONS) == set(S)
    assert {state for state, row in TRANSITIONS.items() if row} == UNSETTLED | {S.NEW}
    assert UNSETTLED - {S.MANUAL} == OWING


def test_every_edge_is_walked_by_a_script() -> None:
    walked = set()
    for walk in SCRIPTS.values():
        before = [S.NEW, *(state for _, state, _ in walk)]
        walked |= {(old, type(event), new) for old, (event, new, _) in zip(before, walk, strict=False)}
    table = {(old, event, new) for old, row in TRANSITIONS.items() for event, news in row.items() for new in news}
    assert walked == table


@pytest.mark.parametrize(
    ("state", "event"),
    [(state, event) for state, event in product(S, EVENTS) if type(event) not in TRANSITIONS[state]],
    ids=lambda part: part if isinstance(part, str) else type(part).__name__,
)
def test_what_is_not_in_the_row_raises(state: PaymentState, event: Event) -> None:
    with pytest.raises(IllegalTransition, match=f"{type(event).__name__} in state {state}"):
        step(replace(NEW, state=state), event)


@given(st.text("0123456789ABCDEFXYZ ", max_size=2).filter(lambda code: code not in CODES))
def test_an_unlisted_code_is_undone(code: str) -> None:
    record, effects = step(replace(NEW, state=S.PENDING), Replied(answer(code)))
    assert (record.state, record.code, effects) == (S.REVERSING, code, undo("06"))


CODE = st.sampled_from([*sorted(CODES), "ZZ", ""])
CAUSES = st.sampled_from([cause for cause in Cause if cause])
REFERENCES = st.sampled_from(["963260000001", "", "12345"])
ANY_EVENT: st.SearchStrategy[Event] = st.one_of(
    st.builds(Replied, st.builds(answer, CODE, st.sampled_from([0, FEN - 1, FEN]), REFERENCES)),
    st.builds(Replied, st.builds(Rejected, CODE)),
    st.builds(Unanswered, CAUSES, st.booleans()),
    st.just(Resumed()),
    st.builds(ReversalReplied, st.builds(ReversalAnswer, CODE) | st.builds(Rejected, CODE)),
    st.builds(ReversalUnanswered, st.booleans()),
)
Trail = list[tuple[Event, PaymentRecord, tuple[Effect, ...]]]


def run(events: list[Event]) -> Trail:
    """Events that the table takes, from NEW on; `step` may raise for those it does not, and for no others."""
    record, trail = NEW, []
    for event in [Submitted(), *events]:
        if type(event) in TRANSITIONS[record.state]:
            record, effects = step(record, event)
            trail.append((event, record, effects))
    return trail


@given(st.lists(ANY_EVENT, max_size=30))
def test_no_list_of_events_leaves_the_table_or_loses_a_reversal(events: list[Event]) -> None:
    trail = run(events)
    made = [effect for _, _, effects in trail for effect in effects]
    assert [type(effects[0]) for _, _, effects in trail] == [Record] * len(trail)
    assert made.count(SendPayment()) == 1
    assert made.count(PrintFault()) <= 1
    said_yes = [e for e, after, _ in trail if after.state is S.APPROVED]
    assert made.count(Print()) == len(said_yes) <= 1
    assert all(isinstance(event, Replied) and isinstance(event.answer, PaymentAnswer) for event in said_yes)
    owed = next((at for at, (_, after, _) in enumerate(trail) if after.state is S.REVERSING), len(trail))
    ways = {after.state for _, after, _ in trail[owed:]}
    assert ways <= {S.REVERSING, S.DUE, S.MANUAL, S.REVERSED}
    closing = [e for e, after, _ in trail if after.state is S.REVERSED]
    assert all(isinstance(event, ReversalReplied) and event.answer.code in {"00", "12", "25"} for event in closing)
