"""The 28 invariants of the link, by number: what the protocol layer owns is proved here, the rest where it lives.

| no | where else |
|---|---|
| 13 | under every fault, with the ledger: tests/conversation/test_faulty_line.py |
| 14 | tests/emulator/test_device.py, test_a_duplicate_question_gets_the_same_answer_and_asks_nobody |
| 15 | tests/emulator/host/test_refunds.py, test_the_same_key_for_another_body_is_94_and_changes_nothing |
| 17 | every field: tests/protocol/test_session.py WRONG; dialects: test_register.py of hypercom and tlv |
| 19 | tests/terminal/trade/test_refund.py; test_kill.py, test_a_cancelled_key_refuses_its_late_original |
| 20 | protocol/transport/test_serial_port.py, test_unplugging_is_a_lost_line; terminal/line/test_driver.py |
| 24 | traces: tests/house/test_private.py |
| 25 | tests/conversation/test_kill.py |
| 26 | tests/emulator/host/test_refunds.py, test_each_part_of_the_key_makes_another_refund |
| 27 | tests/protocol/transport/test_serial_port.py, test_the_port_is_held_exclusively |
| 28 | tests/house/test_style.py, test_pure_rooms_reach_out_for_nothing |
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from protocol.cards import TEST_CARDS
from protocol.dialects import DeviceStation, Progress
from protocol.dialects.hypercom import device
from protocol.dialects.hypercom.register import Hypercom
from protocol.dialects.unionpay import host_side
from protocol.framing import MAX_DATA, BadFrame, Check, Control, Deframer, Frame, write_frame
from protocol.link import Acknowledged, Delivered, Garbled, GaveUp, Link, LinkEvent, LinkState
from protocol.security import Key, WorkingKeys
from protocol.session import Answered, CameLate, Framing, Session, Silence, Timing, Unanswered
from protocol.transactions import (
    CardReader,
    Channel,
    OutcomeQuery,
    Refund,
    RefundAnswer,
    RefundKey,
)

ACK, NAK = b"\x06", b"\x15"
T_CHAR, T_ACK = 0.2, 2.0
GOOD = write_frame(b"the next good frame")
CHECKS = st.sampled_from(Check)
DATA = st.one_of(st.binary(min_size=1, max_size=60), st.binary(min_size=1, max_size=MAX_DATA))
SHARDS = st.sampled_from([b"\x02", b"\x06", b"\x15", b"\x02\x00", GOOD[:9]])
JUNK = st.one_of(st.binary(max_size=40), st.lists(SHARDS).map(b"".join))

KEYS = WorkingKeys(Key(bytes(range(16))), Key(bytes(range(16, 32))))
KEY = RefundKey("123456789012345", "10000001", "0a1b2c3d", "000007", "000123", "20261122")
REFUND = Refund(KEY, 1234, "925498334778", "1120", Channel.CARD, card=TEST_CARDS["unionpay"])
APPROVED = RefundAnswer("00", "926512345678", 1234, "1122", "101530", "1122")
TIMING = Timing(t_ack=0.5, t_resp=10.0, t_cap=30.0)


def delivered(events: list[LinkEvent]) -> list[bytes]:
    return [event.data for event in events if isinstance(event, Delivered)]


def silent(link: Link, now: float, until: float) -> Iterator[tuple[float, list[LinkEvent], bytes]]:
    """Let time pass on a quiet line: (when, what happened, what was written)."""
    while (due := link.due()) is not None and due <= until:
        now = max(now, due)
        yield now, link.tick(now), link.take()


def pieces(stream: bytes, cuts: list[int]) -> list[bytes]:
    marks = [0, *sorted({cut for cut in cuts if 0 < cut < len(stream)}), len(stream)]
    return [stream[a:b] for a, b in itertools.pairwise(marks)]


def answer_to(asked: bytes, answer: RefundAnswer = APPROVED) -> bytes:
    packet, request = host_side.decode(asked[3:-2])
    return write_frame(host_side.encode(packet, request, answer, KEYS.mak))


@pytest.fixture
def session() -> Session:
    """A session whose peer may take a repeat for a second refund."""
    return Session(Framing.LINK, TIMING, knows_duplicates=False)


# --- bytes ---------------------------------------------------------------------------------------------------------


@given(DATA, CHECKS)
@example(bytes(range(256)) * 4, Check.LRC)
@example(bytes(range(256)) * 4, Check.CRC)
@example(b"\x02" * MAX_DATA, Check.LRC)
@example(b"\x03", Check.CRC)
def test_inv_01_what_is_framed_comes_back(data: bytes, check: Check) -> None:
    assert Deframer(check=check).feed(write_frame(data, check)) == [Frame(data)]


@given(st.lists(st.one_of(DATA.map(write_frame), JUNK), max_size=5), st.lists(st.integers(0, 500)))
@example([b"z\x02\xdb"], [2])  # a false LEN is known at its first byte, also where the line was cut before it
def test_inv_02_chunks_do_not_matter(parts: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(parts)
    whole, cut = Link(), Link()
    heard = whole.receive(stream, 0.0)
    assert [event for piece in pieces(stream, cuts) for event in cut.receive(piece, 0.0)] == heard
    assert cut.take() == whole.take()


@given(st.lists(st.tuples(st.one_of(st.binary(max_size=50), JUNK, st.just(GOOD)), st.floats(0, 12)), max_size=12))
def test_inv_03_no_bytes_raise(script: list[tuple[bytes, float]]) -> None:
    sessions = [
        Session(Framing.LINK, TIMING),
        Session(Framing.LENGTH, TIMING),
        Session(Framing.LINK, TIMING, dialect=Hypercom()),
    ]
    for one in sessions:
        one.ask(OutcomeQuery(KEY, "000124"), KEYS, 0.0)
        now, events = 0.0, []
        for piece, pause in script:
            events += [*one.receive(piece, now), *one.tick(now + pause)]
            now += pause
        assert len([event for event in events if not isinstance(event, Progress)]) <= 1


@given(st.lists(st.binary(max_size=3000), max_size=6), CHECKS)
def test_inv_04_memory_is_bounded(chunks: list[bytes], check: Check) -> None:
    deframer = Deframer(check=check)
    for chunk in [*chunks, b"\x02\x10\x24" * 2000, GOOD[:-1]]:
        deframer.feed(chunk)
        assert len(deframer._buffer) < MAX_DATA + 4 + {Check.LRC: 1, Check.CRC: 2}[check]


@given(DATA, st.data(), CHECKS)
def test_inv_05_a_flipped_bit_is_never_delivered(data: bytes, draw: st.DataObject, check: Check) -> None:
    whole = bytearray(write_frame(data, check))
    whole[draw.draw(st.integers(1, len(whole) - 1))] ^= 1 << draw.draw(st.integers(0, 7))
    deframer = Deframer(check=check)
    heard = [*deframer.feed(bytes(whole)), *deframer.give_up()]
    assert [event for event in heard if isinstance(event, Frame) and len(event.data) >= len(data)] == []
    assert Frame(data) not in heard


@given(JUNK, st.booleans())
def test_inv_06_junk_hides_nothing_after_a_gap(junk: bytes, ticked: bool) -> None:
    """Whether the owner of the link noticed the gap, or read on first."""
    link = Link()
    link.receive(junk, 0.0)
    if ticked:
        list(silent(link, 0.0, T_CHAR))
    assert b"the next good frame" in delivered(link.receive(GOOD, T_CHAR))


@given(st.integers(1, 9), st.integers(0, 99), st.binary(min_size=1, max_size=40))
def test_inv_07_after_a_false_length_the_next_frame_is_in_time(high: int, low: int, data: bytes) -> None:
    """LEN says up to 999 bytes; the resend comes when the line was quiet for T_char, and is heard when it is whole."""
    link = Link()
    link.receive(b"\x02" + bytes.fromhex(f"0{high}{low:02d}") + write_frame(data)[3:], 0.0)
    list(silent(link, 0.0, T_CHAR))
    assert delivered(link.receive(GOOD, T_CHAR)) == [b"the next good frame"]


@pytest.mark.parametrize("length", ["A000", "0A00", "00A0", "000A", "FFFF", "0000", "1025", "9999"])
def test_inv_08_an_impossible_length_is_dropped_at_once_and_refused_once(length: str) -> None:
    link = Link()
    events = link.receive(b"\x02" + bytes.fromhex(length), 0.0)
    assert [type(event) for event in events] == [Garbled]
    assert [said for _, _, said in silent(link, 0.0, 60.0) if said] == [NAK]


@given(st.lists(st.sampled_from(Control), min_size=1, max_size=40), st.booleans())
def test_inv_09_control_bytes_mean_something_only_to_who_waits(controls: list[Control], inside: bool) -> None:
    waiting, idle = Link(), Link()
    waiting.send(b"question", 0.0)
    waiting.take()
    stream = bytes(controls)
    heard = waiting.receive(write_frame(stream), 0.0) if inside else []
    assert delivered(heard) == [stream] * inside
    deaf = stream.replace(bytes((Control.ENQ,)), b"")
    assert (idle.receive(deaf, 0.0), idle.take(), idle.state) == ([], b"", LinkState.IDLE)


# --- one frame after another ---------------------------------------------------------------------------------------


@dataclass
class Wire:
    """Two links and what happens to each thing said between them: pass, lose, double or damage it."""

    faults: Iterator[str]
    near: Link = field(default_factory=Link)
    far: Link = field(default_factory=Link)
    heard: list[LinkEvent] = field(default_factory=list)
    told: list[LinkEvent] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)

    def run(self, data: bytes, now: float) -> float:
        """Send from near until it is acknowledged or given up; the time after."""
        self.near.send(data, now)
        self.exchange(now)
        while self.near.state is LinkState.WAIT_ACK:
            now = min(due for link in (self.near, self.far) if (due := link.due()) is not None)
            self.told += self.near.tick(now)
            self.heard += self.far.tick(now)
            self.exchange(now)
        return now + 1.0

    def exchange(self, now: float) -> None:
        while (said := self.near.take()) or (back := self.far.take()):
            if said:
                self.sent.append(said)
                self.heard += self.far.receive(self.through(said), now)
            else:
                self.told += self.near.receive(self.through(back), now)

    def through(self, data: bytes) -> bytes:
        match next(self.faults, "pass"):
            case "lose":
                return b""
            case "double":
                return data + data
            case "damage":
                return data[:-1] + bytes((data[-1] ^ 0x41,))
        return data


FAULTS = st.lists(st.sampled_from(["pass", "lose", "double", "damage"]), max_size=40).map(iter)


@given(FAULTS)
def test_inv_10_one_frame_outstanding(faults: Iterator[str]) -> None:
    wire = Wire(faults)
    wire.near.send(b"first", 0.0)
    with pytest.raises(RuntimeError, match="outstanding"):
        wire.near.send(b"second", 0.0)
    wire.near.abandon()
    wire.run(b"third", 1.0)
    sent = b"".join(wire.sent)
    assert [sent.count(write_frame(data)) for data in (b"first", b"second")] == [0, 0]
    assert sent.count(write_frame(b"third")) >= 1


@given(FAULTS)
def test_inv_11_sends_and_time_are_bounded(faults: Iterator[str]) -> None:
    wire = Wire(faults)
    assert wire.run(b"question", 0.0) <= 3 * T_ACK + 1.0
    assert 1 <= b"".join(wire.sent).count(write_frame(b"question")) <= 3
    assert sum(isinstance(event, Acknowledged | GaveUp) for event in wire.told) == 1


@given(FAULTS)
def test_inv_12_a_resend_is_identical(faults: Iterator[str]) -> None:
    wire = Wire(faults)
    wire.run(b"question", 0.0)
    assert {said.replace(ACK, b"").replace(NAK, b"") for said in wire.sent} <= {write_frame(b"question"), b""}


@given(FAULTS)
def test_inv_13_a_lost_ack_starts_nothing_twice(faults: Iterator[str]) -> None:
    """Ten requests through any losses, doubles and damages: each is new to the far end at most once."""
    wire, now = Wire(faults), 0.0
    requests = [f"request {number}".encode() for number in range(10)]
    for request in requests:
        now = wire.run(request, now)
    new = [event.data for event in wire.heard if isinstance(event, Delivered) and not event.duplicate]
    assert len(new) == len(set(new))
    assert set(new) <= set(requests)


@given(st.integers(1, 5))
def test_inv_14_a_duplicate_is_acknowledged_and_marked(times: int) -> None:
    link = Link()
    assert link.receive(GOOD, 0.0) == [Delivered(b"the next good frame", False)]
    again = [link.receive(GOOD, float(at)) for at in range(1, times + 1)]
    assert again == [[Delivered(b"the next good frame", True)]] * times
    assert link.take() == ACK * (times + 1)


# --- sessions ------------------------------------------------------------------------------------------------------


def test_inv_16_a_late_answer_is_acknowledged_and_answers_no_other_question(session: Session) -> None:
    session.ask(REFUND, KEYS, 0.0)
    late = answer_to(session.take())
    assert session.tick(10.0) == [Unanswered(Silence.NO_ANSWER)]
    other = replace(REFUND, key=replace(KEY, trace_no="000124"))
    session.ask(other, KEYS, 11.0)
    asked = session.take()
    assert (session.receive(late, 12.0), session.take()) == ([CameLate(REFUND, APPROVED)], ACK)
    assert session.receive(answer_to(asked), 13.0) == [Answered(APPROVED)]


def test_inv_16_a_foreign_answer_is_acknowledged_and_dropped(session: Session) -> None:
    session.ask(replace(REFUND, key=replace(KEY, trace_no="000124")), KEYS, 0.0)
    foreign = answer_to(session.take())
    ours = Session(Framing.LINK, TIMING)
    ours.ask(REFUND, KEYS, 0.0)
    asked = ours.take()
    assert (ours.receive(foreign, 1.0), ours.take()) == ([], ACK)
    assert ours.receive(answer_to(asked), 2.0) == [Answered(APPROVED)]


@given(st.integers(1, 99999).filter(lambda fen: fen != 1234))
def test_inv_17_another_amount_is_no_answer(fen: int) -> None:
    session = Session(Framing.LINK, TIMING)
    session.ask(REFUND, KEYS, 0.0)
    wrong = answer_to(session.take(), replace(APPROVED, amount_fen=fen))
    assert session.receive(wrong, 1.0) == [Unanswered(Silence.ANSWER_MISMATCH)]


def test_inv_18_silence_after_the_ack_is_unanswered_and_nothing_is_sent_again(session: Session) -> None:
    session.ask(REFUND, KEYS, 0.0)
    session.take()
    session.receive(ACK, 0.1)
    said = [(session.tick(at), session.take()) for at in (0.5, 2.0, 9.9, 10.0, 60.0)]
    assert said == [([], b"")] * 3 + [([Unanswered(Silence.NO_ANSWER)], b""), ([], b"")]


BABBLE = st.sampled_from([NAK, NAK * 50, b"\x02", b"\x02\x00\x05AB", b"\x05" * 9, b"junk"])


@given(st.lists(BABBLE, min_size=40, max_size=60))
def test_inv_21_a_babbling_peer_ends_within_the_bound(babble: list[bytes]) -> None:
    session = Session(Framing.LINK, TIMING)
    session.ask(REFUND, KEYS, 0.0)
    asked, now, ended, said = session.take(), 0.0, [], b""
    for piece in itertools.islice(itertools.cycle(babble), 400):
        now += 0.1
        ended += [(now, event) for event in (*session.receive(piece, now), *session.tick(now))]
        said += session.take()
    assert len(ended) == 1
    assert ended[0][0] <= TIMING.t_resp + 0.2
    assert said.count(asked) <= 2  # two repeats of one send


def test_inv_22_an_answer_before_its_ack_counts_as_the_ack(session: Session) -> None:
    session.ask(REFUND, KEYS, 0.0)
    answer = answer_to(session.take())
    assert (session.receive(answer, 0.2), session.take()) == ([Answered(APPROVED)], ACK)
    assert (session.receive(ACK, 0.3), session.take(), session.due()) == ([], b"", None)


@given(st.lists(st.floats(0.1, 9.9), min_size=1, max_size=30))
def test_inv_23_progress_restarts_the_timer_but_not_past_the_cap(pauses: list[float]) -> None:
    session = Session(Framing.LINK, TIMING, dialect=Hypercom())
    session.ask(replace(REFUND, card=None, card_read_by=CardReader.DEVICE), None, 0.0)
    session.take()
    session.receive(ACK, 0.0)
    now, progress = 0.0, write_frame(device.write_progress("C0"))
    while session.due() is not None:
        now += pauses.pop() if pauses else 10.0
        ended = session.tick(min(now, 30.0))
        session.receive(progress, now)
        assert (session.due() or 0.0) <= 30.0
    assert now <= 30.0 + 10.0
    assert ended == [Unanswered(Silence.NO_ANSWER)]


def test_inv_24_nothing_that_is_said_of_a_line_shows_a_card(session: Session) -> None:
    """Events, errors and the values of both dialects, printed."""
    session.ask(REFUND, KEYS, 0.0)
    asked = session.take()
    number = TEST_CARDS["unionpay"].number
    station = DeviceStation("123456789012345", "10000001", "000007", "20261122")
    body = device.read_body(device.write_answer(REFUND, APPROVED, station))
    heard = Link().receive(asked, 0.0)
    shown = repr([heard, Deframer().feed(asked), session.receive(answer_to(asked), 1.0), body, REFUND])
    assert len(delivered(heard)) == 1
    assert number not in shown
    assert repr(bytes.fromhex(number))[2:-1] not in shown


def test_inv_26_a_wrapped_trace_number_is_another_request() -> None:
    """000001 of the next batch is no duplicate of 000001 of this one: the bytes differ, and the key does."""
    link, session = Link(), Session(Framing.LINK, TIMING)
    first = replace(REFUND, key=replace(KEY, trace_no="000001"))
    second = replace(REFUND, key=replace(KEY, trace_no="000001", batch_no="000008"))
    heard = []
    for at, request in enumerate((first, replace(REFUND, key=replace(KEY, trace_no="999999")), second)):
        session.ask(request, KEYS, float(at))
        heard += link.receive(session.take(), float(at))
    assert [event.duplicate for event in heard if isinstance(event, Delivered)] == [False] * 3


def test_inv_28_time_comes_in_as_an_argument() -> None:
    """A day between two calls is a number: no clock is read, so the wait is over at once."""
    link = Link()
    link.send(b"question", 86400.0)
    link.take()
    assert link.due() == 86400.0 + T_ACK
    assert [type(event) for at in (1e6, 2e6, 3e6) for event in link.tick(at)] == [GaveUp]


def test_bad_frames_are_counted() -> None:
    """Junk that looks like frames is named, one event a false start."""
    heard = Deframer().feed(b"\x02\xff" * 5)
    assert sum(isinstance(event, BadFrame) for event in heard) == 5
