"""Where everything of a packet lies in its bytes: envelope, message type, bitmap, and each field with its prefix.

The rule: places are counted from the first byte of the dump, and join without a gap.
"""

from dataclasses import dataclass

from protocol import codec
from protocol.dialects.unionpay import masks
from protocol.dialects.unionpay.envelope import HEADER_BYTES, LENGTH_BYTES, TPDU_BYTES, Packet
from protocol.dialects.unionpay.subfields import Part
from protocol.fields import FieldSpec, Kind, Table
from protocol.message import Message, Value

LENGTH, TPDU, HEADER, MTI, BITMAP = "length", "tpdu", "header", "mti", "bitmap"

HEADER_DIGITS = 2 * HEADER_BYTES
_NIBBLE_KINDS = frozenset({Kind.DIGITS, Kind.TRACK})


@dataclass(frozen=True, slots=True)
class Place:
    """name: one of the words above, or a field's number. The value begins at `value_start`, behind a length prefix."""

    name: str
    start: int
    value_start: int
    end: int


def places(packet: Packet, table: Table) -> tuple[Place, ...]:
    """Every place of the packet, in order. Raises EncodeError for a packet that this table can't write."""
    envelope, message = packet.envelope, packet.message
    header_bytes = len(envelope.header or "") // 2
    bitmap_bytes = len(codec.write_bitmaps(message.fields))
    # fmt: off
    sizes = [
        (LENGTH, 0, 0 if envelope.length is None else LENGTH_BYTES),
        (TPDU,   0, 0 if envelope.tpdu is None else TPDU_BYTES),
        (HEADER, 0, header_bytes),
        (MTI,    0, 2),
        (BITMAP, 0, bitmap_bytes),
    ]
    # fmt: on
    for number, value in message.fields.items():
        spec = table[number]
        octets = codec.write_field(spec, value, message.fillers.get(number, spec.filler))
        sizes.append((str(number), _prefix_bytes(spec), len(octets)))
    found: list[Place] = []
    at = 0
    for name, prefix, size in sizes:
        if size:
            found.append(Place(name, at, at + prefix, at + size))
        at += size
    return tuple(found)


def part_span(place: Place, spec: FieldSpec, part: Part, size: int) -> tuple[int, int]:
    """(start, end) of a part of a value that has `size` digits or bytes, in nibbles of the dump."""
    first = 2 * place.value_start
    if spec.kind not in _NIBBLE_KINDS:
        return first + 2 * part.start, first + 2 * part.end
    first += _filler_in_front(spec, size)
    return first + part.start, first + part.end


def nibbles(spec: FieldSpec, value: Value, message: Message, hide: frozenset[int]) -> str:
    """The field in hex, its prefix included, with a star for each nibble of what is hidden."""
    digits = list(codec.write_field(spec, value, message.fillers.get(spec.number, spec.filler)).hex().upper())
    first = 2 * _prefix_bytes(spec)
    for at in hide:
        if spec.kind in _NIBBLE_KINDS:
            digits[first + _filler_in_front(spec, len(value)) + at] = masks.MASK
        else:
            digits[first + 2 * at : first + 2 * at + 2] = masks.MASK * 2
    return "".join(digits)


def _filler_in_front(spec: FieldSpec, digits: int) -> int:
    """1 where an odd number of digits stands right-justified."""
    return 1 if spec.right and digits % 2 else 0


def _prefix_bytes(spec: FieldSpec) -> int:
    return {0: 0, 2: 1, 3: 2}[spec.prefix]
