"""The refund as a table: every edge walked by a script of events, effects and states; everything else raises."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.codes import CODES
from protocol.dialects import OURS, PLAIN, Capabilities
from protocol.transactions import Channel, Found, OutcomeAnswer, RefundAnswer, RefundKey, Rejected
from terminal.trade.refund import (
    BY_HAND,
    FINAL,
    OPEN,
    CameLate,
    CancelAsked,
    Cause,
    Closed,
    Effect,
    Event,
    LinkIdentity,
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
from terminal.trade.refund_steps import QUERY_PAUSE_S, QUERY_TRIES, SEND_TRIES, TRANSITIONS, IllegalTransition, step

FEN = 2950
NEW = RefundRecord(
    key=RefundKey("888888800000001", "88000001", "0a1b2c3d", "000001", "000007", "20261122"),
    link=LinkIdentity("practice", "888888800000001", "88000001", "0" * 16),
    amount_fen=FEN,
    original_reference="261122000001",
    original_month_day="1122",
    channel=Channel.CARD,
    order_no="80000026000149",
    payer="620000******0005",
    items=(("1001", 1),),
    reason="customer",
    operator_no="01",
    supervisor_no="00",
    practice=True,
    opened_at="2026-11-22T12:00:00+08:00",
)


def answer(code: str = "00", fen: int = FEN) -> RefundAnswer:
    return RefundAnswer(code, "963260000001" if code == "00" else "", fen, "1122", "120102")


def told(found: Found, outcome: RefundAnswer | None = None) -> OutcomeTold:
    return OutcomeTold(OutcomeAnswer("00", found, outcome))


ABSENT, GONE = told(Found.NOT_FOUND), told(Found.CANCELLED)
SILENT, UNSENT = Unanswered(Cause.NO_ANSWER), Unanswered(Cause.LINE_LOST, left=False)
UNTOLD = OutcomeUntold(Cause.NO_ANSWER)
NO_CANCEL = replace(OURS, cancel=False)
ASK = (Record("refund.unknown"), SendQuery())
APPROVED = (Record("refund.approved"), Print())
FIRST = (Submitted(), State.PENDING, (Record("refund.intent"), SendRefund(repeat=False)))
AGAIN = (Record("refund.resent"), SendRefund(repeat=True))
QUERIED = (SILENT, State.QUERYING, ASK)
PAUSE = (StartTimer(QUERY_PAUSE_S),)
NEVER_SEEN = (ABSENT, State.NOT_FOUND, (Record("refund.not_found"),))
LEFT_UNKNOWN = (told(Found.FOUND), State.UNKNOWN, (Record("refund.unknown"),))

Walk = list[tuple[Event, State, tuple[Effect, ...]]]

# fmt: off
# name: (capabilities, card at hand, [(event, state after it, effects), …])
SCRIPTS: dict[str, tuple[Capabilities, bool, Walk]] = {
    "approved": (OURS, True, [FIRST, (Replied(answer()), State.APPROVED, APPROVED)]),
    "declined": (OURS, True, [FIRST, (Replied(answer("61")), State.DECLINED, (Record("refund.declined"),))]),
    "nothing left the machine": (OURS, True, [FIRST, (UNSENT, State.NOT_SENT, (Record("refund.not_sent"),))]),
    "silence, a person decides": (PLAIN, True, [FIRST, (SILENT, State.MANUAL, (Record("refund.manual"),))]),
    "unsure, a person decides": (PLAIN, True, [
        FIRST, (Replied(answer("96")), State.MANUAL, (Record("refund.manual"),))]),
    "started again, a person decides": (PLAIN, True, [FIRST, (Resumed(), State.MANUAL, (Record("refund.manual"),))]),
    "silence, the query says yes": (OURS, True, [
        FIRST, QUERIED, (told(Found.FOUND, answer()), State.APPROVED, APPROVED)]),
    "silence, the query says no": (OURS, True, [
        FIRST, QUERIED, (told(Found.FOUND, answer("61")), State.DECLINED, (Record("refund.declined"),))]),
    "unsure, the query says cancelled": (OURS, True, [
        FIRST, (Replied(answer("98")), State.QUERYING, ASK), (GONE, State.CANCELLED, (Record("refund.cancelled"),))]),
    "rejected without a MAC says nothing": (OURS, True, [
        FIRST, (Replied(Rejected("61")), State.QUERYING, ASK),
        (told(Found.FOUND, answer()), State.APPROVED, APPROVED)]),
    "never seen, sent again until it may not": (OURS, True, [
        FIRST, QUERIED, (ABSENT, State.PENDING, AGAIN), QUERIED, (ABSENT, State.PENDING, AGAIN), QUERIED, NEVER_SEEN]),
    "sent again, then the line is gone": (OURS, True, [
        FIRST, QUERIED, (ABSENT, State.PENDING, AGAIN), (UNSENT, State.QUERYING, ASK),
        (GONE, State.CANCELLED, (Record("refund.cancelled"),))]),
    "never seen, no card at hand": (OURS, False, [FIRST, QUERIED, NEVER_SEEN]),
    "never seen, the peer knows no repeats": (replace(OURS, same_key_resend=False), True, [FIRST, QUERIED, NEVER_SEEN]),
    "three queries, and then it waits": (OURS, True, [
        FIRST, QUERIED, (UNTOLD, State.QUERYING, PAUSE), (PauseOver(), State.QUERYING, (SendQuery(),)),
        (UNTOLD, State.QUERYING, PAUSE), (PauseOver(), State.QUERYING, (SendQuery(),)),
        (UNTOLD, State.UNKNOWN, (Record("refund.unknown"),)), (Resumed(), State.QUERYING, (SendQuery(),)),
        (told(Found.FOUND, answer()), State.APPROVED, APPROVED)]),
    "found, without an answer": (OURS, True, [FIRST, QUERIED, LEFT_UNKNOWN]),
    "the query itself is refused": (OURS, True, [
        FIRST, QUERIED, (OutcomeTold(Rejected("25")), State.UNKNOWN, (Record("refund.unknown"),))]),
    "the stored answer is unsure": (OURS, True, [
        FIRST, QUERIED, (told(Found.FOUND, answer("98")), State.UNKNOWN, (Record("refund.unknown"),))]),
    "the stored answer is of another amount": (OURS, True, [
        FIRST, QUERIED, (told(Found.FOUND, answer("00", FEN + 1)), State.UNKNOWN, (Record("refund.unknown"),))]),
    "killed while pending": (OURS, False, [
        FIRST, (Resumed(), State.QUERYING, (SendQuery(),)), (told(Found.FOUND, answer()), State.APPROVED, APPROVED)]),
    "killed while querying": (OURS, False, [FIRST, QUERIED, (Resumed(), State.QUERYING, (SendQuery(),)), NEVER_SEEN]),
    "never seen, taken up with its card": (OURS, True, [
        FIRST, QUERIED, (ABSENT, State.PENDING, AGAIN), QUERIED, (ABSENT, State.PENDING, AGAIN), QUERIED, NEVER_SEEN,
        (Resumed(), State.QUERYING, (SendQuery(),)), (ABSENT, State.PENDING, AGAIN),
        (Replied(answer()), State.APPROVED, APPROVED)]),
    "never seen, given up": (OURS, False, [
        FIRST, QUERIED, NEVER_SEEN, (CancelAsked(), State.CANCELLING, (Record("refund.cancel_asked"), SendCancel())),
        (GONE, State.CANCELLED, (Record("refund.cancelled"),))]),
    "given up too late": (OURS, False, [
        FIRST, QUERIED, NEVER_SEEN, (CancelAsked(), State.CANCELLING, (Record("refund.cancel_asked"), SendCancel())),
        (told(Found.FOUND, answer()), State.APPROVED, APPROVED)]),
    "given up, it was declined": (OURS, False, [
        FIRST, QUERIED, LEFT_UNKNOWN, (CancelAsked(), State.CANCELLING, (Record("refund.cancel_asked"), SendCancel())),
        (told(Found.FOUND, answer("14")), State.DECLINED, (Record("refund.declined"),))]),
    "the cancel is not answered": (OURS, False, [
        FIRST, QUERIED, NEVER_SEEN, (CancelAsked(), State.CANCELLING, (Record("refund.cancel_asked"), SendCancel())),
        (UNTOLD, State.UNKNOWN, (Record("refund.unknown"),))]),
    "a cancel that leaves no tombstone": (OURS, False, [
        FIRST, QUERIED, NEVER_SEEN, (CancelAsked(), State.CANCELLING, (Record("refund.cancel_asked"), SendCancel())),
        (ABSENT, State.UNKNOWN, (Record("refund.unknown"),))]),
    "killed while cancelling": (OURS, False, [
        FIRST, QUERIED, NEVER_SEEN, (CancelAsked(), State.CANCELLING, (Record("refund.cancel_asked"), SendCancel())),
        (Resumed(), State.QUERYING, (SendQuery(),)), (GONE, State.CANCELLED, (Record("refund.cancelled"),))]),
    "a cancel that was lost, the card at hand again": (OURS, True, [
        FIRST, QUERIED, LEFT_UNKNOWN, (CancelAsked(), State.CANCELLING, (Record("refund.cancel_asked"), SendCancel())),
        (UNTOLD, State.UNKNOWN, (Record("refund.unknown"),)), (Resumed(), State.QUERYING, (SendQuery(),)),
        (ABSENT, State.CANCELLING, (Record("refund.cancel_asked"), SendCancel())),
        (GONE, State.CANCELLED, (Record("refund.cancelled"),))]),
    "no cancel there, never seen": (NO_CANCEL, False, [
        FIRST, QUERIED, NEVER_SEEN, (CancelAsked(), State.NOT_FOUND, ())]),
    "no cancel there, unknown": (NO_CANCEL, False, [FIRST, QUERIED, LEFT_UNKNOWN, (CancelAsked(), State.UNKNOWN, ())]),
}
# The peer was replaced by one that can't be asked, under the same name: a person decides, from every open state.
NOT_YET_DECIDED = sorted(OPEN)
CHANGED_PEER = (State.PENDING, State.QUERYING, State.CANCELLING, State.UNKNOWN, State.NOT_FOUND)
EVENTS: tuple[Event, ...] = (
    Submitted(), Replied(answer()), SILENT, ABSENT, UNTOLD, PauseOver(), Resumed(), CancelAsked(), CameLate(answer()),
    Closed(done=True, operator_no="01", supervisor_no="00", reason="statement"),
)
# fmt: on


@pytest.mark.parametrize("name", SCRIPTS)
def test_script(name: str) -> None:
    can, may_resend, walk = SCRIPTS[name]
    record = NEW
    walked = []
    for event, _, _ in walk:
        record, effects = step(record, event, can, may_resend=may_resend)
        walked.append((event, record.state, effects))
    assert walked == walk


def test_the_approved_record_in_full() -> None:
    record, _ = step(NEW, Submitted(), OURS, may_resend=True)
    assert record == replace(NEW, state=State.PENDING, sends=1)
    record, _ = step(record, SILENT, OURS, may_resend=True)
    assert record == replace(NEW, state=State.QUERYING, sends=1, queries=1, cause=Cause.NO_ANSWER)
    record, _ = step(record, told(Found.FOUND, answer()), OURS, may_resend=True)
    assert record == replace(
        NEW, state=State.APPROVED, sends=1, queries=1, code="00", reference_no="963260000001", reached="1122120102"
    )


@pytest.mark.parametrize("state", CHANGED_PEER, ids=str)
def test_a_peer_that_can_no_longer_be_asked(state: State) -> None:
    record, effects = step(replace(NEW, state=state, cause=Cause.BAD_MAC), Resumed(), PLAIN, may_resend=True)
    assert (record.state, record.cause, effects) == (State.MANUAL, Cause.BAD_MAC, (Record("refund.manual"),))


def test_the_table_has_a_row_for_every_state_and_none_for_what_the_host_decided() -> None:
    assert set(TRANSITIONS) == set(State)
    assert {state for state, row in TRANSITIONS.items() if not row} == FINAL - BY_HAND
    assert OPEN | FINAL | {State.NEW} == set(State)
    assert not OPEN & FINAL


@pytest.mark.parametrize("state", NOT_YET_DECIDED, ids=str)
@pytest.mark.parametrize(("done", "ended"), [(True, State.CLOSED_DONE), (False, State.CLOSED_UNDONE)])
def test_a_person_ends_it_and_it_says_who_and_why(state: State, done: bool, ended: State) -> None:
    said = Closed(done=done, operator_no="02", supervisor_no="98", reason="acquirer, ticket 7")
    before = replace(NEW, state=state, cause=Cause.NO_ANSWER, sends=1)
    record, effects = step(before, said, PLAIN, may_resend=True)
    by = {"closed_by": "02", "closed_allowed": "98", "closed_reason": "acquirer, ticket 7"}
    assert record == replace(before, state=ended, **by)
    assert effects == (Record(f"refund.{ended}"),)  # nothing is sent, and no slip


LATE = [
    (answer(), State.APPROVED, APPROVED),
    (answer("61"), State.DECLINED, (Record("refund.declined"),)),
    *((said, None, ()) for said in (answer("98"), answer("00", FEN + 1), answer("10", FEN - 1), answer(""))),
]


@pytest.mark.parametrize("state", NOT_YET_DECIDED, ids=str)
@pytest.mark.parametrize(("said", "state_after", "effects"), LATE)
def test_an_answer_that_comes_late_decides_or_changes_nothing(
    state: State, said: RefundAnswer, state_after: State | None, effects: tuple[Effect, ...]
) -> None:
    before = replace(NEW, state=state, cause=Cause.NO_ANSWER, sends=1)
    record, made = step(before, CameLate(said), PLAIN, may_resend=True)
    assert (record.state, made) == (state_after or state, effects)
    assert state_after is not None or record == before


TOMBSTONE = (Record("refund.cancel_asked"), SendCancel())
BEHIND = [
    (State.CLOSED_UNDONE, CameLate(answer()),          State.APPROVED,      APPROVED),
    (State.CLOSED_DONE,   CameLate(answer()),          State.APPROVED,      APPROVED),
    (State.CLOSED_UNDONE, CameLate(answer("61")),      State.CLOSED_UNDONE, ()),
    (State.CLOSED_DONE,   CameLate(answer("61")),      State.CLOSED_DONE,   (Record("refund.contradicted"),)),
    (State.CLOSED_UNDONE, CameLate(answer("98")),      State.CLOSED_UNDONE, ()),
    (State.CLOSED_DONE,   CameLate(answer("98")),      State.CLOSED_DONE,   ()),
    (State.CLOSED_DONE,   CameLate(answer("00", 1)),   State.CLOSED_DONE,   ()),
    (State.CLOSED_UNDONE, Closed(True, "02", "98", "x"),  State.CLOSED_DONE,   (Record("refund.closed_done"),)),
    (State.CLOSED_UNDONE, Closed(False, "02", "98", "x"), State.CLOSED_UNDONE, (Record("refund.closed_undone"),)),
    (State.CLOSED_DONE,   Closed(False, "02", "98", "x"), State.CLOSED_UNDONE, (Record("refund.closed_undone"),)),
    (State.CLOSED_DONE,   Closed(True, "02", "98", "x"),  State.CLOSED_DONE,   (Record("refund.closed_done"),)),
    (State.CLOSED_DONE,   CancelAsked(),                  State.CANCELLING,    TOMBSTONE),
]  # fmt: skip


def by_hand(state: State) -> RefundRecord:
    return replace(NEW, state=state, sends=1, closed_by="01", closed_allowed="00", closed_reason="acquirer")


@pytest.mark.parametrize(("state", "event", "after", "effects"), BEHIND)
def test_behind_a_persons_word(state: State, event: Event, after: State, effects: tuple[Effect, ...]) -> None:
    """The host's yes beats it, its no is told, and a person may put it right."""
    record, made = step(by_hand(state), event, OURS, may_resend=True)
    assert (record.state, made) == (after, effects)
    assert bool(record.closed_by) is (after in BY_HAND)
    assert record.contradicted == ("61" if made and "contradicted" in str(made) else "")


def test_a_contradiction_is_over_when_a_person_has_looked_again() -> None:
    told = replace(by_hand(State.CLOSED_DONE), contradicted="61")
    for done in (True, False):
        assert step(told, Closed(done, "02", "98", "x"), OURS, may_resend=True)[0].contradicted == ""


def test_what_a_person_ended_stays_where_its_host_can_not_be_told_to_refuse_it() -> None:
    done = by_hand(State.CLOSED_DONE)
    assert step(done, CancelAsked(), PLAIN, may_resend=True) == (done, ())


@pytest.mark.parametrize(("can", "after"), [(OURS, State.DECLINED), (PLAIN, State.MANUAL)], ids=["ours", "plain"])
def test_a_no_behind_a_second_sending_is_final_only_where_the_host_knows_repeats(
    can: Capabilities, after: State
) -> None:
    twice = replace(NEW, state=State.PENDING, sends=2)
    assert step(twice, Replied(answer("61")), can, may_resend=True)[0].state is after
    late = replace(twice, state=State.MANUAL)
    assert step(late, CameLate(answer("61")), can, may_resend=True)[0].state is after


def test_a_no_that_the_host_kept_under_the_key_is_final_however_often_it_was_sent() -> None:
    asked = replace(NEW, state=State.QUERYING, sends=3)
    can = replace(OURS, same_key_resend=False)
    assert step(asked, told(Found.FOUND, answer("61")), can, may_resend=True)[0].state is State.DECLINED


def test_every_edge_is_walked_by_a_script() -> None:
    walked = {(state, Resumed, State.MANUAL) for state in CHANGED_PEER}
    walked |= set(product(NOT_YET_DECIDED, [Closed], BY_HAND))
    walked |= {(old, type(event), new) for old, event, new, _ in BEHIND}
    walked |= {(State.CLOSED_DONE, CancelAsked, State.CLOSED_DONE)}
    walked |= {(old, CameLate, new or old) for old in NOT_YET_DECIDED for _, new, _ in LATE}
    for _, _, walk in SCRIPTS.values():
        before = [State.NEW, *(state for _, state, _ in walk)]
        walked |= {(old, type(event), new) for old, (event, new, _) in zip(before, walk, strict=False)}
    table = {(old, event, new) for old, row in TRANSITIONS.items() for event, news in row.items() for new in news}
    assert walked == table


@pytest.mark.parametrize(
    ("state", "event"),
    [(state, event) for state, event in product(State, EVENTS) if type(event) not in TRANSITIONS[state]],
    ids=lambda part: part if isinstance(part, str) else type(part).__name__,
)
def test_what_is_not_in_the_row_raises(state: State, event: Event) -> None:
    with pytest.raises(IllegalTransition, match=f"{type(event).__name__} in state {state}"):
        step(replace(NEW, state=state), event, OURS, may_resend=True)


def test_the_limits_of_queries_and_sends() -> None:
    at_last_query = replace(NEW, state=State.QUERYING, queries=QUERY_TRIES)
    assert step(at_last_query, UNTOLD, OURS, may_resend=True)[0].state is State.UNKNOWN
    assert step(replace(at_last_query, queries=QUERY_TRIES - 1), UNTOLD, OURS, may_resend=True)[1] == PAUSE
    at_last_send = replace(NEW, state=State.QUERYING, sends=SEND_TRIES)
    assert step(at_last_send, ABSENT, OURS, may_resend=True)[0].state is State.NOT_FOUND
    assert step(replace(at_last_send, sends=SEND_TRIES - 1), ABSENT, OURS, may_resend=True)[1] == AGAIN


@given(st.text("0123456789ABCDEFXYZ ", max_size=2).filter(lambda code: code not in CODES))
def test_an_unlisted_code_is_unknown(code: str) -> None:
    pending = replace(NEW, state=State.PENDING, sends=1)
    record, effects = step(pending, Replied(answer(code)), OURS, may_resend=True)
    assert (record.state, record.cause, record.code, effects) == (State.QUERYING, Cause.HOST_UNSURE, code, ASK)


CODE = st.sampled_from([*sorted(CODES), "ZZ", ""])
ANSWERS = st.builds(answer, CODE, st.sampled_from([0, FEN - 1, FEN, FEN + 1]))
OUTCOMES = st.builds(OutcomeAnswer, CODE, st.sampled_from(Found), st.none() | ANSWERS) | st.builds(Rejected, CODE)
CAUSES = st.sampled_from(Cause)
ANY_EVENT: st.SearchStrategy[Event] = st.one_of(
    st.just(Submitted()),
    st.builds(Replied, ANSWERS | st.builds(Rejected, CODE)),
    st.builds(Unanswered, CAUSES, st.booleans()),
    st.builds(OutcomeTold, OUTCOMES),
    st.builds(OutcomeUntold, CAUSES),
    st.just(PauseOver()),
    st.just(Resumed()),
    st.just(CancelAsked()),
    st.builds(CameLate, ANSWERS),
    st.builds(Closed, done=st.booleans(), operator_no=st.just("01"), supervisor_no=st.just("00"), reason=st.just("x")),
)
ABILITY = st.builds(Capabilities, *[st.booleans()] * 5)
Trail = list[tuple[Event, RefundRecord, tuple[Effect, ...]]]
SENDS = (SendRefund, SendQuery, SendCancel)


def run(events: list[Event], can: Callable[[int], Capabilities], may_resend: bool) -> Trail:
    """Events that the table takes, from NEW on; `step` may raise for those it does not, and for no others."""
    record, trail = NEW, []
    for number, event in enumerate([Submitted(), *events]):
        if type(event) in TRANSITIONS[record.state]:
            record, effects = step(record, event, can(number), may_resend=may_resend)
            trail.append((event, record, effects))
    return trail


@given(st.lists(ANY_EVENT, max_size=30), st.lists(ABILITY, min_size=31, max_size=31), st.booleans())
def test_no_list_of_events_leaves_the_table(
    events: list[Event], abilities: list[Capabilities], may_resend: bool
) -> None:
    trail = run(events, abilities.__getitem__, may_resend)
    effects = [effect for _, _, effects in trail for effect in effects]
    assert effects[0] == Record("refund.intent")
    assert [record.key for _, record, _ in trail] == [NEW.key] * len(trail)
    assert [record.amount_fen for _, record, _ in trail] == [FEN] * len(trail)
    for _, _, made in trail:
        kinds = [type(effect) for effect in made]
        assert kinds.count(Record) <= 1
        assert Record not in kinds[1:]
        assert sum(kind in SENDS for kind in kinds) <= 1
    repeats = [effect.repeat for effect in effects if isinstance(effect, SendRefund)]
    assert repeats == [False] + [True] * (len(repeats) - 1)


@given(st.lists(ANY_EVENT, max_size=30), ABILITY, st.booleans())
def test_approved_only_by_an_answer_of_the_same_amount_that_said_yes(
    events: list[Event], can: Capabilities, may_resend: bool
) -> None:
    trail = run(events, lambda _: can, may_resend)
    approving = [event for event, record, _ in trail if record.state is State.APPROVED]
    printed = [effects[0] for _, _, effects in trail if Print() in effects]
    answers = [
        event.answer if isinstance(event, Replied | CameLate) else getattr(event.answer, "outcome", None)
        for event in approving
        if isinstance(event, Replied | OutcomeTold | CameLate)
    ]
    assert len(approving) == len(answers) == len(printed) <= 1
    assert all(
        isinstance(said, RefundAnswer)
        and said.amount_fen == FEN
        and said.code in {"00", "10", "11", "16", "A2", "A4", "A5", "A6"}
        for said in answers
    )
    assert all(made == Record("refund.approved") for made in printed)


@given(st.lists(ANY_EVENT, max_size=30), st.booleans())
def test_a_peer_that_declares_nothing_is_sent_one_refund_and_nothing_else(
    events: list[Event], may_resend: bool
) -> None:
    sent = [
        e for _, _, effects in run(events, lambda _: Capabilities(), may_resend) for e in effects if type(e) in SENDS
    ]
    assert sent == [SendRefund(repeat=False)]
