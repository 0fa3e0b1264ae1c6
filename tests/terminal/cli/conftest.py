"""Verbs run in this process on the in-process emulator: a clock that nobody waits for, and lines that can fail."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from between import Between, changed, types_in
from policies import TOML

from emulator.ledger.records import Entry
from emulator.practice_host import open_ledger
from protocol.framing import write_frame
from protocol.transport.base import LineClosedError, LineError, Transport
from terminal.cli.verbs import run
from terminal.compose import Options, open_desk
from terminal.line.driver import Interrupted
from terminal.settings import load_settings
from terminal.trade.refund import RefundRecord

FAST = "emulator:?t_resp=0.3&t_ack=0.1"


@dataclass
class Outcome:
    """How a verb ended. documents: the JSON of each line on stdout."""

    code: int
    out: str
    err: str

    @property
    def documents(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def document(self) -> dict[str, Any]:
        (only,) = self.documents
        return only

    @property
    def error(self) -> str | None:
        return self.document["error"]


@dataclass
class Fault:
    """What a bad line does to answers (read) and requests (write) of these message types, as long as `times` lasts."""

    kind: str
    types: tuple[str, ...]
    times: int = 1_000_000


@dataclass
class BadLine(Between):
    """A line with one fault. asked: the message type of each frame that was written, resends too."""

    fault: Fault
    asked: list[str] = field(default_factory=list)

    def write(self, data: bytes) -> None:
        frames = types_in(data)
        self.asked += frames
        match self._strikes("write") if frames else "":
            case "deaf":
                return
            case "closed":
                raise LineClosedError("unplugged before")
            case "cut":
                raise LineError("unplugged while writing")
        self.line.write(data)

    def read(self, timeout_s: float) -> bytes:
        data = self.line.read(timeout_s)
        match self._strikes("read") if types_in(data) else "":
            case "silent":
                return b""
            case "bad_lrc":
                return data[:-1] + bytes((data[-1] ^ 1,))
            case "bad_mac":
                return changed(data, _bad_mac)
            case "lost":
                raise LineError("unplugged while reading")
        return data

    def _strikes(self, way: str) -> str:
        fault = self.fault
        if fault.kind not in FAULTS_OF[way] or not self.asked or self.asked[-1] not in fault.types or not fault.times:
            return ""
        fault.times -= 1
        return fault.kind


FAULTS_OF = {"write": {"deaf", "closed", "cut"}, "read": {"silent", "bad_lrc", "bad_mac", "lost"}}


def _bad_mac(message: bytes) -> bytes:
    """The MAC is the last field: its last byte is altered, and the frame is whole again."""
    return write_frame(message[:-1] + bytes((message[-1] ^ 1,)))


class Bench:
    """The practice books beside the verbs."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        self.lines: list[BadLine] = []

    def run(self, *words: str) -> Outcome:
        self._capsys.readouterr()
        code = run(words)
        said = self._capsys.readouterr()
        return Outcome(code, said.out, said.err)

    def refund(self, *words: str) -> Outcome:
        return self.run("refund", *words, "--link", FAST, "--json")

    def resolve(self, *words: str) -> Outcome:
        return self.run("resolve", *words, "--link", FAST, "--json")

    def fail(self, kind: str, *types: str, times: int = 1_000_000) -> None:
        """The next verbs speak over a line with this fault; `heal` ends it."""

        def wrap(line: Transport) -> BadLine:
            self.lines.append(BadLine(line, Fault(kind, types, times)))
            return self.lines[-1]

        self._open_by(partial(Options, transport=wrap))

    def heal(self) -> None:
        self._open_by(Options)

    def _open_by(self, options: Callable[..., Options]) -> None:
        for room in ("terminal.cli.refund", "terminal.cli.resolve", "terminal.cli.case.desk"):
            self._monkeypatch.setattr(f"{room}.Options", options)

    def asked(self) -> list[str]:
        """Message types written over the bad lines, resends counted once."""
        sent = [mti for line in self.lines for mti in line.asked]
        return [mti for before, mti in zip(["", *sent], sent, strict=False) if mti != before]

    def rows(self) -> tuple[Entry, ...]:
        """Every refund that the host ever answered, declined ones too."""
        with open_ledger(load_settings().ledger) as ledger:
            return ledger.all_refunds()

    def applied(self) -> list[tuple[str, int]]:
        """(key, fen) of each refund that moved money."""
        return [(str(row.key), row.answer.amount_fen) for row in self.rows() if row.answer.code == "00"]

    def records(self) -> tuple[RefundRecord, ...]:
        """The journal's refunds, after its whole chain was verified."""
        desk = open_desk("emulator:", load_settings())
        try:
            desk.journal.verify()
            return desk.journal.refunds()
        finally:
            desk.close()

    def kinds(self, key: str) -> list[str]:
        """What the journal has of one refund."""
        desk = open_desk("emulator:", load_settings())
        try:
            return [entry.kind for entry in desk.journal.entries(key)]
        finally:
            desk.close()

    def states(self) -> list[str]:
        return [record.state.value for record in self.records()]

    def untouched(self) -> bool:
        """No refund in the journal, which is whole, and none in the ledger."""
        return self.records() == () and self.rows() == ()


@pytest.fixture(autouse=True)
def _here_nobody_waits(nobody_waits: None) -> None:
    """Every verb on `emulator:`."""


@pytest.fixture
def bench(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Bench:
    return Bench(capsys, monkeypatch)


@pytest.fixture
def settlement_left() -> Callable[..., None]:
    """The terminal was left between the beginning of a settlement and its first answer."""

    def leave(link: str = "emulator:") -> None:
        desk = open_desk(link, load_settings())
        desk.sign_on("01")
        with pytest.raises(Interrupted):
            desk.batch.settle(lambda _record: desk.interrupt())
        desk.close()

    return leave


@pytest.fixture
def generous(tuihuo_home: Path) -> None:
    """A shop that takes back what is older than the host's window."""
    tuihuo_home.mkdir(exist_ok=True)
    own = TOML.replace("window_days = 30", "window_days = 3650")
    (tuihuo_home / "policy.toml").write_text(own, encoding="utf-8")


@pytest.fixture
def slips(project_root: Path) -> Path:
    """The sample slips; the bad ones in `bad`."""
    return project_root / "fixtures" / "slips"


@pytest.fixture
def holds_card() -> Callable[[Path, str], list[str]]:
    """Files below a folder in which a card number stands, as ASCII or packed BCD at either nibble."""

    def find(folder: Path, number: str) -> list[str]:
        files = {file: file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}
        return [file.name for file, data in files.items() if number.encode() in data or number in data.hex()]

    return find
