"""An ISO 8583 message as a value: immutable, and shown masked unless somebody asks for a field by number.

Private to the ISO dialects: the rest of the product speaks in protocol.transactions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Value = str | bytes


@dataclass(frozen=True, slots=True, repr=False)
class Message:
    """mti: four digits. fields: number -> value (kinds in protocol.fields). fillers: number -> the filler nibble
    (one hex digit) of an odd number of digits where it is not "0", kept so that encoding gives the identical bytes.
    """

    mti: str
    fields: Mapping[int, Value]
    fillers: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", MappingProxyType(dict(sorted(self.fields.items()))))
        object.__setattr__(self, "fillers", MappingProxyType(dict(self.fillers)))

    def text(self, number: int) -> str:
        """The value of a text or digit field, "" when it is absent."""
        value = self.fields.get(number, "")
        return value if isinstance(value, str) else value.hex()

    def octets(self, number: int) -> bytes:
        """The value of a binary field, b"" when it is absent."""
        value = self.fields.get(number, b"")
        return value if isinstance(value, bytes) else value.encode("gb18030")

    def __repr__(self) -> str:
        return f"Message({self.mti}, fields {', '.join(map(str, self.fields))})"
