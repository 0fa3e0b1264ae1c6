"""The far end of a line by scripts: one question, one answer, however often either is sent."""

from datetime import datetime

import pytest

from emulator.conditions import BatteryChanged, LineChanged
from emulator.device import GAP_S, Device, _Reply
from emulator.forge import Forge
from emulator.play import Heard, Hit, Play
from emulator.scenario import Act, Closed, Lost, Spoiled
from protocol.dialects.unionpay import host_side
from protocol.dialects.unionpay.device_state import ASK as STATE_ASKED
from protocol.dialects.unionpay.terminal_side import decode, encode
from protocol.framing import Check, Control, write_frame, write_length
from protocol.link import LinkTiming
from protocol.session import Framing
from protocol.transactions import Echo, ManagementAnswer, Status
from protocol.transport.base import LineError
from protocol.transport.clock import SystemClock
from protocol.transport.pipe import PipeTransport

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


# --- somebody else asks the host -------------------------------------------------------------------------------------


class Waiting(Bench):
    """A device whose messages wait for their answers."""

    def __init__(self, framing: Framing, **options) -> None:
        self.told: list[tuple[bytes, bytes | None]] = []
        note = lambda asked, answer: self.told.append((asked, answer))  # noqa: E731
        self.device = Device(None, framing, timing=LinkTiming(t_ack=1.0), told=note, **options)

    def answer(self, answer: bytes | None, now: float = 0.0) -> bytes:
        """The host answers the first of what was asked."""
        self.device.answered(self.device.asked.pop(0), answer, now)
        return self(b"", now)


def test_what_is_asked_waits_and_is_answered_in_turn():
    tcp = Waiting(Framing.LENGTH)
    assert tcp(write_length(b"question") + write_length(b"another")) == b""
    assert tcp.device.asked == [b"question", b"another"]
    assert [tcp.answer(b"answer 1"), tcp.answer(b"answer 2")] == [write_length(b"answer 1"), write_length(b"answer 2")]
    assert (tcp.device.asked, tcp.told) == ([], [])


def test_a_duplicate_while_the_host_thinks_asks_nobody_and_says_nothing():
    link = Waiting(Framing.LINK)
    assert [link(ASK), link(ASK), link(ENQ), link.device.asked] == [ACK, ACK, b"", [b"question"]]
    assert link.answer(b"answer 1") == ANSWER
    assert (link(ASK), link.device.asked) == (ACK + ANSWER, [])


def test_answers_may_come_in_any_order_and_scenarios_stay_with_their_messages():
    tcp = Waiting(Framing.LENGTH, play=Acting(Framing.LENGTH, Act(lost=Lost.ANSWER), None))
    tcp(write_length(b"question") + write_length(b"another"))
    tcp.device.answered(b"another", b"answer 2", 0.0)
    tcp.device.answered(b"question", b"answer 1", 0.0)
    assert tcp(b"") == write_length(b"answer 2")
    with pytest.raises(ValueError, match="not in list"):
        tcp.device.answered(b"question", b"answer 1", 0.0)


def test_no_answer_leaves_nothing_behind():
    link = Waiting(Framing.LINK)
    assert (link(ASK), link.answer(None), link.device.due(), link(OTHER)) == (ACK, b"", None, ACK)


def test_what_was_asked_before_a_false_length_is_answered_first():
    tcp = Waiting(Framing.LENGTH)
    tcp(write_length(b"question") + b"\xff\xff")
    assert (tcp.device.lost, tcp.device.broken) == (True, False)
    assert (tcp.answer(b"answer 1"), tcp.device.broken) == (write_length(b"answer 1"), True)


# fmt: off
# what a scenario does -> whether the host is asked, what is said to "question" after that, what is told without host
HANDED_ON = {
    "nothing":        (None,                           True,  write_length(b"answer 1"), False),
    "answer lost":    (Act(lost=Lost.ANSWER),          True,  b"",                       False),
    "request lost":   (Act(lost=Lost.REQUEST),         False, b"",                       True),
    "closed before":  (Act(closed=Closed.BEFORE),      False, b"",                       True),
    "closed after":   (Act(closed=Closed.AFTER),       True,  b"",                       False),
    "reset":          (Act(closed=Closed.RESET),       True,  b"",                       False),
    "dies after":     (Act(device=(BatteryChanged(0),)), True, b"",                      False),
}
# fmt: on


@pytest.mark.parametrize("name", HANDED_ON)
def test_the_host_is_asked_before_the_line_goes(name):
    act, asked, said, told = HANDED_ON[name]
    tcp = Waiting(Framing.LENGTH, play=Acting(Framing.LENGTH, act))
    assert tcp(write_length(b"question")) == b""
    assert tcp.device.asked == ([b"question"] if asked else [])
    assert tcp.device.broken is (act is not None and act.closed is Closed.BEFORE)
    assert [tcp.answer(b"answer 1") for _ in range(asked)] == [said] * asked
    assert tcp.device.broken is (name in {"closed before", "closed after", "reset", "dies after"})
    assert tcp.device.reset is (name == "reset")
    assert tcp.told == ([(b"question", None)] if told else [])


def test_what_the_device_answers_by_itself_is_told():
    echo = Echo("888888800000001", "10000001", "000007")
    asked = encode(echo, None)
    tcp = Waiting(Framing.LENGTH, play=Acting(Framing.LENGTH, Act(code="96")))
    said = tcp(write_length(asked))
    assert (tcp.told, tcp.device.asked) == ([(asked, said[2:])], [])


def test_it_says_how_many_answers_wait_and_says_them_by_their_time():
    tcp = Waiting(Framing.LENGTH)
    for second in (3.0, 1.0, 2.0, 1.0):
        tcp.device._put(_Reply(second, b"%d at %d" % (tcp.device.unsaid, second)))
    assert [tcp(b"", now) for now in (1.0, 2.0, 3.0)] == [
        write_length(b"1 at 1") + write_length(b"3 at 1"), write_length(b"2 at 2"), write_length(b"0 at 3"),
    ]  # fmt: skip
    assert tcp.device.unsaid == 0


def test_half_of_an_answer_closes_and_not_the_one_behind_it():
    """Another, slow one waits already when it comes."""
    tcp = Waiting(Framing.LENGTH, play=Acting(Framing.LENGTH, Act(delay_ms=900), Act(closed=Closed.HALF)))
    tcp(write_length(b"question") + write_length(b"another"))
    tcp.device.answered(tcp.device.asked.pop(0), b"answer 1", 0.0)
    assert tcp.answer(b"answer 2") == WROTE_LATER[: len(WROTE_LATER) // 2]
    assert tcp.device.broken is True


# --- what the device says by itself ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("framing", "write"), [(Framing.LINK, write_frame), (Framing.LENGTH, write_length)])
def test_a_message_of_its_own_accord(framing, write):
    bench = Waiting(framing)
    bench.device.say(b"still here", 0.0)
    assert bench(b"") == write(b"still here")
    assert bench(ACK if framing is Framing.LINK else b"", 0.01) == b""


def test_what_follows_a_word_of_its_own_leaves_later():
    link = Waiting(Framing.LINK)
    link(ASK)
    link.device.say(b"one", 0.0)
    link.device.say(b"two", 0.0)
    link.device.answered(link.device.asked.pop(0), b"answer 1", 0.0)
    said = [link(ACK, now) for now in (0.0, GAP_S / 2, GAP_S, 2 * GAP_S, 3 * GAP_S)]
    assert said == [write_frame(b"one"), b"", write_frame(b"two"), ANSWER, b""]


# --- the link's check, and its faults --------------------------------------------------------------------------------


def test_the_check_of_its_frames():
    bench = Waiting(Framing.LINK, check=Check.CRC)
    assert bench(write_frame(b"question", Check.CRC)) == ACK
    assert bench.answer(b"answer 1") == write_frame(b"answer 1", Check.CRC)


@pytest.mark.parametrize("framing", Framing)
def test_a_message_of_the_most_bytes_and_one_more(framing):
    write = write_frame if framing is Framing.LINK else write_length
    bench = Waiting(framing, max_data=20)
    bench(write(b"x" * 20))
    bench(write(b"x" * 21), 0.1)
    assert bench.device.asked == [b"x" * 20]


def test_faults_and_frames_are_counted():
    link = Waiting(Framing.LINK)
    link(ASK + ASK[:-1] + b"\x00")
    link(b"", 1.0)
    assert (link.device.frames, link.device.faults) == (1, 1)


@pytest.mark.parametrize("framing", Framing)
def test_in_a_frame(framing):
    frame = (write_frame if framing is Framing.LINK else write_length)(b"question")
    bench = Waiting(framing)
    seen = []
    for byte in frame:
        bench(bytes((byte,)))
        seen.append(bench.device.in_frame)
    assert seen == [True] * (len(frame) - 1) + [False]


# --- with a play: what scenarios and conditions do to the bytes ------------------------------------------------------

HEARD = Heard("refund", "10000001", 1234, "")


class Acting(Play):
    """Acts on the messages in turn, whatever they are; None leaves one alone."""

    def __init__(self, framing: Framing, *acts: Act | None) -> None:
        super().__init__(framing, Forge(lambda _terminal: None, datetime.now), seed=1)  # type: ignore[arg-type]
        self.acts = list(acts)

    def hear(self, data: bytes) -> Hit | None:
        act = self.acts.pop(0) if self.acts else None
        if act is not None:
            self.change(*act.device)
        return Hit("test", 1, HEARD, act) if act is not None else None

    def kept_behind(self, data: bytes) -> list[bytes]:
        if data != b"another":
            return []
        kept = [answer for *_, answer in self._late]
        self._late.clear()
        return kept


def playing(framing: Framing, *acts: Act | None, delay_s: float = 0.0) -> Bench:
    bench = Bench(framing, delay_s)
    play = Acting(framing, *acts)
    bench.device = Device(bench.front_end, framing, delay_s, LinkTiming(t_ack=1.0), play)
    return bench


DIES = (BatteryChanged(0),)
# fmt: off
# framing, act, what is said to one question and a second later, whether the host was asked, whether the line is gone
FRAME, LENGTH = Framing.LINK, Framing.LENGTH
WROTE, WROTE_LATER = write_length(b"answer 1"), write_length(b"answer 2")
ACTED = {
    "request lost, frames":  (FRAME,  Act(lost=Lost.REQUEST),          ACK,                   b"",     False, False),
    "answer lost, frames":   (FRAME,  Act(lost=Lost.ANSWER),           ACK,                   b"",     True,  False),
    "request lost, tcp":     (LENGTH, Act(lost=Lost.REQUEST),          b"",                   b"",     False, False),
    "answer lost, tcp":      (LENGTH, Act(lost=Lost.ANSWER),           b"",                   b"",     True,  False),
    "slow":                  (LENGTH, Act(delay_ms=900),               b"",                   WROTE,   True,  False),
    "twice, tcp":            (LENGTH, Act(copies=2),                   WROTE,                 WROTE,   True,  False),
    "twice, frames":         (FRAME,  Act(copies=2),                   ACK + ANSWER,          ANSWER,  True,  False),
    "refused":               (FRAME,  Act(nak=1),                      NAK,                   b"",     False, False),
    "a storm":               (FRAME,  Act(nak=4),                      NAK * 4,               b"",     False, False),
    "busy, frames":          (FRAME,  Act(busy_ms=500),                b"",                   b"",     False, False),
    "busy, tcp":             (LENGTH, Act(busy_ms=500),                b"",                   b"",     False, False),
    "not acknowledged":      (FRAME,  Act(ack_lost=True),              ANSWER,                ANSWER,  True,  False),
    "closed before":         (LENGTH, Act(closed=Closed.BEFORE),       b"",                   b"",     False, True),
    "closed after":          (LENGTH, Act(closed=Closed.AFTER),        b"",                   b"",     True,  True),
    "closed in the middle":  (LENGTH, Act(closed=Closed.HALF),         WROTE[:5],             b"",     True,  True),
    "dies before":           (LENGTH, Act(lost=Lost.REQUEST, device=DIES), b"",               b"",     False, True),
    "dies after":            (LENGTH, Act(device=DIES),                b"",                   b"",     True,  True),
    "dies on a serial line": (FRAME,  Act(device=DIES),                b"",                   b"",     True,  True),
    "nothing to replay":     (LENGTH, Act(replay=True),                b"",                   b"",     True,  False),
    "a wrong MAC":           (LENGTH, Act(spoiled=Spoiled.MAC),        write_length(b"`nswer 1"), b"", True,  False),
    "kept for later":        (LENGTH, Act(late="outcome_query"),       b"",                   b"",     True,  False),
}
# fmt: on


@pytest.mark.parametrize("name", ACTED)
def test_an_act(name):
    framing, act, said, later, asked, gone = ACTED[name]
    bench = playing(framing, act)
    question = ASK if framing is FRAME else write_length(b"question")
    assert (bench(question), bench(b"", 1.0)) == (said, later)
    assert (bench.front_end.asked, bench.device.broken) == ([b"question"] if asked else [], gone)


def test_a_frame_that_was_refused_is_asked_when_it_comes_again():
    bench = playing(FRAME, Act(nak=1))
    assert (bench(ASK), bench(ASK), bench.front_end.asked) == (NAK, ACK + ANSWER, [b"question"])


def test_a_busy_device_hears_nothing_until_it_is_free():
    bench = playing(FRAME, Act(busy_ms=500))
    assert [bench(ASK, now) for now in (0.0, 0.2, 0.49, 0.5)] == [b"", b"", b"", ACK + ANSWER]
    assert bench.front_end.asked == [b"question"]


def test_a_frame_whose_acknowledgement_was_lost_is_asked_once():
    bench = playing(FRAME, Act(ack_lost=True, delay_ms=900))
    assert [bench(ASK, 0.0), bench(ASK, 0.5), bench(b"", 0.9)] == [b"", ACK, ANSWER]
    assert bench.front_end.asked == [b"question"]


@pytest.mark.parametrize(("sends", "good_at"), [(1, 1), (2, 2), (0, None)])
def test_so_many_sends_have_a_wrong_check(sends, good_at):
    """A NAK brings the next send, three in all."""
    bench = playing(FRAME, Act(spoiled=Spoiled.LRC, sends=sends))
    said = [bench(ASK).removeprefix(ACK), bench(NAK), bench(NAK)]
    assert [frame[:-1] for frame in said] == [ANSWER[:-1]] * 3
    assert [place for place, frame in enumerate(said) if frame == ANSWER][:1] == ([] if good_at is None else [good_at])


@pytest.mark.parametrize("how", [Spoiled.BITS, Spoiled.BYTES, Spoiled.CUT])
def test_spoiled_on_tcp(how):
    bench = playing(LENGTH, Act(spoiled=how))
    assert bench(write_length(b"question")) != WROTE
    assert bench(write_length(b"another")) == WROTE_LATER


def test_a_late_answer_comes_behind_the_one_it_waits_for():
    bench = playing(LENGTH, Act(late="outcome_query"))
    assert bench(write_length(b"question")) == b""
    assert bench(write_length(b"another")) == WROTE_LATER
    assert bench(b"", GAP_S) == WROTE


def test_the_answer_before_is_said_again():
    bench = playing(LENGTH, None, Act(replay=True))
    assert [bench(write_length(word)) for word in (b"question", b"another")] == [WROTE, WROTE]


def test_answers_leave_in_the_order_of_their_times():
    bench = playing(LENGTH, Act(delay_ms=900), None)
    assert bench(write_length(b"question")) == b""
    assert bench(write_length(b"another"), 0.1) == WROTE_LATER
    assert (bench.device.due(), bench(b"", 0.9)) == (0.9, WROTE)


def test_a_code_is_said_and_the_host_is_not_asked():
    echo = Echo("888888800000001", "10000001", "000007")
    bench = playing(LENGTH, Act(code="96"))
    said = bench(write_length(encode(echo, None)))
    answer = decode(said[2:], echo, None)
    assert (answer.code, bench.front_end.asked) == ("96", [])


def test_a_changed_field_of_what_the_host_says():
    echo = Echo("888888800000001", "10000001", "000007")
    asked = encode(echo, None)
    packet, request = host_side.decode(asked)
    bench = playing(LENGTH, Act(fields={39: "05"}))
    bench.front_end.answer = lambda _data: host_side.encode(packet, request, ManagementAnswer("00"), None)
    assert decode(bench(write_length(asked))[2:], echo, None).code == "05"


def test_the_state_is_the_devices_affair_and_no_scenarios():
    ask = Status("888888800000001", "10000001", "000007", "362", STATE_ASKED)
    bench = playing(FRAME, Act(lost=Lost.REQUEST))
    said = bench(write_frame(encode(ask, None)))
    assert said.startswith(ACK + b"\x02")
    assert (bench.front_end.asked, len(bench.device._play.acts)) == ([], 1)


def test_a_state_asked_twice_is_told_twice():
    """Its frame is the same each time, as it has no number: the second is no repeat of the first."""
    ask = Status("888888800000001", "10000001", "000007", "362", STATE_ASKED)
    bench = playing(FRAME, delay_s=1.0)  # it knows by itself: no bank thinks about it
    first = bench(write_frame(encode(ask, None)))
    bench(ACK)
    bench.device._play.change(BatteryChanged(5))
    second = bench(write_frame(encode(ask, None)))
    assert (first.startswith(ACK + b"\x02"), second.startswith(ACK + b"\x02"), first == second) == (True, True, False)


# --- conditions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("framing", Framing)
def test_a_device_without_battery_hears_and_says_nothing(framing):
    bench = playing(framing)
    bench.device._play.change(BatteryChanged(0))
    assert (bench(ASK if framing is FRAME else write_length(b"question")), bench.device.broken) == (b"", True)
    assert bench.front_end.asked == []


def test_a_battery_that_dies_while_an_answer_waits():
    bench = playing(LENGTH, delay_s=1.0)
    bench(write_length(b"question"))
    bench.device._play.change(BatteryChanged(0))
    assert (bench(b"", 1.0), bench.device.broken) == (b"", True)


def test_a_dead_line_is_not_a_dead_device():
    bench = playing(FRAME)
    bench.device._play.change(LineChanged(0))
    assert (bench(ASK), bench.device.broken, bench.front_end.asked) == (b"", False, [])


def test_a_weak_line_lets_some_through():
    said = []
    for seed in range(60):
        bench = playing(FRAME)
        bench.device._play.random.seed(seed)
        bench.device._play.change(LineChanged(70))
        said.append(bench(ASK))
    assert 20 < said.count(ACK + ANSWER) < 40
    assert b"" in said


def test_a_device_that_hung_up_stays_silent():
    bench = playing(LENGTH, Act(closed=Closed.AFTER))
    bench(write_length(b"question"))
    assert (bench(write_length(b"another")), bench.front_end.asked) == (b"", [b"question"])


@pytest.mark.parametrize("closed", [Closed.AFTER, Closed.HALF])
def test_a_pipe_ends_where_the_device_hangs_up(closed):
    """What was said before is read first."""
    bench = playing(LENGTH, Act(closed=closed))
    pipe = PipeTransport(lambda: bench.device, SystemClock())
    pipe.open()
    pipe.write(write_length(b"question"))
    said = pipe.read(0.0) if closed is Closed.HALF else b""
    with pytest.raises(LineError, match="hung up"):
        pipe.read(0.0)
    assert (said, bench.front_end.asked) == (WROTE[:5] if closed is Closed.HALF else b"", [b"question"])
