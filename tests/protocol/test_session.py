"""Sessions as scripts over both framings: a question, then answers right, foreign, wrong, late or missing."""

import dataclasses

import pytest
from session_line import ACK, APPROVED, KEYS, NAK, TIMING, UNWRAP, Line, of_trace

from protocol.dialects import DeviceStation, Progress, Stage
from protocol.dialects.hypercom import device
from protocol.dialects.hypercom.register import Hypercom
from protocol.dialects.unionpay import host_side
from protocol.dialects.unionpay.terminal_side import OrderPage
from protocol.errors import LocalProtocolError
from protocol.framing import Check, write_frame
from protocol.session import Answered, Framing, Session, Silence, Timing, Unanswered
from protocol.transactions import (
    ByOrder,
    CardReader,
    OrderAnswer,
    OrderQuery,
    Refund,
    RefundAnswer,
    Rejected,
)


@pytest.fixture(params=Framing, ids=str)
def line(request: pytest.FixtureRequest) -> Line:
    return Line(request.param, Session(request.param, TIMING, knows_duplicates=True))


@pytest.fixture
def link_line() -> Line:
    return Line(Framing.LINK, Session(Framing.LINK, TIMING, knows_duplicates=True))


# --- the answer ----------------------------------------------------------------------------------------------------


def test_a_refund_is_answered(line: Line, refund: Refund) -> None:
    asked = line.ask(refund)
    assert line.session.due() is not None
    assert line.hear(line.answer(asked, APPROVED)) == [Answered(APPROVED)]
    assert line.session.due() is None


def test_a_frame_is_with_the_peer_when_it_is_acknowledged_and_a_repeated_one_is_not(
    link_line: Line, refund: Refund
) -> None:
    link_line.session.knows_duplicates = True
    asked = link_line.ask(refund)
    link_line.hear(NAK, 0.1)
    link_line.session.tick(TIMING.t_ack * 2)
    assert (link_line.session.take()[: len(asked)], link_line.session.delivered) == (asked, False)
    link_line.hear(ACK, 1.1)
    assert link_line.session.delivered
    link_line.hear(link_line.answer(asked, APPROVED))
    assert not link_line.session.delivered


def test_without_a_link_a_request_is_with_the_peer_when_its_bytes_are_out(refund: Refund) -> None:
    session = Session(Framing.LENGTH, TIMING)
    session.ask(refund, KEYS, 0.0)
    assert not session.delivered
    session.take()
    assert session.delivered


def test_an_answer_in_crumbs(line: Line, refund: Refund) -> None:
    whole = line.answer(line.ask(refund), APPROVED)
    said = [event for byte in whole for event in line.hear(bytes((byte,)))]
    assert said == [Answered(APPROVED)]


def test_a_decline_is_an_answer_too(line: Line, refund: Refund) -> None:
    declined = RefundAnswer("61", "", 1234, "1122", "101530")
    assert line.hear(line.answer(line.ask(refund), declined)) == [Answered(declined)]


def test_a_code_without_a_mac_is_only_a_rejection(line: Line, refund: Refund) -> None:
    packet, _ = host_side.decode(line.ask(refund)[UNWRAP[line.framing]])
    assert line.hear(line.wrap(host_side.reject(packet, "00"))) == [Answered(Rejected("00"))]


@pytest.mark.parametrize("code", ["77", "99", "A0"])
def test_a_code_may_ask_for_a_sign_on(line: Line, refund: Refund, code: str) -> None:
    packet, _ = host_side.decode(line.ask(refund)[UNWRAP[line.framing]])
    assert line.hear(line.wrap(host_side.reject(packet, code))) == [Answered(Rejected(code), sign_on_again=True)]


def test_a_header_may_ask_for_one_beside_any_answer(line: Line, refund: Refund) -> None:
    """处理要求 3 (S2): the low half of the header's third byte, behind a TPDU of 5, and outside the MAC."""
    packet, request = host_side.decode(line.ask(refund)[UNWRAP[line.framing]])
    data = host_side.encode(packet, request, APPROVED, KEYS.mak)
    asking = data[:7] + bytes((data[7] & 0xF0 | 3,)) + data[8:]
    assert line.hear(line.wrap(asking)) == [Answered(APPROVED, sign_on_again=True)]


def test_an_order_query_is_answered_by_a_page(line: Line) -> None:
    query = OrderQuery("123456789012345", "10000001", "000007", "000124", ByOrder("80000000000186"))
    assert line.hear(line.answer(line.ask(query), OrderAnswer("25"))) == [Answered(OrderPage("25", None))]


def test_the_second_question_on_the_same_line(line: Line, refund: Refund) -> None:
    line.hear(line.answer(line.ask(refund), APPROVED))
    line.session.take()
    again = dataclasses.replace(refund, key=dataclasses.replace(refund.key, trace_no="000124"))
    assert line.hear(line.answer(line.ask(again, 2.0), APPROVED), 3.0) == [Answered(APPROVED)]


# --- what is not the answer ----------------------------------------------------------------------------------------

FOREIGN = {
    "another trace": {"f11": "000999"},
    "no trace": {"f11": None},
    "another terminal": {"f41": "10000002"},
    "another merchant": {"f42": "123456789012346"},
    "another type": {"mti": "0210"},
    "no terminal": {"f41": None},
}
WRONG = {
    "another amount": {"f4": "000000001235"},
    "another card": {"f2": "6243030000000001"},
    "another processing code": {"f3": "000000"},
    "another currency": {"f49": "840"},
    "another transaction type": {"f60": "22000007000"},
    "another batch": {"f60": "25000008000"},
}


@pytest.mark.parametrize("changes", FOREIGN.values(), ids=list(FOREIGN))
def test_a_foreign_answer_is_ignored_and_the_right_one_counts(line: Line, refund: Refund, changes) -> None:
    asked = line.ask(refund)
    assert line.hear(line.altered(asked, **changes)) == []
    assert line.hear(line.answer(asked, APPROVED), 2.0) == [Answered(APPROVED)]


@pytest.mark.parametrize("changes", WRONG.values(), ids=list(WRONG))
def test_an_answer_that_contradicts_the_request(line: Line, refund: Refund, changes) -> None:
    assert line.hear(line.altered(line.ask(refund), **changes)) == [Unanswered(Silence.ANSWER_MISMATCH)]
    assert line.session.tick(99.0) == []


@pytest.mark.parametrize("field", ["f2", "f3", "f4", "f49", "f60"])
def test_a_field_that_is_not_there_contradicts_nothing(line: Line, refund: Refund, field: str) -> None:
    events = line.hear(line.altered(line.ask(refund), **{field: None}))
    expected = dataclasses.replace(APPROVED, amount_fen=0 if field == "f4" else 1234)
    assert events == [Answered(expected)]


def test_a_mac_under_another_key(line: Line, refund: Refund) -> None:
    asked = line.ask(refund)
    assert line.hear(line.answer(asked, APPROVED, KEYS.pik)) == [Unanswered(Silence.BAD_MAC)]
    assert line.session.tick(99.0) == []


@pytest.mark.parametrize("what", [b"\x00" * 20, bytes.fromhex("6000000003603110000100") + b"\x02\x30"])
def test_an_unreadable_answer_leaves_time_for_a_readable_one(line: Line, refund: Refund, what: bytes) -> None:
    asked = line.ask(refund)
    assert line.hear(line.wrap(what)) == []
    assert line.hear(line.answer(asked, APPROVED), 2.0) == [Answered(APPROVED)]


def test_an_unreadable_answer_and_then_nothing(line: Line, refund: Refund) -> None:
    line.ask(refund)
    line.hear((ACK if line.framing is Framing.LINK else b"") + line.wrap(bytes(20)))
    assert line.session.tick(10.0) == [Unanswered(Silence.BAD_FRAME)]


# --- silence -------------------------------------------------------------------------------------------------------


def test_no_answer(line: Line, refund: Refund) -> None:
    line.ask(refund)
    line.hear(ACK if line.framing is Framing.LINK else b"")
    assert line.session.due() == 10.0
    assert line.session.tick(9.99) == []
    assert line.session.tick(10.0) == [Unanswered(Silence.NO_ANSWER)]
    assert (line.session.tick(20.0), line.session.due()) == ([], None)


def test_no_exchange_is_longer_than_the_cap(refund: Refund) -> None:
    session = Session(Framing.LENGTH, Timing(t_resp=100.0, t_cap=30.0), knows_duplicates=False)
    session.ask(refund, KEYS, 5.0)
    assert session.due() == 35.0
    assert session.tick(35.0) == [Unanswered(Silence.NO_ANSWER)]


def test_what_is_left_is_not_said_any_more_and_its_answer_is_foreign(line: Line, refund: Refund) -> None:
    asked = line.ask(refund)
    line.session.leave()
    assert (line.session.due(), line.session.tick(99.0), line.session.take()) == (None, [], b"")
    assert line.hear(line.answer(asked, APPROVED), 99.0) == []
    line.session.ask(of_trace(refund, 124), KEYS, 100.0)
    line.session.leave()
    assert line.session.take() in (b"", ACK)


def test_an_answer_twice_is_one_answer(line: Line, refund: Refund) -> None:
    answer = line.answer(line.ask(refund), APPROVED)
    assert line.hear(answer + answer) == [Answered(APPROVED)]


def test_bytes_without_a_question_are_nothing(line: Line) -> None:
    assert line.hear(line.wrap(b"nobody asked")) == []
    assert line.session.tick(99.0) == []


# --- the link below ------------------------------------------------------------------------------------------------


def test_every_frame_is_acknowledged_answer_or_not(link_line: Line, refund: Refund) -> None:
    asked = link_line.ask(refund)
    link_line.hear(ACK + link_line.altered(asked, f11="000999") + link_line.answer(asked, APPROVED))
    assert link_line.session.take() == ACK * 2


def test_a_bad_lrc_is_answered_by_nak_and_the_right_frame_counts(link_line: Line, refund: Refund) -> None:
    good = link_line.answer(link_line.ask(refund), APPROVED)
    assert link_line.hear(ACK + good[:-1] + bytes((good[-1] ^ 1,))) == []
    assert link_line.session.tick(1.2) == []
    assert link_line.session.take() == NAK
    assert link_line.hear(good, 1.5) == [Answered(APPROVED)]


def test_only_bad_frames_are_a_bad_frame(link_line: Line, refund: Refund) -> None:
    good = link_line.answer(link_line.ask(refund), APPROVED)
    link_line.hear(ACK + good[:-1] + bytes((good[-1] ^ 1,)))
    assert link_line.session.tick(10.0) == [Unanswered(Silence.BAD_FRAME)]


def test_nobody_acknowledges(link_line: Line, refund: Refund) -> None:
    asked = link_line.ask(refund)
    said = [(link_line.session.tick(now), link_line.session.take()) for now in (0.5, 1.0, 1.5, 2.0, 20.0)]
    assert said == [([], asked), ([], asked), ([Unanswered(Silence.NO_ANSWER)], b""), ([], b""), ([], b"")]


@pytest.fixture
def once() -> Line:
    """A line to a host that may take a repeat for a second refund."""
    return Line(Framing.LINK, Session(Framing.LINK, TIMING, knows_duplicates=False))


def test_a_refund_is_sent_once_where_duplicates_are_not_known(once: Line, refund: Refund) -> None:
    asked = once.ask(refund)
    assert (once.hear(NAK, 0.1), once.session.take()) == ([], asked)
    assert (once.session.tick(0.6), once.session.take()) == ([], b"")
    assert once.session.due() == 10.0
    assert (once.session.tick(10.0), once.session.take()) == ([Unanswered(Silence.NO_ANSWER)], b"")


def test_an_answer_whose_ack_was_lost_counts(once: Line, refund: Refund) -> None:
    """Nothing was acknowledged, nothing is sent again, and the answer comes long after t_ack."""
    asked = once.ask(refund)
    assert once.session.tick(0.5) == []
    assert once.hear(once.answer(asked, APPROVED), 9.0) == [Answered(APPROVED)]
    assert once.session.take() == ACK


def test_a_peer_that_refuses_every_frame_has_nothing(once: Line, refund: Refund) -> None:
    """Three NAKs: there is nothing to wait for."""
    asked = once.ask(refund)
    said = [(once.hear(NAK, now), once.session.take()) for now in (0.1, 0.2, 0.3, 0.4)]
    assert said == [([], asked), ([], asked), ([Unanswered(Silence.NO_ANSWER)], b""), ([], b"")]


@pytest.mark.parametrize("check", Check, ids=str)
def test_the_check_of_the_frames_is_configured(refund: Refund, check: Check) -> None:
    session = Session(Framing.LINK, TIMING, check=check)
    session.ask(refund, KEYS, 0.0)
    said = session.take()
    assert said == write_frame(said[3 : -1 - (check is Check.CRC) - 1], check)


def test_but_a_query_is_sent_again(once: Line) -> None:
    asked = once.ask(OrderQuery("123456789012345", "10000001", "000007", "000124", ByOrder("80000000000186")))
    assert (once.session.tick(0.5), once.session.take()) == ([], asked)


def test_what_is_over_is_not_sent_again(refund: Refund) -> None:
    """The time for the answer ends before the link has used up its tries."""
    session = Session(Framing.LINK, Timing(t_ack=2.0, t_resp=3.0), knows_duplicates=True)
    session.ask(refund, KEYS, 0.0)
    session.take()
    assert (session.tick(3.0), session.take()) == ([Unanswered(Silence.NO_ANSWER)], b"")
    assert session.due() is None
    assert (session.tick(9.0), session.take()) == ([], b"")


def test_a_broken_tcp_stream_ends_the_exchange(refund: Refund) -> None:
    line = Line(Framing.LENGTH, Session(Framing.LENGTH, TIMING, knows_duplicates=False))
    asked = line.ask(refund)
    assert line.hear(b"\xff\xff") == [Unanswered(Silence.BAD_FRAME)]
    assert line.hear(line.answer(asked, APPROVED)) == []


def test_a_tcp_stream_that_breaks_between_two_questions(refund: Refund) -> None:
    line = Line(Framing.LENGTH, Session(Framing.LENGTH, TIMING, knows_duplicates=False))
    assert line.hear(line.answer(line.ask(refund), APPROVED) + b"\xff\xff") == [Answered(APPROVED)]


def test_frame_and_prefix_carry_the_same_message(refund: Refund) -> None:
    said: dict[Framing, bytes] = {}
    for framing in Framing:
        line = Line(framing, Session(framing, TIMING, knows_duplicates=False))
        said[framing] = line.ask(refund)[UNWRAP[framing]]
    assert said[Framing.LINK] == said[Framing.LENGTH]


# --- another dialect: progress, and the same rules ------------------------------------------------------------------

STATION = DeviceStation("123456789012345", "10000001", "000007", "20261122")


@pytest.fixture
def at_device(refund: Refund) -> Refund:
    """That refund, its card read by the device."""
    return dataclasses.replace(refund, card=None, card_read_by=CardReader.DEVICE)


@pytest.fixture
def device_session(at_device: Refund) -> Session:
    """A session that asked a Hypercom device at second 0; the frame was acknowledged."""
    session = Session(Framing.LINK, TIMING, dialect=Hypercom())
    session.ask(at_device, None, 0.0)
    session.take()
    session.receive(ACK, 0.1)
    return session


def test_a_device_answers_in_its_own_dialect(device_session: Session, at_device: Refund) -> None:
    answer = dataclasses.replace(APPROVED, settle_date="")
    said = write_frame(device.write_answer(at_device, answer, STATION))
    assert device_session.receive(said, 1.0) == [Answered(answer)]


def test_progress_gives_more_time_but_not_past_the_cap(device_session: Session) -> None:
    progress = write_frame(device.write_progress("C0"))
    heard = [(device_session.receive(progress, at), device_session.due()) for at in (9.0, 18.0, 27.0)]
    said = [Progress("C0", Stage.CARD)]
    assert heard == [(said, 19.0), (said, 28.0), (said, 30.0)]
    assert device_session.tick(29.9) == []
    assert device_session.tick(30.0) == [Unanswered(Silence.NO_ANSWER)]


def test_progress_is_acknowledged_and_no_answer(device_session: Session, at_device: Refund) -> None:
    assert device_session.receive(write_frame(device.write_progress("P1")), 1.0) == [Progress("P1", Stage.PIN)]
    assert device_session.take() == ACK
    answer = dataclasses.replace(APPROVED, settle_date="")
    said = write_frame(device.write_answer(at_device, answer, STATION))
    assert device_session.receive(said, 10.5) == [Answered(answer)]


def test_progress_that_nobody_waits_for_is_nothing(device_session: Session) -> None:
    device_session.tick(10.0)
    assert device_session.receive(write_frame(device.write_progress("C0")), 11.0) == []
    assert device_session.due() is None


def test_another_amount_of_a_device_is_a_contradiction(device_session: Session, at_device: Refund) -> None:
    said = write_frame(device.write_answer(at_device, dataclasses.replace(APPROVED, amount_fen=1235), STATION))
    assert device_session.receive(said, 1.0) == [Unanswered(Silence.ANSWER_MISMATCH)]


def test_what_has_no_message_is_not_asked(refund: Refund) -> None:
    session = Session(Framing.LINK, TIMING, dialect=Hypercom())
    with pytest.raises(LocalProtocolError):
        session.ask(OrderQuery("123456789012345", "10000001", "000007", "000124", ByOrder("80000000000186")), None, 0.0)
    assert (session.take(), session.due()) == (b"", None)
