"""The field table against what the trade's documents say of each field, and against itself."""

import re

import pytest

from protocol.dialects.unionpay.table import UNIONPAY
from protocol.fields import Kind, Sensitivity

# CUP POS field description and captures (kind, most, prefix), written out a second time from the notes of the sources.
WRITTEN = """
2 n 19 2   3 n 6 0    4 n 12 0   5 n 12 0   6 n 12 0   9 n 8 0    10 n 8 0   11 n 6 0   12 n 6 0   13 n 4 0
14 n 4 0   15 n 4 0   22 n 3 0   23 n 3 0   25 n 2 0   26 n 2 0   32 n 11 2  35 z 37 2  36 z 104 3 37 ans 12 0
38 ans 6 0 39 ans 2 0 40 ans 999 3 41 ans 8 0 42 ans 15 0 43 ans 40 0 44 ans 25 2 46 ans 999 3 47 ans 999 3
48 n 322 3 49 ans 3 0 50 ans 3 0 51 ans 3 0 52 b 8 0 53 n 16 0 54 ans 40 3 55 b 255 3 56 ans 999 3 57 ans 999 3
58 ans 999 3 59 ans 999 3 60 n 19 3 61 n 29 3 62 b 512 3 63 ans 163 3 64 b 8 0
"""
ROWS = re.findall(r"(\d+) (n|z|ans|b) (\d+) (\d)", WRITTEN)


def test_the_table_is_the_written_one() -> None:
    found = [(str(row.number), str(row.kind), str(row.length), str(row.prefix)) for row in UNIONPAY.values()]
    assert found == ROWS


def test_numbers_stand_once_and_in_order() -> None:
    assert list(UNIONPAY) == sorted(row.number for row in UNIONPAY.values())
    assert len({row.zh for row in UNIONPAY.values()}) == len(UNIONPAY)
    assert len({row.en for row in UNIONPAY.values()}) == len(UNIONPAY)


def test_only_field_23_stands_to_the_right() -> None:
    assert [row.number for row in UNIONPAY.values() if row.right] == [23]


def test_what_may_never_be_shown() -> None:
    assert [row.number for row in UNIONPAY.values() if row.sensitivity is Sensitivity.PAN] == [2]
    secret = [row.number for row in UNIONPAY.values() if row.sensitivity is Sensitivity.SECRET]
    assert secret == [14, 35, 36, 52, 55, 62, 64]


@pytest.mark.parametrize("number", [2, 35, 36, 52, 55, 64])
def test_cardholder_data_is_not_open(number: int) -> None:
    assert UNIONPAY[number].sensitivity is not Sensitivity.OPEN


def test_tracks_are_tracks() -> None:
    assert [row.number for row in UNIONPAY.values() if row.kind is Kind.TRACK] == [35, 36]
