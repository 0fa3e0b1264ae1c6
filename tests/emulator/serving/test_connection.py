"""The quick way says what the long way says, byte for byte, however a stream is cut; and what a closed one does not do.

A loop, a transport and time by hand; over real sockets: tcp/.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.device import Device
from emulator.serving.batch import Batch
from emulator.serving.connection import Connection, Hall
from emulator.serving.far_end import FarEnd
from emulator.serving.gate import Gate
from emulator.serving.limits import Limits
from emulator.serving.tcp import look_at
from emulator.serving.watch import Ending
from protocol.framing import write_length
from protocol.session import Framing

LIMITS = Limits(frame_bytes=40, bad_frames=1000)


class Host:
    def answer(self, data: bytes) -> bytes | None:
        return None if data.startswith(b"\x00") else b"re: " + data

    def refuse(self, data: bytes, code: str) -> bytes | None:
        return None


class Loop:
    def __init__(self) -> None:
        self.now = 0.0
        self.calls: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []

    def time(self) -> float:
        return self.now

    def call_soon(self, call: Callable[..., Any], *words: Any) -> None:
        self.calls.append((call, words))

    def run(self) -> None:
        while self.calls:
            call, words = self.calls.pop(0)
            call(*words)


class Transport:
    """Keeps what is written, and what is done to it."""

    def __init__(self) -> None:
        self.written, self.done = b"", []

    def get_extra_info(self, _name: str) -> tuple[str, int]:
        return "127.0.0.1", 40312

    def set_write_buffer_limits(self, high: int) -> None:
        assert high == LIMITS.write_buffer_bytes

    def write(self, data: bytes) -> None:
        self.written += data

    def __getattr__(self, name: str) -> Callable[[], None]:
        return lambda: self.done.append(name)


def connected(quick: int, limits: Limits = LIMITS) -> tuple[Connection, Transport, Loop]:
    loop, host, transport = Loop(), Host(), Transport()
    end = FarEnd(host, Framing.LENGTH, limits=limits)
    hall = Hall(end, loop, Gate(10, 10), Batch(host, None, 3, loop.call_soon), quick)  # type: ignore[arg-type]
    connection = Connection(hall)
    connection.connection_made(transport)  # type: ignore[arg-type]
    return connection, transport, loop


def said(chunks: list[bytes], quick: int) -> tuple[bytes, Ending | None]:
    connection, transport, loop = connected(quick)
    for chunk in chunks:
        connection.data_received(chunk)
        loop.run()
    return transport.written, connection.why


def said_by_device(chunks: list[bytes]) -> tuple[bytes, Ending | None]:
    device = Device(Host(), Framing.LENGTH, max_data=LIMITS.frame_bytes)
    out = b""
    for chunk in chunks:
        device.receive(chunk, 0.0)
        device.tick(0.0)
        out += device.take()
    return out, Ending.BROKEN if device.broken else None


messages = st.binary(min_size=1, max_size=LIMITS.frame_bytes).map(write_length)
pieces = st.lists(messages | st.binary(max_size=8), max_size=8)


@given(pieces, st.lists(st.integers(0, 400)))
def test_every_stream_in_every_cut_is_answered_as_a_device_does(parts, cuts):
    stream = b"".join(parts)
    places = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    cut = [stream[a:b] for a, b in pairwise(places)]
    for chunks in (parts, cut):
        whole = [chunk for chunk in chunks if chunk]
        assert said(whole, LIMITS.frame_bytes) == said(whole, 0) == said_by_device(whole)


def test_a_message_that_comes_while_another_waits_is_answered_behind_it():
    connection, transport, loop = connected(LIMITS.frame_bytes)
    for chunk in (write_length(b"1"), write_length(b"2") + write_length(b"3"), write_length(b"4")):
        connection.data_received(chunk)
    loop.run()
    assert transport.written == b"".join(write_length(b"re: %d" % number) for number in (1, 2, 3, 4))


def test_a_peer_that_has_gone_is_not_written_to():
    connection, transport, loop = connected(LIMITS.frame_bytes)
    connection.data_received(write_length(b"1"))
    connection.data_received(write_length(b"2") + write_length(b"3"))
    connection.connection_lost(None)
    loop.run()
    assert (transport.written, transport.done) == (b"", [])


def test_the_first_reason_for_an_end_is_the_one():
    connection, transport, loop = connected(LIMITS.frame_bytes)
    connection.pause_writing()
    connection.hang_up(Ending.IDLE)
    connection.data_received(write_length(b"1"))
    loop.run()
    assert (connection.why, transport.done, transport.written) == (Ending.WRITE_BUFFER, ["abort"], b"")


def test_reading_pauses_while_more_waits_than_one_round_takes():
    connection, transport, loop = connected(LIMITS.frame_bytes)
    connection.data_received(b"".join(write_length(b"%d" % number) for number in range(40)))
    assert transport.done == ["pause_reading"]
    loop.run()
    assert transport.done == ["pause_reading", "resume_reading"]
    assert transport.written == b"".join(write_length(b"re: %d" % number) for number in range(40))


# --- time ------------------------------------------------------------------------------------------------------------

TIMES = Limits(frame_bytes=40, first_byte_s=1.0, idle_s=1.0, frame_s=1.0)
LOOKS = 4
"""As often as a connection is looked at while its shortest limit passes."""


def passes(connection: Connection, loop: Loop, seconds: float) -> None:
    """So much time, with a look at the connection now and then."""
    for _ in range(round(seconds * LOOKS)):
        loop.now += 1 / LOOKS
        look_at(connection, loop.now, TIMES)


@pytest.mark.parametrize("quick", [0, TIMES.frame_bytes])
def test_what_is_answered_begins_the_time_anew(quick):
    connection, transport, loop = connected(quick, TIMES)
    for _ in range(8):
        connection.data_received(write_length(b"x"))
        loop.run()
        passes(connection, loop, 0.75)
    assert (connection.why, transport.written) == (None, write_length(b"re: x") * 8)
    passes(connection, loop, 1.25)
    assert connection.why is Ending.IDLE


@pytest.mark.parametrize("quick", [0, TIMES.frame_bytes])
def test_frames_that_are_always_cut_end_all_the_same(quick):
    """Each read ends one and begins the next; one that is not ended in its time is the connection's end."""
    connection, transport, loop = connected(quick, TIMES)
    frame = write_length(b"x" * 9)
    connection.data_received(frame[:3])
    for _ in range(8):
        passes(connection, loop, 0.75)
        connection.data_received(frame[3:] + frame[:3])
        loop.run()
    assert (connection.why, transport.written) == (None, write_length(b"re: " + b"x" * 9) * 8)
    passes(connection, loop, 1.25)
    assert connection.why is Ending.FRAME
