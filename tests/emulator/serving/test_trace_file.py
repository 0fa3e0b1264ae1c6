"""The trace of served lines on disk: whole lines at once, nobody's number in them, and never the cause of trouble."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.serving.trace_file import TraceFile, TraceFileError
from emulator.serving.watch import Ending, Refusal, Watch
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.envelope import Envelope, seal
from protocol.dialects.unionpay.profiles import named
from protocol.framing import Check, write_frame, write_length
from protocol.message import Message
from protocol.session import Framing
from protocol.trace import Head, Kind, Record, Way, head_line, lines_of, read_trace

PROFILE = named("practice")
HEAD = Head("practice", Framing.LENGTH, Check.LRC, datetime(2026, 11, 22, 10, 0, tzinfo=UTC))
LINK_HEAD = Head("practice", Framing.LINK, Check.LRC, datetime(2026, 11, 22, 10, 0, tzinfo=UTC), plain_lab=True)
PEER = "127.0.0.1:40312"
DEVICE_BODY = bytes.fromhex("DF010100")

PAN = TEST_CARDS["visa"].number
PAYER_CODE = "134567890123456789"
KEYS = bytes.fromhex("0123456789ABCDEFFEDCBA987654321011223344") * 2
PIN_BLOCK = bytes.fromhex("F421C8F4FFE584DC")
CANARIES = [
    PAN[6:12], PAN[6:12].encode("ascii").hex(), PAYER_CODE.encode("ascii").hex(), "30122011234",
    "0123456789abcdef", "fedcba9876543210", "f421c8f4ffe584dc",
]  # fmt: skip
SECRETS = {
    2: PAN, 4: "000000001234", 11: "000123", 35: PAN + "D30122011234", 36: "99" + PAN + "D30122011234",
    45: f"B{PAN}^A^30122011234", 46: PAN, 52: PIN_BLOCK, 55: bytes.fromhex("5A08" + PAN), 59: "A3018" + PAYER_CODE,
    60: "25000007000600", 62: KEYS, 63: PAYER_CODE, 64: PIN_BLOCK,
}  # fmt: skip
MESSAGE = seal(Envelope.of(PROFILE), Message("0220", SECRETS), None, PROFILE)


class Clock:
    """Seconds, set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class Told(list[str]):
    """What the operator was told."""

    def __call__(self, text: str) -> None:
        self.append(text)


def trace(path: Path, head: Head = HEAD, say: Told | None = None, clock: Clock | None = None) -> TraceFile:
    return TraceFile(path, head, PROFILE, clock or Clock(), say if say is not None else Told(), 2048)


def read(path: Path) -> list[Head | Record]:
    with path.open(encoding="utf-8") as stream:
        return list(read_trace(lines_of(stream)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "trace.jsonl"


# --- what is written -----------------------------------------------------------------------------------------------


def test_a_session_is_written_as_it_happens(path):
    clock = Clock()
    one = trace(path, clock=clock)
    watch: Watch = one
    watch.opened(PEER)
    clock.now = 100.5
    watch.received(PEER, write_length(DEVICE_BODY)[:3])
    clock.now = 101.25
    watch.received(PEER, write_length(DEVICE_BODY)[3:])
    watch.answered(PEER, DEVICE_BODY, b"A", 0.1)
    watch.sent(PEER, b"\x00\x01A")
    watch.refused("127.0.0.1:9", Refusal.PER_ADDRESS)
    watch.received(PEER, b"\x00")
    watch.closed(PEER, Ending.FRAME)
    in_time = read(path)
    assert in_time == [
        HEAD,
        Record(0.0, PEER, Kind.OPENED),
        Record(1.25, PEER, Kind.FRAME, Way.IN, hex="DF010100"),
        Record(1.25, PEER, Kind.FRAME, Way.OUT, hex="**"),
        Record(1.25, "127.0.0.1:9", Kind.REFUSED, what="per_address"),
        Record(1.25, PEER, Kind.JUNK, Way.IN, count=1),
        Record(1.25, PEER, Kind.CLOSED, what="frame"),
    ]
    one.close()
    assert read(path) == in_time


def test_controls_and_faults_of_a_link_are_written(path):
    one = trace(path, LINK_HEAD)
    one.opened("pty")
    one.received("pty", b"\x02\xff\x06" + write_frame(DEVICE_BODY))
    one.sent("pty", b"\x06")
    one.close()
    assert [(row.kind, row.what) for row in read(path)[2:] if isinstance(row, Record)] == [
        (Kind.FAULT, "length"), (Kind.JUNK, ""), (Kind.CONTROL, "ACK"), (Kind.FRAME, ""), (Kind.CONTROL, "ACK"),
    ]  # fmt: skip


def test_each_peer_and_each_way_has_a_stream_of_its_own(path):
    one = trace(path)
    for peer in ("a", "b"):
        one.opened(peer)
    frame = write_length(DEVICE_BODY)
    for octet in frame:
        one.received("a", bytes((octet,)))
        one.received("b", bytes((octet,)))
        one.sent("a", bytes((octet,)))
    one.close()
    frames = [(row.peer, row.way) for row in read(path) if isinstance(row, Record) and row.kind is Kind.FRAME]
    assert frames == [("a", Way.IN), ("b", Way.IN), ("a", Way.OUT)]


def test_what_is_heard_of_nobody_is_not_written(path):
    one = trace(path)
    one.received("nobody", b"\x00\x01A")
    one.sent("nobody", b"\x00\x01A")
    one.close()
    one.opened(PEER)
    one.received(PEER, b"\x00\x01A")
    one.closed(PEER, Ending.PEER)
    assert read(path) == [HEAD]


def test_a_thousand_connections_leave_no_state(path):
    one = trace(path)
    for number in range(1000):
        one.opened(f"127.0.0.1:{number}")
        one.received(f"127.0.0.1:{number}", b"\x04\x00" + b"half")
    assert len(one._taps) == 1000
    for number in range(1000):
        one.closed(f"127.0.0.1:{number}", Ending.IDLE)
    assert one._taps == {}
    one.close()
    assert sum(isinstance(row, Record) and row.kind is Kind.CLOSED for row in read(path)) == 1000


# --- nobody's number -----------------------------------------------------------------------------------------------

FRAMES = {Framing.LENGTH: write_length(MESSAGE), Framing.LINK: write_frame(MESSAGE)}


def test_the_canaries_sing():
    heard = MESSAGE.hex()
    assert [canary for canary in CANARIES if canary not in heard] == []


@pytest.mark.parametrize("head", [HEAD, LINK_HEAD], ids=["length", "link"])
@pytest.mark.parametrize("junk", [b"", b"\xff" + PAN.encode("ascii"), bytes.fromhex(PAN), MESSAGE[20:]])
def test_no_secret_is_written_wherever_the_stream_is_split(path, head, junk):
    one = trace(path, head)
    frame = FRAMES[head.framing]
    stream = junk + frame if head.framing is Framing.LINK else frame + junk
    for cut in range(len(stream)):
        one.opened(PEER)
        one.received(PEER, stream[:cut])
        one.received(PEER, stream[cut:])
        one.sent(PEER, stream[:cut])
        one.closed(PEER, Ending.PEER)
    one.close()
    written = path.read_text(encoding="ascii").lower()
    assert "000123" in written
    assert [canary for canary in CANARIES if canary in written] == []


@given(
    chunks=st.lists(
        st.sampled_from([*FRAMES.values(), MESSAGE, PAN.encode("ascii"), b"\x06"]) | st.binary(max_size=20)
    ),
    head=st.sampled_from([HEAD, LINK_HEAD]),
)
def test_whatever_comes_reads_back_and_shows_no_secret(tmp_path_factory, chunks, head):
    path = tmp_path_factory.mktemp("trace") / "t.jsonl"
    one = trace(path, head)
    one.opened(PEER)
    for chunk in chunks:
        one.received(PEER, chunk)
        one.sent(PEER, chunk)
    one.closed(PEER, Ending.BROKEN)
    one.close()
    assert read(path)[0] == head
    written = path.read_text(encoding="ascii").lower()
    assert [canary for canary in CANARIES if canary in written] == []


# --- the file ------------------------------------------------------------------------------------------------------


def test_a_new_file_is_its_owner_s_alone(path):
    trace(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_empty_file_and_a_trace_are_continued(path):
    path.touch()
    trace(path).close()
    trace(path, LINK_HEAD).close()
    assert read(path) == [HEAD, LINK_HEAD]


# fmt: off
FOREIGN = [
    ("notes of mine\n",                                    "holds something that is no trace"),
    ("{}\n",                                               "holds something that is no trace"),
    ("\n" + head_line(HEAD),                               "holds something that is no trace"),
    ('{"t": 0.0, "peer": "pty", "kind": "opened"}\n',      "holds something that is no trace"),
    ("\udcff\n",                                           "holds something that is no trace"),
    ("x" * 500_000,                                        "holds something that is no trace"),
    (head_line(HEAD) + '{"t": 0.0, "pe',                   "its last line is cut off"),
]
# fmt: on


@pytest.mark.parametrize(("content", "reason"), FOREIGN)
def test_a_file_that_is_no_trace_is_left_alone(path, content, reason):
    octets = content.encode("utf-8", "surrogateescape")
    path.write_bytes(octets)
    with pytest.raises(TraceFileError, match=reason):
        trace(path)
    assert path.read_bytes() == octets


def test_a_path_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(TraceFileError, match=r"missing.trace\.jsonl: No such file or directory"):
        trace(tmp_path / "missing" / "trace.jsonl")
    with pytest.raises(TraceFileError, match="Is a directory"):
        trace(tmp_path)


def test_only_a_regular_file_is_written(tmp_path):
    """Another kind may hold the loop that serves; and who puts a link may choose where it leads."""
    fifo, link = tmp_path / "fifo", tmp_path / "link"
    os.mkfifo(fifo)
    link.symlink_to(tmp_path / "elsewhere")
    for path, reason in ((fifo, "no regular file"), (Path("/dev/full"), "no regular file"), (link, "a symbolic link")):
        with pytest.raises(TraceFileError, match=f"^{path}: {reason}"):
            trace(path)
    assert not (tmp_path / "elsewhere").exists()


def test_a_fifo_with_a_reader_neither(tmp_path):
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        with pytest.raises(TraceFileError, match="no regular file"):
            trace(fifo)
        assert os.read(reader, 100) == b""
    finally:
        os.close(reader)


@pytest.fixture(params=[100])
def small_disk(request: pytest.FixtureRequest) -> Iterator[None]:
    """Files may have a head and so many bytes, and no more."""
    import resource
    import signal

    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(head_line(HEAD)) + request.param, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="POSIX limits")
def test_a_line_for_which_there_is_no_room_is_not_left_by_half(path, small_disk):
    told = Told()
    one = trace(path, say=told)
    one.opened(PEER)
    one.opened("127.0.0.1:40313")
    one.opened("127.0.0.1:40314")
    assert told == [f"{path}: no room for a whole line; tracing ended, serving goes on"]
    assert read(path) == [HEAD, Record(0.0, PEER, Kind.OPENED)]
    assert one._taps == {}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="POSIX limits")
@pytest.mark.parametrize("small_disk", [0], indirect=True)
def test_a_full_disk_ends_the_trace_and_nothing_else(path, small_disk):
    told = Told()
    one = trace(path, say=told)
    one.opened(PEER)
    one.received(PEER, write_length(DEVICE_BODY))
    one.closed(PEER, Ending.PEER)
    one.close()
    assert told == [f"{path}: File too large; tracing ended, serving goes on"]
    assert read(path) == [HEAD]
    assert one._taps == {}
