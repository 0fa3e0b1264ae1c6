"""The near side of the control channel, for `tuihuo emulator ctl`: finds the running emulator and speaks JSON lines."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from emulator.control import MAX_LINE, ControlError, ControlFileError

WAIT_S = 5.0
"""For a connection and for an answer; news may take for ever."""


class Channel:
    """One connection to a running emulator."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._stream = line.makefile("rb")

    def ask(self, command: dict[str, object]) -> dict[str, object]:
        """The answer to one command. Raises ControlError when the emulator has gone, or did not take the token."""
        self.say(command)
        return self._hear()

    def watch(self) -> Iterator[dict[str, object]]:
        """The state now, and then all news until the emulator goes, which is a ControlError."""
        yield self.ask({"do": "watch"})
        self._line.settimeout(None)
        while True:
            yield self._hear()

    def say(self, line: dict[str, object]) -> None:
        """One line. Raises ControlError."""
        try:
            self._line.sendall(json.dumps(line, ensure_ascii=False).encode("utf-8") + b"\n")
        except OSError as error:
            raise ControlError(f"the emulator went away: {error.strerror or error}") from None

    def close(self) -> None:
        """Give the connection back."""
        self._stream.close()
        self._line.close()

    def _hear(self) -> dict[str, object]:
        try:
            line = self._stream.readline(MAX_LINE)
            said = json.loads(line) if line else None
        except (OSError, ValueError):
            said = None
        if not isinstance(said, dict):
            raise ControlError("the emulator went away, or its token is another")
        return said


@contextmanager
def channel(file: Path) -> Iterator[Channel]:
    """A channel to the emulator that `file` belongs to. Raises ControlError where it does not run any more."""
    port, token = _read_file(file)
    try:
        opened = Channel(socket.create_connection(("127.0.0.1", port), timeout=WAIT_S))
    except OSError as error:
        raise ControlError(f"{file}: no emulator is running there: {error.strerror or error}") from None
    try:
        opened.say({"token": token})  # which has no answer of its own
        yield opened
    finally:
        opened.close()


def the_only_file(folder: Path) -> Path:
    """The file of the one emulator that runs under this folder. Raises ControlError where there is none, or several.

    Files of emulators that do not run any more are removed; what is no such file, or can't be read, is left alone.
    """
    running = _running(folder)
    if not running:
        raise ControlError("no emulator is running")
    if len(running) > 1:
        names = "\n".join(f"  {'  '.join((str(file), *_what_runs(file)[:2]))}" for file in running)
        raise ControlError(f"several emulators are running; --control FILE chooses one of\n{names}")
    return running[0]


def served_at(folder: Path, ledger_id: str) -> str:
    """Where an emulator that runs under this folder serves that ledger; "" where none does. Raises ControlError."""
    found = (_what_runs(file) for file in _running(folder))
    return next((what[1] for what in found if what[2:] == (ledger_id,)), "")


def _running(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.glob("*.json")) if _runs(file)]


def _runs(file: Path) -> bool:
    try:
        port, _ = _read_file(file)
    except ControlError:
        return False
    try:
        socket.create_connection(("127.0.0.1", port), timeout=WAIT_S).close()
    except OSError:
        file.unlink(missing_ok=True)
        return False
    return True


def _what_runs(file: Path) -> tuple[str, ...]:
    """Role, address and ledger id, where its file says them already."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # it ended meanwhile
        return ()
    return tuple(str(said[name]) for name in ("as", "listening", "ledger") if name in said)


def _read_file(file: Path) -> tuple[int, str]:
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        port, token = int(said["port"]), str(said["token"])
    except OSError as error:
        raise ControlError(f"{file}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        port, token = 0, ""
    if not 0 < port < 65_536:
        raise ControlFileError(f"{file}: not the file of a control channel")
    return port, token
