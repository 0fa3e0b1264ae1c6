"""An ISO 8583 message as a value: immutable, and shown masked unless somebody asks for a field by number.

Private to the ISO dialects: the rest of the product speaks in protocol.transactions.
"""

from collections.abc import Mapping
from types import MappingProxyType

Value = str | bytes

NO_FILLERS: Mapping[int, str] = MappingProxyType({})


class Message:
    """mti: four digits. fields: number -> value (kinds in protocol.fields), in ascending order. fillers: number -> the
    filler nibble (one hex digit) of an odd number of digits where it is not the table's, kept so that encoding gives
    the identical bytes.
    """

    __slots__ = ("fields", "fillers", "mti")  # by hand, as protocol.fields.FieldSpec is
    mti: str
    fields: Mapping[int, Value]
    fillers: Mapping[int, str]

    def __init__(self, mti: str, fields: Mapping[int, Value], fillers: Mapping[int, str] = NO_FILLERS) -> None:
        own, numbers = dict(fields), sorted(fields)
        if numbers != list(own):
            own = {number: own[number] for number in numbers}
        _set_mti(self, mti)
        _set_fields(self, MappingProxyType(own))
        _set_fillers(self, MappingProxyType(dict(fillers)) if fillers else NO_FILLERS)

    def text(self, number: int) -> str:
        """The value of a text or digit field, "" when it is absent; the hex digits of one that is bytes."""
        value = self.fields.get(number, "")
        return value if isinstance(value, str) else value.hex()

    def octets(self, number: int) -> bytes:
        """The value of a binary field, b"" when it is absent; a text in GB18030."""
        value = self.fields.get(number, b"")
        return value if isinstance(value, bytes) else value.encode("gb18030")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a message is not changed: {name}")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Message):
            return NotImplemented
        return (self.mti, self.fields, self.fillers) == (other.mti, other.fields, other.fillers)

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[object, ...]:
        return (Message, (self.mti, dict(self.fields), dict(self.fillers)))

    def __repr__(self) -> str:
        return f"Message({self.mti}, fields {', '.join(map(str, self.fields))})"


def trusted(mti: str, fields: dict[int, Value]) -> Message:
    """A message without fillers, of fields in ascending order that nobody else holds: what a decoder has in hand.

    Message() copies and sorts, as it can't know: that would be a third of the time of a whole decode.
    """
    message = _new(Message)
    _set_mti(message, mti)
    _set_fields(message, MappingProxyType(fields))
    _set_fillers(message, NO_FILLERS)
    return message


_new = object.__new__
_set_mti, _set_fields, _set_fillers = (Message.__dict__[name].__set__ for name in ("mti", "fields", "fillers"))
