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

_MTI_BYTES, _BITMAP_BYTES, _PRIMARY = 2, 8, 64
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
    # fmt: off
    sizes = [
        (LENGTH, 0, 0 if envelope.length is None else LENGTH_BYTES),
        (TPDU,   0, 0 if envelope.tpdu is None else TPDU_BYTES),
        (HEADER, 0, header_bytes),
        (MTI,    0, _MTI_BYTES),
        (BITMAP, 0, len(bitmap(message))),
    ]
    # fmt: on
    for number, value in message.fields.items():
        spec = table[number]
        sizes.append((str(number), _prefix_bytes(spec), len(_written(spec, value, message))))
    found: list[Place] = []
    at = 0
    for name, prefix, size in sizes:
        if size:
            found.append(Place(name, at, at + prefix, at + size))
        at += size
    return tuple(found)


def bitmap(message: Message) -> bytes:
    """The bitmap, with the secondary one where a field from 65 on is there."""
    bits = sum(1 << (128 - number) for number in message.fields)
    if max(message.fields, default=0) <= _PRIMARY:
        return (bits >> _PRIMARY).to_bytes(_BITMAP_BYTES, "big")
    return (bits | 1 << 127).to_bytes(2 * _BITMAP_BYTES, "big")


def _written(spec: FieldSpec, value: Value, message: Message) -> bytes:
    """The bytes of one field, its prefix included: those of a message that has no other."""
    fillers = {number: nibble for number, nibble in message.fillers.items() if number == spec.number}
    alone = Message(message.mti, {spec.number: value}, fillers)
    return codec.encode(alone, {spec.number: spec})[_MTI_BYTES + len(bitmap(alone)) :]


def part_span(place: Place, spec: FieldSpec, part: Part, size: int) -> tuple[int, int]:
    """(start, end) of a part of a value that has `size` digits or bytes, in nibbles of the dump."""
    first = 2 * place.value_start
    if spec.kind not in _NIBBLE_KINDS:
        return first + 2 * part.start, first + 2 * part.end
    first += _filler_in_front(spec, size)
    return first + part.start, first + part.end


def nibbles(spec: FieldSpec, value: Value, message: Message, hide: frozenset[int]) -> str:
    """The field in hex, its prefix included, with a star for each nibble of what is hidden."""
    digits = list(_written(spec, value, message).hex().upper())
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
