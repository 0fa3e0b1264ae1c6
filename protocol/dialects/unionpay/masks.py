"""What of a message may be shown: the masks of every view, and the zeros of a redacted message.

Two things decide, and the stricter wins: the sensitivity column of the field table with the parts of a field, and the
look of the value - digits that could be a card number or a payer's code are hidden wherever they stand. It fails
closed: octets where text is due, unlisted chip tags and what no layout explains in a secret field are hidden whole.
Only parts of fields 55 and 62 are shown although their field is secret.
"""

from collections.abc import Iterator
from itertools import accumulate

from protocol import lookalikes
from protocol.dialects.unionpay import subfields
from protocol.dialects.unionpay.subfields import Part
from protocol.fields import FieldSpec, Kind, Sensitivity, Table
from protocol.message import Message, Value
from protocol.words import NOTHING

MASK = "*"

_SHOWN_INSIDE = frozenset({55, 62})
_IDENTITIES = frozenset({37, 41, 42})
"""Fields of a known number that is no card's: only what begins like a card number is hidden there."""
_TOTALS, _SWITCHES = 48, 53
"""Digit fields that are nothing but sums and counts, or switches, when their layout fits."""


def masked(spec: FieldSpec, value: Value, message: Message) -> str:
    """The value as it may be shown, a star a hidden character; octets as `masked_octets`."""
    if isinstance(value, bytes):
        return masked_octets(spec, value, message)
    return _replaced(value, hidden(spec, value, message), MASK)


def masked_octets(spec: FieldSpec, value: Value, message: Message) -> str:
    """The octets of the value in hex, two stars a hidden one."""
    hide = hidden(spec, value, message)
    return "".join(MASK * 2 if at in hide else f"{octet:02X}" for at, octet in enumerate(as_octets(value)))


def redacted(spec: FieldSpec, value: Value, message: Message) -> Value:
    """The value with zeros for what is hidden: same kind and length; the separator of a track stays."""
    hide = hidden(spec, value, message)
    if isinstance(value, bytes):
        return bytes(0 if at in hide else octet for at, octet in enumerate(value))
    if spec.kind is Kind.TRACK:
        hide -= {at for at, sign in enumerate(as_octets(value)) if sign == ord("D")}
    return _replaced(value, hide, "0")


def redact(message: Message, table: Table) -> Message:
    """The message with zeros for all that may not be shown, a MAC included; its bytes keep their places."""
    values = {number: redacted(table[number], value, message) for number, value in message.fields.items()}
    return Message(message.mti, values, message.fillers)


def hidden(spec: FieldSpec, value: Value, message: Message) -> frozenset[int]:
    """Positions that may not be shown: digits of a digit field, else bytes (of the text in GB18030)."""
    units = as_octets(value)
    if spec.sensitivity is Sensitivity.OPEN and spec.kind is Kind.TEXT and _no_text(value):
        return frozenset(range(len(units)))
    parts = subfields.split(spec.number, value, message)
    hide = set(_by_column(spec, units, parts))
    if isinstance(value, bytes):
        hide |= lookalikes.hidden(units.decode("latin-1"), strict=False)
        hide |= _packed_numbers(units, parts)
    elif not _is_all_figures(spec.number, parts):
        hide |= _by_look(spec, value, parts)
    return frozenset(hide)


def as_octets(value: Value) -> bytes:
    """The value in octets; text in GB18030, digits one an octet."""
    return value if isinstance(value, bytes) else value.encode("gb18030", "replace")


def part_shown(part: Part, hide: frozenset[int], units: bytes) -> str:
    """The value of a part as it may be shown, given what is hidden in its field."""
    if part.octets:
        octets = range(part.value_start, part.end) if part.value else range(0)
        return "".join(MASK * 2 if at in hide else f"{units[at]:02X}" for at in octets)
    shown = bytes(ord(MASK) if at in hide else units[at] for at in range(part.value_start, part.end))
    return shown.decode("gb18030", "replace")


def _replaced(value: str, hide: frozenset[int], sign: str) -> str:
    """The text with `sign` for each hidden byte."""
    units = as_octets(value)
    return bytes(ord(sign) if at in hide else octet for at, octet in enumerate(units)).decode("gb18030", "replace")


def _no_text(value: Value) -> bool:
    """Octets, or text with control characters: packed digits can pass for text."""
    return isinstance(value, bytes) or any(letter < " " and letter not in "\r\n" for letter in value)


def _is_all_figures(number: int, parts: tuple[Part, ...]) -> bool:
    """The parts leave no room for a card number but in those that are marked so."""
    if number == _SWITCHES:
        return bool(parts) and all(part.meaning != NOTHING for part in parts)
    return number == _TOTALS and bool(parts) and all(part.explained for part in parts)


def _by_column(spec: FieldSpec, units: bytes, parts: tuple[Part, ...]) -> Iterator[int]:
    if spec.sensitivity is Sensitivity.PAN:
        yield from _middle(0, len(units)) if units.isascii() else range(len(units))
    if spec.sensitivity is Sensitivity.SECRET:
        shown = parts if spec.number in _SHOWN_INSIDE else ()
        yield from set(range(len(units))) - {at for part in shown if part.explained for at in _head_and_open(part)}
    for part in parts:
        if part.sensitivity is Sensitivity.PAN:
            yield from _pan_part(spec, units, part)
        elif part.sensitivity is Sensitivity.SECRET:
            yield from range(part.value_start, part.end)


def _head_and_open(part: Part) -> range:
    return range(part.start, part.value_start if part.sensitivity is Sensitivity.SECRET else part.end)


def _pan_part(spec: FieldSpec, units: bytes, part: Part) -> Iterator[int]:
    """A card number that is part of a field: packed in octets, or digits behind zeros."""
    if part.octets:
        size = part.end - part.value_start
        keep = (3, 2) if size >= 7 else (0, 0)  # 6 and 4 digits, two to an octet
        yield from range(part.value_start + keep[0], part.end - keep[1])
    else:
        number = part.value.lstrip("0")
        yield from _middle(part.end - len(number), part.end)


def _middle(start: int, end: int) -> range:
    """All but the first six and the last four; all of what is shorter than a card number."""
    return range(start + 6, end - 4) if end - start >= lookalikes.SHORTEST else range(start, end)


def _packed_numbers(units: bytes, parts: tuple[Part, ...]) -> set[int]:
    """Positions of packed digits that could be a card number: in each part that is octets, else in the whole field."""
    hide: set[int] = set()
    pieces = [(part.value_start, part.end) for part in parts if part.octets and part.value]
    for start, end in pieces if parts else [(0, len(units))]:
        octets = units[start:end]
        if not octets.isdigit():  # digits as text are another look, and every one of them begins with nibble 3
            hide |= {start + at // 2 for at in lookalikes.hidden(octets.hex(), strict=False)}
    return hide


def _by_look(spec: FieldSpec, value: str, parts: tuple[Part, ...]) -> set[int]:
    """Positions of digits that could be a card number or a payer's code: in the field, and in each part of it."""
    text = spec.kind is Kind.TEXT
    pieces = [(part.value_start, part.end) for part in parts if text or not part.explained]
    places = list(accumulate((len(letter.encode("gb18030", "replace")) for letter in value), initial=0))
    hide = lookalikes.hidden(value, strict=False)
    for start, end in pieces if parts else [(0, places[-1])]:
        inside = [at for at in range(len(value)) if start <= places[at] < end]
        if spec.number not in _IDENTITIES and inside:
            hide |= {inside[0] + at for at in lookalikes.hidden(value[inside[0] : inside[-1] + 1], strict=True)}
    return {place for at in hide for place in range(places[at], places[at + 1])}
