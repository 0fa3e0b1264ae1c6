"""Serves the lines that have one peer: a pseudo-terminal (POSIX) and a serial port.

The rule: such a line is never closed. Where a connection would be, the peer finds a new device; and a port that has
gone is the end.
"""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from emulator.serving.batch import Batch
from emulator.serving.far_end import FarEnd, ServeError
from emulator.serving.watch import Ending
from emulator.serving.wire import AGAIN_S, STOP_S, Wire
from protocol.transport.base import LineError
from protocol.transport.serial_port import SerialTransport

SERIAL_POLL_S = 0.05
_READ = 65_536
EMPTY_LOOKS = 3
"""So often a pty has nothing to hand over before that is believed."""


class _Alone:
    """The line of the one peer, and its wire. put: writes, and may raise LineError, which `lost` then is. pause,
    resume: see Line. going: until it has ended.
    """

    def __init__(
        self,
        peer: str,
        far_end: FarEnd,
        put: Callable[[bytes], None],
        pause: Callable[[], object],
        resume: Callable[[], object],
    ) -> None:
        self.peer = peer
        self._pause, self._resume = pause, resume
        self.lost: LineError | None = None
        self.going = True
        self._far_end, self._watch, self._put = far_end, far_end.watch, put
        self._loop = asyncio.get_running_loop()
        self._batch = Batch(far_end.front_end, far_end.ledger, far_end.limits.group, self._loop.call_soon)
        self._wire = Wire(self, far_end, self._batch, self._loop)

    def receive(self, data: bytes) -> None:
        """Bytes arrived."""
        if self._watch is not None:
            self._watch.received(self.peer, data)
        self._wire.receive(data)

    def write(self, data: bytes, /) -> None:
        """See Line."""
        if self._watch is not None:
            self._watch.sent(self.peer, data)
        try:
            self._put(data)
        except LineError as error:
            self.lost = error

    def judge(self, *, good: bool) -> None:
        """See Line: there is nobody to be told apart from."""

    def hang_up(self, why: Ending, *, reset: bool = False) -> None:
        """See Line."""
        self._wire.close()
        self._wire = Wire(self, self._far_end, self._batch, self._loop)

    def pause(self) -> None:
        """See Line."""
        self._pause()

    def resume(self) -> None:
        """See Line."""
        self._resume()

    @contextmanager
    def looked_on(self) -> Iterator[None]:
        """The watch hears of it, and it hears of the device's conditions."""
        watch, play = self._watch, self._far_end.play

        def hear(_news: object) -> None:
            self._loop.call_soon(self._step)

        if watch is not None:
            watch.opened(self.peer)
        if play is not None:
            play.listeners.append(hear)
        try:
            yield
        finally:
            self._wire.close()
            if play is not None:
                play.listeners.remove(hear)
            if watch is not None:
                watch.closed(self.peer, Ending.STOPPING if self.lost is None else Ending.PEER)

    def _step(self) -> None:
        self._wire.step()

    async def end(self) -> None:
        """What was asked is answered, committed and said."""
        self._batch.flush()
        self._wire.ending = True
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_S):
                while self._wire.busy and self.lost is None:
                    await asyncio.sleep(AGAIN_S)


async def serve_pty(far_end: FarEnd, announce: Callable[[str], None]) -> None:
    """Serve on a new pseudo-terminal until cancelled, and then end cleanly. announce: hears the near side's URL.

    Raises ServeError where there are none (Windows).
    """
    try:
        import pty
        import tty
    except ImportError:
        raise ServeError("this platform has no pseudo-terminals") from None
    # The near side stays open here too: with no client attached the far side would read EIO.
    far, near = pty.openpty()
    tty.setraw(far)
    tty.setraw(near)
    os.set_blocking(far, False)
    loop = asyncio.get_running_loop()

    def readable() -> None:
        with suppress(BlockingIOError):
            line.receive(os.read(far, _READ))

    def resume() -> None:
        loop.add_reader(far, readable)

    line = _Alone("pty", far_end, lambda data: _put(far, data), lambda: loop.remove_reader(far), resume)
    try:
        with line.looked_on():
            resume()
            announce(f"serial://{os.ttyname(near)}")
            try:
                await asyncio.Event().wait()
            finally:
                await line.end()
                await _read_to_the_end(near)
    finally:
        loop.remove_reader(far)
        os.close(far)
        os.close(near)


async def serve_serial(device: str, baud: int, far_end: FarEnd, announce: Callable[[str], None]) -> None:
    """Serve on a serial port until cancelled, and then end cleanly. Raises ServeError where the port can't be opened,
    or has gone.
    """
    port = SerialTransport(device, baud)
    try:
        port.open()
        try:
            await _serve_port(port, far_end, lambda: announce(f"serial://{device}"))
        finally:
            port.close()
    except LineError as error:
        raise ServeError(error.reason) from None


async def _serve_port(port: SerialTransport, far_end: FarEnd, announce: Callable[[], None]) -> None:
    may_read = asyncio.Event()
    may_read.set()
    line = _Alone("serial", far_end, port.write, may_read.clear, may_read.set)
    with line.looked_on():
        announce()
        reading = asyncio.create_task(_read(port, line, may_read))
        try:
            await asyncio.shield(reading)
        finally:
            await line.end()
            line.going = False
            may_read.set()
            await asyncio.wait({reading})  # nobody reads from a port that is closed


async def _read(port: SerialTransport, line: _Alone, may_read: asyncio.Event) -> None:
    """Also while the line ends, which hears of its last acknowledgement. Raises LineError when the port has gone."""
    loop = asyncio.get_running_loop()
    try:
        while line.going and line.lost is None:
            await may_read.wait()
            if data := await loop.run_in_executor(None, port.read, SERIAL_POLL_S):
                loop.call_soon(line.receive, data)
    except LineError as error:
        line.lost = error
    if line.lost is not None:
        raise line.lost


async def _read_to_the_end(near: int) -> None:
    """What a pty has not handed over goes with it; and what was just written is not there to be read at once, as the
    kernel carries it over in its own time.
    """
    from fcntl import ioctl
    from termios import FIONREAD

    looks = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(STOP_S):
            while looks < EMPTY_LOOKS:
                await asyncio.sleep(AGAIN_S)
                looks = 0 if any(ioctl(near, FIONREAD, bytes(4))) else looks + 1


def _put(handle: int, data: bytes) -> None:
    while data:
        try:
            data = data[os.write(handle, data) :]
        except BlockingIOError:
            return  # nobody reads: the link's own resend brings it back
