"""The link as scripts: what is fed in at which second, what is written and what is said. No clock anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.framing import Control, Fault, write_frame
from protocol.link import (
    EDGES,
    Acknowledged,
    Asked,
    Delivered,
    Garbled,
    GaveUp,
    Link,
    LinkEvent,
    LinkState,
    LinkTiming,
)

ACK, NAK, ENQ, EOT = (bytes((byte,)) for byte in (0x06, 0x15, 0x05, 0x04))
QUESTION, ANSWER = write_frame(b"question"), write_frame(b"answer")
BAD = ANSWER[:-1] + bytes((ANSWER[-1] ^ 1,))


def hear(link: Link, data: bytes, now: float) -> tuple[list[LinkEvent], bytes]:
    return link.receive(data, now), link.take()


def wait(link: Link, now: float) -> tuple[list[LinkEvent], bytes]:
    return link.tick(now), link.take()


@pytest.fixture
def link() -> Link:
    return Link()


@pytest.fixture
def waiting(link: Link) -> Link:
    """A link whose question went out at second 0."""
    link.send(b"question", 0.0)
    assert link.take() == QUESTION
    return link


def test_published_frames_pass_both_ways(link, good_frame) -> None:
    link.send(good_frame.data, 0.0)
    assert link.take() == good_frame.octets
    assert hear(link, ACK + good_frame.octets, 0.1) == ([Acknowledged(), Delivered(good_frame.data, False)], ACK)


# --- the sender ----------------------------------------------------------------------------------------------------


def test_ack_ends_the_wait(waiting) -> None:
    assert waiting.due() == 2.0
    assert hear(waiting, ACK, 0.5) == ([Acknowledged()], b"")
    assert (waiting.state, waiting.due()) == (LinkState.IDLE, None)


def test_nak_sends_the_identical_bytes_at_once(waiting) -> None:
    assert hear(waiting, NAK, 0.5) == ([], QUESTION)
    assert waiting.due() == 2.5
    assert hear(waiting, ACK, 0.6) == ([Acknowledged()], b"")


def test_silence_sends_again_and_gives_up_after_three(waiting) -> None:
    assert wait(waiting, 1.9) == ([], b"")
    assert wait(waiting, 2.0) == ([], QUESTION)
    assert wait(waiting, 4.0) == ([], QUESTION)
    assert wait(waiting, 6.0) == ([GaveUp(refused=False)], b"")
    assert (waiting.state, waiting.due()) == (LinkState.IDLE, None)
    assert wait(waiting, 9.0) == ([], b"")


def test_a_storm_of_naks_ends(waiting) -> None:
    """However many come at once, they refuse one frame."""
    said = [hear(waiting, NAK * 1000, now) for now in (0.1, 0.2, 0.3, 0.4)]
    assert said == [([], QUESTION), ([], QUESTION), ([GaveUp(refused=True)], b""), ([], b"")]


def test_naks_and_silence_share_the_tries(waiting) -> None:
    assert hear(waiting, NAK, 1.0) == ([], QUESTION)
    assert wait(waiting, 3.0) == ([], QUESTION)
    assert wait(waiting, 5.0) == ([GaveUp(refused=False)], b"")


@pytest.mark.parametrize("tries", [1, 2, 5])
def test_as_often_as_the_timing_says(tries: int) -> None:
    link = Link(LinkTiming(t_ack=1.0, tries=tries))
    link.send(b"question", 0.0)
    said = [(link.tick(float(second)), link.take()) for second in range(tries + 2)]
    assert said == [([], QUESTION)] * tries + [([GaveUp(refused=False)], b""), ([], b"")]


def test_without_resend_on_silence_only_a_nak_sends_again(link) -> None:
    link.send(b"question", 0.0, resend_on_silence=False)
    assert link.take() == QUESTION
    assert hear(link, NAK, 0.5) == ([], QUESTION)
    assert wait(link, 2.5) == ([GaveUp(refused=False)], b"")


def test_the_next_send_forgets_that(link) -> None:
    link.send(b"question", 0.0, resend_on_silence=False)
    link.abandon()
    link.take()
    link.send(b"question", 1.0)
    assert [wait(link, now) for now in (1.0, 3.0)] == [([], QUESTION), ([], QUESTION)]


def test_one_frame_outstanding(waiting) -> None:
    with pytest.raises(RuntimeError, match="outstanding"):
        waiting.send(b"another", 0.1)
    waiting.abandon()
    waiting.send(b"another", 0.2)
    assert waiting.take() == write_frame(b"another")


def test_an_answer_before_its_ack_counts_as_the_ack(waiting) -> None:
    """Issue of another client: the result came before the ACK and was lost."""
    assert hear(waiting, ANSWER, 0.5) == ([Acknowledged(), Delivered(b"answer", False)], ACK)
    assert hear(waiting, ACK, 0.6) == ([], b"")
    assert waiting.due() is None


def test_ack_glued_in_front_of_the_answer(waiting) -> None:
    """A real Chinese driver writes 06 and the frame in one piece."""
    assert hear(waiting, ACK + ANSWER, 0.5) == ([Acknowledged(), Delivered(b"answer", False)], ACK)


# --- the receiver --------------------------------------------------------------------------------------------------


def test_a_frame_is_acknowledged_and_delivered(link) -> None:
    assert hear(link, ANSWER, 0.0) == ([Delivered(b"answer", False)], ACK)


def test_a_lost_ack_makes_a_duplicate_and_no_second_delivery(link) -> None:
    assert hear(link, ANSWER, 0.0) == ([Delivered(b"answer", False)], ACK)
    assert hear(link, ANSWER, 2.0) == ([Delivered(b"answer", True)], ACK)
    assert hear(link, write_frame(b"other"), 3.0) == ([Delivered(b"other", False)], ACK)
    assert hear(link, ANSWER, 4.0) == ([Delivered(b"answer", False)], ACK)


def test_a_lost_ack_between_two_links() -> None:
    """The ACK is lost on the way: the question goes out again, is heard twice and marked the second time."""
    near, far = Link(), Link()
    near.send(b"question", 0.0)
    heard = far.receive(near.take(), 0.0)
    assert far.take() == ACK  # and nobody hears it
    near.tick(2.0)
    heard += far.receive(near.take(), 2.0)
    assert near.receive(far.take(), 2.0) == [Acknowledged()]
    assert heard == [Delivered(b"question", False), Delivered(b"question", True)]


def test_a_bad_frame_gets_one_nak_when_the_line_is_quiet(link) -> None:
    events, said = hear(link, BAD, 1.0)
    assert (events, said, link.due()) == ([Garbled(Fault.LRC)], b"", 1.2)
    assert hear(link, b"more noise", 1.1) == ([], b"")
    assert link.due() == pytest.approx(1.3)
    assert wait(link, 1.29) == ([], b"")
    assert wait(link, 1.3) == ([], NAK)
    assert wait(link, 9.0) == ([], b"")
    assert link.due() is None


def test_two_bad_frames_in_a_row_get_one_nak(link) -> None:
    assert hear(link, BAD + BAD, 1.0)[1] == b""
    assert wait(link, 1.2) == ([], NAK)


def test_a_good_frame_behind_a_bad_one_needs_no_nak(link) -> None:
    assert hear(link, BAD + ANSWER, 1.0) == ([Garbled(Fault.LRC), Delivered(b"answer", False)], ACK)
    assert wait(link, 5.0) == ([], b"")


def test_half_a_frame_ends_after_t_char(link) -> None:
    assert hear(link, ANSWER[:5], 1.0) == ([], b"")
    assert hear(link, ANSWER[5:7], 1.1) == ([], b"")
    assert link.due() == pytest.approx(1.3)
    assert wait(link, 1.31) == ([Garbled(Fault.LENGTH)], NAK)


def test_a_frame_in_crumbs_within_t_char_is_whole(link) -> None:
    said = [hear(link, bytes((byte,)), at * 0.19) for at, byte in enumerate(ANSWER)]
    assert said == [([], b"")] * (len(ANSWER) - 1) + [([Delivered(b"answer", False)], ACK)]


def test_the_frame_inside_a_false_length_comes_out_after_t_char(link) -> None:
    assert hear(link, b"\x02\x09\x99" + ANSWER, 1.0) == ([], b"")
    assert wait(link, 1.2) == ([Garbled(Fault.LENGTH), Delivered(b"answer", False)], ACK)


def test_the_published_bad_rows_get_a_nak(frame) -> None:
    link = Link()
    link.receive(frame.octets, 0.0)
    said = [link.take()]
    while (due := link.due()) is not None:
        link.tick(due)
        said.append(link.take())
    assert b"".join(said) == (ACK if frame.good else NAK)


@pytest.mark.parametrize("byte", [ACK, NAK, EOT, b"\x00", b"\xff", b"LOGLOG"])
def test_an_idle_link_answers_no_single_byte(link, byte: bytes) -> None:
    """NAK is never answered with NAK; junk is nobody's message."""
    assert hear(link, byte, 0.0) == ([], b"")
    assert wait(link, 9.0) == ([], b"")


def test_enq_asks_for_what_was_missed(link, waiting) -> None:
    assert hear(link, ENQ, 0.1) == ([Asked()], b"")
    assert waiting.state is LinkState.WAIT_ACK


def test_eot_and_noise_leave_a_waiting_link_waiting(waiting) -> None:
    assert hear(waiting, EOT + b"\x00\xff", 0.1) == ([], b"")
    assert (waiting.state, waiting.due()) == (LinkState.WAIT_ACK, 2.0)


def test_nothing_heard_is_nothing(waiting) -> None:
    assert hear(waiting, b"", 0.1) == ([], b"")
    assert waiting.due() == 2.0


# --- the table and any line ----------------------------------------------------------------------------------------


def test_the_table_is_this() -> None:
    assert {(str(state), happened, str(move)) for (state, happened), move in EDGES.items()} == {
        ("wait_ack", "ACK", "done"),
        ("wait_ack", "FRAME", "done"),
        ("wait_ack", "NAK", "resend"),
        ("wait_ack", "SILENCE", "resend"),
    }


PIECES = st.one_of(st.sampled_from([ACK, NAK, ENQ, EOT, ANSWER, BAD, ANSWER[:4], b"\x02"]), st.binary(max_size=8))


@given(st.lists(st.tuples(PIECES, st.floats(0, 3)), max_size=30))
def test_any_line_keeps_the_bounds(script: list[tuple[bytes, float]]) -> None:
    """Whatever arrives: the question leaves at most three times, byte-identical, and every frame heard gets one ACK."""
    link, now = Link(), 0.0
    link.send(b"question", now)
    said, events = [link.take()], []
    for piece, pause in [*script, (b"", 1.0)]:
        events += link.receive(piece, now)
        said.append(link.take())
        now += pause
        while (due := link.due()) is not None and due <= now:
            events += link.tick(due)
            said.append(link.take())
    out = b"".join(said)
    sends = out.count(QUESTION)
    assert 1 <= sends <= 3
    rest = out.replace(QUESTION, b"")
    assert set(rest) <= {Control.ACK, Control.NAK}
    assert rest.count(ACK) == sum(isinstance(event, Delivered) for event in events)
    assert rest.count(NAK) <= sum(isinstance(event, Garbled) for event in events)
    assert sum(isinstance(event, GaveUp | Acknowledged) for event in events) <= 1


def test_a_repeat_that_was_not_taken_dies_with_its_acknowledgement(link) -> None:
    """NAK and answer in one read: the repeat must not go out after the answer (a second refund at a plain host)."""
    link.send(b"question", 0.0, resend_on_silence=False)
    link.take()
    events = link.receive(bytes([0x15]) + write_frame(b"answer"), 0.1)
    assert events == [Acknowledged(), Delivered(b"answer", duplicate=False)]
    assert link.take() == b"\x06"
