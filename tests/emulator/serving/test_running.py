"""Signals by real processes: a clean end at the first, an end at the second; and what stderr is told of faults."""

import asyncio
import errno
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from emulator.serving.running import Faults, run
from protocol.cards import TEST_CARDS
from protocol.framing import write_length

CARD = TEST_CARDS["visa"].number
PROGRAM = """
import asyncio, sys
if "plain" in sys.argv:
    sys.modules["uvloop"] = None
from emulator.serving.far_end import FarEnd
from emulator.serving.protection import Loopback
from emulator.serving.running import run
from emulator.serving.tcp import serve_tcp
from protocol.cards import TEST_CARDS
from protocol.session import Framing

class Host:
    def answer(self, data):
        if data == b"fault":
            raise KeyError(TEST_CARDS["visa"].number)
        return b"re: " + data
    def refuse(self, data, code):
        return None

async def main():
    try:
        loop = type(asyncio.get_running_loop()).__module__.partition(".")[0]
        announce = lambda url: print(url, loop, flush=True)
        far_end = FarEnd(Host(), Framing.LENGTH, delay_s=float(sys.argv[1]))
        await serve_tcp("127.0.0.1", 0, far_end, Loopback(), announce)
    finally:
        print("ended", flush=True)

run(main())
print("closed", flush=True)
"""


class Server:
    def __init__(self, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", PROGRAM, *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        url, self.loop = self.process.stdout.readline().split()
        self.port = int(url.rpartition(":")[2])

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def end(self) -> tuple[int, str, str]:
        said, faults = self.process.communicate(timeout=30)
        return self.process.returncode, said, faults


@pytest.fixture
def server() -> Iterator[Callable[..., Server]]:
    made: list[Server] = []

    def make(*words: str) -> Server:
        made.append(Server(*words))
        return made[-1]

    yield make
    for one in made:
        one.process.kill()
        one.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("loop", ["plain", "uvloop"])
def test_a_signal_lets_what_was_asked_be_answered(server, number, loop):
    one = server("0.2", loop)
    with one.connect() as peer:
        peer.sendall(write_length(b"x"))
        time.sleep(0.05)
        one.process.send_signal(number)
        said = b""
        while chunk := peer.recv(100):
            said += chunk
    assert one.loop == {"plain": "asyncio", "uvloop": "uvloop"}[loop]
    assert (said, one.end()) == (write_length(b"re: x"), (0, "ended\nclosed\n", ""))


def test_a_second_signal_ends_it_at_once(server):
    one = server("60")
    with one.connect() as peer:
        peer.sendall(write_length(b"x"))
        time.sleep(0.05)
        one.process.send_signal(signal.SIGTERM)
        time.sleep(0.05)
        before = time.monotonic()
        one.process.send_signal(signal.SIGTERM)
        assert one.end() == (0, "ended\nclosed\n", "")
    assert time.monotonic() - before < 20  # and not the minute that it would have served


def test_a_fault_is_told_without_its_text(server):
    one = server("0")
    with one.connect() as peer, one.connect() as other:
        peer.sendall(write_length(b"fault"))
        assert peer.recv(100) == b""
        other.sendall(write_length(b"x"))
        assert other.recv(100) == write_length(b"re: x")
    one.process.send_signal(signal.SIGTERM)
    code, said, faults = one.end()
    assert (code, said) == (0, "ended\nclosed\n")
    assert faults.rstrip().endswith("KeyError")
    assert "in answer" in faults
    assert CARD not in faults


def test_what_main_raises_is_raised_and_what_cancels_it_is_not_hidden():
    async def fails():
        raise ValueError("no port")

    async def cancels():
        raise asyncio.CancelledError

    with pytest.raises(ValueError, match="no port"):
        run(fails())
    with pytest.raises(asyncio.CancelledError):
        run(cancels())


def test_that_there_are_no_more_files_is_told_once(capsys):
    faults, loop = Faults(), Any
    for number in (errno.EMFILE, errno.ENFILE, errno.EMFILE):
        faults.hear(loop, {"message": "accept failed", "exception": OSError(number, "too many")})
    faults.hear(loop, {"message": "a task was lost"})
    faults.hear(loop, {"message": "x", "exception": OSError(errno.EIO, CARD)})
    told = capsys.readouterr().err.splitlines()
    assert told == ["too many open files: peers wait, or are closed at once", "a task was lost", "OSError"]


def test_that_nobody_reads_is_no_reason_to_end(monkeypatch):
    class Gone:
        def write(self, _text):
            raise BrokenPipeError

        def flush(self):
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Gone())
    Faults().hear(Any, {"message": "x"})
