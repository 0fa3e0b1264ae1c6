"""Bodies of the Hypercom link: published and derived frames both ways, every cut and every flipped bit, any bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.dialects.hypercom.body import MAX_FIELD, Body, read_body, write_body
from protocol.errors import DecodeError, EncodeError

PRINTABLE = st.characters(min_codepoint=0x20, max_codepoint=0x7E)
FIELDS = st.dictionaries(st.text(PRINTABLE, min_size=2, max_size=2), st.binary(max_size=40), max_size=6)
# fmt: off
PUBLISHED = {   # frame of fixtures/frames -> what it says, worked by hand from the layout
    "P1":    Body("0", "20", fields=(("40", b"000000001000"),)),
    "P2":    Body("0", "20", more="1", fields=(("40", b"000000000100"),)),
    "P3":    Body("0", "20", fields=(("40", b"000000000300"),)),
    "P4":    Body("1", "D0", more="1"),
    "P5":    Body("1", "D0"),
    "P6":    Body("1", "D1", more="1"),
    "P7-C0": Body("1", "C0", more="1"),
    "P7-P4": Body("1", "P4", more="1"),
    "D1":    Body("0", "27", fields=(("40", b"000000010000"), ("D3", b"925498334778"),
                                     ("03", b"261122"), ("65", b"000066"))),
    "D2":    Body("1", "27", "ND", fields=(("02", b"DECLINED" + b" " * 32),)),
    "D3":    Body("0", "74", fields=(("R1", b"R20261122000001 " + b" " * 4),)),
}
# fmt: on


@pytest.fixture(params=PUBLISHED)
def published(request: pytest.FixtureRequest, frame_of) -> tuple[bytes, Body]:
    return frame_of(request.param).data, PUBLISHED[request.param]


def test_frames_say_what_is_published(published: tuple[bytes, Body]) -> None:
    data, body = published
    assert read_body(data) == body
    assert write_body(body) == data


def test_every_cut_is_an_error_or_a_shorter_body(published: tuple[bytes, Body]) -> None:
    """The end of a field is the end of a body too: only there may a cut be read, with fewer fields."""
    data, body = published
    ends = [len(write_body(Body(body.indicator, body.code, body.response, body.more, body.fields[:count])))
            for count in range(len(body.fields) + 1)]  # fmt: skip
    read = [cut for cut in range(len(data) + 1) if readable(data[:cut])]
    assert read == ends


def test_every_flipped_bit_is_read_or_refused(published: tuple[bytes, Body]) -> None:
    data, _ = published
    bent = [data[:at] + bytes((data[at] ^ 1 << bit,)) + data[at + 1 :] for at in range(len(data)) for bit in range(8)]
    assert len(bent) >= 8 * 18
    assert [one for one in bent if readable(one) and write_body(read_body(one)) != one] == []


def readable(data: bytes) -> bool:
    """Raises anything but a DecodeError that names a field and a place inside the bytes."""
    try:
        read_body(data)
    except DecodeError as error:
        refused = error
    else:
        return True
    assert refused.field is not None
    assert refused.wanted
    assert refused.offset is not None
    assert 0 <= refused.offset <= len(data)
    assert refused.left is not None
    return False


@given(FIELDS, st.text(PRINTABLE, min_size=6, max_size=6))
def test_any_body_both_ways(fields: dict[str, bytes], head: str) -> None:
    body = Body(head[0], head[1:3], head[3:5], head[5], tuple(fields.items()))
    assert read_body(write_body(body)) == body


@given(st.binary(max_size=120))
def test_any_bytes(data: bytes) -> None:
    assert readable(data) in (True, False)


@given(st.binary(max_size=60))
def test_any_bytes_behind_a_head(data: bytes) -> None:
    head = b"60000000001127000\x1c"
    assert not readable(head + data) or write_body(read_body(head + data)) == head + data


HEAD = "36303030303030303030313032303030301C"


@pytest.mark.parametrize(
    ("stream", "field", "offset"),
    [
        ("", "head", 0),
        (HEAD[:-2], "head", 17),
        (HEAD[:-2] + "1D", "head", 17),
        ("80" + HEAD[2:], "head", 0),
        (HEAD + "34", "4", 19),
        (HEAD + "3430", "40", 20),
        (HEAD + "3430001A", "40", 20),
        (HEAD + "34300002", "40", 22),
        (HEAD + "3430000231321D", "40", 22),
        (HEAD + "34300099" + "31" * 20 + "1C", "40", 22),
        (HEAD + "1B3000011C1C", "type", 18),
        (HEAD + "3430000131 1C 3430000131 1C", "40", 24),
    ],
)
def test_refusals_name_field_and_offset(stream: str, field: str, offset: int) -> None:
    with pytest.raises(DecodeError) as caught:
        read_body(bytes.fromhex(stream))
    assert (caught.value.field, caught.value.offset) == (field, offset)


def test_a_refusal_has_what_was_read_so_far() -> None:
    with pytest.raises(DecodeError) as caught:
        read_body(bytes.fromhex(HEAD + "3430000131 1C 3431000531"))
    error = caught.value
    assert (error.field, error.offset, error.wanted, error.left) == ("41", 28, "5 bytes and a separator", 1)
    assert error.so_far == {"40": b"1"}


def test_a_value_that_is_none_says_where_it_stands() -> None:
    body = Body("0", "20", fields=(("02", b"AB"), ("40", b"\xff\xfe")))
    assert write_body(body)[29:31] == b"\xff\xfe"
    with pytest.raises(DecodeError) as caught:
        body.text("40")
    assert (caught.value.offset, caught.value.wanted, caught.value.left) == (29, "printable ASCII", 2)
    with pytest.raises(DecodeError) as caught:
        body.digits("02", 6)
    assert (caught.value.offset, caught.value.wanted, caught.value.left) == (22, "6 digits", 2)


def test_a_separator_inside_a_field_is_data() -> None:
    body = Body("0", "20", fields=(("02", b"\x1c\x1c\x03"), ("40", b"")))
    assert read_body(write_body(body)) == body


@pytest.mark.parametrize(
    "body",
    [
        Body("", "20"),
        Body("0", "2"),
        Body("0", "20", "000"),
        Body("0", "20", more=""),
        Body("0", "2\x1c"),
        Body("0", "20", transport="600000000"),
        Body("0", "20", version="é"),
        Body("0", "20", fields=(("4", b""),)),
        Body("0", "20", fields=(("4\n", b""),)),
        Body("0", "20", fields=(("40", bytes(MAX_FIELD + 1)),)),
    ],
)
def test_what_does_not_fit_is_not_written(body: Body) -> None:
    with pytest.raises(EncodeError):
        write_body(body)


def test_the_limit_of_a_field() -> None:
    body = Body("0", "20", fields=(("40", bytes(MAX_FIELD)),))
    assert read_body(write_body(body)) == body


def test_texts_and_digits() -> None:
    body = Body("0", "20", fields=(("02", b"\xc1\xb7"), ("40", b"12a"), ("65", b"000066")))
    assert (body.text("65"), body.text("99"), body.digits("65", 6), body.digits("99", 6)) == (
        "000066",
        "",
        "000066",
        "",
    )
    for read in (lambda: body.text("02"), lambda: body.digits("40", 3), lambda: body.digits("65", 12)):
        with pytest.raises(DecodeError):
            read()


def test_a_body_shows_no_data() -> None:
    body = Body("0", "20", fields=(("30", b"6200000000000005"),))
    assert repr(body) == "Body(0 20 00, fields 30)"
