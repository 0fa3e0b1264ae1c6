"""One message of the Hypercom link: bytes <-> `Body`. No transaction rules here; unknown types are kept.

Layout (published frames fixtures/frames/P*): "60", destination (4), source (4), version "1", indicator (0 request,
1 response, 2 request that wants no answer), code (2), response code (2), more (1), 1C; then fields: type (2), LEN (2
bytes packed BCD), data, 1C. Everything but LEN and data is printable ASCII.
"""

from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType

from protocol.errors import DecodeError, EncodeError

SEPARATOR = 0x1C
TRANSPORT = "6000000000"
VERSION = "1"
REQUEST, RESPONSE = "0", "1"
HEAD_BYTES = 17
"""Transport 10, version 1, indicator 1, code 2, response code 2, more 1; the separator follows."""
_FIELD_HEAD_BYTES = 4  # type and LEN
MAX_FIELD = 9999
"""Bytes of data that two BCD bytes of LEN can say."""


@dataclass(frozen=True, slots=True, repr=False)
class Body:
    """indicator, code, response, more: see the module. fields: (type, data) as they stand; no type twice.

    Its repr shows no data: field 30 is a card number.
    """

    indicator: str
    code: str
    response: str = "00"
    more: str = "0"
    fields: tuple[tuple[str, bytes], ...] = ()
    transport: str = TRANSPORT
    version: str = VERSION

    def text(self, kind: str) -> str:
        """The printable ASCII text of a field, "" when it is absent. Raises DecodeError for any other bytes."""
        return _printable(dict(self.fields).get(kind, b""), kind, self._offset(kind))

    def digits(self, kind: str, count: int) -> str:
        """The decimal digits of a field, "" when it is absent. Raises DecodeError unless there are `count`."""
        text = self.text(kind)
        if text and not (len(text) == count and text.isdecimal()):
            wanted = f"{count} digits"
            raise DecodeError(f"{wanted} wanted", field=kind, offset=self._offset(kind), wanted=wanted, left=len(text))
        return text

    def _offset(self, kind: str) -> int:
        """Where the data of a field begin, in bytes from the first of the body; the end for one that is absent."""
        at = HEAD_BYTES + 1
        for name, data in self.fields:
            if name == kind:
                return at + _FIELD_HEAD_BYTES
            at += _FIELD_HEAD_BYTES + len(data) + 1
        return at

    def __repr__(self) -> str:
        kinds = " ".join(kind for kind, _ in self.fields)
        return f"Body({self.indicator} {self.code} {self.response}, fields {kinds})"


def write_body(body: Body) -> bytes:
    """Bytes of a body. Raises EncodeError when a part does not fit."""
    head = (body.transport, body.version, body.indicator, body.code, body.response, body.more)
    if [len(part) for part in head] != [10, 1, 1, 2, 2, 1] or not _is_printable("".join(head)):
        raise EncodeError("transport, version, indicator, code, response and more have 10, 1, 1, 2, 2, 1 characters")
    fields = b"".join(_write_field(kind, data) for kind, data in body.fields)
    return "".join(head).encode("ascii") + bytes((SEPARATOR,)) + fields


def begins(data: bytes) -> bool:
    """The head of a body stands there."""
    return data[HEAD_BYTES : HEAD_BYTES + 1] == bytes((SEPARATOR,)) and _is_printable(
        data[:HEAD_BYTES].decode("latin-1")
    )


def read_front(data: bytes) -> Body:
    """Its head, and the fields in front of the first that can't be read. Raises DecodeError where the head can't."""
    head, fields = _head(data), dict[str, bytes]()
    with suppress(DecodeError):
        _read_fields(data, fields)
    return _body(head, fields)


def read_body(data: bytes) -> Body:
    """The body in `data`, all of it. Raises DecodeError naming the field and its offset."""
    head, fields = _head(data), dict[str, bytes]()
    try:
        _read_fields(data, fields)
    except DecodeError as error:
        error.so_far = MappingProxyType(fields)
        raise
    return _body(head, fields)


def _head(data: bytes) -> str:
    """The 17 characters in front of the separator."""
    if data[HEAD_BYTES : HEAD_BYTES + 1] != bytes((SEPARATOR,)):
        raise _error("17 characters and a separator", "head", data, min(len(data), HEAD_BYTES))
    return _printable(data[:HEAD_BYTES], "head", 0)


def _body(head: str, fields: dict[str, bytes]) -> Body:
    return Body(head[11], head[12:14], head[14:16], head[16], tuple(fields.items()), head[:10], head[10])


def _write_field(kind: str, data: bytes) -> bytes:
    if len(kind) != 2 or not _is_printable(kind) or len(data) > MAX_FIELD:
        raise EncodeError(f"a type has 2 characters, its data at most {MAX_FIELD} bytes", field=kind)
    return kind.encode("ascii") + bytes.fromhex(f"{len(data):04d}") + data + bytes((SEPARATOR,))


def _read_fields(data: bytes, fields: dict[str, bytes]) -> None:
    """Into `fields`, one by one. Raises DecodeError."""
    at = HEAD_BYTES + 1
    while at < len(data):
        kind, value, after = _read_field(data, at)
        if kind in fields:
            raise DecodeError("stands twice", field=kind, offset=at, wanted="another type", left=len(data) - at)
        fields[kind] = value
        at = after


def _read_field(data: bytes, at: int) -> tuple[str, bytes, int]:
    """(type, data, where the next field begins)."""
    kind = _printable(data[at : at + 2], "type", at)
    digits = data[at + 2 : at + 4].hex()
    if len(digits) != 4 or not digits.isdecimal():
        raise _error("2 BCD bytes of length", kind, data, min(at + 2, len(data)))
    begin = at + _FIELD_HEAD_BYTES
    end = begin + int(digits)
    if data[end : end + 1] != bytes((SEPARATOR,)):
        raise _error(f"{int(digits)} bytes and a separator", kind, data, begin)
    return kind, data[begin:end], end + 1


def _printable(data: bytes, field: str, offset: int) -> str:
    text = data.decode("latin-1")
    if not _is_printable(text):
        wanted = "printable ASCII"
        raise DecodeError(f"{wanted} wanted", field=field, offset=offset, wanted=wanted, left=len(data))
    return text


def _error(wanted: str, field: str, data: bytes, at: int) -> DecodeError:
    return DecodeError(f"{wanted} wanted", field=field, offset=at, wanted=wanted, left=len(data) - at)


def _is_printable(text: str) -> bool:
    return text.isascii() and text.isprintable()
