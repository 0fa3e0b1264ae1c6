"""Fields that are made of parts: the ends of each layout that no whole message reaches."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.dialects.unionpay import layouts
from protocol.errors import DecodeError
from protocol.message import Message
from protocol.transactions import Detail, Totals, Verdict, Voucher


@pytest.mark.parametrize(
    ("text", "fen"),
    [("1002156C000000056700", 56700), ("1001156D000000000150", -150), ("1002156C000000000001" * 2, 1)],
)
def test_the_first_amount_of_54(text: str, fen: int) -> None:
    """Domain notes 2: account, kind, currency, C or D (negative), n12; two blocks of 20 at most."""
    assert layouts.read_balance(Message("0210", {54: text})) == fen


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("", {}),
        ("A3018134567890123456789", {"A3": "134567890123456789"}),
        ("A4006000066CH000", {"A4": "000066", "CH": ""}),
        ("XX001aXX001b", {"XX": "b"}),
    ],
)
def test_tags_of_59(text: str, tags: dict[str, str]) -> None:
    assert layouts.read_tags(text) == tags


@pytest.mark.parametrize(("text", "offset"), [("A", 0), ("A301", 0), ("A3٠٠١x", 0), ("A3001xB", 6), ("A3002x", 0)])
def test_what_is_no_tag(text: str, offset: int) -> None:
    with pytest.raises(DecodeError) as caught:
        layouts.read_tags(text)
    assert (caught.value.field, caught.value.offset, caught.value.left) == ("59", offset, len(text) - offset)


# fmt: off
REFUSED = [
    # read                     field  value                       wanted                                     left
    (layouts.read_61,          61, "00000700009911",              "16 digits",                               14),
    (layouts.read_dated_61,    61, "0000070000991120",            "12 zeros",                                16),
    (layouts.amount_of,        4,  "00000000123x",                "12 digits",                               12),
    (layouts.read_totals,      48, "0" * 61,                      "62 digits",                               61),
    (layouts.read_totals,      48, "0" * 30 + "7" + "0" * 31,     "0 to 3",                                  1),
    (layouts.read_details,     48, "01" + "02" + "0" * 38,        "00 or 01",                                40),
    (layouts.read_count,       48, "017",                         "4 digits",                                3),
    (layouts.read_balance,     54, "1002156X",                    "7 characters, C or D, and 12 digits",     8),
]
# fmt: on


@pytest.mark.parametrize(("read", "number", "value", "wanted", "left"), REFUSED)
def test_what_is_refused_says_what_was_wanted(
    read: Callable[[Message], object], number: int, value: str, wanted: str, left: int
) -> None:
    with pytest.raises(DecodeError) as caught:
        read(Message("0200", {number: value}))
    error = caught.value
    assert (error.field, error.wanted, error.left) == (str(number), wanted, left)


@given(st.text("0123456789AC", max_size=24))
def test_any_text_in_59(text: str) -> None:
    assert outcome_of(text) in {"tags", "DecodeError"}


def outcome_of(text: str) -> str:
    try:
        layouts.read_tags(text)
    except DecodeError as error:
        return type(error).__name__
    return "tags"


@given(
    st.lists(st.tuples(st.text("ABC0", min_size=2, max_size=2), st.text("0CH", min_size=1)), unique_by=lambda p: p[0])
)
def test_tags_both_ways(parts: list[tuple[str, str]]) -> None:
    assert layouts.read_tags(layouts.write_tags(tuple(parts))) == dict(parts)


FEN, COUNT = st.integers(0, 999_999_999_999), st.integers(0, 999)
TOTALS = st.builds(Totals, FEN, COUNT, FEN, COUNT)


@given(TOTALS, st.sampled_from(Verdict), TOTALS, st.sampled_from(Verdict))
def test_totals_both_ways(domestic: Totals, one: Verdict, foreign: Totals, other: Verdict) -> None:
    sides = (domestic, one), (foreign, other)
    assert layouts.read_totals(Message("0510", {48: layouts.write_totals(sides)})) == sides


def test_eight_records_fill_the_field() -> None:
    """Domain notes 6: 2 + 8 x 40 = 322, the maximum of field 48."""
    details = (Detail("000011", "6200000000000005", 12345, foreign=True),) * 8
    text = layouts.write_details(details)
    assert len(text) == 322
    assert layouts.read_details(Message("0320", {48: text})) == details


def test_61_goes_on_behind_the_date() -> None:
    """61.4 and 61.5 (n2, n11) are another's to use; V42: batch 233415, trace 681186, date 0529."""
    message = Message("0400", {61: "23341568118605290000000000000"})
    assert layouts.read_61(message) == Voucher("233415", "681186", "0529")


@pytest.mark.parametrize(("text", "operator"), [("01", "01"), ("01 ", "01"), ("CUP", "CUP"), ("000", ""), ("", "")])
def test_the_operator_of_63(text: str, operator: str) -> None:
    """V01 leaves the blank out; V07 says CUP; 000 is a refund's or a notice's."""
    assert layouts.read_63(Message("0800", {63: text})) == operator
