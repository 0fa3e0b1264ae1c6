"""`tuihuo emulator ctl`: the operator's side of a running emulator. It never speaks on the device's own line."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from emulator.conditions import ConditionError, events_of
from emulator.control import ControlError, ControlFileError
from emulator.control_client import channel, the_only_file
from emulator.scenario import ScenarioError
from emulator.scenario_file import open_scenario, shipped
from protocol.dialects.unionpay.device_state import ROWS, Paper, PrinterState, Slot
from terminal.cli.refusal import complain
from terminal.columns import clean
from terminal.desk.door import Refusal
from terminal.desk.faults import DONE, MALFORMED, NOTHING_SENT, REFUSED
from terminal.language import Texts, translator
from terminal.settings import load_settings

app = App(name="ctl", help="The operator's side of a running emulator: its device and its scenarios.")

WORDS = ("yes", "no", *Paper, *PrinterState, *Slot)
"""Of a device's state; the texts are `device.<word>`."""

_FILE_HELP = "The file that `emulator serve` names in its first line; not needed where one emulator runs."
File = Annotated[Path | None, Parameter(name="--control", help=_FILE_HELP)]
Json = Annotated[bool, Parameter(name="--json", negative="", help="The whole answer as one JSON document.")]


@app.command
def state(*, control: File = None, json_: Json = False) -> int:
    """Show the device's state and which scenarios are loaded."""
    return _do({"do": "state"}, control, json_)


@app.command(name="set")
def set_(*words: str, control: File = None, json_: Json = False) -> int:
    """Let something happen to the device: battery=5 charge=80 paper=out printer=hot insert=visa tap=… swipe=… show=…
    remove=true line=70 clock=3600.
    """
    if not words:
        raise Refusal("usage", hint=translator(load_settings().lang)("ctl.set_what"))
    try:
        wanted = {key: _value(value) for key, _, value in (word.partition("=") for word in words)}
        events_of(wanted)
    except ConditionError as error:
        return _refuse(error, MALFORMED)
    return _do({"do": "set", "words": wanted}, control, json_)


@app.command
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


@app.command
def unload(scenario: str, /, *, control: File = None, json_: Json = False) -> int:
    """Unload a scenario; what it did to the device stays."""
    return _do({"do": "unload", "scenario": scenario}, control, json_)


@app.command
def watch(*, control: File = None) -> int:
    """Show state, loadings and hits as they happen, one JSON line each, until interrupted."""
    try:
        with channel(_file(control)) as opened, suppress(KeyboardInterrupt):
            for said in opened.watch():
                print(json.dumps(said, ensure_ascii=False), flush=True)
    except ControlError as error:
        return _refuse(error, MALFORMED if isinstance(error, ControlFileError) else NOTHING_SENT)
    return DONE


def _do(command: dict[str, object], control: Path | None, as_json: bool) -> int:
    try:
        with channel(_file(control)) as opened:
            said = opened.ask(command)
    except ControlError as error:
        return _refuse(error, MALFORMED if isinstance(error, ControlFileError) else NOTHING_SENT)
    if as_json:
        print(json.dumps(said, ensure_ascii=False))
    elif said["ok"]:
        _show(said)
    else:
        complain(str(said["error"]))
    return DONE if said["ok"] else REFUSED


def _show(said: dict[str, object]) -> None:
    lang, values = load_settings().lang, said["state"]
    texts = translator(lang)
    if isinstance(values, dict):
        for row in ROWS.values():
            print(f"{row.zh if lang == 'zh' else row.attribute}: {clean(_word(values.get(row.attribute), texts))}")
    loaded = said["loaded"]
    if isinstance(loaded, list):
        print(f"{texts('ctl.scenarios')}: {clean(' '.join(map(str, loaded))) or '-'}")


def _word(value: object, texts: Texts) -> str:
    """One thing of the state as people say it; names of cards and numbers stand for themselves."""
    word = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
    return texts(f"device.{word}") if word in WORDS else word or "-"


def _file(control: Path | None) -> Path:
    return control or the_only_file(load_settings().control)


def _value(text: str) -> object:
    if text == "true":
        return True
    return int(text) if text.removeprefix("-").isdecimal() and text.isascii() and len(text) < 10 else text


def _refuse(error: Exception, code: int) -> int:
    for line in str(error).split("\n"):
        complain(line)
    return code
