"""A field of an ISO 8583 message = kind x length prefix x padding x sensitivity. Pure values; the codec does the work.

One rule: a fact about a field is a column here and nothing else knows it - not the codec, not a viewer, not a log.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How the value lies in the bytes ("compressed" UnionPay form, domain rules S2)."""

    DIGITS = "n"
    """Decimal digits, two to a byte; the value is a str of digits."""
    TRACK = "z"
    """Track data, a nibble a character; the separator '=' is nibble D and stays 'D' in the value."""
    TEXT = "ans"
    """ASCII or GB18030 text; fixed fields are blank padded on the right; the value is a str."""
    BINARY = "b"
    """Raw bytes; the value is bytes."""


class Sensitivity(StrEnum):
    """What may be shown of a value."""

    OPEN = "open"
    PAN = "pan"
    """First 6 and last 4 digits."""
    SECRET = "secret"  # noqa: S105 - a column value, not a password
    """Nothing but its length."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One row of a field table.

    length: digits for DIGITS and TRACK, bytes for TEXT and BINARY; exact when `prefix` is 0, else the maximum.
    prefix: 0 fixed, 2 LL (one byte), 3 LLL (two bytes); it counts what `length` counts.
    right: an odd number of digits stands right-justified (filler nibble on the left), as in field 23.
    source: where the rule stands, by the marks of docs/protocol.md ("Sources").
    binary_prefix: the prefix is a binary number, big endian, instead of packed BCD. filler: the nibble written where
    the number of digits is odd and the message keeps none of its own.
    """

    number: int
    zh: str
    en: str
    kind: Kind
    length: int
    prefix: int = 0
    right: bool = False
    sensitivity: Sensitivity = Sensitivity.OPEN
    source: str = ""
    binary_prefix: bool = False
    filler: str = "0"


Table = Mapping[int, FieldSpec]
"""Field number -> row; what codec and viewers read."""
