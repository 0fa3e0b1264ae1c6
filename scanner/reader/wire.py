"""Messages between the terminal and its reading process: one word, values in JSON, and a tail of bytes.

What a message means is not known here. The rule: nothing is allocated before its length was found within the limits,
and whatever is not a whole message is a WireError.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

MAX_VALUES = 4_194_304  # bytes of JSON: 16 codes of 7,089 characters, each six bytes escaped, as text and as hex, twice
MAX_TAIL = 16_777_216  # bytes behind them: a picture file of at most 15 MB
_MARK = b"TH1\n"  # whatever a library prints into the pipe is no message
_HEAD = struct.Struct(">4sII")  # mark, length of the JSON, length of the tail


class WireError(ValueError):
    """What came is no message, or one that is too long or cut short."""


class Source(Protocol):
    """Where bytes come from: read(n) gives n of them, fewer only at the end."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes."""


class Sink(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> object:
        """All of them."""

    def flush(self) -> object:
        """Now."""


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """word: what it is. values: what JSON can hold. tail: bytes as they are, "" for none. Its repr shows no content, as
    that may be a payer's code.
    """

    word: str
    values: Mapping[str, object] = field(default_factory=dict)
    tail: bytes = b""

    def __repr__(self) -> str:
        return f"Message({self.word!r}, {sorted(self.values)}, {len(self.tail)} bytes)"


def send(sink: Sink, message: Message) -> None:
    """Write one message. WireError for one that is too long; OSError where nobody reads any more."""
    values = json.dumps([message.word, dict(message.values)]).encode("ascii")
    if len(values) > MAX_VALUES or len(message.tail) > MAX_TAIL:
        raise WireError("too long")
    sink.write(_HEAD.pack(_MARK, len(values), len(message.tail)) + values)
    if message.tail:
        sink.write(message.tail)
    sink.flush()


def receive(source: Source) -> Message | None:
    """Read one message; None where the other end has closed between two. WireError."""
    head = source.read(_HEAD.size)
    if not head:
        return None
    if len(head) != _HEAD.size:
        raise WireError("cut short")
    mark, values_length, tail_length = _HEAD.unpack(head)
    if mark != _MARK:
        raise WireError("no message")
    if values_length > MAX_VALUES or tail_length > MAX_TAIL:
        raise WireError("too long")
    body = source.read(values_length)
    tail = source.read(tail_length) if tail_length else b""
    if len(body) != values_length or len(tail) != tail_length:
        raise WireError("cut short")
    return _message(body, tail)


def _message(body: bytes, tail: bytes) -> Message:
    try:
        word, values = json.loads(body)
    except (ValueError, TypeError, RecursionError) as error:
        raise WireError("no JSON") from error
    if not (isinstance(word, str) and isinstance(values, dict)):
        raise WireError("no message")
    return Message(word, values, tail)
