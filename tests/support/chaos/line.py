"""A faulty line between two real programs, over TCP or pseudo-terminals, with the names of toxiproxy's toxics.

latency (with jitter), slicer, limit_data, timeout, reset_peer, down; garble is ours: bits that turn. Everything runs in
one thread with an event loop of its own. The rule: what is heard is what an end truly wrote, before anything spoils it;
and on tcp a bit of what bears no MAC never turns, as tcp's own checksum would see it: the connection breaks instead.
"""

import asyncio
import errno
import os
import socket
import struct
import threading
import tty
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from chaos.vouched import Vouched

UP, DOWN = "up", "down"
"""From the terminal to the host, and back."""
RESET = struct.pack("ii", 1, 0)
AGAIN_S = 0.005
Hear = Callable[[str, int, bytes], None]
"""Which way, on which connection, what."""


@dataclass
class Toxics:
    """What spoils a line now; nothing by itself. Times in seconds. chances are of each piece of bytes."""

    latency: float = 0.0
    jitter: float = 0.0
    slicer: int = 0
    limit_data: int | None = None
    timeout: dict[str, float] = field(default_factory=dict)
    reset_peer: float = 0.0
    down: bool = False
    garble: float = 0.0


def drawn(random: Random) -> Toxics:
    """Some of them."""
    toxics = Toxics(jitter=random.choice((0.0, 0.0, 0.05)), latency=random.choice((0.0, 0.01, 0.05)))
    match random.randrange(9):
        case 0:
            toxics.slicer = random.choice((1, 3, 20))
        case 1:
            toxics.limit_data = random.randrange(400)
        case 2:
            toxics.timeout = {DOWN: 0.5}
        case 3:
            toxics.timeout = {random.choice((UP, DOWN)): 0.2}
        case 4:
            toxics.reset_peer = random.uniform(0.02, 0.2)
        case 5:
            toxics.down = True
        case 6:
            toxics.garble = 0.3
        case 7:
            toxics.latency = random.uniform(0.2, 0.6)
    return toxics


class Cut(Exception):
    """The connection is over."""


class FaultyLine:
    """toxics: may be changed at any time. to: where the host is now, "" while it is gone. link: for the terminal."""

    def __init__(self, seed: int, hear: Hear, *, pty: bool) -> None:
        self.toxics = Toxics()
        self._random, self._hear, self._tcp = Random(f"{seed} line"), hear, not pty
        self._to, self._count, self._open = "", 0, set[asyncio.Task[None]]()
        self._master = -1
        self._server: asyncio.Server | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.link: str = self._call(self._serial() if pty else self._listen())

    def lead_to(self, address: str) -> None:
        """The host is there now: tcp://…, serial://…, or "" for nowhere."""
        self._to = address

    def close(self) -> None:
        """For ever."""
        self._call(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        if self._master >= 0:
            os.close(self._master)

    def _call(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
        mine = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in mine:
            task.cancel()
        await asyncio.gather(*mine, return_exceptions=True)

    # --- tcp ---------------------------------------------------------------------------------------------------------

    async def _listen(self) -> str:
        self._server = server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        return f"tcp://127.0.0.1:{port}"

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._count += 1
        number, ends = self._count, [writer]
        try:
            if self.toxics.down or not self._to:
                raise Cut
            host, _, port = self._to.removeprefix("tcp://").partition("?")[0].rpartition(":")
            far_reader, far_writer = await asyncio.open_connection(host, int(port))
            ends.append(far_writer)
            await self._both(
                self._carry(UP, number, lambda: reader.read(4096), _writes(far_writer)),
                self._carry(DOWN, number, lambda: far_reader.read(4096), _writes(writer)),
            )
        except (Cut, OSError):
            for end in ends:
                _reset(end)
        finally:
            for end in ends:
                end.close()

    async def _both(self, *ways: Coroutine[Any, Any, None]) -> None:
        """Until one of them is over."""
        tasks = [asyncio.ensure_future(way) for way in ways]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    # --- pseudo-terminals --------------------------------------------------------------------------------------------

    async def _serial(self) -> str:
        self._master, slave = os.openpty()
        tty.setraw(slave)
        name = os.ttyname(slave)
        os.close(slave)
        os.set_blocking(self._master, False)
        self._loop.create_task(self._wired())
        return f"serial://{name}"

    async def _wired(self) -> None:
        """For ever: the terminal's end, and whatever device the host has now."""
        while True:
            device, self._count = self._to, self._count + 1
            if not device:
                await asyncio.sleep(AGAIN_S)
                continue
            with suppress(OSError, Cut):
                far = os.open(
                    device.removeprefix("serial://").partition("?")[0], os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK
                )
                try:
                    tty.setraw(far)
                    await self._both(
                        self._carry(UP, self._count, lambda: _polled(self._master), _puts(far)),
                        self._carry(DOWN, self._count, lambda far=far: _polled(far, gone=True), _puts(self._master)),
                    )
                finally:
                    os.close(far)
            await asyncio.sleep(AGAIN_S)

    # --- what happens to bytes ---------------------------------------------------------------------------------------

    async def _carry(
        self, way: str, number: int, read: Callable[[], Awaitable[bytes]], write: Callable[[bytes], Awaitable[None]]
    ) -> None:
        passed, vouched = 0, Vouched()
        while data := await read():
            self._hear(way, number, data)
            for piece in self._sliced(data):
                toxics = self.toxics
                if toxics.down:
                    raise Cut
                if toxics.reset_peer:
                    await asyncio.sleep(toxics.reset_peer)
                    raise Cut
                if way in toxics.timeout:
                    await asyncio.sleep(toxics.timeout[way])
                    raise Cut
                await asyncio.sleep(max(0.0, toxics.latency + self._random.uniform(-1, 1) * toxics.jitter))
                if toxics.limit_data is not None and passed + len(piece) > toxics.limit_data:
                    await write(piece[: max(0, toxics.limit_data - passed)])
                    raise Cut
                passed += len(piece)
                await write(self._garbled(piece, vouched.follow(piece)))

    def _sliced(self, data: bytes) -> list[bytes]:
        size = self.toxics.slicer or len(data)
        return [data[at : at + size] for at in range(0, len(data), size)]

    def _garbled(self, piece: bytes, vouched: bool) -> bytes:
        """vouched: all of it is of messages with a MAC."""
        if self._random.random() >= self.toxics.garble:
            return piece
        if self._tcp and not vouched:
            raise Cut
        spoiled = bytearray(piece)
        spoiled[self._random.randrange(len(piece))] ^= 1 << self._random.randrange(8)
        return bytes(spoiled)


def _writes(writer: asyncio.StreamWriter) -> Callable[[bytes], Awaitable[None]]:
    async def write(data: bytes) -> None:
        writer.write(data)
        await writer.drain()

    return write


def _reset(writer: asyncio.StreamWriter) -> None:
    """The other end sees a reset, not an end."""
    with suppress(OSError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        writer.transport.abort()


async def _polled(file: int, *, gone: bool = False) -> bytes:
    """The next bytes. gone: that nobody holds the other end is its end, and not a pause."""
    while True:
        try:
            data = os.read(file, 4096)
            if data or gone:
                return data
        except BlockingIOError:
            pass
        except OSError as error:
            if error.errno != errno.EIO or gone:
                raise
        await asyncio.sleep(AGAIN_S)


def _puts(file: int) -> Callable[[bytes], Awaitable[None]]:
    async def write(data: bytes) -> None:
        while data:
            with suppress(BlockingIOError):
                data = data[os.write(file, data) :]
                continue
            await asyncio.sleep(AGAIN_S)

    return write
