"""What makes one reading of a dump less likely than another: a row a field. protocol.dialects.unionpay.detect counts.

A doubt is no error. Captures have unknown types (V43: 60.1 = 64), empty fields (V28) and headers of any nibbles; but
where bytes can be read in two ways, the one whose digits are dates, types and card numbers is the one that was meant.
"""

from collections.abc import Callable, Mapping

from protocol.dialects.unionpay import chip, readings
from protocol.dialects.unionpay.envelope import HEADER_BYTES, LENGTH_BYTES, Envelope
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.errors import DecodeError
from protocol.fields import Kind
from protocol.message import Value
from protocol.words import NOTHING

_FILLERS = frozenset("0F")
_ANY_FILLER = frozenset({22, 23})  # V43 has a field 22 of 0012, which is read as 001 and the filler 2
_SHORTEST_CARD = 12
_BALANCE = 20
_CHIP = 55
_SECURITY = 53
_TRACKS = frozenset({35, 36})


def front_doubts(envelope: Envelope, size: int) -> int:
    """How many parts in front of a message, in a dump of `size` bytes, are not as they usually are."""
    length, tpdu, header = envelope.length, envelope.tpdu, envelope.header
    return sum((
        length is not None and length != size - LENGTH_BYTES,
        tpdu is not None and not tpdu.startswith("60"),
        header is not None and not (header.startswith("6") if len(header) == 2 * HEADER_BYTES else header == "0100"),
    ))  # fmt: skip


def field_doubts(fields: Mapping[int, Value], fillers: Mapping[int, str]) -> int:
    """How many values and filler nibbles are not as they usually are."""
    any_nibble = _TRACKS if _are_tracks_enciphered(fields.get(_SECURITY, "")) else frozenset()
    values = sum(not _is_likely(number, value) for number, value in fields.items() if number not in any_nibble)
    return values + sum(nibble not in _FILLERS for number, nibble in fillers.items() if number not in _ANY_FILLER)


def _are_tracks_enciphered(security: Value) -> bool:
    """53.3, the third digit, is 1."""
    return isinstance(security, str) and security[2:3] == "1"


def _is_likely(number: int, value: Value) -> bool:
    if isinstance(value, bytes):
        return UNIONPAY[number].kind is Kind.BINARY and (number != _CHIP or _is_tlv(value))
    return value != "" and min(value) >= " " and _LIKELY.get(number, _anything)(value)


def _anything(_value: str) -> bool:
    return True


def _is_card(value: str) -> bool:
    return value[0] != "0" and len(value) >= _SHORTEST_CARD


def _is_track(value: str) -> bool:
    card, separator, _ = value.partition("D")
    return separator == "D" and card.isdecimal() and _is_card(card)


def _is_currency(value: str) -> bool:
    return value.isascii() and value.isalnum()


def _is_type(value: str) -> bool:
    """60.1 and, where it is there, 60.3."""
    return value[:2] in readings.TYPES and (len(value) < 11 or value[8:11] in readings.NETWORK)


def _is_tlv(value: bytes) -> bool:
    try:
        chip.parse(value)
    except DecodeError:
        return False
    return True


# fmt: off
_LIKELY: Mapping[int, Callable[[str], bool]] = {
    2:  _is_card,
    12: lambda value: readings.clock(value) != NOTHING,
    13: lambda value: readings.month_day(value) != NOTHING,
    14: lambda value: readings.year_month(value) != NOTHING,
    15: lambda value: readings.month_day(value) != NOTHING,
    35: _is_track,
    36: lambda value: "D" in value,
    37: str.isascii,
    38: str.isascii,
    39: str.isascii,
    41: str.isascii,
    42: str.isascii,
    44: str.isascii,
    49: _is_currency,
    50: _is_currency,
    51: _is_currency,
    54: lambda value: len(value) % _BALANCE == 0,
    60: _is_type,
    61: str.isdecimal,
}
# fmt: on
