"""The far end of a line by scripts: one question, one answer, however often either is sent."""

import pytest

from emulator.device import Device
from protocol.framing import Control, write_frame, write_length
from protocol.link import LinkTiming
from protocol.session import Framing

ACK, NAK, ENQ = (bytes((control,)) for control in (Control.ACK, Control.NAK, Control.ENQ))
ASK, OTHER = write_frame(b"question"), write_frame(b"another")
ANSWER, OTHER_ANSWER = write_frame(b"answer 1"), write_frame(b"answer 2")


class FrontEnd:
    """Counts what it was asked; "silence" gets no answer."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []

    def answer(self, data: bytes) -> bytes | None:
        self.asked.append(data)
        return None if data == b"silence" else f"answer {len(self.asked)}".encode()


class Bench:
    def __init__(self, framing: Framing, delay_s: float = 0.0) -> None:
        self.front_end = FrontEnd()
        self.device = Device(self.front_end, framing, delay_s, LinkTiming(t_ack=1.0))  # type: ignore[arg-type]

    def __call__(self, data: bytes, now: float = 0.0) -> bytes:
        self.device.receive(data, now)
        self.device.tick(now)
        return self.device.take()


@pytest.fixture
def link() -> Bench:
    return Bench(Framing.LINK)


@pytest.fixture
def tcp() -> Bench:
    return Bench(Framing.LENGTH)


def test_one_question_one_answer(link):
    assert link(ASK) == ACK + ANSWER
    assert link(ACK) == b""
    assert link(OTHER) == ACK + OTHER_ANSWER
    assert link.front_end.asked == [b"question", b"another"]


def test_byte_by_byte(link):
    said = b"".join(link(bytes((byte,))) for byte in ASK)
    assert (said, link.front_end.asked) == (ACK + ANSWER, [b"question"])


@pytest.mark.parametrize("heard", [b"", ACK])
def test_a_duplicate_question_gets_the_same_answer_and_asks_nobody(link, heard):
    """heard: the first answer was acknowledged, or not."""
    link(ASK)
    link(heard)
    assert link(ASK) == ACK + ANSWER
    assert link.front_end.asked == [b"question"]


def test_enq_asks_for_the_last_answer_again(link):
    assert link(ENQ) == b""
    link(ASK)
    link(ACK)
    assert link(ENQ) == ANSWER
    assert link.front_end.asked == [b"question"]


def test_a_refused_answer_is_sent_again_and_then_given_up(link):
    link(ASK)
    assert [link(NAK) for _ in range(3)] == [ANSWER, ANSWER, b""]


def test_an_answer_nobody_acknowledges_is_sent_three_times(link):
    link(ASK)
    assert [link(b"", now) for now in (0.9, 1.0, 1.9, 2.0, 3.0, 9.0)] == [b"", ANSWER, b"", ANSWER, b"", b""]


def test_a_bad_frame_is_refused_and_asks_nobody(link):
    assert link(ASK[:-1] + b"\x00") == b""
    assert link(b"", 0.3) == NAK
    assert link.front_end.asked == []
    assert link(ASK, 0.4) == ACK + ANSWER


def test_no_answer_at_all(link):
    assert (link(write_frame(b"silence")), link(ENQ), link.device.due()) == (ACK, b"", None)


def test_an_answer_takes_its_time():
    link = Bench(Framing.LINK, delay_s=1.5)
    assert (link(ASK), link.device.due()) == (ACK, 1.5)
    assert link(ASK, 0.5) == ACK  # a duplicate while it thinks brings nothing earlier, and nothing twice
    assert link(b"", 1.4) == b""
    assert link(b"", 1.5) == ANSWER
    assert link.front_end.asked == [b"question"]


def test_length_framing(tcp):
    both = write_length(b"question") + write_length(b"another")
    assert b"".join(tcp(bytes((byte,))) for byte in both) == write_length(b"answer 1") + write_length(b"answer 2")
    assert (tcp.front_end.asked, tcp.device.due(), tcp.device.broken) == ([b"question", b"another"], None, False)


@pytest.mark.parametrize("head", [b"\x00\x00", b"\xff\xff", b"GET "])
def test_a_stream_that_cannot_be_followed_is_broken(tcp, head):
    assert (tcp(head), tcp.device.broken) == (b"", True)
    assert (tcp(write_length(b"question")), tcp.front_end.asked) == (b"", [])
