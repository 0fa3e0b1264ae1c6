"""One tcp peer: let in, heard, answered, and closed for what it does or leaves undone.

The rule: what happens for every message is short. A read that is one whole message, where nothing can happen to it but
the host, goes straight to the batch; everything else goes by a Wire, which is made when it is first needed.
"""

import asyncio
import socket
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import cast

from emulator.serving.batch import Batch
from emulator.serving.far_end import FarEnd
from emulator.serving.gate import Gate, Place, address_of
from emulator.serving.watch import Ending, Refusal
from emulator.serving.wire import Wire
from protocol.dialects.unionpay.device_state import ASK

_LENGTHS = tuple(length.to_bytes(2, "big") for length in range(0x10000))
_RESET = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)  # linger: on, 0 seconds
AFTER_WRITING = {
    Ending.PEER,
    Ending.HANDSHAKE,
    Ending.DEVICE,
    Ending.BROKEN,
    Ending.BAD_FRAMES,
    Ending.FAILED,
    Ending.STOPPING,
}
"""Endings that let what was said leave first."""


def _nowhere(_data: bytes) -> None:
    """Where a closing connection writes."""


@dataclass(eq=False)
class Hall:
    """What the connections of one server share. quick: bytes of a message to which nothing can happen but the host, 0
    where something may. open: those that were let in and have not gone.
    """

    far_end: FarEnd
    loop: asyncio.AbstractEventLoop
    gate: Gate
    batch: Batch
    quick: int
    open: "set[Connection]" = field(default_factory=set)


class Connection(asyncio.Protocol):
    """heard: a whole message came since the last look; since: when that look was, or it opened, or it was closed.
    begun_at: when the frame began that is not whole yet. silent: not one byte yet. shaking_hands: TLS has not come
    about yet. answer_by: when a message of it must have been answered, None where that is so, or does not matter.
    leaving: the peer says no more. why: it is closing.

    _quick: bytes of a message that may go the quick way, 0 for none. _plays: the device has answers of its own.
    """

    __slots__ = (
        "_ask", "_asked_at", "_bad", "_good", "_hall", "_place", "_plays", "_put", "_quick", "_said", "_transport",
        "_watch", "_wire", "answer_by", "begun_at", "heard", "leaving", "peer", "shaking_hands", "silent", "since",
        "why", "write",
    )  # fmt: skip

    def __init__(self, hall: Hall) -> None:
        self._hall, self._ask = hall, hall.batch.ask
        self._watch, self._plays = hall.far_end.watch, hall.far_end.play is not None
        self._place: Place | None = None
        self._transport: asyncio.Transport | None = None
        self._wire: Wire | None = None
        self._good = self.heard = False
        self._quick = self._bad = 0
        self._asked_at, self._said = 0.0, b""
        self.peer, self.silent, self.since, self.shaking_hands = "", True, 0.0, False
        self.leaving = False
        self.begun_at: float | None = None
        self.answer_by: float | None = None
        self.why: Ending | None = None
        self._put: Callable[[bytes], None] = _nowhere
        self.write: Callable[[bytes], None] = _nowhere

    # --- coming and going ------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A peer came: it gets a place, or goes again at once."""
        transport = cast(asyncio.Transport, transport)
        name = transport.get_extra_info("peername")
        hall = self._hall
        if name is None:  # gone before it was looked at
            transport.abort()
            return
        self.peer = f"[{name[0]}]:{name[1]}" if ":" in name[0] else f"{name[0]}:{name[1]}"
        place = hall.gate.enter(address_of(name[0]))
        if isinstance(place, Refusal):
            if self._watch is not None:
                self._watch.refused(self.peer, place)
            transport.abort()
            return
        self._place, self._transport, self.since = place, transport, hall.loop.time()
        self._put = transport.write
        if place.in_reserve:
            self.answer_by = self.since + hall.far_end.limits.reserve_s
        hall.open.add(self)
        if self._watch is not None:
            self._watch.opened(self.peer)
        transport.set_write_buffer_limits(high=hall.far_end.limits.write_buffer_bytes)
        self._begin()

    def _begin(self) -> None:
        """Bytes may come and go from here on."""
        self.write = self._put if self._watch is None else self._write_watched
        self._quick = self._hall.quick

    def eof_received(self) -> bool:
        """The peer says no more, and may wait for what it asked: the connection stays until that is said."""
        self.leaving = True
        self._hall.loop.call_soon(self.see_off)
        return True

    def see_off(self) -> None:
        """Close for a peer that says no more, once nothing is on its way to it."""
        if self.leaving and not self.busy:
            self.hang_up(Ending.PEER)

    def connection_lost(self, exc: Exception | None) -> None:
        """The peer went, or we are done with it."""
        place, self._place = self._place, None
        if place is None:
            return
        self._fall_silent()
        self._transport = None
        hall = self._hall
        hall.open.discard(self)
        hall.gate.leave(place)
        if self._watch is not None:
            self._watch.closed(
                self.peer, self.why or (Ending.PEER if isinstance(exc, OSError | None) else Ending.FAILED)
            )

    def pause_writing(self) -> None:
        """More than the limit waits to be read."""
        self.hang_up(Ending.WRITE_BUFFER)

    def hang_up(self, why: Ending, *, reset: bool = False) -> None:
        """Close, for the first reason that there was. reset: by RST."""
        if self.why is not None or self._transport is None:
            return
        self.why, self.since = why, self._hall.loop.time()
        self._fall_silent()
        if reset:
            self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        if reset or why not in AFTER_WRITING:
            self._transport.abort()
        else:
            self._transport.close()

    def abort(self) -> None:
        """Now, whatever waits."""
        if self._transport is not None:
            self._transport.abort()

    def _fall_silent(self) -> None:
        self._quick, self.write = 0, _nowhere
        if self._wire is not None:
            self._wire.close()

    # --- bytes -----------------------------------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        """One whole message, the quick way; or anything else."""
        if self._watch is not None:
            self._watch.received(self.peer, data)
            self._asked_at = monotonic()
        length = len(data) - 2
        if 0 < length <= self._quick and data[0] << 8 | data[1] == length and (not self._plays or ASK not in data):
            self.heard = True
            self._ask(self, data[2:], True)
        elif self.why is None:
            self._by_wire(data)

    def answered(self, asked: bytes, answer: bytes | None, last: bool) -> None:
        """See Asker: of a message that came the quick way."""
        if self._watch is not None and self._place is not None:
            self._watch.answered(self.peer, asked, answer, monotonic() - self._asked_at)
        if answer is None:
            self.judge(good=False)
            return
        if not self._good:
            self.judge(good=True)
        self._said = answer
        self.write(_LENGTHS[len(answer)] + answer)

    def fail(self) -> None:
        """See Asker."""
        self.hang_up(Ending.FAILED)

    def judge(self, *, good: bool) -> None:
        """See Line: an answered message makes the address known, too many others in a row end the connection."""
        self._good = good
        if good:
            self._bad, self.answer_by = 0, None
            if self._place is not None:
                self._hall.gate.prove(self._place)
            return
        self._bad += 1
        if self._bad >= self._hall.far_end.limits.bad_frames:
            self.hang_up(Ending.BAD_FRAMES)

    def pause(self) -> None:
        """See Line."""
        if self._transport is not None:
            self._transport.pause_reading()

    def resume(self) -> None:
        """See Line."""
        if self._transport is not None:
            self._transport.resume_reading()

    def stir(self) -> None:
        """Something happened to the device: it sees all that comes now, and may want to speak or hang up."""
        self._quick = 0
        if self._wire is not None:
            self._hall.loop.call_soon(self._wire.step)

    def finish(self) -> None:
        """The server ends: hear no more, and go once what was asked is answered."""
        self._quick = 0
        if self._wire is not None:
            self._wire.ending = True
        if not self.busy:
            self.hang_up(Ending.STOPPING)

    @property
    def in_frame(self) -> bool:
        """A message has begun and is not whole yet."""
        return self._wire is not None and self._wire.device.in_frame

    @property
    def busy(self) -> bool:
        """An answer is on its way."""
        return self._wire is not None and self._wire.busy

    @property
    def awaits_answer(self) -> bool:
        """It has asked, and not only begun to."""
        return self.heard or (self.busy and not self.in_frame)

    def _by_wire(self, data: bytes) -> None:
        hall = self._hall
        if self._wire is None:
            self._wire = Wire(self, hall.far_end, hall.batch, hall.loop)
        device = self._wire.device
        if not device.in_frame:  # what had begun was given up since
            self.begun_at = None
        if self._said:
            device.said, self._said = self._said, b""
        frames = device.frames
        self._wire.receive(data)
        if device.frames != frames:
            self.heard, self.begun_at = True, None
        self.silent = False
        if not device.in_frame:
            self.begun_at = None
        elif self.begun_at is None:
            self.begun_at = hall.loop.time()
        self._quick = hall.quick if self._wire.clear and self.why is None else 0

    def _write_watched(self, data: bytes) -> None:
        if self._watch is not None:
            self._watch.sent(self.peer, data)
        self._put(data)
