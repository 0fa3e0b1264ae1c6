"""How values read: amounts, dates, times and codes in both languages; what is not right reads as nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.dialects.unionpay import readings
from protocol.words import NOTHING, Words

ZEROS = ("全零：不填", "zeros: not filled")
NONE = ("", "")

# fmt: off
ROWS = [
    # reading                  value              zh                     en
    (readings.amount,          "000000001234",    "12.34 元",            "12.34 yuan"),
    (readings.amount,          "999999999999",    "9,999,999,999.99 元", "9,999,999,999.99 yuan"),
    (readings.amount,          "00000000123A",    *NONE),
    (readings.amount,          "",                *NONE),
    (readings.amount_in("156"), "000000000100",   "1.00 元",             "1.00 yuan"),
    (readings.amount_in(""),   "000000000100",    "1.00 元",             "1.00 yuan"),
    (readings.amount_in("784"), "000000000200",   "2.00 阿联酋迪拉姆",   "2.00 UAE dirham"),
    (readings.amount_in("999"), "000000000200",   "2.00 货币 999",       "2.00 of currency 999"),
    (readings.amount_in("784"), "x",              *NONE),
    (readings.signed_amount,   "C000000000100",   "1.00 元",             "1.00 yuan"),
    (readings.signed_amount,   "D000000000100",   "-1.00 元",            "-1.00 yuan"),
    (readings.signed_amount,   "X000000000100",   *NONE),
    (readings.signed_amount,   "D00000000010 ",   *NONE),
    (readings.month_day,       "1120",            "11月20日",            "20 Nov"),
    (readings.month_day,       "0229",            "2月29日",             "29 Feb"),
    (readings.month_day,       "0000",            *ZEROS),
    (readings.month_day,       "1301",            *NONE),
    (readings.month_day,       "0132",            *NONE),
    (readings.month_day,       "0100",            *NONE),
    (readings.month_day,       "112",             *NONE),
    (readings.year_month,      "3012",            "2030年12月",          "Dec 2030"),
    (readings.year_month,      "0000",            *ZEROS),
    (readings.year_month,      "3013",            *NONE),
    (readings.day,             "261120",          "2026年11月20日",      "20 Nov 2026"),
    (readings.day,             "260000",          *NONE),
    (readings.day,             "2611",            *NONE),
    (readings.full_day,        "20261120",        "2026年11月20日",      "20 Nov 2026"),
    (readings.full_day,        "00000000",        *ZEROS),
    (readings.full_day,        "20261320",        *NONE),
    (readings.full_day,        "1120",            *NONE),
    (readings.clock,           "162424",          "16:24:24",            "16:24:24"),
    (readings.clock,           "235959",          "23:59:59",            "23:59:59"),
    (readings.clock,           "240000",          *NONE),
    (readings.clock,           "236000",          *NONE),
    (readings.clock,           "235960",          *NONE),
    (readings.clock,           "1624",            *NONE),
    (readings.count,           "011",             "11 笔",               "11"),
    (readings.count,           "0 1",             *NONE),
    (readings.zeros,           "000000",          *ZEROS),
    (readings.zeros,           "000001",          *NONE),
    (readings.zeros,           "",                *NONE),
    (readings.party,           "VIS",             "卡组织 维萨",         "card scheme Visa"),
    (readings.party,           "000",             "不带操作员号",        "no operator told"),
    (readings.party,           "01 ",             "操作员 01",           "operator 01"),
    (readings.party,           "A1 ",             *NONE),
    (readings.plain,           "anything",        *NONE),
    (readings.one_of(readings.TYPES), "25",       "退货",                "refund"),
    (readings.one_of(readings.TYPES), "99",       *NONE),
]
# fmt: on


@pytest.mark.parametrize(("reading", "value", "zh", "en"), ROWS, ids=[f"{i}-{row[1]}" for i, row in enumerate(ROWS)])
def test_a_value_reads(reading, value, zh, en):
    assert reading(value) == (zh, en)


READINGS = [row[0] for row in ROWS]


@given(st.sampled_from(READINGS), st.one_of(st.text(max_size=20), st.text("0123456789", max_size=14)))
def test_no_value_is_an_error(reading, value):
    assert isinstance(reading(value), Words)


def test_full_width_digits_are_no_digits_of_the_wire():
    assert [reading("１１２０") for reading in READINGS] == [NOTHING] * len(READINGS)


def test_every_text_stands_in_both_languages():
    tables = [value for name, value in vars(readings).items() if name.isupper() and isinstance(value, dict)]
    assert len(tables) >= 18
    assert [row for table in tables for row in table.values() if not (row[0].strip() and row[1].strip())] == []
