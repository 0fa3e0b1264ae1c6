"""Two messages side by side: what differs, part by part where both fields are made of the same parts, masked.

The rule: two messages whose bytes differ have at least one difference here, also where only hidden digits, a filler or
an announced length differ, or the way in which equal values are written.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from protocol.dialects.unionpay import masks, subfields
from protocol.dialects.unionpay.envelope import Packet
from protocol.dialects.unionpay.profiles import Profile
from protocol.dialects.unionpay.subfields import Part
from protocol.message import Value
from protocol.words import Words


@dataclass(frozen=True, slots=True)
class Difference:
    """name: "tpdu", "4", "60.2" … first, second: as they may be shown, None where one message has no such thing; equal
    texts where only what is hidden differs.
    """

    name: str
    label: Words
    first: str | None
    second: str | None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two."""

    packet: Packet
    profile: Profile

    def value(self, number: int) -> Value | None:
        """Field `number`, None where it is absent."""
        return self.packet.message.fields.get(number)

    def shown(self, number: int) -> str | None:
        """It masked."""
        value = self.value(number)
        return None if value is None else masks.masked(self.profile.table[number], value, self.packet.message)

    def parts(self, number: int) -> tuple[tuple[Part, str, bytes], ...]:
        """Each part with its masked and its real value."""
        value = self.value(number) or ""
        units = masks.as_octets(value)
        spec, message = self.profile.table[number], self.packet.message
        hide = masks.hidden(spec, value, message)
        return tuple(
            (part, masks.part_shown(part, hide, units), units[part.value_start : part.end])
            for part in subfields.split(number, value, message)
        )


def differences(first: Side, second: Side) -> tuple[Difference, ...]:
    """Everything that differs, envelope first and then the fields in ascending order."""
    return (*_fronts(first, second), *_fields(first, second))


def _fronts(first: Side, second: Side) -> Iterator[Difference]:
    one, two = first.packet, second.packet
    # fmt: off
    rows = (
        ("profile", Words("格式", "profile"),     first.profile.name, second.profile.name),
        ("length", Words("长度", "length"),       one.envelope.length, two.envelope.length),
        ("tpdu",   Words("TPDU", "TPDU"),         one.envelope.tpdu,   two.envelope.tpdu),
        ("header", Words("报文头", "header"),     one.envelope.header, two.envelope.header),
        ("mti",    Words("消息类型", "message type"), one.message.mti, two.message.mti),
    )
    # fmt: on
    for name, label, here, there in rows:
        if here != there:
            yield Difference(name, label, _text(here), _text(there))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _fields(first: Side, second: Side) -> Iterator[Difference]:
    numbers = sorted({*first.packet.message.fields, *second.packet.message.fields})
    for number in numbers:
        spec = (first if number in first.packet.message.fields else second).profile.table[number]
        label = Words(spec.zh, spec.en)
        if first.value(number) != second.value(number):
            found = tuple(_parts(first, second, number))
            yield from found or (Difference(str(number), label, first.shown(number), second.shown(number)),)
        fillers = (first.packet.message.fillers.get(number), second.packet.message.fillers.get(number))
        if fillers[0] != fillers[1]:
            yield Difference(f"{number}", Words(f"{spec.zh}补位", f"{spec.en}, filler"), *fillers)


def _parts(first: Side, second: Side, number: int) -> Iterator[Difference]:
    """The parts that differ; nothing where the two fields are not made of parts of the same names."""
    if first.value(number) is None or second.value(number) is None:
        return
    one, two = first.parts(number), second.parts(number)
    names = [part.name for part, _, _ in one]
    if not names or names != [part.name for part, _, _ in two] or subfields.UNEXPLAINED in names:
        return
    for (part, here, real), (_, there, other) in zip(one, two, strict=True):
        if real != other and not (part.octets and not part.value):
            yield Difference(part.name, part.label, here, there)
