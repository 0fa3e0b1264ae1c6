"""Lines served on the loop of this process: loopback alone, a bounded number of peers, broken streams closed."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable

import pytest

from emulator import serve
from emulator.device import Device
from emulator.serve import ServeError, serve_pty, serve_serial, serve_tcp
from protocol.framing import Control, write_frame, write_length
from protocol.session import Framing

ACK = bytes((Control.ACK,))


class Echo:
    """A front end that says back what it was asked."""

    def answer(self, data: bytes) -> bytes | None:
        return b"re: " + data


def make(framing: Framing) -> Device:
    return Device(Echo(), framing, delay_s=0.01)  # type: ignore[arg-type]


def with_line(
    start: Callable[[Callable[[str], None]], Awaitable[None]], use: Callable[[str], Awaitable[object]]
) -> object:
    """Serve, use the announced line, stop; what `use` gave."""

    async def both() -> object:
        announced: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        serving = asyncio.ensure_future(start(announced.set_result))
        try:
            return await asyncio.wait_for(use(await asyncio.wait_for(announced, 5)), 5)
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)

    return asyncio.run(both())


def tcp(announce: Callable[[str], None]) -> Awaitable[None]:
    return serve_tcp("127.0.0.1", 0, make, Framing.LENGTH, announce)


async def connected(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host, _, port = url.removeprefix("tcp://").rpartition(":")
    return await asyncio.open_connection(host, int(port))


def test_tcp_answers_each_peer_by_itself():
    async def use(url: str) -> list[bytes]:
        peers = [await connected(url) for _ in range(3)]
        for number, (_, writer) in enumerate(peers):
            writer.write(write_length(b"%d" % number))
        said = [await reader.readexactly(7) for reader, _ in peers]
        for _, writer in peers:
            writer.close()
        return said

    assert with_line(tcp, use) == [write_length(b"re: %d" % number) for number in range(3)]


def test_a_broken_stream_is_closed():
    async def use(url: str) -> bytes:
        reader, writer = await connected(url)
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        said = await reader.read()
        writer.close()
        return said

    assert with_line(tcp, use) == b""


def test_one_peer_too_many_is_closed_and_a_place_becomes_free(monkeypatch):
    monkeypatch.setattr(serve, "MAX_CONNECTIONS", 2)

    async def use(url: str) -> list[bytes]:
        peers = [await connected(url) for _ in range(3)]
        said = [await peers[2][0].read()]
        peers[0][1].close()
        await peers[0][1].wait_closed()
        await asyncio.sleep(0.05)
        reader, writer = await connected(url)
        writer.write(write_length(b"x"))
        said.append(await reader.readexactly(7))
        for _, open_writer in (*peers, (reader, writer)):
            open_writer.close()
        return said

    assert with_line(tcp, use) == [b"", write_length(b"re: x")]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.com", ""])
def test_only_loopback_is_served(host):
    with pytest.raises(ServeError, match="is not a loopback address"):
        asyncio.run(serve_tcp(host, 0, make, Framing.LENGTH, print))


def test_a_port_that_is_taken():
    async def use(url: str) -> str:
        port = int(url.rpartition(":")[2])
        with pytest.raises(ServeError) as refused:
            await serve_tcp("127.0.0.1", port, make, Framing.LENGTH, print)
        return str(refused.value)

    assert "127.0.0.1" in str(with_line(tcp, use))


def test_a_pty_carries_frames_and_survives_a_client_that_leaves():
    async def once(device: str) -> bytes:
        near = os.open(device, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        os.write(near, write_frame(b"hello"))
        said = b""
        while len(said) < len(ACK + write_frame(b"re: hello")):
            await asyncio.sleep(0.005)
            try:
                said += os.read(near, 100)
            except BlockingIOError:
                continue
        os.write(near, ACK)
        os.close(near)
        return said

    async def use(url: str) -> list[bytes]:
        return [await once(url.removeprefix("serial://")) for _ in range(2)]

    started = lambda announce: serve_pty(make, Framing.LINK, announce)  # noqa: E731
    assert with_line(started, use) == [ACK + write_frame(b"re: hello")] * 2


def test_where_there_are_no_ptys(monkeypatch):
    monkeypatch.setitem(sys.modules, "pty", None)
    with pytest.raises(ServeError, match="no pseudo-terminals"):
        asyncio.run(serve_pty(make, Framing.LINK, print))


def test_a_serial_port_that_is_not_there():
    with pytest.raises(ServeError, match="no-such-port"):
        asyncio.run(serve_serial("/dev/no-such-port", 9600, make, Framing.LINK, print))
