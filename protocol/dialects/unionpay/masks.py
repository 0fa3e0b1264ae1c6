"""What of a message may be shown: the masks of every view, and the zeros of a redacted message.

Two things decide, and the stricter wins: the sensitivity column of the field table with the parts of a field, and the
look of the value - digits that could be a card number or a payer's code are hidden wherever they stand, and so is every
copy of the card number that fields 2, 35 and 36 name. It fails closed: octets where text is due, unlisted chip tags and
what no layout explains in a secret field are hidden whole. Only parts of fields 55 and 62 are shown although their
field is secret, and of text that was cut inside a letter what stands around it.
"""

from collections.abc import Iterator, Sequence
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
_TOTALS, _SWITCHES, _TAGGED, _PRIVATE_USE = 48, 53, 59, 62
"""Digit fields that are nothing but sums and counts, or switches, when their layout fits; text that its layout cuts."""
_ANYWHERE = frozenset({40, 44, 46, 47, 48, 54, 56, 57, 58, 59, 62, 63})
"""Fields of private use: a payer's code may stand in them behind or before other digits."""
_PAN, _TRACK2, _TRACK3 = 2, 35, 36
_TRACK3_FORMAT = 2
"""Digits in front of the card number on track 3."""
_LONGEST_CUT = 3
"""Octets of a GB18030 letter that has lost one."""


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
    parts = subfields.split(spec.number, value, message)
    numbers = card_numbers(message)
    if spec.sensitivity is Sensitivity.OPEN and spec.kind is Kind.TEXT and _no_text(value):
        return frozenset(_around_cuts(spec.number, units, parts, numbers))
    hide = set(_by_column(spec, units, parts))
    if isinstance(value, bytes):
        hide |= _by_letters(spec.number, units, parts, numbers)
        hide |= _packed_numbers(units, parts, numbers)
    elif _is_all_figures(spec.number, parts):
        hide |= lookalikes.copies(value, numbers)
    else:
        hide |= _by_look(spec, value, parts, numbers)
    return frozenset(hide)


def card_numbers(message: Message) -> tuple[str, ...]:
    """The card numbers that fields 2, 35 and 36 name, check digit or not."""
    track2, track3 = (_front(message.fields.get(number, "")) for number in (_TRACK2, _TRACK3))
    found = (_front(message.fields.get(_PAN, "")), track2, track3[_TRACK3_FORMAT:])
    return tuple(number for number in found if len(number) >= lookalikes.SHORTEST and number.strip("0"))


def _front(value: Value) -> str:
    """The digits of a track in front of its separator; as many as a card number has where there is none."""
    text = value if isinstance(value, str) else ""
    digits = text[: len(text) - len(text.lstrip("0123456789"))]
    return digits[: lookalikes.LONGEST + _TRACK3_FORMAT]


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


def text_shown(hide: frozenset[int], units: bytes, start: int, end: int) -> str:
    """What can be read of text in which a letter is cut, a star a hidden byte; "" where nothing of it may be shown."""
    if hide.issuperset(range(start, end)):
        return ""
    return bytes(ord(MASK) if at in hide else units[at] for at in range(start, end)).decode("gb18030", "replace")


def _replaced(value: str, hide: frozenset[int], sign: str) -> str:
    """The text with `sign` for each hidden byte."""
    units = as_octets(value)
    return bytes(ord(sign) if at in hide else octet for at, octet in enumerate(units)).decode("gb18030", "replace")


def _no_text(value: Value) -> bool:
    """Octets, or text with control characters: packed digits can pass for text."""
    return isinstance(value, bytes) or any(letter < " " and letter not in "\r\n" for letter in value)


def _around_cuts(number: int, units: bytes, parts: tuple[Part, ...], numbers: Sequence[str]) -> Iterator[int]:
    """What may not be shown of text that is none: all of it, but for a part with one letter cut, and its neighbours."""
    pieces = [(part.value_start, part.end) for part in parts] or [(0, len(units))]
    told = {at for start, end in pieces for at in _readable(units, start, end)}
    look = lookalikes.hidden(units.decode("latin-1"), strict=True, anywhere=number in _ANYWHERE, numbers=numbers)
    for start, end in pieces:
        octets = units[start:end]
        if not octets.replace(b" ", b"").isdigit():
            look |= {start + at // 2 for at in lookalikes.hidden(octets.hex(), strict=True, numbers=numbers)}
    yield from (set(range(len(units))) - told) | look


def _readable(units: bytes, start: int, end: int) -> Iterator[int]:
    """Places of what can be read between start and end; nothing where that is more than one cut letter away."""
    piece, cut = units[start:end], (0, 0)
    try:
        text = piece.decode("gb18030")
    except UnicodeDecodeError as error:
        cut = (error.start, error.end)
        text = piece[: cut[0]].decode("gb18030") + piece[cut[1] :].decode("gb18030", "replace")
    if cut[1] - cut[0] > _LONGEST_CUT or "\N{REPLACEMENT CHARACTER}" in text or _no_text(text):
        return
    yield from (at for at in range(start, end) if not cut[0] <= at - start < cut[1])


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


def _packed_numbers(units: bytes, parts: tuple[Part, ...], numbers: Sequence[str]) -> set[int]:
    """Positions of packed digits that could be a card number: in each part that is octets, else in the whole field."""
    hide: set[int] = set()
    pieces = [(part.value_start, part.end) for part in parts if part.octets and part.value]
    for start, end in pieces if parts else [(0, len(units))]:
        octets = units[start:end]
        if not octets.isdigit():  # digits as text are another look, and every one of them begins with nibble 3
            hide |= {start + at // 2 for at in lookalikes.hidden(octets.hex(), strict=False, numbers=numbers)}
    return hide


def _by_letters(number: int, units: bytes, parts: tuple[Part, ...], numbers: Sequence[str]) -> set[int]:
    """Positions in octets that are digits as letters: part by part where a layout of field 62 fits, else whole."""
    fits = number == _PRIVATE_USE and bool(parts) and all(part.explained for part in parts)
    pieces = [(part.value_start, part.end) for part in parts] if fits else [(0, len(units))]
    hide = lookalikes.copies(units.decode("latin-1"), numbers)
    for start, end in pieces:
        text = units[start:end].decode("latin-1")
        hide |= {start + at for at in lookalikes.hidden(text, strict=False, numbers=numbers)}
    return hide


def _by_look(spec: FieldSpec, value: str, parts: tuple[Part, ...], numbers: Sequence[str]) -> set[int]:
    """Positions of digits that could be a card number or a payer's code: in the field, and in each part of it."""
    text, whole = spec.kind is Kind.TEXT, not _is_cut_by_tags(spec.number, parts)
    strict, anywhere = spec.number not in _IDENTITIES, spec.number in _ANYWHERE
    places = list(accumulate((len(letter.encode("gb18030", "replace")) for letter in value), initial=0))
    pieces = [(part.value_start, part.end) for part in parts if text or not part.explained]
    hide = lookalikes.copies(value, numbers)
    if whole:
        hide |= lookalikes.hidden(value, strict=strict and (text or not parts), anywhere=anywhere and text)
    for start, end in pieces:
        inside = [at for at in range(len(value)) if start <= places[at] < end]
        if inside:
            found = lookalikes.hidden(value[inside[0] : inside[-1] + 1], strict=strict, anywhere=anywhere)
            hide |= {inside[0] + at for at in found}
    return {place for at in hide for place in range(places[at], places[at + 1])}


def _is_cut_by_tags(number: int, parts: tuple[Part, ...]) -> bool:
    """Field 59 by its tags, none of which is digits alone: no number reaches from one of them into the next."""
    fits = bool(parts) and all(part.explained for part in parts)
    return number == _TAGGED and fits and not any(part.name.rpartition(".")[2].isdecimal() for part in parts)
