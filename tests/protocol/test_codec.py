"""The codec: public messages both ways, one field at a time by hand, and any bytes at all."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.codec import MAX_MESSAGE, decode, encode, text_or_octets
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.errors import DecodeError, EncodeError
from protocol.fields import FieldSpec, Kind
from protocol.message import Message

H = bytes.fromhex

# --- public messages -----------------------------------------------------------------------------------------------


def test_public_messages_say_what_their_sources_say(our_sample) -> None:
    message = decode(our_sample.message, UNIONPAY)
    assert (message.mti, dict(message.fields)) == (our_sample.mti, our_sample.fields)
    assert dict(message.fillers) == our_sample.fillers


def test_public_messages_come_back_to_the_byte(our_sample) -> None:
    assert encode(Message(our_sample.mti, our_sample.fields, our_sample.fillers), UNIONPAY) == our_sample.message
    assert encode(decode(our_sample.message, UNIONPAY), UNIONPAY) == our_sample.message


def test_public_bitmaps_list_the_fields(our_sample) -> None:
    bits = f"{int(our_sample.bitmap, 16):064b}"
    assert [number for number, bit in enumerate(bits, 1) if bit == "1"] == list(our_sample.fields)


def test_every_cut_of_a_public_message_names_its_place(our_sample) -> None:
    whole = our_sample.message
    errors = [refusal(whole[:cut]) for cut in range(len(whole))]
    assert [error.field for error in errors[:10]] == [None] * 10
    assert [cut for cut, error in enumerate(errors[10:], 10) if error.field not in map(str, our_sample.fields)] == []
    assert [cut for cut, error in enumerate(errors) if not 0 <= (error.offset or 0) <= cut] == []


def test_a_byte_too_many_is_named(our_sample) -> None:
    error = refusal(our_sample.message + b"\0")
    assert (error.field, error.offset) == (None, len(our_sample.message))


def test_the_other_acquirers_field_60_is_refused_by_name(sample_v45) -> None:
    """V45 writes field 60 in ASCII: a profile of its own, so that this one must say which field it can't read."""
    error = refusal(sample_v45)
    assert (error.field, error.reason) == ("60", "length 64, 19 is the most")


def refusal(data: bytes) -> DecodeError:
    with pytest.raises(DecodeError) as caught:
        decode(data, UNIONPAY)
    return caught.value


# --- one field at a time, worked by hand ---------------------------------------------------------------------------

# fmt: off
ONE_FIELD = [
    # spec                                            value                 bytes of the field     note
    (FieldSpec(2, "", "", Kind.DIGITS, 19, 2),        "6200000000000005",   "16 6200000000000005", "even"),
    (FieldSpec(2, "", "", Kind.DIGITS, 19, 2),        "123",                "03 1230",             "odd: filler right"),
    (FieldSpec(2, "", "", Kind.DIGITS, 19, 2),        "",                   "00",                  "present and empty"),
    (FieldSpec(3, "", "", Kind.DIGITS, 6),            "200000",             "200000",              "fixed"),
    (FieldSpec(22, "", "", Kind.DIGITS, 3),           "021",                "0210",                "left-justified"),
    (FieldSpec(23, "", "", Kind.DIGITS, 3, right=True), "001",              "0001",                "right-justified"),
    (FieldSpec(35, "", "", Kind.TRACK, 37, 2),        "62D301",             "06 62D301",           "separator D"),
    (FieldSpec(36, "", "", Kind.TRACK, 104, 3),       "9D9",                "0003 9D90",           "LLL"),
    (FieldSpec(35, "", "", Kind.TRACK, 37, 2),        "6E1A",               "04 6E1A",             "enciphered, 53.3"),
    (FieldSpec(48, "", "", Kind.DIGITS, 322, 3),      "1234",               "0004 1234",           "counts digits"),
    (FieldSpec(37, "", "", Kind.TEXT, 12),            "bQjBbZAg09l0",       "62516A42625A416730396C30", "as V45"),
    (FieldSpec(41, "", "", Kind.TEXT, 8),             "T1      ",           "5431202020202020",    "blank padded"),
    (FieldSpec(43, "", "", Kind.TEXT, 6),             "银联  ",             "D2F8C1AA2020",        "GBK counts bytes"),
    (FieldSpec(56, "", "", Kind.TEXT, 999, 3),        "银联",               "0004 D2F8C1AA",       "length too"),
    (FieldSpec(44, "", "", Kind.TEXT, 25, 2),         "01",                 "02 3031",             "LL counts bytes"),
    (FieldSpec(64, "", "", Kind.BINARY, 8),           b"\x02\x03\x06\x15\x10\x1c\x00\xff", "02030615101C00FF", "raw"),
    (FieldSpec(62, "", "", Kind.BINARY, 512, 3),      b"\x00",              "0001 00",             "raw, variable"),
    (FieldSpec(2, "", "", Kind.DIGITS, 19, 2, right=True), "123",           "03 0123",             "variable, right"),
    (FieldSpec(2, "", "", Kind.DIGITS, 19, 2, filler="F"), "123",           "03 123F",             "table filler"),
    (FieldSpec(2, "", "", Kind.DIGITS, 19, 2, binary_prefix=True), "1" * 15, "0F 1111111111111110", "binary length"),
    (FieldSpec(56, "", "", Kind.TEXT, 999, 3, binary_prefix=True), "x" * 300, "012C" + "78" * 300, "binary LLL"),
    (FieldSpec(43, "", "", Kind.TEXT, 3),             b"\x41\xff\xfe",      "41FFFE",              "no text"),
    (FieldSpec(56, "", "", Kind.TEXT, 999, 3),        b"A\x80",             "0002 4180",           "half a character"),
    (FieldSpec(70, "", "", Kind.DIGITS, 3, right=True), "301",              "0301",                "secondary bitmap"),
    (FieldSpec(128, "", "", Kind.BINARY, 8),          b"hgfedcba",          "6867666564636261",    "the last field"),
]
# fmt: on


@pytest.mark.parametrize(("spec", "value", "octets", "note"), ONE_FIELD, ids=[row[3] for row in ONE_FIELD])
def test_one_field_both_ways(spec: FieldSpec, value: str | bytes, octets: str, note: str) -> None:
    second = (1 << 127 | 1 << 128 - spec.number).to_bytes(16, "big")
    bitmap = second if spec.number > 64 else (1 << 64 - spec.number).to_bytes(8, "big")
    whole = H("0200") + bitmap + H(octets)
    message = Message("0200", {spec.number: value})
    table = {spec.number: spec}
    assert encode(message, table) == whole
    assert decode(whole, table) == message


def test_short_text_is_padded_to_its_field() -> None:
    spec = {41: FieldSpec(41, "", "", Kind.TEXT, 8)}
    assert decode(encode(Message("0200", {41: "T1"}), spec), spec).fields[41] == "T1      "


@pytest.mark.parametrize("filler", ["0", "F", "2"])
def test_the_filler_nibble_survives(filler: str) -> None:
    whole = H("0800 0000000000000010 0011 00000001003" + filler)
    message = decode(whole, UNIONPAY)
    assert message.fields[60] == "00000001003"
    assert encode(message, UNIONPAY) == whole


WITHOUT_8 = {number: spec for number, spec in UNIONPAY.items() if number != 8}

# fmt: off
REFUSED = [
    # bytes                                            field  offset what is wrong
    ("",                                               None,  0,     "nothing"),
    ("0200 00000000000000",                            None,  9,     "half a bitmap"),
    ("02A0 0000000000000000",                          "0",   0,     "no digits in the MTI"),
    ("0200 8000000000000000 00000000000000",           "1",   10,    "half a secondary bitmap"),
    ("0200 8000000000000000 0000000000000000",         "1",   10,    "a secondary bitmap of no field"),
    ("0200 8000000000000000 0400000000000000",         "70",  18,    "cut before a field of the secondary bitmap"),
    ("0200 C000000000000000 0000000000000001 01 20",   "128", 20,    "cut behind the primary one's fields"),
    ("0200 0100000000000000",                          "8",   10,    "a field of no profile"),
    ("0200 2000000000000000 2000",                     "3",   10,    "cut in a fixed field"),
    ("0200 2000000000000000 20000A",                   "3",   12,    "a letter among digits"),
    ("0200 2000000000000000 200000 FF",                None,  13,    "left over"),
    ("0200 4000000000000000",                          "2",   10,    "cut before a length"),
    ("0200 4000000000000000 1A",                       "2",   10,    "a letter in a length"),
    ("0200 4000000000000000 20 00000000000000000000",  "2",   10,    "length over the maximum"),
    ("0200 4000000000000000 03 12",                    "2",   11,    "cut behind a length"),
    ("0200 0000000000000010 00",                       "60",  10,    "cut inside a length"),
    ("0200 0000000000200000 41424344 4546FF80",        "43",  10,    "cut in text"),
    ("0200 0000020000000000 00A1",                     "23",  11,    "a letter among digits behind a filler"),
]
# fmt: on


@pytest.mark.parametrize(("octets", "field", "offset", "note"), REFUSED, ids=[row[3] for row in REFUSED])
def test_what_is_refused_and_where(octets: str, field: str | None, offset: int, note: str) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(H(octets), WITHOUT_8)
    assert (caught.value.field, caught.value.offset) == (field, offset)


# fmt: off
WANTED = [
    # bytes                                   wanted                        left
    ("0200 00",                               "7 bytes more",               0),
    ("02A0 0000000000000000",                 "four digits",                10),
    ("0200 8000000000000000 00",              "8 bytes",                    1),
    ("0200 8000000000000000" + "00" * 8,      "a field from 65 to 128",     8),
    ("0200 2000000000000000 2000",            "3 bytes",                    2),
    ("0200 2000000000000000 20000A",          "digits",                     1),
    ("0200 2000000000000000 200000 FF",       "the end",                    1),
    ("0200 0000000000000010 00",              "a length of 2 bytes",        1),
    ("0200 4000000000000000 1A00",            "decimal digits",             2),
    ("0200 4000000000000000 2000",            "a length of at most 19",     2),
    ("0200 4000000000000000 0312",            "2 bytes",                    1),
]
# fmt: on


@pytest.mark.parametrize(("octets", "wanted", "left"), WANTED, ids=[row[1] for row in WANTED])
def test_an_error_says_what_was_wanted_and_what_was_left(octets: str, wanted: str, left: int) -> None:
    error = refusal(H(octets))
    assert (error.wanted, error.left) == (wanted, left)


def test_an_error_has_what_had_been_decoded() -> None:
    error = refusal(H("0200 6000000000000100 02 12 200000 0001"))
    assert (error.field, error.so_far) == ("56", {2: "12", 3: "200000"})
    assert error.so_far is not None
    with pytest.raises(TypeError, match="item assignment"):
        error.so_far[2] = ""  # type: ignore[index]


def test_what_is_more_than_a_prefix_can_say_is_not_written() -> None:
    for row, size in (((2, "", "", Kind.TEXT, 200, 2), 100), ((2, "", "", Kind.TEXT, 300, 2, False), 256)):
        spec = FieldSpec(*row, binary_prefix=size == 256)
        with pytest.raises(EncodeError, match=f"{size - 1} is the most"):
            encode(Message("0200", {2: "x" * size}), {2: spec})
        assert len(encode(Message("0200", {2: "x" * (size - 1)}), {2: spec})) == 10 + size


def test_the_longest_message() -> None:
    fields: dict[int, str | bytes] = dict.fromkeys((40, 46, 47, 56, 57, 58, 59, 106), "x" * 999)
    room = MAX_MESSAGE - 18 - 8 * 1001 - 2  # MTI and both bitmaps, eight fields, one prefix more
    assert 0 < room < 999
    longest = Message("0200", {**fields, 105: "x" * room})
    assert decode(encode(longest, UNIONPAY), UNIONPAY) == longest
    with pytest.raises(EncodeError, match="more than a message may have"):
        encode(Message("0200", {**fields, 105: "x" * (room + 1)}), UNIONPAY)


def test_every_character_of_gb18030_comes_back() -> None:
    """All of two bytes, and of four a part of each plane: so that text is text, and never forced."""
    two = [bytes([high, low]) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF)]
    four = [bytes([a, 0x30 + a % 10, b, 0x30 + b % 10]) for a in range(0x81, 0xFF) for b in range(0x81, 0xFF)]
    table = {56: UNIONPAY[56]}
    values = [text_or_octets(octets) for octets in two + four]
    texts = [(value, octets) for value, octets in zip(values, two + four, strict=True) if isinstance(value, str)]
    assert len(texts) > 20_000
    assert [octets for value, octets in texts if value.encode("gb18030") != octets] == []
    assert encode(Message("0200", {56: texts[0][0]}), table).endswith(texts[0][1])


@pytest.mark.parametrize(
    ("message", "field"),
    [
        (Message("220", {}), "0"),
        (Message("02２0", {}), "0"),
        (Message("02A0", {}), "0"),
        (Message("0200", {1: b""}), "1"),
        (Message("0200", {129: ""}), "129"),
        (Message("0200", {65: b""}), "65"),
        (Message("0200", {3: "20000"}), "3"),
        (Message("0200", {3: "2000000"}), "3"),
        (Message("0200", {3: "20000a"}), "3"),
        (Message("0200", {3: "20000٠"}), "3"),
        (Message("0200", {3: b"\x20\x00\x00"}), "3"),
        (Message("0200", {2: "1" * 20}), "2"),
        (Message("0200", {35: "62=30"}), "35"),
        (Message("0200", {41: "123456789"}), "41"),
        (Message("0200", {41: b"1234567"}), "41"),
        (Message("0200", {23: "001"}, {23: "G"}), "23"),
        (Message("0200", {23: "001"}, {23: ""}), "23"),
        (Message("0200", {23: "001"}, {23: "00"}), "23"),
        (Message("0200", {44: "x" * 26}), "44"),
        (Message("0200", {56: "\ud800"}), "56"),
        (Message("0200", {62: "text"}), "62"),
        (Message("0200", {62: bytes(513)}), "62"),
        (Message("0200", {64: bytes(7)}), "64"),
    ],
)
def test_what_does_not_fit_its_field_is_not_written(message: Message, field: str) -> None:
    with pytest.raises(EncodeError) as caught:
        encode(message, UNIONPAY)
    assert caught.value.field == field


@pytest.mark.parametrize("value", [5, None, bytearray(8), ["x"] * 8, 1.5])
@pytest.mark.parametrize("number", [3, 41, 56, 62])
def test_a_value_that_is_neither_text_nor_bytes_is_not_written(number: int, value: Any) -> None:
    with pytest.raises(EncodeError, match="wanted") as caught:
        encode(Message("0200", {number: value}), UNIONPAY)
    assert caught.value.field == str(number)


def test_errors_name_places_and_no_values() -> None:
    number = "6200000000000005"
    with pytest.raises(EncodeError) as caught:
        encode(Message("0220", {2: number * 2}), UNIONPAY)
    assert number[6:12] not in f"{caught.value} {caught.value!r}"
    assert number[6:12] not in str(refusal(H("0220 4000000000000000 16 6200000000")))


@pytest.mark.parametrize(("number", "size"), [(2, 19), (36, 104), (44, 25), (48, 322), (60, 19), (62, 512), (63, 163)])
def test_the_longest_value_of_a_field(number: int, size: int) -> None:
    value = {Kind.BINARY: b"1"}.get(UNIONPAY[number].kind, "1") * size
    message = Message("0200", {number: value})
    assert decode(encode(message, UNIONPAY), UNIONPAY) == message
    with pytest.raises(EncodeError) as caught:
        encode(Message("0200", {number: value + value[:1]}), UNIONPAY)
    assert caught.value.field == str(number)


def test_a_message_over_the_limit_is_not_even_looked_at() -> None:
    error = refusal(H("0200") + bytes(MAX_MESSAGE - 1))
    assert (error.offset, "more than a message may have" in error.reason) == (MAX_MESSAGE, True)
    assert refusal(H("0200") + bytes(MAX_MESSAGE - 2)).offset == 10


# --- any values, any bytes -----------------------------------------------------------------------------------------


def values_of(spec: FieldSpec) -> st.SearchStrategy[str | bytes]:
    low = spec.length if spec.prefix == 0 else 0
    high = min(spec.length, max(low, 40))
    match spec.kind:
        case Kind.BINARY:
            return st.binary(min_size=low, max_size=high)
        case Kind.TEXT:
            return st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=low, max_size=high)
        case Kind.TRACK:
            return st.text("0123456789ABCDEF", min_size=low, max_size=high)
        case _:
            return st.text("0123456789", min_size=low, max_size=high)


def fields_of(numbers: list[int]) -> st.SearchStrategy[dict[int, str | bytes]]:
    return st.fixed_dictionaries({number: values_of(UNIONPAY[number]) for number in numbers})


FIELDS = st.lists(st.sampled_from(sorted(UNIONPAY)), max_size=12, unique=True).flatmap(fields_of)
MTIS = st.text("0123456789", min_size=4, max_size=4)


@given(MTIS, FIELDS)
def test_round_trip(mti: str, fields: dict[int, str | bytes]) -> None:
    message = Message(mti, fields)
    assert decode(encode(message, UNIONPAY), UNIONPAY) == message


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_a_decode_error(data: bytes) -> None:
    check_total(data)


@given(MTIS, FIELDS, st.data())
def test_a_bent_message_is_a_message_or_a_decode_error(mti: str, fields: dict[int, Any], draw: st.DataObject) -> None:
    whole = bytearray(encode(Message(mti, fields), UNIONPAY))
    at = draw.draw(st.integers(0, len(whole) - 1))
    whole[at] = draw.draw(st.integers(0, 255))
    check_total(bytes(whole))


def check_total(data: bytes) -> None:
    """Either a message that encodes back to these very bytes, or an error that points into them."""
    try:
        back = encode(decode(data, UNIONPAY), UNIONPAY)
    except DecodeError as error:
        back = data if error.offset in range(len(data) + 1) else b"an error without a place"
    assert back == data


@given(MTIS, FIELDS, st.data())
def test_a_cut_message_names_field_and_offset(mti: str, fields: dict[int, Any], draw: st.DataObject) -> None:
    whole = encode(Message(mti, {3: "200000", **fields}), UNIONPAY)
    error = refusal(whole[: draw.draw(st.integers(10, len(whole) - 1))])
    assert error.field in {"1", "3", *map(str, fields)}
    assert error.offset is not None
    assert 10 <= error.offset < len(whole)
