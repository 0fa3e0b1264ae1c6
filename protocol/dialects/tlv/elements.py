"""One message of the MIS link: bytes <-> elements, each a tag of 2 bytes (DFxx), a length and a value. No rules here.

Lengths are one byte under 80, or 81 and one byte, or 82 and two. A tag is 2 bytes whatever its bits say (DF90 is one).
Unknown tags are kept, and so is a length that could have been shorter: what is read is written back to the same bytes.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType

from protocol.errors import DecodeError, EncodeError

TAG = b"\xdf"
"""The first byte of every tag, and so of every body."""
MAX_VALUE = 0xFFFF
"""Bytes that the longest form of a length can say."""

MAX_ELEMENTS = 1024
"""Elements of one message, unknown and repeated ones too: there are 256 tags, and a frame has no room for 350."""


@dataclass(frozen=True, slots=True, repr=False)
class Element:
    """tag: 4 hex digits in capitals, DF first. length: the octets of its length where they are not the shortest.
    at: where its value began in the message that it was read from.

    Its repr shows no value: DF1E is a card number.
    """

    tag: str
    value: bytes
    length: bytes = b""
    at: int | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        return f"Element({self.tag}, {len(self.value)} bytes)"


def write_elements(elements: Sequence[Element]) -> bytes:
    """Bytes of the elements. Raises EncodeError for another tag, or a value over 65535 bytes."""
    return b"".join(_write(element) for element in elements)


def read_elements(data: bytes, start: int = 0) -> tuple[Element, ...]:
    """All of `data`. Raises DecodeError naming tag and offset; `start` is the offset of its first byte."""
    elements: list[Element] = []
    try:
        _read_all(data, start, elements)
    except DecodeError as error:
        error.so_far = MappingProxyType({element.tag: element.value for element in elements})
        raise
    return tuple(elements)


def read_front(data: bytes) -> tuple[Element, ...]:
    """The elements in front of the first that can't be read."""
    elements: list[Element] = []
    with suppress(DecodeError):
        _read_all(data, 0, elements)
    return tuple(elements)


def value_of(elements: Sequence[Element], tag: str) -> bytes:
    """The value of a tag, b"" when it is absent. Raises DecodeError when it stands twice with two values."""
    values = {element.value for element in elements if element.tag == tag}
    if len(values) > 1:
        raise _misread("stands twice, with two values", elements, tag, "one value")
    return values.pop() if values else b""


def offset_of(elements: Sequence[Element], tag: str) -> int:
    """Where the value of the first element of a tag begins, in bytes from the first element; 0 when it is absent."""
    at = 0
    for element in elements:
        at += len(_write(element))
        if element.tag == tag:
            return at - len(element.value)
    return 0


def text_of(elements: Sequence[Element], tag: str) -> str:
    """The GB18030 text of a tag without its padding, "" when it is absent. Raises DecodeError."""
    try:
        return value_of(elements, tag).decode("gb18030").strip()
    except UnicodeDecodeError:
        raise _misread("GBK text wanted", elements, tag, "GBK text") from None


def digits_of(elements: Sequence[Element], tag: str, count: int) -> str:
    """The BCD digits of a tag, "" when it is absent. Raises DecodeError unless there are `count`."""
    text = value_of(elements, tag).hex()
    if text and not (len(text) == count and text.isdecimal()):
        raise _misread(f"{count} BCD digits wanted", elements, tag, f"{count} BCD digits")
    return text


def _misread(reason: str, elements: Sequence[Element], tag: str, wanted: str) -> DecodeError:
    """About the first element of this tag; what is left is its value."""
    first = next(element for element in elements if element.tag == tag)
    return DecodeError(reason, field=tag, offset=first.at, wanted=wanted, left=len(first.value))


def _write(element: Element) -> bytes:
    tag, size = element.tag, len(element.value)
    if not (len(tag) == 4 and tag.startswith("DF") and set(tag) <= set("0123456789ABCDEF")):
        raise EncodeError("a tag is DF and two hex digits", field=tag)
    if size > MAX_VALUE:
        raise EncodeError(f"a value has at most {MAX_VALUE} bytes", field=tag)
    return bytes.fromhex(tag) + (element.length or _length(size)) + element.value


def _read_all(data: bytes, start: int, elements: list[Element]) -> None:
    """Into `elements`, one by one. Raises DecodeError."""
    at = 0
    while at < len(data):
        if len(elements) == MAX_ELEMENTS:
            reason, left = f"more than {MAX_ELEMENTS} elements", len(data) - at
            raise DecodeError(reason, field="tag", offset=start + at, wanted="the end", left=left)
        element, at = _read(data, at, start)
        elements.append(element)


def _read(data: bytes, at: int, start: int) -> tuple[Element, int]:
    """(element, where the next begins)."""
    tag = data[at : at + 2].hex().upper()
    if len(tag) < 4 or not tag.startswith("DF"):
        raise DecodeError("a tag DFxx wanted", field="tag", offset=start + at, wanted="a tag DFxx", left=len(data) - at)
    first = data[at + 2] if at + 2 < len(data) else 0xFF
    more = {0x81: 1, 0x82: 2}.get(first, 0)
    octets = data[at + 2 : at + 3 + more]
    if first > 0x82 or first == 0x80 or len(octets) != 1 + more:
        wanted, left = "a length of one byte, or 81 and one, or 82 and two", len(data) - at - 2
        raise DecodeError(f"{wanted} wanted", field=tag, offset=start + at + 2, wanted=wanted, left=left)
    size = int.from_bytes(octets[1:], "big") if more else first
    begin = at + 3 + more
    value = data[begin : begin + size]
    if len(value) != size:
        reason, wanted = f"{size} bytes wanted, {len(value)} left", f"{size} bytes"
        raise DecodeError(reason, field=tag, offset=start + begin, wanted=wanted, left=len(value))
    return Element(tag, value, b"" if octets == _length(size) else octets, start + begin), begin + size


def _length(size: int) -> bytes:
    if size < 0x80:
        return bytes((size,))
    return bytes((0x81, size)) if size <= 0xFF else b"\x82" + size.to_bytes(2, "big")
