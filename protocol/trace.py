"""A trace: what crossed a line, masked, as JSON lines. The one format of `--trace`, of recordings and of what replays
them. Pure: lines in, lines out; what is recorded is made by protocol.tap.

Each session begins with a head, a line for each record follows; a file may hold several sessions. The rule: whatever is
written reads back as the same value, and hidden nibbles keep their places (`*`), so that lengths hold.

head     {"tuihuo_trace": 1, "profile", "framing": "link"|"length", "check": "lrc"|"crc", "started": ISO 8601 with
         offset, "plain_lab": true where strangers were let in without TLS}
record   {"t": seconds since `started`, to the microsecond, "peer", "kind", and by kind:}
opened   nothing more
frame    "way": "in" (from the peer) | "out", "hex": the message without link frame or length, stars for hidden nibbles
control  "way", "what": "ACK", "NAK", "ENQ" or "EOT", "n": how many in a row
fault    "way", "what": as protocol.framing.Fault, "n": how many in a row
junk     "way", "n": bytes that belong to no frame; they are never shown
closed   "what": why, in the words of the server
refused  "what": why; this peer was never let in
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NoReturn, TextIO, TypeVar

from protocol.framing import Check, Control, Fault
from protocol.session import Framing
from protocol.strict_json import read_json

FORMAT = 1
MAX_LINE = 140_000
"""Characters of a line: 65,535 bytes in hex and what stands around them."""
MAX_WORD = 200
"""Characters of a peer, a profile's name or a reason."""
MAX_SECONDS = 10**10
"""Of a session: three centuries."""


class Kind(StrEnum):
    """What a record is about."""

    OPENED = "opened"
    FRAME = "frame"
    CONTROL = "control"
    FAULT = "fault"
    JUNK = "junk"
    CLOSED = "closed"
    REFUSED = "refused"


class Way(StrEnum):
    """Which way bytes went: IN from the peer."""

    IN = "in"
    OUT = "out"


class TraceError(ValueError):
    """A line that is none of a trace. line: counted from 1. key: what of it, "" for the whole. Its text shows no
    value of the file.
    """

    def __init__(self, line: int, key: str, reason: str) -> None:
        super().__init__(": ".join(part for part in (f"line {line}", key, reason) if part))
        self.line, self.key, self.reason = line, key, reason


@dataclass(frozen=True, slots=True)
class Head:
    """How a session's bytes lay on the line. started: aware. The rest: see the module."""

    profile: str
    framing: Framing
    check: Check
    started: datetime
    plain_lab: bool = False

    def __post_init__(self) -> None:
        if self.started.tzinfo is None:
            raise ValueError("a trace begins at a time with an offset")


@dataclass(frozen=True, slots=True)
class Record:
    """at_s: seconds since the session's start. way, hex, what, count: see the module; None, "" and 0 where the kind has
    none. Raises ValueError for any other shape.
    """

    at_s: float
    peer: str
    kind: Kind
    way: Way | None = None
    hex: str = ""
    what: str = ""
    count: int = 0

    def __post_init__(self) -> None:
        keys = _KEYS[self.kind]
        # fmt: off
        here = {"way": self.way is not None, "hex": bool(self.hex), "what": bool(self.what), "n": self.count > 0}
        # fmt: on
        if any(is_there is not (key in keys) for key, is_there in here.items()):
            raise ValueError(f"a record of this kind has {', '.join(keys) or 'nothing more'}")


# fmt: off
_KEYS = {
    Kind.OPENED:  (),
    Kind.FRAME:   ("way", "hex"),
    Kind.CONTROL: ("way", "what", "n"),
    Kind.FAULT:   ("way", "what", "n"),
    Kind.JUNK:    ("way", "n"),
    Kind.CLOSED:  ("what",),
    Kind.REFUSED: ("what",),
}
# fmt: on
_WORDS = {Kind.CONTROL: tuple(control.name for control in Control), Kind.FAULT: tuple(fault.value for fault in Fault)}
_ATTRIBUTES = {"way": "way", "hex": "hex", "what": "what", "n": "count"}
_HEX = re.compile(r"(?:[0-9A-F*]{2})+", re.ASCII)


# --- writing -------------------------------------------------------------------------------------------------------


def head_line(head: Head) -> str:
    """The line of a head, its end included."""
    document = {
        "tuihuo_trace": FORMAT,
        "profile": head.profile,
        "framing": head.framing.value,
        "check": head.check.value,
        "started": head.started.isoformat(),
        "plain_lab": head.plain_lab,
    }
    return json.dumps(document) + "\n"


def record_line(record: Record) -> str:
    """The line of a record, its end included."""
    document = {"t": round(record.at_s, 6), "peer": record.peer, "kind": record.kind.value}
    return json.dumps(document | {key: getattr(record, _ATTRIBUTES[key]) for key in _KEYS[record.kind]}) + "\n"


# --- reading -------------------------------------------------------------------------------------------------------


def lines_of(stream: TextIO) -> Iterator[str]:
    """The lines of a file, one over MAX_LINE cut there, so that no file chooses our memory."""
    return iter(lambda: stream.readline(MAX_LINE + 1), "")


def read_trace(lines: Iterable[str]) -> Iterator[Head | Record]:
    """Heads and records in their order, one line at a time. Raises TraceError at the first line that is neither, and
    where records stand in front of a head.
    """
    headed = False
    for number, line in enumerate(lines, 1):
        document = _parsed(number, line)
        if "tuihuo_trace" in document:
            headed = True
            yield _Reader(number, document).head()
        elif headed:
            yield _Reader(number, document).record()
        else:
            raise TraceError(number, "tuihuo_trace", "a trace begins with a head")


def _parsed(number: int, line: str) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        raise TraceError(number, "", f"more than {MAX_LINE} characters")
    try:
        document = read_json(line)
    except ValueError:
        raise TraceError(number, "", "no document in JSON, or a key stands twice") from None
    if not isinstance(document, dict):
        raise TraceError(number, "", "a JSON object is wanted")
    return document


_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Takes one document apart, key by key."""

    number: int
    document: dict[str, Any]

    def head(self) -> Head:
        self.only("tuihuo_trace", "profile", "framing", "check", "started", "plain_lab")
        if self.whole("tuihuo_trace") != FORMAT:
            self.refuse("tuihuo_trace", f"format {FORMAT} is read")
        return Head(
            self.word("profile"),
            self.one_of("framing", Framing),
            self.one_of("check", Check),
            self.started(),
            self.switch("plain_lab"),
        )

    def record(self) -> Record:
        kind = self.one_of("kind", Kind)
        self.only("t", "peer", "kind", *_KEYS[kind])
        # fmt: off
        readers: dict[str, Callable[[], Any]] = {
            "way":  lambda: self.one_of("way", Way),
            "hex":  self.hex,
            "what": lambda: self.what(kind),
            "n":    lambda: self.whole("n"),
        }
        # fmt: on
        cells = {_ATTRIBUTES[key]: readers[key]() for key in _KEYS[kind]}
        return Record(self.seconds(), self.word("peer"), kind, **cells)

    def only(self, *keys: str) -> None:
        for key in keys:
            if key not in self.document:
                self.refuse(key, "is missing")
        unknown = self.document.keys() - set(keys)
        if unknown:
            self.refuse("", "has a key that does not belong there")

    def word(self, key: str) -> str:
        value = self.document[key]
        if not (isinstance(value, str) and 1 <= len(value) <= MAX_WORD and value.isprintable()):
            self.refuse(key, f"1 to {MAX_WORD} printable characters wanted")
        return value

    def one_of(self, key: str, choices: type[_Choice]) -> _Choice:
        if key not in self.document:
            self.refuse(key, "is missing")
        try:
            return choices(self.document[key])
        except (ValueError, TypeError):
            self.refuse(key, f"one of {', '.join(choices)} wanted")

    def whole(self, key: str) -> int:
        value = self.document[key]
        if type(value) is not int or value < 1:
            self.refuse(key, "a whole number from 1 on wanted")
        return value

    def switch(self, key: str) -> bool:
        value = self.document[key]
        if not isinstance(value, bool):
            self.refuse(key, "true or false wanted")
        return value

    def seconds(self) -> float:
        value = self.document["t"]
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_SECONDS:
            self.refuse("t", f"0 to {MAX_SECONDS} seconds wanted")
        return float(value)

    def started(self) -> datetime:
        try:
            value = datetime.fromisoformat(self.word("started"))
        except ValueError:
            self.refuse("started", "a time in ISO 8601 wanted")
        if value.tzinfo is None:
            self.refuse("started", "an offset is wanted behind the time")
        return value

    def hex(self) -> str:
        value = self.document["hex"]
        if not (isinstance(value, str) and _HEX.fullmatch(value)):
            self.refuse("hex", "pairs of 0-9, A-F and * wanted")
        return value

    def what(self, kind: Kind) -> str:
        value = self.word("what")
        if value not in _WORDS.get(kind, (value,)):
            self.refuse("what", f"one of {', '.join(_WORDS[kind])} wanted")
        return value

    def refuse(self, key: str, reason: str) -> NoReturn:
        raise TraceError(self.number, key, reason)
