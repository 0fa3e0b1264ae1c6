"""Scenarios from TOML (docs/how-to-scenarios.md): the shipped ones beside this package, and files of one's own.

The rule: it fails closed. Whatever is unknown, out of bounds, contradicts itself or needs another link than the file
declares is a ScenarioError with file, table and key; nothing is guessed or passed over.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePath
from typing import TypeVar

from emulator.conditions import ConditionError, Event, events_of
from emulator.scenario import Act, Closed, Links, Lost, Match, Rule, Scenario, ScenarioError, Spoiled
from emulator.shop.table import ShopError, Table
from protocol import strict_toml
from protocol.cards import TEST_CARDS
from protocol.codes import Outcome, refund_outcome
from protocol.dialects.unionpay.demands import Demand
from protocol.dialects.unionpay.matrix import ROWS
from protocol.dialects.unionpay.profiles import DEFAULT
from protocol.errors import EncodeError
from protocol.message import Message
from protocol.words import Words

MAX_FILE = 65_536
"""Bytes of a file: far more than any of ours, and read at once."""
MAX_RULES = 100
MAX_TEXT = 120
"""Characters of what the cashier sees: one line."""
MAX_COUNT = 1_000_000
MAX_MS = 3_600_000
"""An hour: longer than any time-out of a link."""
MAX_COPIES = 10
MAX_FEN = 999_999_999_999

_FOLDER = "scenarios"
_NOT_CHANGED = {39, 64}  # the code is `code`, and the MAC is made anew

# Keys of which a rule has one at most, and keys that are about an answer which those of `_SILENT` do not leave.
_INSTEAD = ("code", "lost", "closed", "nak", "busy_ms", "replay")
_SILENT = ("lost", "nak", "busy_ms")
_OF_ANSWERS = ("delay_ms", "late", "copies", "spoiled", "sends", "fields", "demand")
_FRAMES_ONLY = ("nak", "ack_lost")

_Word = TypeVar("_Word", bound=StrEnum)


@cache
def shipped() -> Mapping[str, Scenario]:
    """Every scenario of this package, by name."""
    found = sorted((file for file in _folder().iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return {scenario.name: scenario for scenario in map(_shipped_file, found)}


def open_scenario(name_or_file: str) -> Scenario:
    """The scenario of a shipped name, or of a TOML file (a path, or a name ending in .toml). Raises ScenarioError."""
    if name_or_file.endswith(".toml") or "/" in name_or_file or "\\" in name_or_file:
        return read_file(name_or_file)
    if name_or_file not in shipped():
        raise ScenarioError(
            "", "", f"no scenario is called {name_or_file[:40]!r}; `tuihuo emulator scenarios` lists them"
        )
    return shipped()[name_or_file]


def read_file(name: str) -> Scenario:
    """The scenario in the file `name`. Raises ScenarioError."""
    try:
        with Path(name).open("rb") as file:
            data = file.read(MAX_FILE + 1)
        text = data.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text, or no file's name"
        raise ScenarioError(name, "", f"can't be read: {reason}") from None
    if len(data) > MAX_FILE:
        raise ScenarioError(name, "", f"a scenario has at most {MAX_FILE} bytes")
    return read_toml(text, name)


def read_toml(text: str, file: str) -> Scenario:
    """The scenario that `text` describes; `file` names it and stands in errors. Raises ScenarioError."""
    try:
        values = strict_toml.read_toml(text)
    except ValueError as error:
        raise ScenarioError(file, "", f"not TOML: {str(error)[:MAX_TEXT]}") from None
    try:
        return _scenario(Table(file, "", values), PurePath(file).stem)
    except ShopError as error:
        raise ScenarioError(error.file, error.key, error.reason) from None


def _folder() -> Traversable:
    return files("emulator").joinpath(_FOLDER)


def _shipped_file(file: Traversable) -> Scenario:
    return read_toml(file.read_text(encoding="utf-8"), file.name)


def _scenario(table: Table, name: str) -> Scenario:
    title = Words(_line(table, "zh"), _line(table, "en"))
    sees = Words(_line(table, "sees_zh"), _line(table, "sees_en"))
    links = _word(table, "links", Links)
    device = _events(table, "device")
    tables = table.tables("rule") if table.has("rule") else []
    if len(tables) > MAX_RULES:
        raise table.error("rule", f"at most {MAX_RULES} rules")
    if not (tables or device):
        raise table.error("rule", "nothing happens: neither a rule nor a device")
    rules = tuple(_rule(one, links) for one in tables)
    table.no_more()
    return Scenario(name, title, sees, links, rules, device)


def _rule(table: Table, links: Links) -> Rule:
    match = _match(table.table("match")) if table.has("match") else Match()
    act = table.table("act")
    done = Rule(match, _act(act, links))
    table.no_more()
    return done


def _match(table: Table) -> Match:
    match = Match(
        transactions=_transactions(table),
        amount_fen=table.whole("amount_fen", 0, MAX_FEN) if table.has("amount_fen") else None,
        ends=table.whole("ends", 0, 99) if table.has("ends") else None,
        card=table.one_of("card", tuple(TEST_CARDS)) if table.has("card") else "",
        terminal=_terminal(table),
        after=table.one_of("after", tuple(ROWS)) if table.has("after") else "",
        nth=_whole(table, "nth", 1, MAX_COUNT, 1),
        times=_whole(table, "times", 0, MAX_COUNT, 1),
    )
    table.no_more()
    return match


def _transactions(table: Table) -> tuple[str, ...]:
    """One name, or a list of names."""
    if not table.has("transaction"):
        return ()
    value = table.any("transaction")
    names = value if isinstance(value, list) else [value]
    if not names or not all(isinstance(name, str) and name in ROWS for name in names):
        raise table.error("transaction", f"one or several of: {', '.join(ROWS)}")
    return tuple(names)


def _terminal(table: Table) -> str:
    terminal = table.text("terminal") if table.has("terminal") else ""
    if terminal and not (len(terminal) == 8 and terminal.isascii() and terminal.isprintable()):
        raise table.error("terminal", "a terminal number has 8 characters")
    return terminal


def _act(table: Table, links: Links) -> Act:
    _consistent(table, links)
    act = Act(
        code=_code(table),
        lost=_word(table, "lost", Lost) if table.has("lost") else None,
        closed=_word(table, "closed", Closed) if table.has("closed") else None,
        nak=_whole(table, "nak", 1, MAX_COUNT, 0),
        busy_ms=_whole(table, "busy_ms", 1, MAX_MS, 0),
        ack_lost=table.flag("ack_lost"),
        delay_ms=_whole(table, "delay_ms", 1, MAX_MS, 0),
        late=table.one_of("late", tuple(ROWS)) if table.has("late") else "",
        copies=_whole(table, "copies", 2, MAX_COPIES, 1),
        replay=table.flag("replay"),
        spoiled=_spoiled(table, links),
        sends=_whole(table, "sends", 0, MAX_COUNT, 1),
        fields=_fields(table),
        demand=_demand(table),
        device=_events(table, "device"),
    )
    table.no_more()
    if act == Act():
        raise table.error("", "nothing happens")
    return act


def _consistent(table: Table, links: Links) -> None:
    """Keys that exclude each other, and keys that need another link than is declared."""
    instead = [key for key in _INSTEAD if table.has(key)]
    if len(instead) > 1:
        raise table.error(instead[1], f"not together with {instead[0]}")
    silent = [key for key in _SILENT if table.has(key)]
    for key in _OF_ANSWERS:
        if silent and table.has(key):
            raise table.error(key, f"there is no answer: {silent[0]}")
    if table.has("sends") and not table.has("spoiled"):
        raise table.error("sends", "of what? spoiled is missing")
    for key in _FRAMES_ONLY:
        if table.has(key) and links is not Links.FRAMES:
            raise table.error(key, 'needs links = "frames"')
    if table.has("closed") and links is not Links.TCP:
        raise table.error("closed", 'needs links = "tcp"')


def _spoiled(table: Table, links: Links) -> Spoiled | None:
    spoiled = _word(table, "spoiled", Spoiled) if table.has("spoiled") else None
    if spoiled is Spoiled.LRC and links is not Links.FRAMES:
        raise table.error("spoiled", 'lrc needs links = "frames"')
    return spoiled


def _code(table: Table) -> str:
    code = table.text("code") if table.has("code") else ""
    if code and not (len(code) == 2 and code.isascii() and code.isprintable()):
        raise table.error("code", "a response code has two printable characters")
    if code and refund_outcome(code, amount_matches=True) is Outcome.YES:
        raise table.error("code", "says that money moved, and the host was not asked")
    return code


def _fields(table: Table) -> Mapping[int, str]:
    if not table.has("fields"):
        return {}
    changes = table.table("fields")
    return {_number(changes, key): _field(changes, key) for key in changes.names()}


def _number(changes: Table, key: str) -> int:
    number = int(key) if len(key) <= 3 and key.isascii() and key.isdecimal() else 0
    if str(number) != key or number not in DEFAULT.table or number in _NOT_CHANGED:
        raise changes.error(key, "a field's number is expected, not of the code (39) or the MAC (64)")
    return number


def _field(changes: Table, key: str) -> str:
    value = changes.text(key)
    try:
        DEFAULT.codec.encode(Message("0230", {int(key): value}))
    except EncodeError as error:
        raise changes.error(key, error.reason) from None
    return value


def _demand(table: Table) -> str:
    return table.one_of("demand", tuple(demand.digit for demand in Demand)) if table.has("demand") else ""


def _events(table: Table, key: str) -> tuple[Event, ...]:
    if not table.has(key):
        return ()
    words = table.table(key)
    try:
        return events_of({name: words.any(name) for name in words.names()})
    except ConditionError as error:
        raise words.error(error.key, error.reason) from None


def _line(table: Table, key: str) -> str:
    text = table.text(key)
    if len(text) > MAX_TEXT or not text.isprintable():
        raise table.error(key, f"one line of at most {MAX_TEXT} characters is expected")
    return text


def _whole(table: Table, key: str, least: int, most: int, default: int) -> int:
    return table.whole(key, least, most) if table.has(key) else default


def _word(table: Table, key: str, words: type[_Word]) -> _Word:
    return words(table.one_of(key, tuple(words)))
