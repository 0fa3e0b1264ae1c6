"""The operator's side of a running emulator: conditions set, scenarios loaded, the state watched. JSON lines on tcp.

A port of its own on loopback, never the device's line. The first line must be the token of the 0600 file that lies in
the user's own folder; anything else closes the connection, and so does a line that is too long. Commands are `_DO`.
"""

import asyncio
import hmac
import json
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import cast

from emulator.conditions import ConditionError, events_of
from emulator.play import Hit, Loaded, News, Play
from emulator.scenario import ScenarioError
from emulator.scenario_file import MAX_FILE, open_scenario, read_toml
from protocol.dialects.unionpay.device_state import DeviceState

Answer = dict[str, object]

TOKEN_BYTES = 16
MAX_FIRST = 256
"""Bytes of the first line, before anybody is known."""
MAX_LINE = 2 * MAX_FILE + 4096
"""Bytes of any other: a scenario's text, whose every character JSON may write as two."""
MAX_PEERS = 8
FIRST_S = 5.0
"""Seconds to the first line."""
MAX_UNREAD = 65_536
"""Bytes of news that a peer leaves unread; then it is closed."""


class ControlError(Exception):
    """There is no control channel; the text says why."""


class ControlFileError(ControlError):
    """What was named as the file of a control channel is none."""


class CommandError(ValueError):
    """A command that can't be carried out; the text says why."""


class Operator:
    """What may be asked of one play. Commands in, answers out: no line and no time."""

    def __init__(self, play: Play) -> None:
        self.play = play

    def answer(self, command: Mapping[str, object]) -> Answer:
        """{"ok": true, "state": …, "loaded": …}, or {"ok": false, "error": …} and nothing has changed."""
        try:
            _DO[_text(command, "do", tuple(_DO))](self, command)
        except (CommandError, ConditionError, ScenarioError) as error:
            return {"ok": False, "error": str(error)}
        return {"ok": True, **self.now()}

    def now(self) -> Answer:
        """The state and what is loaded."""
        return {"state": asdict(self.play.state), "loaded": list(self.play.loaded)}

    def look(self, _command: Mapping[str, object]) -> None:
        """Nothing changes."""

    def set(self, command: Mapping[str, object]) -> None:
        """words: see emulator.conditions.WORDS."""
        words = command.get("words")
        if not isinstance(words, dict):
            raise CommandError("words: an object is expected")
        self.play.change(*events_of(words))

    def load(self, command: Mapping[str, object]) -> None:
        """scenario: a shipped name, or the name that `text`, the TOML of one, shall have."""
        name = _text(command, "scenario")
        if "text" in command:
            self.play.load(read_toml(_text(command, "text"), name))
        elif name.endswith(".toml") or "/" in name or "\\" in name:
            raise CommandError("scenario: a file's text is sent, not its name")
        else:
            self.play.load(open_scenario(name))

    def unload(self, command: Mapping[str, object]) -> None:
        """scenario: its name."""
        self.play.unload(_text(command, "scenario"))


_DO: Mapping[str, Callable[[Operator, Mapping[str, object]], None]] = {
    "state": Operator.look,
    "watch": Operator.look,  # and from then on news, see Control
    "set": Operator.set,
    "load": Operator.load,
    "unload": Operator.unload,
}


def _text(command: Mapping[str, object], key: str, words: tuple[str, ...] = ()) -> str:
    value = command.get(key)
    if not isinstance(value, str) or not value:
        raise CommandError(f"{key}: text is expected")
    if words and value not in words:
        raise CommandError(f"{key}: one of {', '.join(words)}")
    return value


def told(news: News) -> Answer:
    """News as a line of the channel says it. No card number: a hit names the test card."""
    match news:
        case DeviceState():
            return {"news": "state", "state": asdict(news)}
        case Loaded(names):
            return {"news": "loaded", "loaded": list(names)}
        case Hit(scenario, rule, heard, _, failed):
            return {"news": "hit", "scenario": scenario, "rule": rule, **asdict(heard), "failed": failed}


class Control(asyncio.Protocol):
    """One peer. open_now: all of them, for the limit."""

    def __init__(self, operator: Operator, token: str, open_now: set["Control"]) -> None:
        self._operator, self._token, self._open_now = operator, token, open_now
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._buffer = b""
        self._known = self._watching = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A peer came; over the limit it goes again, and so it does when it says nothing."""
        if len(self._open_now) >= MAX_PEERS:
            transport.close()
            return
        self._open_now.add(self)
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass of it
        self._timer = asyncio.get_running_loop().call_later(FIRST_S, transport.close)

    def data_received(self, data: bytes) -> None:
        """Whole lines are commands."""
        self._buffer += data
        while self._transport is not None and not self._transport.is_closing():
            line, found, rest = self._buffer.partition(b"\n")
            if len(line) > (MAX_LINE if self._known else MAX_FIRST):
                self._transport.close()
            elif found:
                self._buffer = rest
                self._line(line)
            else:
                return

    def connection_lost(self, exc: Exception | None) -> None:
        """The peer went."""
        self._open_now.discard(self)
        self._transport = None
        if self._timer is not None:
            self._timer.cancel()
        if self._watching:
            self._operator.play.listeners.remove(self._hear)

    def close(self) -> None:
        """The emulator goes."""
        if self._transport is not None:
            self._transport.close()

    def _line(self, line: bytes) -> None:
        try:
            command = json.loads(line)
        except (ValueError, RecursionError):
            command = None
        if not self._known:
            self._greet(command)
        elif isinstance(command, dict):
            self._carry_out(command)
        else:
            self._say({"ok": False, "error": "a JSON object is expected"})

    def _greet(self, command: object) -> None:
        token = command.get("token") if isinstance(command, dict) else None
        fits = isinstance(token, str) and hmac.compare_digest(token.encode("utf-8", "replace"), self._token.encode())
        if not fits and self._transport is not None:
            self._transport.close()
            return
        self._known = True
        if self._timer is not None:
            self._timer.cancel()

    def _carry_out(self, command: dict[str, object]) -> None:
        answer = self._operator.answer(command)
        self._say(answer)
        if answer["ok"] and command["do"] == "watch" and not self._watching:
            self._watching = True
            self._operator.play.listeners.append(self._hear)

    def _hear(self, news: News) -> None:
        self._say(told(news))

    def _say(self, answer: Answer) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        self._transport.write(json.dumps(answer, ensure_ascii=False).encode("utf-8") + b"\n")
        if self._transport.get_write_buffer_size() > MAX_UNREAD:
            self._transport.abort()


@asynccontextmanager
async def control_open(play: Play, folder: Path, token: str) -> AsyncIterator[Path]:
    """A control channel for `play` while the context lasts; gives the file that says where it is, in `folder`.

    token: of TOKEN_BYTES, drawn for this run. Raises ControlError.
    """
    open_now: set[Control] = set()
    operator = Operator(play)
    try:
        server = await asyncio.get_running_loop().create_server(
            lambda: Control(operator, token, open_now), "127.0.0.1", 0
        )
    except OSError as error:
        raise ControlError(f"127.0.0.1: {error.strerror or error}") from None
    async with server:
        file = _write_file(folder, server.sockets[0].getsockname()[1], token)
        try:
            yield file
        finally:
            file.unlink(missing_ok=True)
            for peer in tuple(open_now):  # before the server waits for them
                peer.close()
            await asyncio.sleep(0)


def say_what_runs(file: Path, role: str, address: str, ledger_id: str) -> None:
    """Put into the channel's file what it belongs to, for whoever has to choose one. Raises ControlError."""
    said = json.loads(file.read_text(encoding="utf-8"))
    _write(file, {**said, "as": role, "listening": address, "ledger": ledger_id})


def _write_file(folder: Path, port: int, token: str) -> Path:
    """The file is nobody else's to read from its first byte on. Raises ControlError."""
    return _write(folder / f"{port}.json", {"port": port, "token": token})


def _write(file: Path, said: Answer) -> Path:
    unfinished = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)  # of a run that was killed
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump(said, out)
        return unfinished.replace(file)
    except OSError as error:
        raise ControlError(f"{file.parent}: {error.strerror or error}") from None
