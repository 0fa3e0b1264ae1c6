"""ISO 8583 message <-> bytes by a field table: MTI, bitmaps, fields. The plain interpreter, and the reference.

Reading has two outcomes here, a Message or a DecodeError that names field and offset; "need more" is framing's word.
No envelope: TPDU and header belong to the dialect. Bounded: each byte is looked at a fixed number of times.
One rule: what decodes, encodes back to the identical bytes; what would not, is refused.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from protocol.errors import DecodeError, EncodeError
from protocol.fields import FieldSpec, Kind, Table
from protocol.message import Message, Value

MAX_MESSAGE = 8192
"""Bytes of one message; no POS message of the sources is longer than 1,024, and a peer may not choose our memory."""

CAPACITY = {(2, False): 99, (2, True): 0xFF, (3, False): 9999, (3, True): 0xFFFF}
"""(prefix, binary_prefix) -> the largest count that the one or two bytes of a length prefix can say."""

TRACK_NIBBLES = frozenset("0123456789ABCDEF")
"""D separates; a track that was enciphered under the track key (53.3 = 1) has any nibble."""
_HEX = frozenset("0123456789ABCDEFabcdef")
NIBBLES = {Kind.DIGITS: "digits", Kind.TRACK: "upper-case hex digits"}
_MTI_BYTES, _BITMAP_BYTES = 2, 8


def encode(message: Message, table: Table) -> bytes:
    """MTI + bitmap(s) + fields in ascending order. Raises EncodeError naming the field that does not fit."""
    return assemble(message.mti, write_fields(message.fields, message.fillers, table))


def decode(data: bytes, table: Table) -> Message:
    """The message in `data`, all of it. Raises DecodeError with field and offset (from the MTI's first byte)."""
    mti, numbers, at = read_head(data)
    fields: dict[int, Value] = {}
    fillers: dict[int, str] = {}
    try:
        for place in walk(data, table, numbers, at):
            fields[place.spec.number], filler = read_value(place, data)
            if filler not in {"", place.spec.filler}:
                fillers[place.spec.number] = filler
    except DecodeError as error:
        error.so_far = MappingProxyType(fields)
        raise
    return Message(mti, fields, fillers)


class Place:
    """Where a field lies: `at` its prefix, `start` its value, `end` the byte behind. `count`: as `length` counts."""

    __slots__ = ("at", "count", "end", "spec", "start")

    def __init__(self, spec: FieldSpec, at: int, count: int, start: int) -> None:
        self.spec, self.at, self.count, self.start = spec, at, count, start
        self.end = start + ((count + 1) // 2 if spec.kind in NIBBLES else count)


def walk(data: bytes, table: Table, numbers: Iterable[int], at: int) -> Iterator[Place]:
    """The places of these fields, the first one `at`, to the last byte of `data`. Lengths are checked, values are not.

    Raises DecodeError for a field of no row, a length that is none or too long, and bytes that lack or are left over.
    """
    for number in numbers:
        spec = table.get(number)
        if spec is None:
            raise _error(data, at, "this profile has no such field", number)
        place = Place(spec, at, *_read_length(spec, data, at))
        size = place.end - place.start
        if place.end > len(data):
            reason = f"{size} bytes wanted, {len(data) - place.start} left"
            raise _error(data, place.start, reason, number, f"{size} bytes")
        yield place
        at = place.end
    if at != len(data):
        raise _error(data, at, f"{len(data) - at} bytes are left over after the last field", wanted="the end")


# --- MTI and bitmaps -----------------------------------------------------------------------------------------------


def read_head(data: bytes) -> tuple[str, list[int], int]:
    """MTI, the numbers of the fields that are present, and the offset of the first one. Raises DecodeError."""
    if len(data) > MAX_MESSAGE:
        reason = f"{len(data)} bytes are more than a message may have ({MAX_MESSAGE})"
        raise _error(data, MAX_MESSAGE, reason, wanted=f"at most {MAX_MESSAGE} bytes")
    end = _MTI_BYTES + _BITMAP_BYTES
    if len(data) < end:
        reason = f"the message ends inside the head: {end} bytes wanted, {len(data)} left"
        raise _error(data, len(data), reason, wanted=f"{end - len(data)} bytes more")
    mti = data[:_MTI_BYTES].hex()
    if not mti.isdecimal():
        raise _error(data, 0, "a message type has four digits", 0, "four digits")
    if data[_MTI_BYTES] >> 7:
        end = _second_bitmap(data, end)
    bits = int.from_bytes(data[_MTI_BYTES:end], "big")
    size = 8 * (end - _MTI_BYTES)
    return mti, [number for number in range(2, size + 1) if bits >> (size - number) & 1], end


def _second_bitmap(data: bytes, start: int) -> int:
    """Offset behind the secondary bitmap at `start`. One that names no field is never written, so it is refused."""
    end = start + _BITMAP_BYTES
    if len(data) < end:
        raise _error(data, start, "the message ends inside the secondary bitmap", 1, f"{_BITMAP_BYTES} bytes")
    if not any(data[start:end]):
        raise _error(data, start, "the secondary bitmap names no field", 1, "a field from 65 to 128")
    return end


def assemble(mti: str, octets: Mapping[int, bytes]) -> bytes:
    """The message of these fields, each with its length prefix. Raises EncodeError."""
    if not is_mti(mti):
        raise EncodeError("a message type has four digits", field="0")
    numbers = sorted(octets)
    whole = bytes.fromhex(mti) + write_bitmaps(numbers) + b"".join(octets[number] for number in numbers)
    if len(whole) > MAX_MESSAGE:
        raise EncodeError(f"{len(whole)} bytes are more than a message may have ({MAX_MESSAGE})")
    return whole


def is_mti(mti: str) -> bool:
    """Four digits."""
    return len(mti) == 4 and _are_digits(mti)


def write_bitmaps(numbers: Iterable[int]) -> bytes:
    """The primary bitmap, and behind it the secondary one when a field from 65 on is present."""
    bits = 0
    for number in numbers:
        bits |= 1 << (128 - number)
    if bits & (1 << 64) - 1:
        return (bits | 1 << 127).to_bytes(2 * _BITMAP_BYTES, "big")
    return (bits >> 64).to_bytes(_BITMAP_BYTES, "big")


# --- one field -----------------------------------------------------------------------------------------------------


def write_fields(fields: Mapping[int, Value], fillers: Mapping[int, str], table: Table) -> dict[int, bytes]:
    """Field number -> length prefix and octets. Raises EncodeError."""
    octets = {}
    for number, value in fields.items():
        spec = table.get(number)
        if spec is None or not 2 <= number <= 128:
            raise EncodeError("this profile has no such field", field=str(number))
        octets[number] = _write_field(spec, value, fillers.get(number, spec.filler))
    return octets


def _write_field(spec: FieldSpec, value: Value, filler: str) -> bytes:
    """Length prefix and octets of one value. Raises EncodeError."""
    if spec.kind is Kind.BINARY:
        body, count = _write_binary(spec, value)
    elif spec.kind is Kind.TEXT:
        body, count = _write_text(spec, value)
    else:
        body, count = _write_nibbles(spec, value, filler)
    if spec.prefix == 0:
        if count != spec.length:
            raise EncodeError(f"{count} given, exactly {spec.length} wanted", field=str(spec.number))
        return body
    most = min(spec.length, CAPACITY[spec.prefix, spec.binary_prefix])
    if count > most:
        raise EncodeError(f"{count} given, {most} is the most", field=str(spec.number))
    octets = spec.prefix - 1
    return (count.to_bytes(octets, "big") if spec.binary_prefix else bytes.fromhex(f"{count:0{2 * octets}d}")) + body


def _write_binary(spec: FieldSpec, value: Value) -> tuple[bytes, int]:
    if not isinstance(value, bytes):
        raise EncodeError("bytes wanted", field=str(spec.number))
    return value, len(value)


def _write_text(spec: FieldSpec, value: Value) -> tuple[bytes, int]:
    """Text is blank padded to a fixed length; bytes, from a field that was no text, are written as they are."""
    if isinstance(value, bytes):
        return value, len(value)
    if not isinstance(value, str):
        raise EncodeError("text or bytes wanted", field=str(spec.number))
    try:
        body = value.encode("gb18030")
    except UnicodeEncodeError:
        raise EncodeError("text that GB18030 can write wanted", field=str(spec.number)) from None
    if spec.prefix == 0:
        body = body.ljust(spec.length)
    return body, len(body)


def _write_nibbles(spec: FieldSpec, value: Value, filler: str) -> tuple[bytes, int]:
    if not isinstance(value, str) or not _nibbles_fit(spec.kind, value):
        raise EncodeError(f"{NIBBLES[spec.kind]} wanted", field=str(spec.number))
    if len(value) % 2 == 0:
        return bytes.fromhex(value), len(value)
    if filler not in _HEX:
        raise EncodeError("a filler is one hex digit", field=str(spec.number))
    return bytes.fromhex(filler + value if spec.right else value + filler), len(value)


def read_value(place: Place, data: bytes) -> tuple[Value, str]:
    """Value, and filler nibble ("" where there is none). Raises DecodeError."""
    spec, octets = place.spec, data[place.start : place.end]
    if spec.kind is Kind.BINARY:
        return octets, ""
    if spec.kind is Kind.TEXT:
        return text_or_octets(octets), ""
    nibbles = octets.hex().upper()
    value, filler = _split_filler(spec, nibbles) if place.count % 2 else (nibbles, "")
    if not _nibbles_fit(spec.kind, value):
        nibble_places = enumerate(value, 1 if filler and spec.right else 0)
        wrong = next(at for at, nibble in nibble_places if not _nibbles_fit(spec.kind, nibble))
        raise _error(data, place.start + wrong // 2, "not a decimal digit", spec.number, NIBBLES[spec.kind])
    return value, filler


def _read_length(spec: FieldSpec, data: bytes, at: int) -> tuple[int, int]:
    """What the field at `at` counts (digits, or bytes), and the offset behind its prefix. Raises DecodeError."""
    if spec.prefix == 0:
        return spec.length, at
    start = at + spec.prefix - 1
    octets = data[at:start]
    if start > len(data):
        raise _error(data, at, "the message ends inside a length", spec.number, f"a length of {start - at} bytes")
    if not (spec.binary_prefix or octets.hex().isdecimal()):
        raise _error(data, at, "a length is made of decimal digits", spec.number, "decimal digits")
    count = int.from_bytes(octets, "big") if spec.binary_prefix else int(octets.hex())
    if count > spec.length:
        reason = f"length {count}, {spec.length} is the most"
        raise _error(data, at, reason, spec.number, f"a length of at most {spec.length}")
    return count, start


def text_or_octets(octets: bytes) -> Value:
    """GB18030 text; the octets themselves where they are none, or where the text would be written as other octets."""
    try:
        text = octets.decode("gb18030")
        return text if text.encode("gb18030") == octets else octets
    except UnicodeError:
        return octets


def _split_filler(spec: FieldSpec, nibbles: str) -> tuple[str, str]:
    return (nibbles[1:], nibbles[0]) if spec.right else (nibbles[:-1], nibbles[-1])


def _nibbles_fit(kind: Kind, value: str) -> bool:
    return set(value) <= TRACK_NIBBLES if kind is Kind.TRACK else value == "" or _are_digits(value)


def _are_digits(value: str) -> bool:
    return value.isascii() and value.isdecimal()


def _error(data: bytes, at: int, reason: str, field: int | None = None, wanted: str | None = None) -> DecodeError:
    name = None if field is None else str(field)
    return DecodeError(reason, field=name, offset=at, wanted=wanted, left=len(data) - at)
