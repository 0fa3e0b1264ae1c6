"""A field of an ISO 8583 message = kind x length prefix x padding x sensitivity. Pure values; the codec does the work.

One rule: a fact about a field is a column here and nothing else knows it - not the codec, not a viewer, not a log.
"""

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """How the value lies in the bytes ("compressed" UnionPay form, domain rules S2)."""

    DIGITS = "n"
    """Decimal digits, two to a byte; the value is a str of digits."""
    TRACK = "z"
    """Track data, a nibble a character (upper-case hex); the separator '=' is nibble D and stays 'D' in the value."""
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


class FieldSpec:
    """One row of a field table; immutable, equal by value.

    length: digits for DIGITS and TRACK, bytes for TEXT and BINARY; exact when `prefix` is 0, else the maximum.
    prefix: 0 fixed, 2 LL (one byte), 3 LLL (two bytes); it counts what `length` counts.
    right: an odd number of digits stands right-justified (filler nibble on the left), as in field 23.
    source: where the rule stands, by the marks of docs/protocol.md ("Sources").
    binary_prefix: the prefix is a binary number, big endian, instead of packed BCD. filler: the nibble written where
    the number of digits is odd and the message keeps none of its own.
    """

    # By hand: the import of dataclasses alone takes twice the time of the whole codec.
    __slots__ = (  # noqa: RUF023 - in the order of the columns
        "number", "zh", "en", "kind", "length", "prefix", "right", "sensitivity", "source", "binary_prefix", "filler",
    )  # fmt: skip
    number: int
    zh: str
    en: str
    kind: Kind
    length: int
    prefix: int
    right: bool
    sensitivity: Sensitivity
    source: str
    binary_prefix: bool
    filler: str

    def __init__(
        self,
        number: int,
        zh: str,
        en: str,
        kind: Kind,
        length: int,
        prefix: int = 0,
        right: bool = False,
        sensitivity: Sensitivity = Sensitivity.OPEN,
        source: str = "",
        binary_prefix: bool = False,
        filler: str = "0",
    ) -> None:
        columns = (number, zh, en, kind, length, prefix, right, sensitivity, source, binary_prefix, filler)
        for name, value in zip(self.__slots__, columns, strict=True):
            object.__setattr__(self, name, value)

    def columns(self) -> dict[str, object]:
        """Every column by name."""
        return {name: getattr(self, name) for name in self.__slots__}

    def changed(self, **columns: object) -> "FieldSpec":
        """This row with other values in some columns. Raises TypeError for a column that is none."""
        return FieldSpec(**(self.columns() | columns))  # type: ignore[arg-type]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a row of a field table is not changed: {name}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FieldSpec) and self.columns() == other.columns()

    def __hash__(self) -> int:
        return hash(tuple(self.columns().values()))

    def __reduce__(self) -> tuple[object, ...]:
        return (FieldSpec, tuple(self.columns().values()))

    def __repr__(self) -> str:
        return f"FieldSpec({', '.join(f'{name}={value!r}' for name, value in self.columns().items())})"


Table = Mapping[int, FieldSpec]
"""Field number -> row; what codec and viewers read."""
