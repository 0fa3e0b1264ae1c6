"""The served host as a process of its own under load: killed, crowded by slow peers, and called by ten thousand.

Real sockets and a real SQLite file; nothing here is about what a refund means. The rules under test: what was answered
is in the books exactly once, and who speaks is answered whoever else holds a line.
"""

import select
import socket
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from emulator.ledger.sqlite_store import SqliteLedger

TERMINALS = 16
LISTEN = "tcp://127.0.0.1:0"
HOST = ("--any-terminal", "--profile", "plain-acquirer+mac-none", "--quiet")
SLOW, CALLERS = 200, 10_000
MIB = 1024  # kB of /proc


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    """Closes sockets at the end."""
    with ExitStack() as stack:
        yield stack


# --- killed ----------------------------------------------------------------------------------------------------------


class Load:
    """Terminals that refund 1 fen again and again, each with one message under way. answered: trace numbers by
    terminal, of what was approved; sent: the last one that left.
    """

    def __init__(self, terminals: list[Any]) -> None:
        self.terminals = {terminal.line.fileno(): terminal for terminal in terminals}
        self.answered: dict[str, set[int]] = {terminal.terminal_no: set() for terminal in terminals}

    def run(self, count: int, kill: Callable[[], object]) -> None:
        """Until so many were answered; then kill, with all under way, and hear what still comes."""
        poll = select.poll()
        for handle, terminal in self.terminals.items():
            poll.register(handle, select.POLLIN)
            terminal.line.sendall(terminal.refund())
        heard = 0
        while heard < count:
            for handle, _ in poll.poll(10_000):
                terminal = self.terminals[handle]
                self._hear(terminal)
                terminal.line.sendall(terminal.refund())
                heard += 1
        kill()
        assert heard >= count
        for terminal in self.terminals.values():
            with pytest.raises(ConnectionError):
                self._until_gone(terminal)

    def _until_gone(self, terminal: Any) -> None:
        while True:
            self._hear(terminal)

    def _hear(self, terminal: Any) -> None:
        answer = terminal.hear()
        assert (answer.mti, answer.text(39)) == ("0230", "00")
        self.answered[terminal.terminal_no].add(int(answer.text(11)))


def in_the_books(where: Path) -> dict[str, list[int]]:
    """Trace numbers of the refunds that were approved, by terminal, as often as they stand there."""
    with SqliteLedger(where) as ledger:
        assert ledger.discrepancies() == ()
        found: dict[str, list[int]] = {}
        for entry in ledger.all_refunds():
            assert entry.approved
            found.setdefault(entry.key.terminal_no, []).append(int(entry.key.trace_no))
        refunded = sum(original.refunded_fen for original in ledger.originals() if original.order_no == "")
    assert refunded == sum(len(traces) for traces in found.values())
    return found


def killed_rounds(served: Any, raw_terminal: Any, where: Path, opened: ExitStack, counts: list[int]) -> int:
    """How many refunds were answered before the kills, in all."""
    answered = 0
    for number, count in enumerate(counts):
        with served(LISTEN, where, *HOST) as (url, process):
            terminals = [raw_terminal(url, f"1{number:03d}{at:04d}") for at in range(TERMINALS)]
            for terminal in terminals:
                opened.callback(terminal.line.close)
                terminal.sign_on()
                terminal.sell()
            load = Load(terminals)
            load.run(count, process.kill)
        books = in_the_books(where)
        for terminal in terminals:
            stands, heard = books[terminal.terminal_no], load.answered[terminal.terminal_no]
            assert len(stands) == len(set(stands)), "exactly once"
            assert heard <= set(stands), "what was answered is there"
        answered += sum(len(heard) for heard in load.answered.values())
        with served(LISTEN, where, *HOST) as (url, _):
            again = [again_on(url, terminal, raw_terminal, opened) for terminal in terminals]
            assert again == ["00"] * TERMINALS
        after = in_the_books(where)
        assert {no: sorted(set(traces)) for no, traces in after.items()} == {no: sorted(t) for no, t in after.items()}
    return answered


def again_on(url: str, terminal: Any, raw_terminal: Any, opened: ExitStack) -> str:
    """The code of its last refund, sent again on a new line to the host that was started anew."""
    returned = raw_terminal(url, terminal.terminal_no)
    opened.callback(returned.line.close)
    returned.batch_no, returned.reference_no = terminal.batch_no, terminal.reference_no
    returned.sold_on = terminal.sold_on
    returned.line.sendall(returned.refund(terminal.trace))
    said: str = returned.hear().text(39)
    return said


def test_killed_under_load(served, raw_terminal, tmp_path, opened):
    counts = [150, 333]
    assert killed_rounds(served, raw_terminal, tmp_path / "ledger.db", opened, counts) >= sum(counts)


@pytest.mark.deep
@pytest.mark.timeout(900)
def test_killed_under_load_again_and_again(served, raw_terminal, tmp_path, opened, record_property):
    counts = [50 + 137 * turn for turn in range(30)]
    answered = killed_rounds(served, raw_terminal, tmp_path / "ledger.db", opened, counts)
    assert answered >= sum(counts)
    record_property(
        "measured", ("host", "kill -9 under load, 30 times", f"{answered} answered, each in the books once")
    )


# --- crowded ---------------------------------------------------------------------------------------------------------


def resident_kib(process: int) -> int:
    """What the process holds in memory."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0])


def timed_refund(terminal: Any) -> float:
    """Seconds from the first byte out to the answer."""
    started = time.perf_counter()
    terminal.line.sendall(terminal.refund())
    assert terminal.hear().text(39) == "00"
    return time.perf_counter() - started


def signed_on(raw_terminal: Any, url: str, terminal_no: str, opened: ExitStack) -> Any:
    """A terminal that has sold."""
    terminal = raw_terminal(url, terminal_no)
    opened.callback(terminal.line.close)
    terminal.sign_on()
    terminal.sell()
    return terminal


def test_two_hundred_slow_peers(served, raw_terminal, tmp_path, opened, record_property):
    with served(LISTEN, tmp_path / "ledger.db", *HOST) as (url, process):
        honest = signed_on(raw_terminal, url, "10000001", opened)
        frame = honest.refund()
        for _ in range(50):
            timed_refund(honest)
        before = resident_kib(process.pid)
        address = honest.line.getpeername()
        slow = [opened.enter_context(socket.create_connection(address)) for _ in range(SLOW)]
        took = []
        for turn in range(300):
            if turn % 30 == 0:
                for line in slow[:100]:
                    line.send(frame[turn // 30 : turn // 30 + 1])
            took.append(timed_refund(honest))
        newcomers = [signed_on(raw_terminal, url, f"2000{number:04d}", opened) for number in range(20)]
        took += [timed_refund(newcomer) for newcomer in newcomers]
        grown = resident_kib(process.pid) - before
    p99 = statistics.quantiles(took, n=100)[98]
    assert p99 < 0.5
    assert grown < 20 * MIB
    record_property("measured", ("host", "p99 of a refund beside 200 slow sockets", f"{p99 * 1000:.1f} ms wall"))
    record_property("measured", ("host", "memory of 200 slow sockets", f"{grown / MIB:.1f} MiB"))


def test_ten_thousand_callers(served, raw_terminal, tmp_path, opened):
    limits = ("--limit", "first_byte_s=0.3", "--limit", "connections=256")
    with served(LISTEN, tmp_path / "ledger.db", *HOST, *limits) as (url, process):
        honest = signed_on(raw_terminal, url, "10000001", opened)
        address = honest.line.getpeername()
        took = []
        for _ in range(CALLERS // 500):
            callers = [socket.create_connection(address) for _ in range(500)]
            took.append(timed_refund(honest))
            for caller in callers:
                caller.close()
        assert max(took) < 0.5
        held = [opened.enter_context(socket.create_connection(address, 5)) for _ in range(500)]
        assert timed_refund(honest) < 0.5
        assert [line.recv(1) for line in held] == [b""] * 500, "too many, or silent for too long"
        newcomer = signed_on(raw_terminal, url, "10000002", opened)
        assert timed_refund(newcomer) < 0.5
        assert process.poll() is None
