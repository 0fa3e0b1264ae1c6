"""The served host beside iso8583sim's MockHost: refunds a second of the server's CPU, at 1, 10, 100, 1,000 connections.

The message is a refund by card as a full terminal sends it: keyed, and at 100 connections also swiped (35 and 53).

Both are processes of their own, asked over tcp by the same load: every connection is a terminal that has one message
under way. Ours signs each terminal on and sells something first; then each message is a refund of 1 fen under a key of
its own, judged by all rules, booked and remembered. MockHost reads a message of the same fields, approves it and keeps
nothing; it knows no MAC: ours has it off where it is compared, and on in the row beside. What counts is CPU time
of the server (user and system); servers take turns, and a ratio is the median of the ratios of single rounds. p50 and
p99 are wall time of the whole exchange and tell how loaded this machine was.

Server and load share one processor: to wake a load that sleeps on another one costs the sender, on a virtual machine
more than a refund's rules do (measured: 3 us of 12), and MockHost, which is slower, hardly ever has to.
"""

import itertools
import json
import os
import re
import select
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.envelope import Envelope, read, seal
from protocol.dialects.unionpay.profiles import Profile, open_profile
from protocol.message import Message
from protocol.security import PRACTICE_MASTER_KEY, Key, open_working_keys

CONNECTIONS = (1, 10, 100, 1000)
AT = 100  # connections at which something is promised
PROMISED = {"in memory, no MAC": 10.0, "durable, no MAC": 2.0}
ROUNDS = 5
OURS, MOCK = 20_000, 4_000  # messages a run: MockHost takes ten times as long for one
WARM = 5  # messages of each connection before the clock starts: plans are made, buffers are there
MEMORY, FILE = "memory:", "HOME/ledger.db"
PLAIN, SEALED = "plain-acquirer+mac-none", "plain-acquirer"
NUMBER = TEST_CARDS["unionpay"].number
SALE_FEN = 5_000_000
MERCHANT = "123456789012345"
TRACK = f"{NUMBER}D30122010000000000"
# How the card came, in fields of a refund.
KEYED = {2: NUMBER, 22: "012"}
SWIPED = {2: NUMBER, 22: "022", 35: TRACK, 53: "0600000000000000"}
FRONT_BYTES = 11  # TPDU and header
HOME = Path(__file__).resolve().parents[2]

Frames = Iterator[bytes]
Fields = dict[int, str]
Kinds = dict[str, "Callable[[int], Figure]"]
Approved = Callable[[bytes], bool]
"""Whether an answer, with its length in front, approves."""


@dataclass(frozen=True)
class Figure:
    """One run: messages a second of server CPU, and how long an exchange took, in ms."""

    per_cpu_s: float
    p50_ms: float
    p99_ms: float


def measure() -> list[dict[str, Any]]:
    """Ratios first, then what they are made of."""
    keyed: Kinds = {
        "MockHost": lambda count: mock(count, KEYED),
        "in memory, no MAC": lambda count: ours(count, KEYED, PLAIN, MEMORY),
        "in memory, MAC": lambda count: ours(count, KEYED, SEALED, MEMORY),
        "durable, no MAC": lambda count: ours(count, KEYED, PLAIN, FILE),
    }
    swiped: Kinds = {
        "MockHost, swiped": lambda count: mock(count, SWIPED),
        "in memory, no MAC, swiped": lambda count: ours(count, SWIPED, PLAIN, MEMORY),
        "durable, no MAC, swiped": lambda count: ours(count, SWIPED, PLAIN, FILE),
    }
    with one_processor():
        found = [compared(kinds, count) for kinds, count in ((swiped, AT), *((keyed, count) for count in CONNECTIONS))]
    return [row for ratios, _ in found for row in ratios] + [row for _, figures in found for row in figures]


@contextmanager
def one_processor() -> Iterator[None]:
    """This process, and those that it starts meanwhile, run on one of its processors."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def compared(kinds: Kinds, count: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Ratios to the first kind, and figures of all, of rounds in which they take turns."""
    rounds = [{name: run(count) for name, run in kinds.items()} for _ in range(ROUNDS)]
    peer, *mine = kinds
    ratios = {name: [one[name].per_cpu_s / one[peer].per_cpu_s for one in rounds] for name in mine}
    figures = [row for name in kinds for row in _figures(f"{name}, {count} connections", [one[name] for one in rounds])]
    return [_ratio(name, count, statistics.median(found)) for name, found in ratios.items()], figures


def _ratio(name: str, count: int, ratio: float) -> dict[str, Any]:
    promised = PROMISED.get(name) if count == AT else None
    row = {"what": f"{name}, {count} connections, times MockHost", "value": round(ratio, 1)}
    return row if promised is None else row | {"at_least": promised}


def _figures(name: str, runs: list[Figure]) -> list[dict[str, Any]]:
    middle = lambda of: statistics.median(of(run) for run in runs)  # noqa: E731
    return [
        {"what": f"{name}: messages a second of CPU", "value": round(middle(lambda run: run.per_cpu_s))},
        {"what": f"{name}: p50, ms", "value": round(middle(lambda run: run.p50_ms), 2)},
        {"what": f"{name}: p99, ms", "value": round(middle(lambda run: run.p99_ms), 2)},
    ]


# --- the servers -----------------------------------------------------------------------------------------------------


def ours(count: int, card: Fields, profile: str, database: str) -> Figure:
    """Our host with `count` terminals. database: MEMORY, or FILE for SQLite."""
    with tempfile.TemporaryDirectory() as home:
        serve = [
            sys.executable, "-c", "import sys; from terminal.cli import main; sys.exit(main())",
            "emulator", "serve", "--listen", "tcp://127.0.0.1:0", "--any-terminal", "--profile", profile,
            "--database", database.replace("HOME", home), "--quiet", "--limit", "connections=1200",
        ]  # fmt: skip
        with server(serve, os.environ | {"TUIHUO_HOME": home}) as (process, port):
            opened = [Terminal(number, open_profile(profile), port) for number in range(count)]
            try:
                lines = [(terminal.socket, terminal.refunds(card)) for terminal in opened]
                return _timed(process, lines, max(OURS, 4 * count), opened[0].approved)
            finally:
                for terminal in opened:
                    terminal.socket.close()


def mock(count: int, card: Fields) -> Figure:
    """MockHost, that approves everything."""
    with server([sys.executable, __file__], os.environ) as (process, port):
        opened = [socket.create_connection(("127.0.0.1", port)) for _ in range(count)]
        try:
            return _timed(process, [(one, mock_refunds(card)) for one in opened], max(MOCK, 2 * count), mock_approved)
        finally:
            for one in opened:
                one.close()


@contextmanager
def server(command: list[str], environ: Any) -> Iterator[tuple[int, int]]:
    """A process, and the port that its first line names."""
    env = {**environ, "PYTHONPATH": str(HOME)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env) as process:
        try:
            assert process.stdout is not None
            first = json.loads(process.stdout.readline())
            yield process.pid, int(first["listening"].rpartition(":")[2])
        finally:
            process.terminate()


def serve_mock() -> None:
    """MockHost, until it is ended; its first line is like ours."""
    import asyncio

    from iso8583sim.net.host import MockHost

    async def serve() -> None:
        host = MockHost()
        await host.start("127.0.0.1", 0)
        print(json.dumps({"listening": f"tcp://127.0.0.1:{host.port}"}), flush=True)
        await asyncio.Event().wait()

    asyncio.run(serve())


def cpu_s(process: int) -> float:
    """What the threads of a process have run, in the kernel's nanoseconds."""
    tasks = Path(f"/proc/{process}/task").iterdir()
    return sum(int((task / "schedstat").read_text(encoding="ascii").split()[0]) for task in tasks) / 1e9


# --- the messages ----------------------------------------------------------------------------------------------------


class Terminal:
    """A terminal that is signed on and has sold something."""

    def __init__(self, number: int, profile: Profile, port: int) -> None:
        self.profile, self.terminal_no = profile, f"{10_000_001 + number}"
        self.traces = itertools.count(1)
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.key: Key | None = None
        said = self._ask("0800", {60: "00000007003", 63: "01 "})
        self.batch_no = said.text(60)[2:8]
        self.key = open_working_keys(PRACTICE_MASTER_KEY, said.octets(62)).mak
        money = {3: "000000", 4: f"{SALE_FEN:012d}", 22: "022", 25: "00", 35: TRACK, 49: "156"}
        sold = self._ask("0200", {**money, 60: f"22{self.batch_no}000500", 63: "01 "})
        self.reference_no, self.sold_on = sold.text(37), sold.text(13)

    def _ask(self, mti: str, fields: dict[int, Any]) -> Message:
        self.socket.sendall(self._frame(mti, fields))
        answer = self.socket.recv(4096)
        return read(answer[2:], self.profile).message

    def _frame(self, mti: str, fields: dict[int, Any]) -> bytes:
        mine = {11: f"{next(self.traces):06d}", 41: self.terminal_no, 42: MERCHANT}
        data = seal(
            Envelope.of(self.profile), Message(mti, dict(sorted((mine | fields).items()))), self.key, self.profile
        )
        return len(data).to_bytes(2, "big") + data

    def refunds(self, card: Fields) -> Frames:
        """A partial refund each time; all of the same original."""
        money = {3: "200000", 4: f"{1:012d}", 25: "00", 37: self.reference_no, 49: "156"}
        original = {60: f"25{self.batch_no}000500", 61: f"000000000000{self.sold_on}", 63: "000"}
        while True:
            yield self._frame("0220", card | money | original)

    def approved(self, said: bytes) -> bool:
        """Field 39 of an answer."""
        return self.profile.codec.index(said[2 + FRONT_BYTES :]).text(39) == "00"


def mock_approved(said: bytes) -> bool:
    """Its field 38 is A and five digits of the trace number; 39 follows."""
    return re.search(rb"A\d{5}00", said) is not None


def mock_refunds(card: Fields) -> Frames:
    """The same fields as MockHost writes them."""
    from iso8583sim.core.builder import ISO8583Builder
    from iso8583sim.core.types import ISO8583Message
    from iso8583sim.wire import WireFormat, encode_message

    money = {3: "200000", 4: f"{1:012d}", 25: "00", 37: "900000000001", 49: "156"}
    original = {41: "10000001", 42: MERCHANT, 60: "25000001000500", 61: "0000000000001122", 63: "000"}
    message = ISO8583Message(mti="0220", fields={**card, **money, 11: "999999", **original})
    data = encode_message(message, WireFormat.ascii_binary(), ISO8583Builder())
    assert data.count(b"999999") == 1
    for trace in itertools.count(1):
        body = data.replace(b"999999", b"%06d" % trace)
        yield len(body).to_bytes(2, "big") + body


# --- the load --------------------------------------------------------------------------------------------------------


def _timed(process: int, lines: list[tuple[socket.socket, Frames]], messages: int, approved: Approved) -> Figure:
    share = max(1, messages // len(lines))
    opened = [(line, [next(frames) for _ in range(WARM + share)]) for line, frames in lines]
    exchange([(line, frames[:WARM]) for line, frames in opened], approved)
    before = cpu_s(process)
    took = exchange([(line, frames[WARM:]) for line, frames in opened], approved)
    spent = cpu_s(process) - before
    slices = statistics.quantiles(took, n=100)
    return Figure(len(took) / spent, slices[49] * 1000, slices[98] * 1000)


def exchange(lines: list[tuple[socket.socket, list[bytes]]], approved: Approved) -> list[float]:
    """All frames of all lines, one under way on each; seconds of each exchange. AssertionError: one was declined.

    What is answered is judged when all is over: the load shares its processor with the server as little as it can.
    """
    clock, poll = time.perf_counter, select.epoll()
    waiting: dict[int, tuple[Callable[[int], bytes], Callable[[bytes], int], Iterator[bytes]]] = {}
    sent: dict[int, float] = {}
    took: list[float] = []
    answers: list[bytes] = []
    for line, frames in lines:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        waiting[line.fileno()] = line.recv, line.send, iter(frames)
        poll.register(line.fileno(), select.EPOLLIN)
    for handle, (_, send, left) in waiting.items():
        sent[handle] = clock()
        send(next(left))
    while waiting:
        for handle, _ in poll.poll(10) or _stalled():
            receive, send, left = waiting[handle]
            answers.append(receive(4096))
            now = clock()
            took.append(now - sent[handle])
            frame = next(left, None)
            if frame is not None:
                sent[handle] = now
                send(frame)
            else:
                poll.unregister(handle)
                del waiting[handle]
    poll.close()
    if not all(
        len(said) > 2 and len(said) == 2 + int.from_bytes(said[:2], "big") and approved(said) for said in answers
    ):
        raise AssertionError("not every answer is whole and approves")
    return took


def _stalled() -> list[tuple[int, int]]:
    raise AssertionError("no answer within 10 s")


if __name__ == "__main__":
    serve_mock()
