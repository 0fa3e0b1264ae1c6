"""Makes the readers of messages of one layout: bytes -> Message, bytes -> IndexedMessage. See plan_source for the rule.

The way: neighbours of fixed length are cut in one piece, turned into hex digits or Latin-1 once, and cut again; lengths
are looked up in tables of 256 counts; what must be digits or ASCII is joined and checked in one call.
"""

from collections.abc import Callable
from functools import lru_cache

from protocol.codec import NIBBLES, text_or_octets
from protocol.fields import FieldSpec, Kind
from protocol.indexed import IndexedMessage, Layout, Seat
from protocol.message import Message, trusted
from protocol.plan_source import Source, at, joined, octets

TOO_MANY = 1 << 20
"""A count that leads behind the end of any message: what a byte stands for that is no length."""


def indexer(layout: Layout, slow: Callable[[bytes], IndexedMessage]) -> Callable[[bytes], IndexedMessage]:
    """For bytes that begin with the MTI and bitmap of this layout."""
    source = Source("data", slow)
    _find_anchors(source, layout)
    anchors = "".join(f", a{anchor}" for anchor in range(1, layout.end_anchor + 1))
    source.add(f"return {source.name(IndexedMessage)}(data, (0{anchors},), {source.name(layout)})")
    index: Callable[[bytes], IndexedMessage] = source.function()
    return index


def decoder(layout: Layout, slow: Callable[[bytes], Message]) -> Callable[[bytes], Message]:
    """For bytes that begin with the MTI and bitmap of this layout."""
    source = Source("data", slow)
    _find_anchors(source, layout)
    source.add(f"fields = {source.name(dict.fromkeys(layout.seats).copy)}()")
    checks = _Checks(source)
    for run in _runs(layout):
        _READERS[run[0].spec.kind](source, run, checks)
    checks.add_lines()
    source.add(f"return {source.name(trusted)}({source.name(layout.mti)}, fields)")
    decode: Callable[[bytes], Message] = source.function()
    return decode


# --- places --------------------------------------------------------------------------------------------------------


def _find_anchors(source: Source, layout: Layout) -> None:
    """Lines that measure every field of variable length, and check that the last field ends where the bytes do."""
    for seat in layout.seats.values():
        if seat.skip:
            _measure(source, seat)
    source.need(f"{at(layout.end_anchor, layout.end)} == len(data)")


def _measure(source: Source, seat: Seat) -> None:
    spec, count, step = seat.spec, f"n{seat.spec.number}", 256 if seat.spec.binary_prefix else 100
    low = source.name(_counts(1, spec.length, spec.binary_prefix))
    source.add(f"{count} = {low}[data[{at(seat.start_anchor, seat.start + seat.skip - 1)}]]")
    if seat.skip == 2:
        high = source.name(_counts(step, spec.length, spec.binary_prefix))
        source.add(f"{count} += {high}[data[{at(seat.start_anchor, seat.start)}]]")
        if spec.length >= step:  # below, only a high byte of 0 counts, and the low one is bounded by itself
            source.need(f"{count} <= {spec.length}")
    size = f"({count} + 1 >> 1)" if spec.kind in NIBBLES else count
    source.add(f"a{seat.end_anchor} = {at(seat.start_anchor, seat.start + seat.skip)} + {size}")


@lru_cache(maxsize=64)  # (step, longest value, binary): a table has a dozen different ones
def _counts(step: int, most: int, binary: bool) -> tuple[int, ...]:
    """Byte of a length prefix -> what it adds to the count; TOO_MANY where it is no number, or over."""
    said = (byte if binary else int(f"{byte:x}") if f"{byte:x}".isdecimal() else TOO_MANY for byte in range(256))
    return tuple(one * step if one * step <= most else TOO_MANY for one in said)


# --- values --------------------------------------------------------------------------------------------------------


def _runs(layout: Layout) -> list[list[Seat]]:
    """The fields in order; neighbours of one family are together."""
    runs: list[list[Seat]] = []
    last = None
    for seat in layout.seats.values():
        family = _family(seat.spec)
        if family is not None and family is last:
            runs[-1].append(seat)
        else:
            runs.append([seat])
        last = family
    return runs


def _family(spec: FieldSpec) -> Kind | None:
    """What can be cut and checked in one piece with its neighbours: fixed digits, or fixed text."""
    if spec.prefix or spec.kind not in {Kind.DIGITS, Kind.TEXT}:
        return None
    return spec.kind if spec.filler.isdecimal() else None


class _Checks:
    """What must hold of the values that were cut: each kind is joined and checked in one."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.digits: list[str] = []
        self.fillers: list[str] = []
        self.texts: list[str] = []
        self.text_seats: list[Seat] = []

    def add_lines(self) -> None:
        if self.digits:
            self._source.need(f"{joined(self.digits, '0')}.encode().isdigit()", *self.fillers)
        if self.texts:
            self._source.add(f"if not {joined(self.texts)}.isascii():")
        for seat in self.text_seats:
            self._source.add(f" fields[{seat.spec.number}] = {self._source.name(text_or_octets)}({octets(seat, seat)})")


def _read_octets(source: Source, run: list[Seat], _: _Checks) -> None:
    source.add(f"fields[{run[0].spec.number}] = {octets(run[0], run[0])}")


def _read_texts(source: Source, run: list[Seat], checks: _Checks) -> None:
    first, whole = run[0], f"r{run[0].spec.number}"
    source.add(f"{whole} = {octets(first, run[-1])}.decode('latin-1')")
    checks.texts.append(whole)
    checks.text_seats += run
    for seat in run:
        cut = f"[{source.name(slice(seat.start - first.start, seat.end - first.start))}]" if len(run) > 1 else ""
        source.add(f"fields[{seat.spec.number}] = {whole}{cut}")


def _read_nibbles(source: Source, run: list[Seat], checks: _Checks) -> None:
    whole = f"r{run[0].spec.number}"
    source.add(f"{whole} = {octets(run[0], run[-1])}.hex()")
    for seat in run:
        spec, name = seat.spec, f"v{seat.spec.number}"
        value = _variable(source, spec, whole, checks) if spec.prefix else _fixed(source, seat, run, whole, checks)
        source.add(f"fields[{spec.number}] = {name} = {value}{'.upper()' if spec.kind is Kind.TRACK else ''}")
        if spec.kind is Kind.TRACK:
            checks.digits.append(f"{name}.replace('D', '0')")
        elif not spec.filler.isdecimal():
            checks.digits.append(name)
        elif seat is run[0]:
            checks.digits.append(whole)


def _variable(source: Source, spec: FieldSpec, whole: str, checks: _Checks) -> str:
    count, filler = f"n{spec.number}", source.name(spec.filler.lower())
    checks.fillers.append(f"({count} & 1 == 0 or {whole}[{0 if spec.right else -1}] == {filler})")
    return f"{whole}[{count} & 1:]" if spec.right else f"{whole}[:{count}]"


def _fixed(source: Source, seat: Seat, run: list[Seat], whole: str, checks: _Checks) -> str:
    """The digits of a field of fixed length, in the hex digits `whole` of its run."""
    spec, start, end = seat.spec, (seat.start - run[0].start) * 2, (seat.end - run[0].start) * 2
    if spec.length % 2:
        checks.fillers.append(f"{whole}[{start if spec.right else end - 1}] == {source.name(spec.filler.lower())}")
        start, end = (start + 1, end) if spec.right else (start, end - 1)
    elif len(run) == 1:
        return whole
    return f"{whole}[{source.name(slice(start, end))}]"


_READERS: dict[Kind, Callable[[Source, list[Seat], _Checks], None]] = {
    Kind.DIGITS: _read_nibbles,
    Kind.TRACK: _read_nibbles,
    Kind.TEXT: _read_texts,
    Kind.BINARY: _read_octets,
}
