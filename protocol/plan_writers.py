"""Makes the writers of messages of one shape: Message -> bytes, and answers that copy what they echo.

See plan_source for the rule. The way: neighbours of digits are one string of hex digits that is checked and turned into
bytes once, neighbours of fixed text are encoded once, and echoed neighbours are one slice of the request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby

from protocol.codec import CAPACITY, MAX_MESSAGE, NIBBLES, write_bitmaps
from protocol.fields import FieldSpec, Kind
from protocol.indexed import IndexedMessage, Layout, Seat
from protocol.message import Message, Value
from protocol.plan_source import Source, at, joined

TYPE_CHECKING = False  # and no `import typing`: see plans.py
if TYPE_CHECKING:
    from typing import Any

Answer = Callable[[IndexedMessage, Mapping[int, Value]], bytes]


def encoder(mti: str, specs: Sequence[FieldSpec], slow: Callable[[Message], bytes]) -> Callable[[Message], bytes]:
    """For messages of this MTI with exactly these fields, in ascending order."""
    source = Source("message", slow)
    source.need("not message.fillers")
    if specs:
        source.add(f"{''.join(f'v{spec.number}, ' for spec in specs)} = message.fields.values()")
    _join(source, bytes.fromhex(mti) + write_bitmaps(spec.number for spec in specs), specs)
    encode: Callable[[Message], bytes] = source.function()
    return encode


def answerer(layout: Layout, mti: str, echo: Sequence[int], specs: Sequence[FieldSpec], slow: Answer) -> Answer:
    """For requests of this layout: an answer with their fields `echo`, and with the new fields `specs`."""
    source = Source("indexed, fields", slow)
    source.add("data = indexed._data")
    if layout.end_anchor:
        source.add(f"_, {''.join(f'a{anchor}, ' for anchor in range(1, layout.end_anchor + 1))} = indexed._anchors")
    for spec in specs:
        source.add(f"v{spec.number} = fields[{spec.number}]")
    items: dict[int, FieldSpec | Seat] = {number: layout.seats[number] for number in echo}
    items |= {spec.number: spec for spec in specs}
    numbers = sorted(items)
    _join(source, bytes.fromhex(mti) + write_bitmaps(numbers), [items[number] for number in numbers])
    answer: Answer = source.function()
    return answer


def _join(source: Source, head: bytes, items: Sequence[FieldSpec | Seat]) -> None:
    """Lines that check the values v<number> of the rows, and return the message of these items."""
    parts, needs = [source.name(head)], []
    for write, run in groupby(items, _writer):
        for part, *conditions in write(source, list(run)):
            parts.append(part)
            needs += conditions
    if needs:
        source.need(*needs)
    source.add(f"whole = b''.join(({', '.join(parts)},))")
    specs = [item.spec if isinstance(item, Seat) else item for item in items]
    if len(head) + sum(spec.prefix + spec.length for spec in specs) > MAX_MESSAGE:
        source.need(f"len(whole) <= {MAX_MESSAGE}")
    source.add("return whole")


_Parts = Iterator[tuple[str, ...]]
"""Parts of a message, each with the conditions on its values behind it, as source."""


def _writer(item: FieldSpec | Seat) -> Callable[[Source, list[Any]], _Parts]:
    if isinstance(item, Seat):
        return _copied
    if item.kind in NIBBLES:
        return _nibbles
    return _octets if item.prefix or item.kind is Kind.BINARY else _fixed_text


def _copied(_: Source, seats: list[Seat]) -> _Parts:
    while seats:
        size = 1
        while size < len(seats) and _touch(seats[size - 1], seats[size]):
            size += 1
        run, seats = seats[:size], seats[size:]
        yield (f"data[{at(run[0].start_anchor, run[0].start)}:{at(run[-1].end_anchor, run[-1].end)}]",)


def _touch(one: Seat, other: Seat) -> bool:
    return (one.end_anchor, one.end) == (other.start_anchor, other.start)


def _fixed_text(_: Source, specs: list[FieldSpec]) -> _Parts:
    lengths = (f"len(v{spec.number}) == {spec.length}" for spec in specs)
    yield f"({' + '.join(f'v{spec.number}' for spec in specs)}).encode('ascii')", *lengths


def _octets(source: Source, specs: list[FieldSpec]) -> _Parts:
    for spec in specs:
        value = f"v{spec.number}"
        if spec.kind is Kind.TEXT:
            source.add(f"{value} = {value}.encode() if {value}.isascii() else {value}.encode('gb18030')")
        if spec.prefix:
            prefixes = source.name(_prefixes(spec.prefix, spec.binary_prefix, spec.length))
            yield f"{prefixes}[len({value})]", f"{value}.__class__ is bytes"
            yield (value,)
        else:
            yield value, f"{value}.__class__ is bytes", f"len({value}) == {spec.length}"


def _nibbles(source: Source, specs: list[FieldSpec]) -> _Parts:
    """One part for all. Where everything around the digits is digits too, the string is checked in one."""
    strings, conditions = [], [f"len(v{spec.number}) == {spec.length}" for spec in specs if not spec.prefix]
    for plain, group in groupby(specs, _plain):
        run = list(group)
        pieces = [piece for spec in run for piece in _pieces(source, spec)]
        strings.append(f"x{run[0].number}")
        source.add(f"x{run[0].number} = {joined(pieces)}")
        if plain:
            conditions.append(f"x{run[0].number}.encode().isdigit()")
        else:
            conditions += [f"v{spec.number}{_WITHOUT_D[spec.kind]}.encode().isdigit()" for spec in run]
    yield f"{source.name(bytes.fromhex)}({' + '.join(strings)})", *conditions


_WITHOUT_D = {Kind.DIGITS: "", Kind.TRACK: ".replace('D', '0')"}


def _plain(spec: FieldSpec) -> bool:
    return spec.kind is Kind.DIGITS and not spec.binary_prefix and spec.filler.isdecimal()


def _pieces(source: Source, spec: FieldSpec) -> list[str]:
    """Prefix, filler and value in the order of the wire: names and expressions."""
    value = f"v{spec.number}"
    if not spec.prefix:
        filler = [source.name(spec.filler)] if spec.length % 2 else []
        return [*filler, value] if spec.right else [value, *filler]
    prefix = f"{source.name(_hex_prefixes(spec.prefix, spec.binary_prefix, spec.length))}[len({value})]"
    filler = [f"{source.name(('', spec.filler))}[len({value}) & 1]"]
    return [prefix, *filler, value] if spec.right else [prefix, value, *filler]


_SHAPES = 32
"""Different (prefix, binary, longest value) of which the prefixes are kept: a table has a dozen."""


@lru_cache(_SHAPES)
def _prefixes(prefix: int, binary: bool, most: int) -> tuple[bytes, ...]:
    """Count -> its prefix; no longer than the counts that a field may have."""
    return tuple(bytes.fromhex(digits) for digits in _hex_prefixes(prefix, binary, most))


@lru_cache(_SHAPES)
def _hex_prefixes(prefix: int, binary: bool, most: int) -> tuple[str, ...]:
    counts = range(min(most, CAPACITY[prefix, binary]) + 1)
    return tuple(f"{count:0{2 * prefix - 2}{'x' if binary else 'd'}}" for count in counts)
