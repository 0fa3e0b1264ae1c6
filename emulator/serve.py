"""Puts the far end on a real line: tcp, a pty (POSIX) or a serial port. With control.py the only asyncio here.

Loopback by default and by rule: another address is refused until it can be protected. One `Device` a connection;
the ledger behind them is shared. Limits: notes on hostile peers, as constants below.
"""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Protocol

from emulator.device import Device
from protocol.session import Framing
from protocol.transport.base import LineError
from protocol.transport.serial_port import SerialTransport

MAX_CONNECTIONS = 64
"""Open connections at once; one more is closed at once."""

SERIAL_POLL_S = 0.05

MakeDevice = Callable[[Framing], Device]


class ServeError(Exception):
    """The line can't be served; the text says why."""


class _Writer(Protocol):
    def __call__(self, data: bytes, /) -> None: ...


@dataclass
class Wire:
    """Steps one device by the event loop's clock: bytes in by `receive`, out by `write`, time by call_later.

    hang_up: closes the line when the device did.
    """

    device: Device
    write: _Writer
    loop: asyncio.AbstractEventLoop
    timer: asyncio.TimerHandle | None = None
    hang_up: Callable[[], None] = lambda: None

    def receive(self, data: bytes) -> None:
        """Bytes arrived."""
        self.device.receive(data, self.loop.time())
        self.step()

    def step(self) -> None:
        """Let time pass, write what is due, and come back when the device asks for it."""
        self.device.tick(self.loop.time())
        said = self.device.take()
        if said:
            self.write(said)
        self.stop()
        if self.device.broken:
            self.hang_up()
            return
        due = self.device.due()
        if due is not None:
            self.timer = self.loop.call_at(max(due, self.loop.time() + 0.001), self.step)

    def stop(self) -> None:
        """No more calls."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None


class _Connection(asyncio.Protocol):
    """One tcp peer."""

    def __init__(self, make: MakeDevice, framing: Framing, open_now: set["_Connection"]) -> None:
        self._make, self._framing, self._open_now = make, framing, open_now
        self._wire: Wire | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A peer came; over the limit it goes again."""
        if len(self._open_now) >= MAX_CONNECTIONS or not isinstance(transport, asyncio.Transport):
            transport.close()
            return
        self._open_now.add(self)
        loop = asyncio.get_running_loop()
        self._wire = Wire(self._make(self._framing), transport.write, loop, hang_up=transport.close)

    def data_received(self, data: bytes) -> None:
        """Bytes; a stream that can't be followed is closed."""
        if self._wire is not None:
            self._wire.receive(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """The peer went."""
        self._open_now.discard(self)
        if self._wire is not None:
            self._wire.stop()


async def serve_tcp(host: str, port: int, make: MakeDevice, framing: Framing, announce: Callable[[str], None]) -> None:
    """Serve until cancelled; `announce` hears the URL to use. Raises ServeError."""
    if not (host == "localhost" or _is_loopback(host)):
        raise ServeError(f"{host} is not a loopback address")
    open_now: set[_Connection] = set()
    loop = asyncio.get_running_loop()
    try:
        server = await loop.create_server(lambda: _Connection(make, framing, open_now), host, port)
    except OSError as error:
        raise ServeError(f"{host}:{port}: {error.strerror or error}") from None
    async with server:
        bound = server.sockets[0].getsockname()
        announce(f"tcp://{host}:{bound[1]}")
        await server.serve_forever()


async def serve_pty(make: MakeDevice, framing: Framing, announce: Callable[[str], None]) -> None:
    """Serve on a new pseudo-terminal until cancelled. Raises ServeError where there are none (Windows)."""
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
    wire = Wire(make(framing), _patient_writer(far), loop)

    def readable() -> None:
        with suppress(BlockingIOError):
            wire.receive(os.read(far, 65536))

    loop.add_reader(far, readable)
    try:
        announce(f"serial://{os.ttyname(near)}")
        await asyncio.Event().wait()
    finally:
        loop.remove_reader(far)
        wire.stop()
        os.close(far)
        os.close(near)


async def serve_serial(
    device: str, baud: int, make: MakeDevice, framing: Framing, announce: Callable[[str], None]
) -> None:
    """Serve on a serial port until cancelled. Raises ServeError when the port can't be opened or goes away."""
    port = SerialTransport(device, baud)
    loop = asyncio.get_running_loop()
    try:
        port.open()
        announce(f"serial://{device}")
        wire = Wire(make(framing), port.write, loop)
        while True:
            data = await loop.run_in_executor(None, port.read, SERIAL_POLL_S)
            if data:
                wire.receive(data)
            else:
                wire.step()
    except LineError as error:
        raise ServeError(error.reason) from None
    finally:
        port.close()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _patient_writer(handle: int) -> _Writer:
    def write(data: bytes) -> None:
        while data:
            try:
                data = data[os.write(handle, data) :]
            except BlockingIOError:
                return  # nobody reads: the link's own resend brings it back

    return write
