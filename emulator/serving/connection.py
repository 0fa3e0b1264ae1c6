"""One tcp peer: let in, heard, answered, and closed for what it does or leaves undone.

The rule: what happens for every message is short. A read that is one whole message, where nothing can happen to it but
the host, goes straight to the batch; everything else goes by a Wire, which is made when it is first needed.
"""

import asyncio
import socket
import ssl
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

SHUTDOWN_S = 1.0
"""For a peer to take part in the end of TLS."""

_LENGTHS = tuple(length.to_bytes(2, "big") for length in range(0x10000))
_RESET = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)  # linger: on, 0 seconds
_AFTER_WRITING = {Ending.DEVICE, Ending.BROKEN, Ending.BAD_FRAMES, Ending.FAILED, Ending.STOPPING}
"""Endings that let what was said leave first."""


def _nowhere(_data: bytes) -> None:
    """Where a closing connection writes."""


@dataclass(eq=False)
class Hall:
    """What the connections of one server share. context: of TLS, None without. quick: bytes of a message to which
    nothing can happen but the host, 0 where something may. open: those that were let in and have not gone.
    """

    far_end: FarEnd
    loop: asyncio.AbstractEventLoop
    gate: Gate
    batch: Batch
    context: ssl.SSLContext | None
    quick: int
    open: "set[Connection]" = field(default_factory=set)


class Connection(asyncio.Protocol):
    """heard: a whole message came since the last look; since: when that look was, or it opened, or it was closed.
    begun_at: when the frame began that is not whole yet. silent: not one byte yet. why: it is closing.

    _quick: bytes of a message that may go the quick way, 0 for none. _plays: the device has answers of its own.
    """

    __slots__ = (
        "_ask", "_asked_at", "_bad", "_early", "_good", "_hall", "_place", "_plays", "_quick", "_said", "_shaking",
        "_transport", "_watch", "_wire", "begun_at", "heard", "peer", "silent", "since", "why", "write",
    )  # fmt: skip

    def __init__(self, hall: Hall) -> None:
        self._hall, self._ask = hall, hall.batch.ask
        self._watch, self._plays = hall.far_end.watch, hall.far_end.play is not None
        self._place: Place | None = None
        self._transport: asyncio.Transport | None = None
        self._shaking: asyncio.Task[None] | None = None
        self._wire: Wire | None = None
        self._good = self.heard = False
        self._quick = self._bad = 0
        self._asked_at, self._early, self._said = 0.0, b"", b""
        self.peer, self.silent, self.since = "", True, 0.0
        self.begun_at: float | None = None
        self.why: Ending | None = None
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
        hall.open.add(self)
        if self._watch is not None:
            self._watch.opened(self.peer)
        if hall.context is None:
            self._begin(transport)
        else:
            transport.pause_reading()
            self._shaking = hall.loop.create_task(self._shake_hands(transport, hall.context))

    async def _shake_hands(self, plain: asyncio.Transport, context: ssl.SSLContext) -> None:
        """TLS behind the gate, so that whoever does not take part in it has a place and a time limit like all."""
        hand_s = self._hall.far_end.limits.first_byte_s
        try:
            transport = await self._hall.loop.start_tls(
                plain, self, context,
                server_side=True, ssl_handshake_timeout=hand_s, ssl_shutdown_timeout=SHUTDOWN_S,
            )  # fmt: skip
        except OSError:
            transport = None
        self._shaking = None
        if transport is None or self.why is not None:
            plain.abort()
            self.why = self.why or Ending.HANDSHAKE
            self.connection_lost(None)
            return
        self._transport, self.since = transport, self._hall.loop.time()
        self._begin(transport)
        if self._early:
            self.data_received(self._early)

    def _begin(self, transport: asyncio.Transport) -> None:
        transport.set_write_buffer_limits(high=self._hall.far_end.limits.write_buffer_bytes)
        self.write = transport.write if self._watch is None else self._write_watched
        self._quick = self._hall.quick

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
            self._watch.closed(self.peer, self.why or Ending.PEER)

    def pause_writing(self) -> None:
        """More than the limit waits to be read."""
        self.hang_up(Ending.WRITE_BUFFER)

    def hang_up(self, why: Ending, *, reset: bool = False) -> None:
        """Close, for the first reason that there was. reset: by RST."""
        if self.why is not None or self._transport is None:
            return
        self.why, self.since = why, self._hall.loop.time()
        self._fall_silent()
        if self._shaking is not None:
            self._transport.abort()
        elif reset:
            self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            self._transport.abort()
        elif why in _AFTER_WRITING:
            self._transport.close()
        else:
            self._transport.abort()

    def abort(self) -> None:
        """Now, whatever waits."""
        if self._shaking is not None:
            self._shaking.cancel()
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
            self._bad = 0
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
        if self._shaking is not None or not self.busy:
            self.hang_up(Ending.STOPPING)

    @property
    def busy(self) -> bool:
        """An answer is on its way."""
        return self._wire is not None and self._wire.busy

    @property
    def shaking_hands(self) -> bool:
        """TLS has not come about yet."""
        return self._shaking is not None

    def _by_wire(self, data: bytes) -> None:
        if self._shaking is not None:
            self._early += data
            return
        hall = self._hall
        if self._wire is None:
            self._wire = Wire(self, hall.far_end, hall.batch, hall.loop)
        device = self._wire.device
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
        if self._watch is not None and self._transport is not None:
            self._watch.sent(self.peer, data)
            self._transport.write(data)
