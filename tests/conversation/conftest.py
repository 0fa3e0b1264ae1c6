"""Real parts for conversations: a served host as a process, a desk on any link, and a tap that sees the bytes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from protocol.transport.base import Transport
from terminal.cashdesk import Desk
from terminal.compose import Options, open_desk
from terminal.settings import Settings

ENTRY = "from terminal.cli import main; main()"


class Tap:
    """Stands in a transport and keeps every write."""

    def __init__(self, line: Transport) -> None:
        self._line = line
        self.written: list[bytes] = []

    def open(self) -> None:
        self._line.open()

    def read(self, timeout_s: float) -> bytes:
        return self._line.read(timeout_s)

    def write(self, data: bytes) -> None:
        self.written.append(data)
        self._line.write(data)

    def close(self) -> None:
        self._line.close()

    def now(self) -> float:
        return self._line.now()

    def sleep(self, seconds: float) -> None:
        self._line.sleep(seconds)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", "zh", 0.0)


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
def _served(listen: str, ledger: Path, code: str = ENTRY) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`tuihuo emulator serve` as a process of its own: its URL, the process. code: what runs it (hosts that die)."""
    words = [sys.executable, "-P", "-c", code, "emulator", "serve", "--as", "host", "--listen", listen]
    process = subprocess.Popen(
        [*words, "--database", str(ledger)], stdout=subprocess.PIPE, text=True, encoding="utf-8", env=dict(os.environ)
    )
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


@pytest.fixture
def tap() -> type[Tap]:
    """A tap for `desk_on(transport=…)`."""
    return Tap
