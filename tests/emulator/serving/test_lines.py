"""A pty and a serial port (the near side of another pty), on both loops: served, stopped cleanly, gone."""

import asyncio
import fcntl
import os
import pty
import sys
import tty
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime

import pytest
import uvloop

from emulator.conditions import BatteryChanged
from emulator.forge import Forge
from emulator.play import Play
from emulator.serving.far_end import FarEnd, ServeError
from emulator.serving.lines import serve_pty, serve_serial
from protocol.framing import Check, Control, write_frame, write_length
from protocol.session import Framing

ACK = bytes((Control.ACK,))
HELLO, ANSWER = write_frame(b"hello"), ACK + write_frame(b"re: hello")


class Client:
    """The near side of a line, by its file."""

    def __init__(self, file: int) -> None:
        self.file = file
        os.set_blocking(file, False)

    async def hear(self, size: int) -> bytes:
        said = b""
        while len(said) < size:
            await asyncio.sleep(0.002)
            try:
                said += os.read(self.file, size - len(said))
            except BlockingIOError:
                continue
        return said

    async def ask(self, frame: bytes, answer: bytes) -> None:
        os.write(self.file, frame)
        assert await self.hear(len(answer)) == answer
        os.write(self.file, ACK)


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def with_line(request) -> Callable[..., object]:
    def run(
        serve: Callable[[Callable[[str], None]], Awaitable[None]],
        use: Callable[[str, "asyncio.Future[None]"], Awaitable[object]],
    ) -> object:
        async def both() -> object:
            announced: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            serving = asyncio.ensure_future(serve(announced.set_result))
            try:
                url = await asyncio.wait_for(announced, 30)
                return await asyncio.wait_for(use(url.removeprefix("serial://"), serving), 30)
            finally:
                serving.cancel()
                await asyncio.wait({serving})

        with asyncio.Runner(loop_factory=request.param) as runner:
            return runner.run(both())

    return run


@pytest.fixture
def cable() -> Iterator[tuple[Client, str]]:
    """A serial port's name, and what is at the other end of its cable."""
    far, near = pty.openpty()
    tty.setraw(far)
    tty.setraw(near)
    yield Client(far), os.ttyname(near)
    for file in (far, near):
        try:
            os.close(file)
        except OSError:
            continue


@pytest.fixture
def opened() -> Iterator[Callable[[str], Client]]:
    files: list[int] = []

    def open_(device: str) -> Client:
        files.append(os.open(device, os.O_RDWR | os.O_NOCTTY))
        return Client(files[-1])

    yield open_
    for file in files:
        os.close(file)


def far_end(host, **options) -> FarEnd:
    return FarEnd(host, Framing.LINK, **options)


def test_a_pty_carries_frames_and_survives_a_client_that_leaves(with_line, opened, host, seen, books):
    async def use(device, _serving):
        for _ in range(2):
            await opened(device).ask(HELLO, ANSWER)

    ledger = books()
    with_line(lambda say: serve_pty(far_end(host, watch=seen, ledger=ledger), say), use)
    assert (host.asked, ledger.groups) == ([b"hello"], ["committed"])  # the second was a duplicate to the link
    assert seen.all[:4] == [
        ("opened", 0), ("received", 0, HELLO), ("sent", 0, ACK), ("answered", 0, b"hello", b"re: hello"),
    ]  # fmt: skip
    assert seen.endings() == ["stopping"]


def test_a_pty_with_the_check_of_the_link(with_line, opened, host):
    async def use(device, _serving):
        frame = write_frame(b"re: hello", Check.CRC)
        await opened(device).ask(write_frame(b"hello", Check.CRC), ACK + frame)

    with_line(lambda say: serve_pty(far_end(host, check=Check.CRC), say), use)


def test_where_there_are_no_ptys(monkeypatch, host):
    monkeypatch.setitem(sys.modules, "pty", None)
    with pytest.raises(ServeError, match="no pseudo-terminals"):
        asyncio.run(serve_pty(far_end(host), print))


def test_a_flood_is_answered_in_its_order_and_bounded(with_line, opened, host):
    """Nobody waits for an answer here, and there is no link."""
    words = [b"%03d" % number for number in range(400)]

    async def use(device, _serving):
        client = opened(device)
        for at in range(0, len(words), 50):
            os.write(client.file, b"".join(write_length(word) for word in words[at : at + 50]))
            said = await client.hear(50 * 9)
            assert said == b"".join(write_length(b"re: " + word) for word in words[at : at + 50])

    with_line(lambda say: serve_pty(FarEnd(host, Framing.LENGTH), say), use)
    assert host.asked == words


def test_a_stream_that_cannot_be_followed_begins_anew(with_line, opened, host):
    """As after a connection that was closed."""

    async def use(device, _serving):
        client = opened(device)
        os.write(client.file, b"GET / HTTP/1.1\r\n\r\n")
        await asyncio.sleep(0.05)
        os.write(client.file, write_length(b"x"))
        return await client.hear(7)

    assert with_line(lambda say: serve_pty(FarEnd(host, Framing.LENGTH), say), use) == write_length(b"re: x")


@pytest.mark.filterwarnings("ignore")
def test_a_fault_of_ours_does_not_end_a_line(with_line, opened, host):
    async def use(device, _serving):
        client = opened(device)
        os.write(client.file, write_frame(b"fault"))
        assert await client.hear(1) == ACK
        await client.ask(HELLO, ANSWER)

    with_line(lambda say: serve_pty(far_end(host), say), use)


def test_a_device_without_battery_and_with_one_again(with_line, opened, host):
    play = Play(Framing.LINK, Forge(lambda _terminal: None, lambda: datetime.now().astimezone()))

    async def use(device, _serving):
        client = opened(device)
        play.change(BatteryChanged(0))
        os.write(client.file, HELLO)
        await asyncio.sleep(0.05)
        play.change(BatteryChanged(50))
        await client.ask(HELLO, ANSWER)

    with_line(lambda say: serve_pty(far_end(host, play=play), say), use)
    assert host.asked == [b"hello"]


def test_a_pty_ends_when_its_answer_has_been_said(with_line, opened, host):
    async def use(device, serving):
        client = opened(device)
        os.write(client.file, HELLO)
        assert await client.hear(1) == ACK
        serving.cancel()
        await client.hear(len(ANSWER) - 1)
        os.write(client.file, ACK)
        await asyncio.wait({serving}, timeout=30)
        return serving.done()

    assert with_line(lambda say: serve_pty(far_end(host, delay_s=0.1), say), use) is True


def test_a_pty_is_believed_to_be_empty_when_it_was_so_three_times_in_a_row(with_line, host, monkeypatch):
    """What was just written may not be there to be read at the first look, nor at the second."""
    there, looks = [0, 5, 0, 0, 5, 0, 0, 0, 7], list[int]()

    def waiting(_file, _request, _room):
        looks.append(there[len(looks)])
        return looks[-1].to_bytes(4, sys.byteorder)

    async def use(_device, _serving):
        monkeypatch.setattr(fcntl, "ioctl", waiting)

    with_line(lambda say: serve_pty(far_end(host), say), use)
    assert looks == [0, 5, 0, 0, 5, 0, 0, 0]


def test_what_is_asked_after_the_end_began_is_not_heard(with_line, opened, host):
    async def use(device, serving):
        client = opened(device)
        os.write(client.file, write_length(b"x"))
        while not host.asked:
            await asyncio.sleep(0.002)
        serving.cancel()
        await asyncio.sleep(0.02)
        os.write(client.file, write_length(b"y"))
        said = await client.hear(7)
        await asyncio.wait({serving}, timeout=30)
        return said if serving.done() else b"still serving"

    far = FarEnd(host, Framing.LENGTH, delay_s=0.5)
    assert with_line(lambda say: serve_pty(far, say), use) == write_length(b"re: x")
    assert host.asked == [b"x"]


def test_a_serial_port(with_line, cable, host, seen):
    client, port = cable

    async def use(_device, _serving):
        await client.ask(HELLO, ANSWER)

    with_line(lambda say: serve_serial(port, 115200, far_end(host, watch=seen), say), use)
    assert (host.asked, seen.endings()) == ([b"hello"], ["stopping"])


def test_a_serial_port_that_goes(with_line, cable, host, seen):
    client, port = cable

    async def use(_device, serving):
        os.close(client.file)
        await asyncio.wait({serving})
        return str(serving.exception())

    said = with_line(lambda say: serve_serial(port, 115200, far_end(host, watch=seen), say), use)
    assert said.startswith(f"{port}: ")
    assert seen.endings() == ["peer"]


def test_a_serial_port_that_is_not_there(host):
    with pytest.raises(ServeError, match="no-such-port"):
        asyncio.run(serve_serial("/dev/no-such-port", 9600, far_end(host), print))
