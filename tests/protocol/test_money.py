"""Amounts. Capitals are checked against the rows of the payment rules and read back by a second, unrelated reader."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.money import MAX_FEN, MAX_KEYED_FEN, MoneyError, Reason, capitals, format_yuan, parse_yuan

AMOUNTS = st.one_of(st.integers(1, MAX_FEN), st.integers(1, 10**7), st.integers(1, 9999).map(lambda n: n * 10**8))

# 支付结算办法, 附一 正确填写票据和结算凭证的基本规定: its examples without 人民币, then cases of the same rules.
CAPITALS = [
    (140950, "壹仟肆佰零玖元伍角", "rule: a zero inside"),
    (600714, "陆仟零柒元壹角肆分", "rule: zeros in a row are one 零"),
    (168032, "壹仟陆佰捌拾元零叁角贰分", "rule: yuan digit zero, jiao not"),
    (10700053, "壹拾万柒仟元零伍角叁分", "rule: the same over 万"),
    (1640902, "壹万陆仟肆佰零玖元零贰分", "rule: jiao zero, fen not"),
    (32504, "叁佰贰拾伍元零肆分", "rule: jiao zero, fen not"),
    (1000, "壹拾元整", "ten is 壹拾, never 拾; ends at yuan with 整"),
    (0, "零元整", "nothing"),
    (1, "壹分", "one fen"),
    (10, "壹角", "no 整 after jiao"),
    (19, "壹角玖分", "under a yuan: no 零 before jiao"),
    (100, "壹元整", "one yuan"),
    (105, "壹元零伍分", ""),
    (1000_0000, "壹拾万元整", ""),
    (1_0005_0000_00, "壹亿零伍万元整", "zeros at the head of a section"),
    (1_0000_5000_00, "壹亿零伍仟元整", "a whole section of zeros"),
    (1_0000_0000_00, "壹亿元整", ""),
    (1005_0200_00, "壹仟零伍万零贰佰元整", ""),
    (MAX_FEN, "玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分", "n12"),
]


@pytest.mark.parametrize(("fen", "written", "note"), CAPITALS)
def test_capitals_as_the_rules_print_them(fen: int, written: str, note: str) -> None:
    assert capitals(fen) == written, note


def read_capitals(text: str) -> int:
    """Independent reader: units are multiplied up, 零 and 整 mean nothing."""
    fen = section = digit = 0
    for sign in text:
        if sign in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(sign)
        elif sign in "拾佰仟":
            section, digit = section + digit * {"拾": 10, "佰": 100, "仟": 1000}[sign], 0
        elif sign in "亿万元":
            fen, section, digit = fen + (section + digit) * {"亿": 10**10, "万": 10**6, "元": 100}[sign], 0, 0
        elif sign in "角分":
            fen, digit = fen + digit * {"角": 10, "分": 1}[sign], 0
        else:
            assert sign == "整"
    return fen


@given(AMOUNTS)
def test_capitals_read_back(fen: int) -> None:
    text = capitals(fen)
    assert read_capitals(text) == fen
    assert "零零" not in text
    assert text.endswith("整") == (fen % 100 == 0)


@pytest.mark.parametrize("fen", [-1, MAX_FEN + 1])
def test_capitals_out_of_range(fen: int) -> None:
    with pytest.raises(ValueError, match="MAX_FEN"):
        capitals(fen)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("12.34", 1234),
        ("12.3", 1230),
        ("12", 1200),
        ("0.01", 1),
        ("007", 700),
        ("1,409.50", 140950),
        ("1,234,567.89", 123456789),
        ("１２．３４", 1234),
        ("\u3000 88.00 \n", 8800),
        ("9999999999.99", MAX_FEN),
        ("000000000000000000000000000000000001", 100),
    ],
)
def test_parse(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \t\u3000", "empty"),
        ("abc", "malformed"),
        ("1e3", "malformed"),
        ("NaN", "malformed"),
        ("1_000", "malformed"),
        ("+5", "malformed"),
        ("5.", "malformed"),
        (".5", "malformed"),
        ("1.2.3", "malformed"),
        ("1,5", "malformed"),
        ("12,34.00", "malformed"),
        ("١٢", "malformed"),
        ("²", "malformed"),
        ("--1", "malformed"),
        ("-1", "negative"),
        ("－1", "negative"),
        ("−1", "negative"),
        ("-0.001", "negative"),
        ("0", "zero"),
        ("0.00", "zero"),
        ("0.001", "decimals"),
        ("1.000", "decimals"),
        ("12.345", "decimals"),
        ("10000000000.00", "too_large"),
        ("9" * 5000, "too_large"),
    ],
)
def test_parse_refuses(text: str, reason: str) -> None:
    with pytest.raises(MoneyError) as caught:
        parse_yuan(text)
    assert caught.value.reason == reason


@given(AMOUNTS, st.booleans())
def test_print_and_parse(fen: int, commas: bool) -> None:
    assert parse_yuan(format_yuan(fen, commas=commas)) == fen


@given(st.text(alphabet="0123456789.,-+ ０．元a"))
def test_parse_takes_any_text(text: str) -> None:
    try:
        found: int | str = parse_yuan(text)
    except MoneyError as error:
        found = error.reason
    assert found in get_args(Reason) or 1 <= int(found) <= MAX_FEN


@pytest.mark.parametrize(
    ("fen", "commas", "text"),
    [
        (0, True, "0.00"),
        (5, True, "0.05"),
        (140950, True, "1,409.50"),
        (140950, False, "1409.50"),
        (-1234, True, "-12.34"),
        (-5, False, "-0.05"),
        (MAX_KEYED_FEN, True, "99,999,999.99"),
    ],
)
def test_format(fen: int, commas: bool, text: str) -> None:
    assert format_yuan(fen, commas=commas) == text
