"""ISO 8583 message <-> bytes by a field table: MTI, bitmap, fields. The plain interpreter, and the reference.

Reading has two outcomes here, a Message or a DecodeError that names field and offset; "need more" is framing's word.
No envelope: TPDU and header belong to the dialect. Bounded: each byte is looked at a fixed number of times.
"""

from protocol.errors import DecodeError, EncodeError
from protocol.fields import FieldSpec, Kind, Table
from protocol.message import Message, Value

MAX_MESSAGE = 8192
"""Bytes of one message; no POS message of the sources is longer than 1,024, and a peer may not choose our memory."""

_TRACK_NIBBLES = frozenset("0123456789D")


def encode(message: Message, table: Table) -> bytes:
    """MTI + bitmap + fields in ascending order. Raises EncodeError naming the field that does not fit."""
    if not (len(message.mti) == 4 and message.mti.isascii() and message.mti.isdecimal()):
        raise EncodeError("a message type has four digits", field="0")
    bitmap = 0
    parts = []
    for number, value in message.fields.items():
        spec = table.get(number)
        if spec is None or not 2 <= number <= 64:
            raise EncodeError("this profile has no such field", field=str(number))
        bitmap |= 1 << (64 - number)
        parts.append(_encode_field(spec, value, message.fillers.get(number, "0")))
    return bytes.fromhex(message.mti) + bitmap.to_bytes(8, "big") + b"".join(parts)


def decode(data: bytes, table: Table) -> Message:
    """The message in `data`, all of it. Raises DecodeError with field and offset (from the MTI's first byte)."""
    if len(data) > MAX_MESSAGE:
        raise DecodeError(f"{len(data)} bytes are more than a message may have ({MAX_MESSAGE})", offset=MAX_MESSAGE)
    if len(data) < 10:
        raise DecodeError(f"a message has at least 10 bytes, {len(data)} are here", offset=len(data))
    mti = data[:2].hex()
    if not mti.isdecimal():
        raise DecodeError("a message type has four digits", field="0", offset=0)
    bitmap = int.from_bytes(data[2:10], "big")
    if bitmap >> 63:
        raise DecodeError("a secondary bitmap is not part of this profile", field="1", offset=2)
    fields: dict[int, Value] = {}
    fillers: dict[int, str] = {}
    at = 10
    for number in range(2, 65):
        if bitmap >> (64 - number) & 1:
            spec = table.get(number)
            if spec is None:
                raise DecodeError("this profile has no such field", field=str(number), offset=at)
            fields[number], filler, at = _decode_field(spec, data, at)
            if filler != "0":
                fillers[number] = filler
    if at != len(data):
        raise DecodeError(f"{len(data) - at} bytes are left over after the last field", offset=at)
    return Message(mti, fields, fillers)


def _encode_field(spec: FieldSpec, value: Value, filler: str) -> bytes:
    if spec.kind is Kind.BINARY:
        body, count = _encode_binary(spec, value)
    elif spec.kind is Kind.TEXT:
        body, count = _encode_text(spec, value)
    else:
        body, count = _encode_nibbles(spec, value, filler)
    if spec.prefix == 0:
        if count != spec.length:
            raise EncodeError(f"{count} given, exactly {spec.length} wanted", field=str(spec.number))
        return body
    if count > spec.length:
        raise EncodeError(f"{count} given, {spec.length} is the most", field=str(spec.number))
    return bytes.fromhex(f"{count:0{2 if spec.prefix == 2 else 4}d}") + body


def _encode_binary(spec: FieldSpec, value: Value) -> tuple[bytes, int]:
    if not isinstance(value, bytes):
        raise EncodeError("bytes wanted", field=str(spec.number))
    return value, len(value)


def _encode_text(spec: FieldSpec, value: Value) -> tuple[bytes, int]:
    if not isinstance(value, str):
        raise EncodeError("text wanted", field=str(spec.number))
    try:
        body = value.encode("gb18030")
    except UnicodeEncodeError:
        raise EncodeError("text that GB18030 can write wanted", field=str(spec.number)) from None
    if spec.prefix == 0:
        body = body.ljust(spec.length)
    return body, len(body)


def _encode_nibbles(spec: FieldSpec, value: Value, filler: str) -> tuple[bytes, int]:
    if not isinstance(value, str) or not _nibbles_fit(spec.kind, value):
        raise EncodeError("digits wanted", field=str(spec.number))
    odd = len(value) % 2 == 1
    nibbles = value if not odd else (filler + value if spec.right else value + filler)
    return bytes.fromhex(nibbles), len(value)


def _nibbles_fit(kind: Kind, value: str) -> bool:
    if kind is Kind.TRACK:
        return set(value) <= _TRACK_NIBBLES
    return value == "" or (value.isascii() and value.isdecimal())


def _decode_field(spec: FieldSpec, data: bytes, at: int) -> tuple[Value, str, int]:
    """Value, filler nibble ("0" where there is none) and the offset behind the field."""
    count, start = _decode_length(spec, data, at)
    size = (count + 1) // 2 if spec.kind in (Kind.DIGITS, Kind.TRACK) else count
    body = data[start : start + size]
    if len(body) < size:
        raise DecodeError(f"{size} bytes wanted, {len(body)} left", field=str(spec.number), offset=start)
    if spec.kind is Kind.BINARY:
        return body, "0", start + size
    if spec.kind is Kind.TEXT:
        return _decode_text(spec, body, start), "0", start + size
    value, filler = _decode_nibbles(spec, body, count, start)
    return value, filler, start + size


def _decode_length(spec: FieldSpec, data: bytes, at: int) -> tuple[int, int]:
    if spec.prefix == 0:
        return spec.length, at
    start = at + (1 if spec.prefix == 2 else 2)
    digits = data[at:start].hex()
    if start > len(data):
        raise DecodeError("the message ends inside a length", field=str(spec.number), offset=at)
    if not digits.isdecimal():
        raise DecodeError("a length is made of decimal digits", field=str(spec.number), offset=at)
    if int(digits) > spec.length:
        raise DecodeError(f"length {int(digits)}, {spec.length} is the most", field=str(spec.number), offset=at)
    return int(digits), start


def _decode_text(spec: FieldSpec, body: bytes, start: int) -> str:
    try:
        return body.decode("gb18030")
    except UnicodeDecodeError as error:
        raise DecodeError("not GB18030 text", field=str(spec.number), offset=start + error.start) from None


def _decode_nibbles(spec: FieldSpec, body: bytes, count: int, start: int) -> tuple[str, str]:
    nibbles = body.hex().upper()
    filler = "0"
    if count % 2:
        filler, nibbles = (nibbles[0], nibbles[1:]) if spec.right else (nibbles[-1], nibbles[:-1])
    if not _nibbles_fit(spec.kind, nibbles):
        wrong = next(i for i, nibble in enumerate(nibbles) if not _nibbles_fit(spec.kind, nibble))
        raise DecodeError("not a decimal digit", field=str(spec.number), offset=start + wrong // 2)
    return nibbles, filler
