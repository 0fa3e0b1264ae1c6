"""The control channel on the loop of this process: the token first, bounded lines, commands, news, nothing else."""

import asyncio
import json
import os
import stat
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from emulator import control, control_client
from emulator.conditions import BatteryChanged
from emulator.control import MAX_FIRST, MAX_LINE, MAX_PEERS, Control, ControlError, Operator, control_open, told
from emulator.control_client import channel, the_only_file
from emulator.forge import Forge
from emulator.play import Heard, Hit, Loaded, Play
from emulator.scenario import Act
from protocol.dialects.unionpay.device_state import DeviceState
from protocol.session import Framing

TOKEN = "0123456789abcdef"
MINE = """
zh = "名"
en = "name"
sees_zh = "看见什么"
sees_en = "what is seen"
links = "any"
[device]
line = 70
"""


@pytest.fixture
def play() -> Play:
    return Play(Framing.LENGTH, Forge(lambda _terminal: None, lambda: datetime.now().astimezone()))


@pytest.fixture
def operator(play: Play) -> Operator:
    return Operator(play)


# --- commands --------------------------------------------------------------------------------------------------------

# fmt: off
# (commands, what is loaded, what the state differs in)
DONE = (
    ([{"do": "state"}],                                                       [], {}),
    ([{"do": "set", "words": {"battery": 5, "tap": "visa"}}],
     [], {"battery_percent": 5, "slot": "tapped", "presented": "visa"}),
    ([{"do": "load", "scenario": "closed-half"}],                             ["closed-half"], {}),
    ([{"do": "load", "scenario": "mine", "text": MINE}],                      ["mine"], {"line_percent": 70}),
    ([{"do": "load", "scenario": "paper-low"}, {"do": "unload", "scenario": "paper-low"}], [], {"paper": "low"}),
)
# (command, error)
REFUSED = (
    ({},                                                "do: text is expected"),
    ({"do": 1},                                         "do: text is expected"),
    ({"do": "explode"},                                 "do: one of state, watch, set, load, unload"),
    ({"do": "set"},                                     "words: an object is expected"),
    ({"do": "set", "words": []},                        "words: an object is expected"),
    ({"do": "set", "words": {"battry": 5}},             "battry: unknown; there are remove,"),
    ({"do": "set", "words": {"remove": True}},          "nothing is presented"),
    ({"do": "load"},                                    "scenario: text is expected"),
    ({"do": "load", "scenario": "supper"},              "no scenario is called 'supper'"),
    ({"do": "load", "scenario": "/etc/passwd"},         "scenario: a file's text is sent, not its name"),
    ({"do": "load", "scenario": "x.toml"},              "scenario: a file's text is sent, not its name"),
    ({"do": "load", "scenario": "lrc-wrong"},           "lrc-wrong: links: is for framing link, and this"),
    ({"do": "load", "scenario": "x", "text": "["},      "x: not TOML"),
    ({"do": "load", "scenario": "x", "text": 5},        "text: text is expected"),
    ({"do": "load", "scenario": "x", "text": MINE + "more = 1"}, "x: device.more: unknown"),
    ({"do": "unload", "scenario": "closed-half"},       "closed-half: is not loaded"),
)
# fmt: on


@pytest.mark.parametrize(("commands", "loaded", "differs"), DONE)
def test_what_is_done(operator, commands, loaded, differs):
    said = [operator.answer(command) for command in commands]
    state = said[-1]["state"]
    assert [one["ok"] for one in said] == [True] * len(commands)
    assert said[-1]["loaded"] == loaded
    plain = Operator(operator.play).answer({"do": "state"})["state"] | {}
    assert state == plain
    assert {key: value for key, value in state.items() if value != FRESH[key]} == differs


FRESH: dict[str, Any] = {
    "battery_percent": 100, "charging": False, "paper": "plenty", "printer": "ready", "slot": "empty",
    "presented": "", "line_percent": 100, "clock_offset_s": 0,
}  # fmt: skip


@pytest.mark.parametrize(("command", "error"), REFUSED, ids=[error for _, error in REFUSED])
def test_what_is_refused_changes_nothing(operator, command, error):
    said = operator.answer(command)
    assert (said["ok"], str(said["error"])[: len(error)]) == (False, error)
    assert operator.now() == {"state": FRESH, "loaded": []}


def test_news_as_lines():
    hit = Hit("one", 2, Heard("refund", "10000001", 1234, "visa"), Act(code="51"), "why not")
    said = {
        "news": "hit", "scenario": "one", "rule": 2, "transaction": "refund", "terminal_no": "10000001",
        "amount_fen": 1234, "card": "visa", "failed": "why not",
    }  # fmt: skip
    assert told(hit) == said
    assert told(Loaded(("a", "b"))) == {"news": "loaded", "loaded": ["a", "b"]}
    assert told(DeviceState()) == {"news": "state", "state": FRESH}


# --- the channel -----------------------------------------------------------------------------------------------------

Talk = Callable[[Path], Awaitable[Any]]


def served(play: Play, folder: Path, talk: Talk) -> Any:
    """Opens a channel for `play`, talks, closes it; what `talk` gave."""

    async def both() -> Any:
        async with control_open(play, folder, TOKEN) as file:
            return await asyncio.wait_for(talk(file), 20)

    return asyncio.run(both())


async def connected(file: Path, *lines: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    port = json.loads(file.read_text(encoding="utf-8"))["port"]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"".join(lines))
    return reader, writer


GREETING = json.dumps({"token": TOKEN}).encode() + b"\n"
STATE = b'{"do": "state"}\n'


def test_the_file_is_the_users_own_and_goes_with_the_channel(play, tmp_path):
    folder = tmp_path / "new" / "folder"

    async def look(file: Path) -> tuple[Path, dict[str, Any]]:
        return file, json.loads(file.read_text(encoding="utf-8"))

    file, said = served(play, folder, look)
    assert (file, said["token"]) == (folder / f"{said['port']}.json", TOKEN)
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="other systems keep no such modes")
def test_nobody_else_may_read_the_file(play, tmp_path):
    async def look(file: Path) -> int:
        return stat.S_IMODE(file.stat().st_mode)

    assert served(play, tmp_path / "new", look) == 0o600


def test_a_folder_that_can_not_be(play, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ControlError, match="file"):
        served(play, tmp_path / "file" / "folder", connected)


@pytest.mark.parametrize(
    "first",
    [b'{"token": "0123456789abcdee"}\n', b'{"token": 5}\n', b'{"token": "\\u00e9"}\n', b'{"token": "\\ud800"}\n',
     b"{}\n", b"[]\n", b"0123456789abcdef\n", b"GET / HTTP/1.1\r\n\r\n", b"\n", b"\xff\n", STATE, b"[" * 250 + b"\n",
     b"x" * (MAX_FIRST + 1), b"x" * (MAX_FIRST + 1) + b"\n"],
    ids=lambda line: repr(line[:20]),
)  # fmt: skip
def test_without_the_token_the_connection_is_closed_and_nothing_is_said(play, tmp_path, first):
    async def talk(file: Path) -> bytes:
        reader, writer = await connected(file, first, STATE)
        said = await reader.read()
        writer.close()
        return said

    assert served(play, tmp_path, talk) == b""


def test_whoever_says_nothing_is_closed(play, tmp_path, monkeypatch):
    monkeypatch.setattr(control, "FIRST_S", 0.05)

    async def talk(file: Path) -> bytes:
        reader, writer = await connected(file, GREETING[:5])
        said = await reader.read()
        writer.close()
        return said

    assert served(play, tmp_path, talk) == b""


def test_whoever_said_the_token_stays(play, tmp_path, monkeypatch):
    monkeypatch.setattr(control, "FIRST_S", 0.05)

    async def talk(file: Path) -> bytes:
        reader, writer = await connected(file, GREETING)
        await asyncio.sleep(0.15)
        writer.write(STATE)
        said = await reader.readline()
        writer.close()
        return said

    assert json.loads(served(play, tmp_path, talk)) == {"ok": True, "state": FRESH, "loaded": []}


def test_commands_in_pieces_and_several_at_once(play, tmp_path):
    async def talk(file: Path) -> list[Any]:
        reader, writer = await connected(file)
        for byte in GREETING + STATE + b'{"do": "set", "words": {"battery": 7}}\n':
            writer.write(bytes((byte,)))
            await writer.drain()
        writer.write(b"5\nnonsense\n" + b"[" * 100_000 + b"\n" + STATE)
        said = [json.loads(await reader.readline()) for _ in range(6)]
        writer.close()
        return said

    said = served(play, tmp_path, talk)
    assert [one["ok"] for one in said] == [True, True, False, False, False, True]
    assert [one["error"] for one in said[2:5]] == ["a JSON object is expected"] * 3
    assert said[5]["state"]["battery_percent"] == 7


@pytest.mark.parametrize(("length", "closed"), [(MAX_LINE, False), (MAX_LINE + 1, True)])
def test_the_longest_line(play, tmp_path, length, closed):
    async def talk(file: Path) -> bytes:
        reader, writer = await connected(file, GREETING)
        writer.write(b'{"do": "state"}'.ljust(length) + b"\n")
        said = await reader.readline()
        writer.close()
        return said

    assert (served(play, tmp_path, talk) == b"") is closed


def test_one_peer_too_many(play, tmp_path):
    async def talk(file: Path) -> list[bytes]:
        peers = [await connected(file, GREETING, STATE) for _ in range(MAX_PEERS)]
        said = [await reader.readline() for reader, _ in peers]
        reader, writer = await connected(file, GREETING, STATE)
        refused = await reader.read()
        for _, one in (*peers, (reader, writer)):
            one.close()
        return [*said, refused]

    said = served(play, tmp_path, talk)
    assert [bool(one) for one in said] == [True] * MAX_PEERS + [False]


def test_who_watches_hears_everything_and_who_does_not_hears_nothing(play, tmp_path):
    async def talk(file: Path) -> tuple[list[Any], Any, int]:
        watching, first = await connected(file, GREETING, b'{"do": "watch"}\n', b'{"do": "watch"}\n')
        now = [json.loads(await watching.readline()) for _ in range(2)]
        reader, second = await connected(file, GREETING, b'{"do": "set", "words": {"line": 5}}\n')
        answer = json.loads(await reader.readline())
        play.change(BatteryChanged(1))
        news = [json.loads(await watching.readline()) for _ in range(2)]
        second.write(STATE)
        after = json.loads(await reader.readline())
        first.close()
        second.close()
        await asyncio.sleep(0.05)
        return [*now, answer, *news], after, len(play.listeners)

    said, after, listeners = served(play, tmp_path, talk)
    assert [one.get("news", "answer") for one in said] == ["answer"] * 3 + ["state"] * 2
    assert [one["state"]["battery_percent"] for one in said[3:]] == [100, 1]
    assert after == {"ok": True, "state": FRESH | {"line_percent": 5, "battery_percent": 1}, "loaded": []}
    assert listeners == 0


def test_news_that_nobody_reads_closes_the_connection(play, operator):
    class Slow(asyncio.Transport):
        written, aborted = b"", False

        def write(self, data: bytes) -> None:  # type: ignore[override]
            self.written += data

        def get_write_buffer_size(self) -> int:
            return len(self.written)

        def is_closing(self) -> bool:
            return self.aborted

        def abort(self) -> None:
            self.aborted = True

    async def talk() -> tuple[bool, int, int]:
        slow, open_now = Slow(), set()
        peer = Control(operator, TOKEN, open_now)
        peer.connection_made(slow)
        peer.data_received(GREETING + b'{"do": "watch"}\n')
        for number in range(2000):
            play.change(BatteryChanged(number % 100))
        peer.connection_lost(None)
        return slow.aborted, len(slow.written), len(play.listeners)

    aborted, written, listeners = asyncio.run(talk())
    assert (aborted, control.MAX_UNREAD < written < 2 * control.MAX_UNREAD, listeners) == (True, True, 0)


# --- the near side ---------------------------------------------------------------------------------------------------


def by_the_client(play: Play, folder: Path, talk: Callable[[Path], Any]) -> Any:
    return served(play, folder, lambda file: asyncio.to_thread(talk, file))


def test_the_client_asks_and_watches(play, tmp_path):
    def talk(file: Path) -> list[Any]:
        with channel(the_only_file(tmp_path)) as opened, channel(file) as other:
            watched = opened.watch()
            first = next(watched)
            other.ask({"do": "set", "words": {"battery": 3}})
            return [first, next(watched), opened.ask({"do": "explode"})["ok"]]

    first, news, ok = by_the_client(play, tmp_path, talk)
    assert (first["state"], news["state"]["battery_percent"], ok) == (FRESH, 3, False)


def test_a_wrong_token_is_told(play, tmp_path):
    def talk(file: Path) -> str:
        said = json.loads(file.read_text(encoding="utf-8"))
        other = tmp_path / "other" / "x.json"
        other.parent.mkdir()
        other.write_text(json.dumps(said | {"token": "x"}), encoding="utf-8")
        with channel(other) as opened, pytest.raises(ControlError) as refused:
            opened.ask({"do": "state"})
        return str(refused.value)

    assert by_the_client(play, tmp_path / "mine", talk) == "the emulator went away, or its token is another"


def test_nobody_runs(tmp_path):
    with pytest.raises(ControlError, match="no emulator is running"):
        the_only_file(tmp_path)


def test_the_file_of_one_that_was_killed_is_removed(play, tmp_path):
    def talk(file: Path) -> Path:
        (tmp_path / "1.json").write_text('{"port": 1, "token": "x"}', encoding="utf-8")
        return the_only_file(tmp_path)

    assert by_the_client(play, tmp_path, talk).name != "1.json"
    assert list(tmp_path.iterdir()) == []


def test_two_that_run_are_not_chosen_between(play, tmp_path):
    def talk(_file: Path) -> str:
        def inner(_other: Path) -> str:
            with pytest.raises(ControlError) as refused:
                the_only_file(tmp_path)
            return str(refused.value)

        return by_the_client(play, tmp_path, inner)

    assert by_the_client(play, tmp_path, talk).startswith("several emulators are running; --control FILE chooses")


NO_FILES = [
    "", "[]", "{}", '{"port": 4', '{"port": "x", "token": "y"}', '{"port": 0, "token": ""}',
    '{"port": 65536, "token": ""}', '{"port": Infinity, "token": ""}', "[" * 100_000, "\udcff",
]  # fmt: skip


@pytest.mark.parametrize("content", NO_FILES, ids=range(len(NO_FILES)))
def test_what_was_left_half_written_does_not_run(play, tmp_path, content):
    """And is left alone: it need not be ours."""
    other = tmp_path / "0.json"
    other.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ControlError, match="no emulator is running"):
        the_only_file(tmp_path)
    assert by_the_client(play, tmp_path, lambda _file: the_only_file(tmp_path)).name != "0.json"
    assert list(tmp_path.iterdir()) == [other]


def test_a_file_that_can_not_be_read_does_not_run(play, tmp_path):
    (tmp_path / "0.json").symlink_to(tmp_path / "nowhere")
    (tmp_path / "1.json").mkdir()
    assert by_the_client(play, tmp_path, lambda _file: the_only_file(tmp_path).is_file())


@pytest.mark.parametrize("content", NO_FILES, ids=range(len(NO_FILES)))
def test_what_is_no_file_of_a_channel(tmp_path, content):
    file = tmp_path / "x.json"
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ControlError, match="not the file of a control channel"), channel(file):
        pass


def test_a_file_that_is_not_there_and_one_where_nobody_listens(tmp_path):
    with pytest.raises(ControlError, match="No such file"), channel(tmp_path / "x.json"):
        pass
    (tmp_path / "x.json").write_text('{"port": 1, "token": "x"}', encoding="utf-8")
    with pytest.raises(ControlError, match="no emulator is running there"), channel(tmp_path / "x.json"):
        pass


def test_the_emulator_that_goes_while_it_is_asked(play, tmp_path, monkeypatch):
    def talk(file: Path) -> control_client.Channel:
        said = json.loads(file.read_text(encoding="utf-8"))
        return control_client.Channel(control_client.socket.create_connection(("127.0.0.1", said["port"]), timeout=30))

    opened = by_the_client(play, tmp_path, talk)
    with pytest.raises(ControlError, match="went away"):
        [opened.ask({"do": "state"}) for _ in range(3)]
    opened.close()
