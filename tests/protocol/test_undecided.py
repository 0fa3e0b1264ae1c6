"""Answers to refunds whose wait is over: each is told once, to its own refund, and nothing behind one that decides."""

import dataclasses

import pytest
from session_line import APPROVED, TIMING, UNWRAP, Line, of_trace

from protocol.codes import CODES, Outcome
from protocol.dialects.hypercom import facts
from protocol.dialects.hypercom.body import RESPONSE, Body, write_body
from protocol.dialects.hypercom.register import Hypercom
from protocol.dialects.unionpay import host_side
from protocol.framing import write_frame
from protocol.security import Key, WorkingKeys
from protocol.session import Answered, Framing, Session, Silence, Unanswered
from protocol.transactions import CardReader, Refund, RefundAnswer, Rejected, SignOn
from protocol.undecided import LATE_KEPT, OF_ONE_KEPT, CameLate

OTHER_KEYS = WorkingKeys(Key(bytes(range(1, 17))), Key(bytes(range(17, 33))))
DECLINED = RefundAnswer("61", "", 1234, "1122", "101530")


@pytest.fixture(params=Framing, ids=str)
def line(request: pytest.FixtureRequest) -> Line:
    return Line(request.param, Session(request.param, TIMING, knows_duplicates=True))


def test_a_late_answer_to_a_refund_is_told_once_with_its_request(line: Line, refund: Refund) -> None:
    asked = line.ask(refund)
    assert line.session.tick(10.0) == [Unanswered(Silence.NO_ANSWER)]
    assert line.hear(line.answer(asked, APPROVED), 11.0) == [CameLate(refund, APPROVED)]
    assert line.hear(line.answer(asked, APPROVED), 12.0) == []


def test_a_late_answer_to_a_refund_does_not_answer_the_next_question(line: Line, refund: Refund) -> None:
    late = line.answer(line.ask(refund), APPROVED)
    line.session.tick(10.0)
    asked = line.ask(of_trace(refund, 124), 11.0)
    assert line.hear(late, 12.0) == [CameLate(refund, APPROVED)]
    assert line.hear(line.answer(asked, APPROVED), 13.0) == [Answered(APPROVED)]


def test_a_late_answer_is_read_by_the_keys_that_it_was_asked_under(line: Line, refund: Refund) -> None:
    late = line.answer(line.ask(refund), APPROVED)
    line.session.tick(10.0)
    line.session.ask(of_trace(refund, 124), OTHER_KEYS, 11.0)
    assert line.hear(late, 12.0) == [CameLate(refund, APPROVED)]


def test_an_answer_without_a_mac_ends_the_wait_and_not_the_heed_of_one_with_it(line: Line, refund: Refund) -> None:
    """The line brought a request twice; one copy met a host without keys, the other was done."""
    asked = line.ask(refund)
    assert line.hear(line.answer(asked, Rejected("A0"), None), 1.0) == [Answered(Rejected("A0"), sign_on_again=True)]
    line.ask(SignOn("123456789012345", "10000001", "0a1b2c3d", "000001", "000124", "01"), 1.0)
    assert line.hear(line.answer(asked, APPROVED), 2.0) == [CameLate(refund, APPROVED)]
    assert line.hear(line.answer(asked, APPROVED), 3.0) == []


UNSURE = [RefundAnswer(code, "", 1234, "1122", "101530") for code in ("94", "96", "ZZ", "98", "91")]


def test_an_answer_that_decides_nothing_does_not_end_the_heed_of_one_that_does(line: Line, refund: Refund) -> None:
    """The line brought a request twice; the copy was answered as a duplicate, and that answer was the faster one."""
    asked = line.ask(refund)
    assert line.hear(line.answer(asked, UNSURE[0])) == [Answered(UNSURE[0])]
    line.ask(of_trace(refund, 124), 2.0)
    assert [line.hear(line.answer(asked, UNSURE[0]), 3.0) for _ in range(OF_ONE_KEPT)] == [[]] * OF_ONE_KEPT
    assert line.hear(line.answer(asked, UNSURE[1]), 4.0) == [CameLate(refund, UNSURE[1])]
    assert line.hear(line.answer(asked, APPROVED), 5.0) == [CameLate(refund, APPROVED)]
    assert line.hear(line.answer(asked, APPROVED), 6.0) == []


@pytest.mark.parametrize("decision", [APPROVED, DECLINED], ids=["yes", "no"])
def test_behind_an_answer_that_decides_no_other_is_heard(line: Line, refund: Refund, decision: RefundAnswer) -> None:
    asked = line.ask(refund)
    assert line.hear(line.answer(asked, decision)) == [Answered(decision)]
    assert line.hear(line.answer(asked, UNSURE[0]), 2.0) == []


def test_of_one_refund_no_more_than_so_many_answers_are_told_and_the_one_that_decides(
    line: Line, refund: Refund
) -> None:
    asked = line.ask(refund)
    line.session.tick(10.0)
    told = [line.hear(line.answer(asked, unsure), 11.0) for unsure in UNSURE]
    assert told == [
        *([CameLate(refund, unsure)] for unsure in UNSURE[:OF_ONE_KEPT]),
        *([] for _ in UNSURE[OF_ONE_KEPT:]),
    ]
    assert line.hear(line.answer(asked, APPROVED), 12.0) == [CameLate(refund, APPROVED)]
    assert line.hear(line.answer(asked, APPROVED), 13.0) == []


def test_the_same_answer_of_another_second_is_no_news(line: Line, refund: Refund) -> None:
    """A host writes the moment of answering into each copy of a 94."""
    asked = line.ask(refund)
    line.session.tick(10.0)
    told = [line.hear(line.answer(asked, RefundAnswer("94", "", 1234, "1122", f"1015{at}")), 11.0) for at in (30, 31)]
    assert told == [[CameLate(refund, RefundAnswer("94", "", 1234, "1122", "101530"))], []]


OTHERS = ({"f4": "000000000001"}, {"f11": "000999"}, {"f41": "99999999"}, {"f42": "999999999999999"}, {"mti": "0410"})


@pytest.mark.parametrize("spoiled", OTHERS, ids=str)
def test_a_late_answer_that_is_not_its_own_is_dropped(line: Line, refund: Refund, spoiled) -> None:
    asked = line.ask(refund)
    line.session.tick(10.0)
    assert line.hear(line.altered(asked, **spoiled), 11.0) == []
    assert line.hear(line.answer(asked, APPROVED), 12.0) == [CameLate(refund, APPROVED)]


@pytest.mark.parametrize("key", [Key(bytes(16)), None], ids=["wrong", "none"])
def test_a_late_answer_that_nobody_vouches_for_is_dropped(line: Line, refund: Refund, key: Key | None) -> None:
    asked = line.ask(refund)
    line.session.tick(10.0)
    assert line.hear(line.answer(asked, APPROVED, key), 11.0) == []


def test_a_late_answer_to_what_is_no_refund_is_dropped(line: Line) -> None:
    asked = line.ask(SignOn("123456789012345", "10000001", "0a1b2c3d", "000001", "000001", "01"))
    line.session.tick(10.0)
    packet, request = host_side.decode(asked[UNWRAP[line.framing]])
    assert line.hear(line.wrap(host_side.encode(packet, request, Rejected("30"), None)), 11.0) == []


def test_of_so_many_answers_that_may_come_late_the_oldest_is_forgotten(line: Line, refund: Refund) -> None:
    asked = []
    for at in range(LATE_KEPT + 1):
        asked.append(line.ask(of_trace(refund, 200 + at), at * 20.0))
        line.session.tick(at * 20.0 + 10.0)
    told = [line.hear(line.answer(one, APPROVED), 999.0) for one in asked]
    assert told == [[], *([CameLate(of_trace(refund, 200 + at), APPROVED)] for at in range(1, LATE_KEPT + 1))]


# --- one place a refund, however often it was sent -----------------------------------------------------------------


def again(refund: Refund) -> Refund:
    return dataclasses.replace(refund, repeat=True)


def test_nothing_is_told_behind_the_answer_to_a_later_sending(line: Line, refund: Refund) -> None:
    first = line.answer(line.ask(refund), APPROVED)
    line.session.tick(10.0)
    assert line.hear(line.answer(line.ask(again(refund), 11.0), APPROVED), 12.0) == [Answered(APPROVED)]
    assert line.hear(first, 13.0) == []


def test_a_refund_that_is_sent_often_pushes_no_other_out(line: Line, refund: Refund) -> None:
    other = of_trace(refund, 200)
    asked = line.ask(other)
    line.session.tick(10.0)
    for at in range(LATE_KEPT + 1):
        line.ask(again(refund), 20.0 * (at + 1))
        line.session.tick(20.0 * (at + 1) + 10.0)
    assert line.hear(line.answer(asked, APPROVED), 999.0) == [CameLate(other, APPROVED)]


def test_each_sending_is_answered_under_its_own_keys(line: Line, refund: Refund) -> None:
    first = line.answer(line.ask(refund), APPROVED)
    line.session.tick(10.0)
    line.session.ask(again(refund), OTHER_KEYS, 11.0)
    line.session.tick(21.0)
    assert line.hear(first, 22.0) == [CameLate(refund, APPROVED)]


# --- what decides --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "fen", "moved"),
    [
        ("00", 1234, Outcome.YES),
        ("00", 1233, Outcome.UNKNOWN),
        ("10", 1234, Outcome.YES),
        ("10", 1233, Outcome.UNKNOWN),
        ("61", 1234, Outcome.NO),
        ("61", 0, Outcome.NO),
        ("94", 1234, Outcome.UNKNOWN),
        ("ZZ", 1234, Outcome.UNKNOWN),
    ],
)
def test_whether_the_money_moved(code: str, fen: int, moved: Outcome) -> None:
    """House decision 7: a yes is one to the whole amount."""
    assert dataclasses.replace(APPROVED, code=code, amount_fen=fen).moved(1234) is moved


def test_no_yes_to_another_amount_is_one() -> None:
    assert {RefundAnswer(code, "", 1, "", "").moved(2) for code in CODES} == {Outcome.NO, Outcome.UNKNOWN}


# --- a device that does not say which request it answers -------------------------------------------------------------


@pytest.mark.parametrize("first", ["silence", "91"])
def test_what_names_no_request_is_nobodys_when_it_comes_late(refund: Refund, first: str) -> None:
    """B's answer, said again as its ACK was lost, is not A's."""
    a = dataclasses.replace(refund, card=None, card_read_by=CardReader.DEVICE)
    b, session = of_trace(a, 300), Session(Framing.LINK, TIMING, dialect=Hypercom())
    session.ask(a, None, 0.0)
    assert len(session.tick(10.0) if first == "silence" else session.receive(b"\x06" + said(first), 1.0)) == 1
    session.ask(b, None, 20.0)
    assert len(session.receive(b"\x06" + said("05"), 21.0)) == 1
    assert session.receive(said("05"), 21.5) == []
    (late,) = session.receive(said("00", (facts.TRACE, a.key.trace_no.encode()), AMOUNT), 22.0)
    assert isinstance(late, CameLate)
    assert (late.request, late.answer.code) == (a, "00")


AMOUNT = (facts.AMOUNT, b"000000001234")


def said(code: str, *fields: tuple[str, bytes]) -> bytes:
    """By a device of another maker."""
    return write_frame(write_body(Body(RESPONSE, facts.REFUND, response=code, fields=fields)))
