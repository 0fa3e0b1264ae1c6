"""`tuihuo emulator`: the far end on a real line, its scenarios, and the operator's side of one that runs.

`serve` prints one JSON document first. What goes wrong on purpose is announced on stderr, rule by rule.
"""

import asyncio
import json
import secrets
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from emulator.conditions import ConditionError, events_of
from emulator.control import TOKEN_BYTES, ControlError, control_open
from emulator.control_client import channel, the_only_file
from emulator.device import Device
from emulator.forge import Forge
from emulator.front_end import FrontEnd
from emulator.ledger.contract import Ledger, LedgerError
from emulator.play import Play
from emulator.practice_host import open_front_end, open_ledger
from emulator.scenario import ScenarioError
from emulator.scenario_file import open_scenario, shipped
from emulator.serve import MakeDevice, ServeError, serve_pty, serve_serial, serve_tcp
from protocol.dialects.unionpay.device_state import ROWS
from protocol.session import Framing
from terminal.desk import DONE, MALFORMED, NOTHING_SENT, REFUSED
from terminal.links import LinkUrl, LinkUrlError, parse_link
from terminal.peers import require_spoken
from terminal.settings import load_settings

app = App(name="emulator", help="The other end of the line.")
ctl = App(name="ctl", help="The operator's side of a running emulator: its device and its scenarios.")
app.command(ctl)

CONTROL_FOLDER = "control"

_FILE_HELP = "The file that `emulator serve` names in its first line; not needed where one emulator runs."
File = Annotated[Path | None, Parameter(name="--control", help=_FILE_HELP)]
Json = Annotated[bool, Parameter(name="--json", negative="", help="The whole answer as one JSON document.")]


@app.command
def serve(
    *,
    listen: str,
    role: Annotated[Literal["host"], Parameter(name="--as")] = "host",
    database: str | None = None,
    scenario: tuple[str, ...] = (),
    seed: int = 0,
    delay: float = 0.0,
) -> int:
    """Answer as an acquirer until interrupted.

    Parameters
    ----------
    listen
        tcp://127.0.0.1:PORT (0: any), pty:, or serial:///dev/…
    role
        What it is: a host.
    database
        Ledger file, or postgresql://…; without it the practice ledger beside the journal.
    scenario
        What goes wrong from the start: a name of `tuihuo emulator scenarios`, or a TOML file.
    seed
        Of all chance in scenarios and on weak lines.
    delay
        Seconds an answer takes.
    """
    url = parse_link(listen)
    require_spoken(url)
    try:
        ledger = open_ledger(database or load_settings().ledger)
    except LedgerError as error:
        return _refuse(error, MALFORMED)
    try:
        front_end = open_front_end(ledger)
        play = _play(url.framing, front_end, seed, scenario)
        with suppress(KeyboardInterrupt):
            asyncio.run(_serve(url, ledger, front_end, play, delay, role))
    except ScenarioError as error:
        return _refuse(error, MALFORMED)
    except (ServeError, ControlError) as error:
        return _refuse(error, NOTHING_SENT)
    finally:
        ledger.close()
    return DONE


def _play(framing: Framing, front_end: FrontEnd, seed: int, scenarios: tuple[str, ...]) -> Play:
    forge = Forge(front_end.mac_key, lambda: datetime.now().astimezone())
    play = Play(framing, forge, seed)
    for name in scenarios:
        play.load(open_scenario(name))
    play.announce_to(_announce)
    return play


def _announce(text: str) -> None:
    with suppress(BrokenPipeError):  # nobody reads; that is no reason to end a line
        print(text, file=sys.stderr, flush=True)


async def _serve(url: LinkUrl, ledger: Ledger, front_end: FrontEnd, play: Play, delay: float, role: str) -> None:
    folder = load_settings().home / CONTROL_FOLDER

    def make(framing: Framing) -> Device:
        return Device(front_end, framing, delay, play=play)

    async with control_open(play, folder, secrets.token_hex(TOKEN_BYTES)) as control:

        def announce(address: str) -> None:
            first = {
                "listening": address, "as": role, "framing": url.framing.value, "ledger": ledger.identity().ledger_id,
                "control": str(control),
            }  # fmt: skip
            print(json.dumps(first), flush=True)

        await _listen(url, make, announce)


async def _listen(url: LinkUrl, make: MakeDevice, announce: Callable[[str], None]) -> None:
    if url.kind == "tcp":
        await serve_tcp(*url.host_port, make, url.framing, announce)
    elif url.kind == "pty":
        await serve_pty(make, url.framing, announce)
    elif url.kind == "serial":
        await serve_serial(url.address, url.baud, make, url.framing, announce)
    else:
        raise LinkUrlError(f"{url.kind}: can't be served")


@app.command
def scenarios(*, json_: Json = False) -> int:
    """Every scenario, what sets it off, and what the cashier sees."""
    lang = load_settings().lang
    for row in shipped().values():
        if json_:
            document = {
                "scenario": row.name, "title": row.title._asdict(), "links": row.links.value,
                "triggers": row.triggers._asdict(), "sees": row.sees._asdict(),
            }  # fmt: skip
            print(json.dumps(document, ensure_ascii=False))
        else:
            told = (row.title, row.triggers, row.sees)
            title, triggers, sees = (words.zh if lang == "zh" else words.en for words in told)
            print(f"{row.name} ({row.links}): {title}\n    {triggers} -> {sees}")
    return DONE


# --- ctl -------------------------------------------------------------------------------------------------------------


@ctl.command
def state(*, control: File = None, json_: Json = False) -> int:
    """Show the device's state and which scenarios are loaded."""
    return _do({"do": "state"}, control, json_)


@ctl.command(name="set")
def set_(*words: str, control: File = None, json_: Json = False) -> int:
    """Let something happen to the device: battery=5 charge=80 paper=out printer=hot insert=visa tap=… swipe=… show=…
    remove=true line=70 clock=3600.
    """
    try:
        wanted = {key: _value(value) for key, _, value in (word.partition("=") for word in words)}
        events_of(wanted)
    except ConditionError as error:
        return _refuse(error, MALFORMED)
    return _do({"do": "set", "words": wanted}, control, json_)


@ctl.command
def load(scenario: str, /, *, control: File = None, json_: Json = False) -> int:
    """Load a scenario: a shipped name, or a TOML file."""
    command: dict[str, object] = {"do": "load", "scenario": scenario}
    try:
        found = open_scenario(scenario)
        if found.name not in shipped() or found is not shipped()[found.name]:
            command |= {"scenario": found.name, "text": Path(scenario).read_text(encoding="utf-8-sig")}
    except ScenarioError as error:
        return _refuse(error, MALFORMED)
    return _do(command, control, json_)


@ctl.command
def unload(scenario: str, /, *, control: File = None, json_: Json = False) -> int:
    """Unload a scenario; what it did to the device stays."""
    return _do({"do": "unload", "scenario": scenario}, control, json_)


@ctl.command
def watch(*, control: File = None) -> int:
    """Show state, loadings and hits as they happen, one JSON line each, until interrupted."""
    try:
        with channel(_file(control)) as opened, suppress(KeyboardInterrupt):
            for said in opened.watch():
                print(json.dumps(said, ensure_ascii=False), flush=True)
    except ControlError as error:
        return _refuse(error, NOTHING_SENT)
    return DONE


def _do(command: dict[str, object], control: Path | None, as_json: bool) -> int:
    try:
        with channel(_file(control)) as opened:
            said = opened.ask(command)
    except ControlError as error:
        return _refuse(error, NOTHING_SENT)
    if as_json:
        print(json.dumps(said, ensure_ascii=False))
    elif said["ok"]:
        _show(said)
    else:
        print(said["error"], file=sys.stderr)
    return DONE if said["ok"] else REFUSED


def _show(said: dict[str, object]) -> None:
    lang, values = load_settings().lang, said["state"]
    if isinstance(values, dict):
        for row in ROWS.values():
            print(f"{row.zh if lang == 'zh' else row.attribute}: {values.get(row.attribute)}")
    loaded = said["loaded"]
    if isinstance(loaded, list):
        print(f"{'场景' if lang == 'zh' else 'scenarios'}: {' '.join(map(str, loaded)) or '-'}")


def _file(control: Path | None) -> Path:
    return control or the_only_file(load_settings().home / CONTROL_FOLDER)


def _value(text: str) -> object:
    if text == "true":
        return True
    return int(text) if text.removeprefix("-").isdecimal() and text.isascii() and len(text) < 10 else text


def _refuse(error: Exception, code: int) -> int:
    print(error, file=sys.stderr)
    return code
