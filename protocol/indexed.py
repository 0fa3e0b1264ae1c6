"""A message of which only the places of its fields are known: values are read from the bytes when somebody asks.

Same reading as protocol.message.Message. One rule: lengths were checked when it was made, values are checked when they
are read, so `text`, `octets`, `fields` and `fillers` raise DecodeError where the octets are no value of the field.
"""

from collections.abc import Callable, Mapping, Sequence

from protocol import codec
from protocol.fields import FieldSpec, Kind
from protocol.message import Message, Value


class Seat:
    """Where a field lies in every message of one layout: its start and end, each so many bytes behind an anchor.

    The anchors of a message are byte 0 and the ends of its fields of variable length, in order: all else lies at a
    fixed distance from one of them. `skip`: bytes of the length prefix.
    """

    __slots__ = ("end", "end_anchor", "read", "skip", "spec", "start", "start_anchor")

    def __init__(self, spec: FieldSpec, start_anchor: int, start: int) -> None:
        self.spec, self.start_anchor, self.start = spec, start_anchor, start
        self.skip = spec.prefix - 1 if spec.prefix else 0
        self.end_anchor, self.end = (start_anchor + 1, 0) if spec.prefix else (start_anchor, start + fixed_size(spec))
        self.read = _READERS[spec.kind]


class Layout:
    """All that messages of one MTI and bitmap have in common.

    specs: the fields in ascending order, the first one at byte `start`. decode: the whole message of such bytes.
    `end_anchor`, `end`: where the message ends, as in Seat.
    """

    __slots__ = ("decode", "end", "end_anchor", "mti", "seats")

    def __init__(self, mti: str, specs: Sequence[FieldSpec], start: int, decode: Callable[[bytes], Message]) -> None:
        self.mti = mti
        self.decode = decode
        self.seats: dict[int, Seat] = {}
        self.end_anchor, self.end = 0, start
        for spec in specs:
            seat = self.seats[spec.number] = Seat(spec, self.end_anchor, self.end)
            self.end_anchor, self.end = seat.end_anchor, seat.end


class IndexedMessage:
    """The bytes, the anchors in them (see Seat), and the layout that all messages of this shape share.

    Made by `protocol.plans.Codec.index`. 22 fields need 200 bytes beside the bytes themselves.
    """

    __slots__ = ("_anchors", "_data", "layout")

    _anchors: tuple[int, ...]
    _data: bytes
    layout: Layout

    def __init__(self, data: bytes, anchors: tuple[int, ...], layout: Layout) -> None:
        self._data, self._anchors, self.layout = data, anchors, layout

    @property
    def mti(self) -> str:
        return self.layout.mti

    @property
    def numbers(self) -> tuple[int, ...]:
        """The fields that are present, in ascending order."""
        return tuple(self.layout.seats)

    @property
    def fields(self) -> Mapping[int, Value]:
        """Number -> value of every field; decoded anew each time."""
        return self.layout.decode(self._data).fields

    @property
    def fillers(self) -> Mapping[int, str]:
        """As in Message; decoded anew each time."""
        return self.layout.decode(self._data).fillers

    def text(self, number: int) -> str:
        """The value of a text or digit field, "" when it is absent; the hex digits of one that is bytes."""
        seat = self.layout.seats.get(number)
        value = "" if seat is None else seat.read(seat, self._data, self._anchors)
        return value if isinstance(value, str) else value.hex()

    def octets(self, number: int) -> bytes:
        """The value of a binary field, b"" when it is absent; a text in GB18030."""
        seat = self.layout.seats.get(number)
        value = b"" if seat is None else seat.read(seat, self._data, self._anchors)
        return value if isinstance(value, bytes) else value.encode("gb18030")

    def span(self, number: int) -> tuple[int, int]:
        """Offsets of the field's first byte, its length prefix included, and of the byte behind it.

        Raises KeyError when the field is absent.
        """
        seat, anchors = self.layout.seats[number], self._anchors
        return anchors[seat.start_anchor] + seat.start, anchors[seat.end_anchor] + seat.end

    def raw(self, number: int) -> bytes:
        """The octets of that span. Raises KeyError when the field is absent."""
        start, end = self.span(number)
        return self._data[start:end]

    def __repr__(self) -> str:
        return f"IndexedMessage({self.mti}, fields {', '.join(map(str, self.numbers))})"


def fixed_size(spec: FieldSpec) -> int:
    """Bytes of a field without a length prefix."""
    return (spec.length + 1) // 2 if spec.kind in codec.NIBBLES else spec.length


# --- readers: the short way for what is usual, and the interpreter for the rest --------------------------------------


def _read_digits(seat: Seat, data: bytes, anchors: tuple[int, ...]) -> Value:
    start, skip, spec = anchors[seat.start_anchor] + seat.start, seat.skip, seat.spec
    value = data[start + skip : anchors[seat.end_anchor] + seat.end].hex()
    if (data[start + skip - 1] if skip else spec.length) & 1:  # a prefix, BCD or binary, is odd where its last bit is
        value = value[1:] if spec.right else value[:-1]
    return value if value.isdecimal() else _read_plainly(seat, data, start)


def _read_track(seat: Seat, data: bytes, anchors: tuple[int, ...]) -> Value:
    return _read_plainly(seat, data, anchors[seat.start_anchor] + seat.start)


def _read_text(seat: Seat, data: bytes, anchors: tuple[int, ...]) -> Value:
    start = anchors[seat.start_anchor] + seat.start + seat.skip
    octets = data[start : anchors[seat.end_anchor] + seat.end]
    return octets.decode("ascii") if octets.isascii() else codec.text_or_octets(octets)


def _read_octets(seat: Seat, data: bytes, anchors: tuple[int, ...]) -> Value:
    return data[anchors[seat.start_anchor] + seat.start + seat.skip : anchors[seat.end_anchor] + seat.end]


def _read_plainly(seat: Seat, data: bytes, at: int) -> Value:
    place = next(codec.walk(data, {seat.spec.number: seat.spec}, (seat.spec.number,), at))
    return codec.read_value(place, data)[0]


_READERS: dict[Kind, Callable[[Seat, bytes, tuple[int, ...]], Value]] = {
    Kind.DIGITS: _read_digits,
    Kind.TRACK: _read_track,
    Kind.TEXT: _read_text,
    Kind.BINARY: _read_octets,
}
