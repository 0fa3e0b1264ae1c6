"""Elements of the MIS link: frames D4 and D5, a logged answer, lengths at their edges, any bytes."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.dialects.tlv.elements import (
    MAX_ELEMENTS,
    MAX_VALUE,
    Element,
    digits_of,
    offset_of,
    read_elements,
    text_of,
    value_of,
    write_elements,
)
from protocol.errors import DecodeError, EncodeError

H = bytes.fromhex
# fmt: off
FRAMES = {
    "D4": (("DF01", "00"), ("DF04", "1234"), ("DF02", "45"), ("DF03", "000000000020")),
    "D5": (("DF01", "01"), ("DF04", "1234"), ("DF06", "600003000060310031160802207024048020C09811")),
}
# fmt: on
TAGS = st.integers(0, 0xFF).map(lambda byte: f"DF{byte:02X}")
ELEMENTS = st.lists(st.builds(Element, TAGS, st.binary(max_size=300)), max_size=6)


@pytest.mark.parametrize("name", FRAMES)
def test_frames_say_what_was_derived(name: str, frame_of: Callable) -> None:
    data = frame_of(name).data
    elements = tuple(Element(tag, H(value)) for tag, value in FRAMES[name])
    assert read_elements(data) == elements
    assert write_elements(elements) == data


@pytest.mark.parametrize("name", FRAMES)
def test_every_cut(name: str, frame_of: Callable) -> None:
    """Only between two elements can a message end."""
    data = frame_of(name).data
    ends = [len(write_elements(read_elements(data)[:count])) for count in range(len(FRAMES[name]) + 1)]
    assert [cut for cut in range(len(data) + 1) if readable(data[:cut])] == ends


@pytest.mark.parametrize("name", FRAMES)
def test_every_flipped_bit_is_refused_or_kept(name: str, frame_of: Callable) -> None:
    data = frame_of(name).data
    bent = [data[:at] + bytes((data[at] ^ 1 << bit,)) + data[at + 1 :] for at in range(len(data)) for bit in range(8)]
    assert len(bent) >= 8 * 22
    assert [one for one in bent if readable(one) and write_elements(read_elements(one)) != one] == []


def readable(data: bytes) -> bool:
    """Raises anything but a DecodeError that names a tag and a place inside the bytes."""
    try:
        read_elements(data)
    except DecodeError as error:
        refused = error
    else:
        return True
    assert refused.field is not None
    assert refused.wanted
    assert refused.offset is not None
    assert refused.left == len(data) - refused.offset
    assert refused.so_far is not None
    return False


@given(ELEMENTS)
def test_any_elements_both_ways(elements: list[Element]) -> None:
    assert read_elements(write_elements(elements)) == tuple(elements)


@given(st.one_of(st.binary(max_size=80), st.binary(max_size=80).map(lambda data: b"\xdf\x06" + data)))
def test_any_bytes(data: bytes) -> None:
    assert not readable(data) or write_elements(read_elements(data)) == data


@pytest.mark.parametrize(
    ("size", "length"),
    [(0, "00"), (1, "01"), (127, "7F"), (128, "8180"), (255, "81FF"), (256, "820100"), (MAX_VALUE, "82FFFF")],
)
def test_the_shortest_length(size: int, length: str) -> None:
    whole = b"\xdf\x06" + H(length) + bytes(size)
    assert write_elements([Element("DF06", bytes(size))]) == whole
    assert read_elements(whole) == (Element("DF06", bytes(size)),)


@pytest.mark.parametrize("length", ["8101", "820001", "8100", "820000"])
def test_a_longer_length_is_kept(length: str) -> None:
    """The published writer uses 82 for 255 bytes already."""
    whole = b"\xdf\x06" + H(length) + bytes(int(length[2:], 16))
    (element,) = read_elements(whole)
    assert element.length == H(length)
    assert write_elements([element]) == whole


@pytest.mark.parametrize(
    ("data", "field", "offset"),
    [
        ("DF", "tag", 0),
        ("9F0101", "tag", 0),
        ("DF010100 5F2A", "tag", 4),
        ("DF01", "DF01", 2),
        ("DF0180", "DF01", 2),
        ("DF0183000001", "DF01", 2),
        ("DF01FF", "DF01", 2),
        ("DF0181", "DF01", 2),
        ("DF018201", "DF01", 2),
        ("DF010200", "DF01", 3),
        ("DF010100 DF02 8203E8 00", "DF02", 9),
    ],
)
def test_refusals_name_tag_and_offset(data: str, field: str, offset: int) -> None:
    with pytest.raises(DecodeError) as caught:
        read_elements(H(data))
    assert (caught.value.field, caught.value.offset) == (field, offset)


def test_a_refusal_has_what_was_read_so_far() -> None:
    with pytest.raises(DecodeError) as caught:
        read_elements(H("DF0102ABCD DF0205 00"))
    error = caught.value
    assert (error.wanted, error.left, error.so_far) == ("5 bytes", 1, {"DF01": H("ABCD")})
    assert str(error) == "field DF02: 5 bytes wanted, 1 left at byte 8"


def test_a_value_that_is_none_says_where_it_stands() -> None:
    elements = read_elements(H("DF0101AB DF02023132 DF0101AC DF030181"), start=100)
    places = []
    for read in (lambda: value_of(elements, "DF01"), lambda: digits_of(elements, "DF02", 2),
                 lambda: text_of(elements, "DF03")):  # fmt: skip
        with pytest.raises(DecodeError) as caught:
            read()
        places.append((caught.value.field, caught.value.offset, caught.value.wanted, caught.value.left))
    assert places == [("DF01", 103, "one value", 1), ("DF02", 107, "2 BCD digits", 2), ("DF03", 116, "GBK text", 1)]


def test_a_nested_refusal_counts_from_the_message() -> None:
    with pytest.raises(DecodeError) as caught:
        read_elements(b"\xdf\x01\x05", start=100)
    assert caught.value.offset == 103


def test_the_limit_of_elements() -> None:
    assert len(read_elements(b"\xdf\x01\x00" * MAX_ELEMENTS)) == MAX_ELEMENTS
    with pytest.raises(DecodeError, match=f"more than {MAX_ELEMENTS} elements") as caught:
        read_elements(b"\xdf\x01\x00" * (MAX_ELEMENTS + 1), start=5)
    assert (caught.value.field, caught.value.offset) == ("tag", 5 + 3 * MAX_ELEMENTS)


@pytest.mark.parametrize("tag", ["", "DF", "DF0", "DF0g", "9F01", "DF0101", "df01"])
def test_a_tag_that_is_none_is_not_written(tag: str) -> None:
    with pytest.raises(EncodeError):
        write_elements([Element(tag, b"")])


def test_a_value_past_the_limit_is_not_written() -> None:
    with pytest.raises(EncodeError, match="65535"):
        write_elements([Element("DF06", bytes(MAX_VALUE + 1))])


def test_values() -> None:
    elements = (Element("DF45", "练习商店".encode("gb18030") + b"  "), Element("DF03", H("000000000020")))
    assert (text_of(elements, "DF45"), text_of(elements, "DF46")) == ("练习商店", "")
    assert (digits_of(elements, "DF03", 12), digits_of(elements, "DF04", 4)) == ("000000000020", "")
    assert (value_of(elements, "DF03"), value_of(elements, "DF04")) == (H("000000000020"), b"")
    assert (offset_of(elements, "DF03"), offset_of(elements, "DF04")) == (len(write_elements(elements)) - 6, 0)


@pytest.mark.parametrize("value", ["FF", "81", "B0D7D5"])
def test_text_that_is_none(value: str) -> None:
    with pytest.raises(DecodeError) as caught:
        text_of([Element("DF45", H(value))], "DF45")
    assert caught.value.field == "DF45"


@pytest.mark.parametrize("value", ["00000000002A", "0020", "00" * 7])
def test_digits_that_are_none(value: str) -> None:
    with pytest.raises(DecodeError, match="12 BCD digits"):
        digits_of([Element("DF03", H(value))], "DF03", 12)


def test_a_tag_that_stands_twice() -> None:
    """A published request repeats DF0D; the same value twice is one value, two values are none."""
    assert value_of([Element("DF0D", b"1"), Element("DF0D", b"1")], "DF0D") == b"1"
    with pytest.raises(DecodeError, match="twice"):
        value_of([Element("DF03", b"1"), Element("DF03", b"2")], "DF03")


def test_an_element_shows_no_value() -> None:
    assert repr(Element("DF1E", b"6200000000000005")) == "Element(DF1E, 16 bytes)"
