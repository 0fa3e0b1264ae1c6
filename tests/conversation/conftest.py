"""Real parts for conversations: a served host as a process, a desk on any link, and a tap that sees the bytes."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from between import Between
from forked import Forked, forking

from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.envelope import Envelope, read, seal
from protocol.dialects.unionpay.profiles import named
from protocol.framing import write_length
from protocol.message import Message
from protocol.transport.base import Transport
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.settings import Settings

ENTRY = "from terminal.cli import main; main()"


class Tap(Between):
    """Stands in a transport and keeps every write."""

    def __init__(self, line: Transport) -> None:
        super().__init__(line)
        self.written: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.written.append(data)
        super().write(data)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", "zh", 0.0)


@pytest.fixture(scope="session")
def forked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forked]:
    """Programs that die; see forked.py."""
    with forking(tmp_path_factory.mktemp("forked")) as forked:
        yield forked


@pytest.fixture
def desk_on(settings: Settings) -> Iterator[Callable[..., Desk]]:
    """Opens a desk on a link, with options; closed at the end."""
    opened: list[Desk] = []

    def make(link: str = "emulator:", **options: object) -> Desk:
        desk = open_desk(link, settings, Options(**options))  # type: ignore[arg-type]
        opened.append(desk)
        return desk

    yield make
    for desk in opened:
        desk.close()


@contextmanager
def _served(
    listen: str, ledger: Path | str, *more: str, code: str = ENTRY
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`tuihuo emulator serve` as a process of its own: its URL, the process. more: further options. code: what runs it
    (hosts that die).
    """
    if isinstance(ledger, Path):
        ledger.parent.mkdir(parents=True, exist_ok=True)
    words = [sys.executable, "-P", "-c", code, "emulator", "serve", "--as", "host", "--listen", listen]
    process = subprocess.Popen(
        [*words, "--database", str(ledger), *more],
        stdout=subprocess.PIPE, text=True, encoding="utf-8", env=dict(os.environ),
    )  # fmt: skip
    try:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        yield first["listening"], process
    finally:
        process.kill()
        process.wait()
        process.stdout.close() if process.stdout else None


@pytest.fixture
def served() -> Callable[..., AbstractContextManager[tuple[str, subprocess.Popen[str]]]]:
    """Serves a host as a process of its own; see `_served`."""
    return _served


class RawTerminal:
    """A terminal over one tcp connection, made of messages alone: signed on, with a sale behind it. The profile is our
    emulator's without MAC, so that what it measures is the host.
    """

    profile = named("plain-acquirer+mac-none")
    merchant_no = "123456789012345"
    sale_fen = 1_000_000

    def __init__(self, url: str, terminal_no: str) -> None:
        host, _, port = url.removeprefix("tcp://").rpartition(":")
        self.terminal_no, self.trace = terminal_no, 0
        self.line = socket.create_connection((host, int(port)), timeout=10)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def sign_on(self) -> None:
        """签到; the batch goes on."""
        self.batch_no = self.ask("0800", {60: "00000000003", 63: "01 "}).text(60)[2:8]

    def sell(self) -> None:
        """An original for many refunds."""
        card = {22: "022", 25: "00", 35: f"{TEST_CARDS['unionpay'].number}D30122010000000000"}
        money = {3: "000000", 4: f"{self.sale_fen:012d}", 49: "156"}
        sold = self.ask("0200", card | money | {60: f"22{self.batch_no}000500", 63: "01 "})
        self.reference_no, self.sold_on = sold.text(37), sold.text(13)

    def refund(self, trace: int | None = None) -> bytes:
        """The frame of a refund of 1 fen; a trace number given makes it a repeat."""
        card = {2: TEST_CARDS["unionpay"].number, 22: "012", 25: "00"}
        money = {3: "200000", 4: "000000000001", 49: "156"}
        original = {37: self.reference_no, 61: f"000000000000{self.sold_on}", 63: "000"}
        return self.frame("0220", card | money | original | {60: f"25{self.batch_no}000500"}, trace)

    def frame(self, mti: str, fields: dict[int, str], trace: int | None = None) -> bytes:
        """A message with its length, under the next trace number or the one given."""
        self.trace += trace is None
        mine = {11: f"{trace or self.trace:06d}", 41: self.terminal_no, 42: self.merchant_no}
        return write_length(seal(Envelope.of(self.profile), Message(mti, mine | fields), None, self.profile))

    def ask(self, mti: str, fields: dict[int, str]) -> Message:
        """One exchange, approved."""
        self.line.sendall(self.frame(mti, fields))
        answer = self.hear()
        assert answer.text(39) == "00"
        return answer

    def hear(self) -> Message:
        """The next answer. ConnectionError: the other end went."""
        size = int.from_bytes(self._octets(2), "big")
        return read(self._octets(size), self.profile).message

    def _octets(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            more = self.line.recv(count - len(data))
            if not more:
                raise ConnectionError("closed")
            data += more
        return data


@pytest.fixture
def raw_terminal() -> type[RawTerminal]:
    """Terminals made of messages alone."""
    return RawTerminal


@pytest.fixture
def tap() -> type[Tap]:
    """A tap for `desk_on(transport=…)`."""
    return Tap
