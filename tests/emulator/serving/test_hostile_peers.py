"""Peers by the hundred against a server of its own process: without files, slow, and the honest one beside them.

Times and memory of the whole program: tests/conversation/test_under_load.py.
"""

import resource
import select
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from emulator.serving.limits import Limits
from emulator.serving.tcp import SPARE_FILES, places
from protocol.framing import write_length

ASK, ANSWER = write_length(b"x"), write_length(b"re: x")
PROGRAM = """
import os, resource, sys
plain, files, held = sys.argv[1:]
if plain == "plain":
    sys.modules["uvloop"] = None
resource.setrlimit(resource.RLIMIT_NOFILE, (int(files), int(files)))
from emulator.serving.far_end import FarEnd
from emulator.serving.limits import Limits
from emulator.serving.protection import Loopback
from emulator.serving.running import run
from emulator.serving.tcp import serve_tcp
from protocol.session import Framing

class Host:
    def answer(self, data):
        return b"re: " + data
    def refuse(self, data, code):
        return None

for _ in range(int(held)):
    os.open(os.devnull, os.O_RDONLY)
far_end = FarEnd(Host(), Framing.LENGTH, limits=Limits(first_byte_s=60.0))
run(serve_tcp("127.0.0.1", 0, far_end, Loopback(), lambda url: print(url, flush=True)))
"""
SECOND_KNOCK_S = 0.9  # the system knocks again after a second


class Server:
    """files: that its process may open. held: how many of them are taken before."""

    def __init__(self, loop: str, files: int, held: int) -> None:
        words = [sys.executable, "-P", "-c", PROGRAM, loop, str(files), str(held)]
        self.process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.port = int(self.process.stdout.readline().rpartition(":")[2])

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def cpu_s(self) -> float:
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            ticks = file.read().rpartition(")")[2].split()[11:13]
        return sum(map(int, ticks)) / 100


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as closing:
        yield closing


@pytest.fixture
def server(stack: ExitStack) -> Callable[..., Server]:
    def make(*words: object) -> Server:
        one = Server(*words)
        stack.callback(one.process.communicate)
        stack.callback(one.process.kill)
        return one

    return make


def asks(peer: socket.socket) -> bytes:
    peer.sendall(ASK)
    return peer.recv(100)


def closed(peers: list[socket.socket], wait_s: float = 0.3) -> int:
    """How many of these, who said nothing, were closed."""
    time.sleep(wait_s)
    readable, _, _ = select.select(peers, [], [], 0)
    return len(readable)


@pytest.mark.parametrize("loop", ["plain", "uvloop"])
def test_no_more_connections_than_files(server, stack, loop):
    """140 files are 44 connections; nobody waits in a queue that nobody looks at."""
    one = server(loop, SPARE_FILES + 44, 0)
    honest = stack.enter_context(one.connect())
    assert asks(honest) == ANSWER
    peers = [stack.enter_context(one.connect()) for _ in range(300)]
    assert closed(peers) == 300 - 43
    assert asks(honest) == ANSWER


@pytest.mark.parametrize("loop", ["plain", "uvloop"])
def test_the_system_keeps_who_comes_while_we_are_busy(server, stack, loop):
    """As behind a long commit: a hundred at once, none of which has to knock again."""
    one = server(loop, 1024, 0)
    one.process.send_signal(signal.SIGSTOP)
    stack.callback(one.process.send_signal, signal.SIGCONT)
    for _ in range(100):
        stack.enter_context(socket.create_connection(("127.0.0.1", one.port), timeout=SECOND_KNOCK_S))


@pytest.mark.parametrize("loop", ["plain", "uvloop"])
def test_silent_ones_do_not_keep_the_last_tenth(server, stack, loop):
    """Of an address that is known: this machine's."""
    one = server(loop, 1024, 0)
    honest = stack.enter_context(one.connect())
    assert asks(honest) == ANSWER
    for _ in range(512):
        stack.enter_context(one.connect())
    began, waits = time.monotonic(), []
    while not (newcomer := stack.enter_context(once_served(one))).fileno() >= 0:
        before = time.monotonic()
        assert asks(honest) == ANSWER
        waits.append(time.monotonic() - before)
        time.sleep(0.02)
    assert time.monotonic() - began < 2.5
    assert len(waits) > 10
    assert statistics.quantiles(waits, n=100)[98] < 0.5
    time.sleep(0.3)
    assert (asks(newcomer), asks(honest)) == (ANSWER, ANSWER)


def once_served(one: Server) -> socket.socket:
    """A new connection that was answered; a closed socket where it was not."""
    peer = one.connect()
    peer.settimeout(1.0)
    try:
        served = asks(peer) == ANSWER
    except OSError:
        served = False
    if not served:
        peer.close()
    return peer


@pytest.mark.parametrize(
    ("loop", "told"), [("plain", ["too many open files: peers wait, or are closed at once"]), ("uvloop", [])]
)
def test_a_process_without_files_neither_spins_nor_dies(server, stack, loop, told):
    """On uvloop a file is kept in reserve, which closes newcomers without a word."""
    one = server(loop, SPARE_FILES + 44, SPARE_FILES + 10)
    honest = stack.enter_context(one.connect())
    assert asks(honest) == ANSWER
    with ExitStack() as crowd:
        for _ in range(40):
            crowd.enter_context(one.connect())
        before = one.cpu_s()
        time.sleep(0.3)
        assert one.cpu_s() - before < 0.1
        assert asks(honest) == ANSWER
    assert answered_newcomer(one) == ANSWER
    one.process.terminate()
    assert one.process.wait(5) == 0
    assert one.process.stderr.read().splitlines() == told


def answered_newcomer(one: Server) -> bytes:
    """The loops look again within a second or so."""
    for _ in range(20):
        try:
            with one.connect() as peer:
                peer.settimeout(0.2)
                if (said := asks(peer)) == ANSWER:
                    return said
        except OSError:
            time.sleep(0.1)
    return b""


# --- places ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("soft", "hard", "connections", "have", "raised_to"),
    [
        (1024, 4096, 512, 512, 1024),
        (256, 4096, 512, 512, 512 + SPARE_FILES),
        (256, 300, 512, 300 - SPARE_FILES, 300),
        (256, resource.RLIM_INFINITY, 512, 512, 512 + SPARE_FILES),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, 512, 512, resource.RLIM_INFINITY),
        (64, 64, 512, 1, 64),
    ],
)
def test_places_by_the_files_that_may_be_opened(monkeypatch, soft, hard, connections, have, raised_to):
    limits = [(soft, hard)]
    monkeypatch.setattr(resource, "getrlimit", lambda _what: limits[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _what, both: limits.append(both))
    assert (places(Limits(connections=connections)), limits[-1]) == (have, (raised_to, hard))


def test_places_where_files_have_no_such_limit(monkeypatch):
    monkeypatch.setitem(sys.modules, "resource", None)
    assert places(Limits(connections=100_000)) == 100_000
