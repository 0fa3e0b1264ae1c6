"""Frames on a byte stream: STX LEN DATA ETX LRC for serial, pty and pipe; 2 bytes of length for tcp. No clock here.

Rule: the length decides where a frame ends; ETX is verified, never searched for (a field may hold 03). What does not
hold is named, counted and skipped byte by byte, so that a good frame behind junk or inside a false length is found.
Source: docs/protocol.md "Link", on the precedents of the Chinese MIS-POS serial frame and Hypercom/KBTG link POS.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

STX, ETX = 0x02, 0x03

MAX_DATA = 1024
"""Bytes of DATA a peer may announce: the limit of both precedents, and more than any message of the dialect needs."""

HARD_MAX_DATA = 9999
"""What two BCD bytes of LEN can say."""


class Control(IntEnum):
    """Single bytes between frames; they mean something only to a link that waits for them."""

    EOT = 0x04
    ENQ = 0x05
    ACK = 0x06
    NAK = 0x15


_CONTROLS = frozenset(Control)


class Fault(StrEnum):
    """Why bytes were not a frame."""

    LENGTH = "length"
    """LEN has a nibble over 9, is 0, or is more than the maximum."""
    ETX = "etx"
    LRC = "lrc"


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole frame whose length, ETX and check byte hold; `data` is what stood between LEN and ETX."""

    data: bytes


@dataclass(frozen=True, slots=True)
class BadFrame:
    """Bytes that began like a frame and were none; one byte was discarded and the rest looked at again."""

    fault: Fault


@dataclass(frozen=True, slots=True)
class Noise:
    """Bytes outside any frame that are no control byte either."""

    count: int


Heard = Frame | BadFrame | Control | Noise


def lrc(data: bytes | bytearray) -> int:
    """XOR of all bytes, seed 0; over LEN to ETX inclusive, STX excluded."""
    check = 0
    for byte in data:
        check ^= byte
    return check


def write_frame(data: bytes) -> bytes:
    """The frame that carries `data`. Raises ValueError outside 1..9999 bytes."""
    if not 1 <= len(data) <= HARD_MAX_DATA:
        raise ValueError(f"a frame carries 1 to {HARD_MAX_DATA} bytes, not {len(data)}")
    body = bytes.fromhex(f"{len(data):04d}") + data + bytes((ETX,))
    return bytes((STX,)) + body + bytes((lrc(body),))


class Deframer:
    """Bytes in, frames and named faults out; keeps at most one frame's bytes. Any split of the stream is the same."""

    def __init__(self, max_data: int = MAX_DATA) -> None:
        self._max_data = max_data
        self._buffer = bytearray()

    @property
    def in_frame(self) -> bool:
        """A frame has begun and is not whole yet."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> list[Heard]:
        """What `data` completes, in order of arrival."""
        self._buffer += data
        heard: list[Heard] = []
        while self._buffer:
            size, event = self._look()
            if size == 0:
                break
            del self._buffer[:size]
            if event is not None:
                heard.append(event)
        return _join_noise(heard)

    def give_up(self) -> list[Heard]:
        """The line fell silent inside a frame (T_char): drop its STX and look at the rest again."""
        if not self._buffer:
            return []
        rest = bytes(self._buffer[1:])
        self._buffer.clear()
        return [BadFrame(Fault.LENGTH), *self.feed(rest)]

    def _look(self) -> tuple[int, Heard | None]:
        """(bytes used, what they were) at the front of the buffer; (0, None) needs more."""
        first = self._buffer[0]
        if first in _CONTROLS:
            return 1, Control(first)
        if first != STX:
            return 1, Noise(1)
        if len(self._buffer) < 3:
            bad_high = len(self._buffer) == 2 and not _is_bcd(self._buffer[1:2])
            return (1, BadFrame(Fault.LENGTH)) if bad_high else (0, None)
        return self._look_at_frame()

    def _look_at_frame(self) -> tuple[int, Heard | None]:
        digits = bytes(self._buffer[1:3])
        length = int(digits.hex()) if _is_bcd(digits) else 0
        if not 1 <= length <= self._max_data:
            return 1, BadFrame(Fault.LENGTH)
        whole = length + 5
        if len(self._buffer) < whole:
            return 0, None
        if self._buffer[whole - 2] != ETX:
            return 1, BadFrame(Fault.ETX)
        if lrc(self._buffer[1 : whole - 1]) != self._buffer[whole - 1]:
            return 1, BadFrame(Fault.LRC)
        return whole, Frame(bytes(self._buffer[3 : whole - 2]))


class LengthDeframer:
    """tcp: 2 bytes of binary length, big endian, then so many bytes. There is no resynchronising: a length of 0 or over
    the maximum ends the connection, which `broken` says.
    """

    def __init__(self, max_data: int = MAX_DATA) -> None:
        self._max_data = max_data
        self._buffer = bytearray()
        self.broken = False

    def feed(self, data: bytes) -> list[Heard]:
        """Frames that `data` completes; after a false length one BadFrame, and nothing any more."""
        heard: list[Heard] = []
        if self.broken:
            return heard
        self._buffer += data
        while len(self._buffer) >= 2:
            length = int.from_bytes(self._buffer[:2], "big")
            if not 1 <= length <= self._max_data:
                self.broken = True
                self._buffer.clear()
                return [*heard, BadFrame(Fault.LENGTH)]
            if len(self._buffer) < 2 + length:
                break
            heard.append(Frame(bytes(self._buffer[2 : 2 + length])))
            del self._buffer[: 2 + length]
        return heard


def write_length(data: bytes) -> bytes:
    """2 bytes of length and the data. Raises ValueError when two bytes can't say the length."""
    if not 1 <= len(data) <= 0xFFFF:
        raise ValueError(f"a length prefix says 1 to 65535 bytes, not {len(data)}")
    return len(data).to_bytes(2, "big") + data


def _is_bcd(octets: bytes | bytearray) -> bool:
    return all(byte >> 4 <= 9 and byte & 0x0F <= 9 for byte in octets)


def _join_noise(heard: list[Heard]) -> list[Heard]:
    joined: list[Heard] = []
    for event in heard:
        if isinstance(event, Noise) and joined and isinstance(joined[-1], Noise):
            joined[-1] = Noise(joined[-1].count + event.count)
        else:
            joined.append(event)
    return joined
