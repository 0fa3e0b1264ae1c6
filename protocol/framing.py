"""Frames on a byte stream: STX LEN DATA ETX LRC for serial, pty and pipe; 2 bytes of length for tcp. No clock here.

Rule: the length decides where a frame ends; ETX is verified, never searched for (a field may hold 03). What does not
hold is named and counted, one byte of it is skipped and the rest looked at again, so that a good frame behind junk or
inside a false length is found. Junk costs time in proportion to its length, whatever it is made of.
Source: docs/protocol.md "Link", on the precedents of the Chinese MIS-POS serial frame and Hypercom/KBTG link POS.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from protocol import crc as crc16
from protocol.crc import crc
from protocol.fold import fold, running

STX, ETX = 0x02, 0x03

MAX_DATA = 1024
"""Bytes of DATA a peer may announce: the limit of both precedents, and more than any message of the dialect needs."""

HARD_MAX_DATA = 9999
"""What two BCD bytes of LEN can say."""


class Check(StrEnum):
    """What stands behind ETX, over LEN to ETX; agreed by configuration on both ends, never found out."""

    LRC = "lrc"
    """One byte, XOR. It does not see two bytes that changed places."""
    CRC = "crc"
    """Two bytes, low byte first: the CRC-16 of ZVT (x^16 + x^12 + x^5 + 1, reflected, from 0)."""


class Control(IntEnum):
    """Single bytes between frames; they mean something only to a link that waits for them."""

    EOT = 0x04
    ENQ = 0x05
    ACK = 0x06
    NAK = 0x15


class Fault(StrEnum):
    """Why bytes were not a frame."""

    LENGTH = "length"
    """LEN has a nibble over 9, is 0, is more than the maximum, or more than came before the line fell silent."""
    ETX = "etx"
    LRC = "lrc"
    """The check behind ETX does not hold, LRC or CRC."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole frame whose length, ETX and check hold; `data` is what stood between LEN and ETX, and is not shown."""

    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BadFrame:
    """Bytes that began like a frame and were none; one byte was discarded and the rest looked at again."""

    fault: Fault


@dataclass(frozen=True, slots=True)
class Noise:
    """Bytes outside any frame that are no control byte either."""

    count: int


Heard = Frame | BadFrame | Control | Noise

_CHECK_BYTES = {Check.LRC: 1, Check.CRC: 2}
_LRC = Check.LRC
_NO_LENGTH, _NO_ETX, _NO_CHECK = Fault
_CONTROLS = {int(control): control for control in Control}
_BAD = {fault: BadFrame(fault) for fault in Fault}
_MARKS = bytes(byte == STX or byte in _CONTROLS for byte in range(256))
"""Byte -> 1 where something begins between frames, else 0."""
_BCD = tuple(int(f"{byte:02x}") if f"{byte:02x}".isdecimal() else -HARD_MAX_DATA - 1 for byte in range(256))
"""Byte -> its two digits; what is no digit makes any length negative."""
_LEN = tuple(bytes.fromhex(f"{number:02d}") for number in range(100))
"""0..99 -> the BCD byte that says it."""
_BYTES = tuple(bytes((byte,)) for byte in range(256))
_NOISE = tuple(Noise(count) for count in range(256))
_PATIENCE = 16
"""How many times the bytes at hand false frames may have read, before all parts of them are checked at once."""


def lrc(data: bytes | bytearray) -> int:
    """XOR of all bytes, seed 0; over LEN to ETX inclusive, STX excluded."""
    return fold(data)


def write_frame(data: bytes, check: Check = Check.LRC) -> bytes:
    """The frame that carries `data`. Raises ValueError outside 1..9999 bytes."""
    if not 1 <= len(data) <= HARD_MAX_DATA:
        raise ValueError(f"a frame carries 1 to {HARD_MAX_DATA} bytes, not {len(data)}")
    hundreds, rest = divmod(len(data), 100)
    body = _LEN[hundreds] + _LEN[rest] + data + b"\x03"
    return b"\x02" + body + (_BYTES[fold(body)] if check is _LRC else crc(body).to_bytes(2, "little"))


class Deframer:
    """Bytes in, frames and named faults out; keeps less than one frame's bytes. Any split of the stream is the same."""

    __slots__ = ("_all_parts", "_buffer", "_max_data", "_parts", "_read", "_sum", "_tail", "_wanted")

    def __init__(self, max_data: int = MAX_DATA, check: Check = Check.LRC) -> None:
        if not 1 <= max_data <= HARD_MAX_DATA:
            raise ValueError(f"LEN says 1 to {HARD_MAX_DATA}, not {max_data}")
        self._max_data = max_data
        self._sum: Callable[[bytes], int]
        self._all_parts: Callable[[bytes], Callable[[int, int], bool]]
        self._sum, self._all_parts = (fold, _lrc_parts) if check is _LRC else (crc, crc16.parts)
        self._tail = 1 + _CHECK_BYTES[check]  # ETX and what stands behind it
        self._buffer = b""
        self._wanted = 0
        self._read = 0  # bytes of false frames in this scan
        self._parts: Callable[[int, int], bool] | None = None

    @property
    def in_frame(self) -> bool:
        """A frame has begun and is not whole yet."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> list[Heard]:
        """What `data` completes, in order of arrival."""
        self._buffer += data
        return self._scan(silent=False) if len(self._buffer) >= self._wanted else []

    def give_up(self) -> list[Heard]:
        """The line fell silent inside a frame (T_char): nothing that has begun will end; what is whole comes out."""
        return self._scan(silent=True)

    def _scan(self, *, silent: bool) -> list[Heard]:
        buffer, end, at = self._buffer, len(self._buffer), 0
        marks = b""
        heard: list[Heard] = []
        self._wanted, self._read, self._parts = 0, 0, None
        while at < end:
            byte = buffer[at]
            if byte == STX:
                stop = self._stop(buffer, at, end)
                if isinstance(stop, int) and stop <= end:
                    heard.append(Frame(buffer[at + 3 : stop - self._tail]))
                    at = stop
                elif isinstance(stop, int) and not silent:
                    self._wanted = stop - at
                    break
                else:
                    heard.append(_BAD[_NO_LENGTH if isinstance(stop, int) else stop])
                    at += 1
            elif byte in _CONTROLS:
                heard.append(_CONTROLS[byte])
                at += 1
            else:
                marks = marks or buffer.translate(_MARKS)
                begins = marks.find(1, at)
                stop = begins if begins > at else end
                heard.append(_NOISE[stop - at] if stop - at < len(_NOISE) else Noise(stop - at))
                at = stop
        self._buffer = buffer[at:]
        return heard

    def _stop(self, buffer: bytes, at: int, end: int) -> int | Fault:
        """Behind the check of the frame that begins here, past the end while it is not whole; or why it is none."""
        if end - at < 3:
            return end + 1 if end - at < 2 or _BCD[buffer[at + 1]] >= 0 else _NO_LENGTH
        length = _BCD[buffer[at + 1]] * 100 + _BCD[buffer[at + 2]]
        if not 1 <= length <= self._max_data:
            return _NO_LENGTH
        stop = at + 3 + length + self._tail
        if stop > end:
            return stop
        if buffer[stop - self._tail] != ETX:
            return _NO_ETX
        return stop if self._holds(buffer, at + 1, stop) else _NO_CHECK

    def _holds(self, buffer: bytes, start: int, stop: int) -> bool:
        """LEN to check, taken together, leave nothing. Many false ones cost no more than one look at each byte."""
        if self._parts is not None:
            return self._parts(start, stop)
        if self._sum(buffer[start:stop]) == 0:
            return True
        self._read += stop - start
        if self._read > _PATIENCE * len(buffer):
            self._parts = self._all_parts(buffer)
        return False


def _lrc_parts(data: bytes) -> Callable[[int, int], bool]:
    """Whether data[start:stop] has the LRC 0."""
    sums = b"\0" + running(data)
    return lambda start, stop: sums[start] == sums[stop]


class LengthDeframer:
    """tcp: 2 bytes of binary length, big endian, then so many bytes. There is no resynchronising: a length of 0 or over
    the maximum ends the connection, which `broken` says.
    """

    __slots__ = ("_buffer", "_max_data", "broken")

    def __init__(self, max_data: int = MAX_DATA) -> None:
        self._max_data = max_data
        self._buffer = b""
        self.broken = False

    @property
    def in_frame(self) -> bool:
        """A frame has begun and is not whole yet."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> list[Heard]:
        """Frames that `data` completes; after a false length one BadFrame, and nothing any more."""
        heard: list[Heard] = []
        if self.broken:
            return heard
        buffer, at = self._buffer + data if self._buffer else data, 0
        end = len(buffer)
        while end - at >= 2:
            length = buffer[at] << 8 | buffer[at + 1]
            if not 1 <= length <= self._max_data:
                self.broken, self._buffer = True, b""
                return [*heard, BadFrame(Fault.LENGTH)]
            stop = at + 2 + length
            if stop > end:
                break
            heard.append(Frame(buffer[at + 2 : stop]))
            at = stop
        self._buffer = buffer[at:]
        return heard


def write_length(data: bytes) -> bytes:
    """2 bytes of length and the data. Raises ValueError when two bytes can't say the length."""
    if not 1 <= len(data) <= 0xFFFF:
        raise ValueError(f"a length prefix says 1 to 65535 bytes, not {len(data)}")
    return len(data).to_bytes(2, "big") + data
