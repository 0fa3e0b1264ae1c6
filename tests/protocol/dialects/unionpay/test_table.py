"""The field table against what the trade's documents say of each field, against another program's, and itself."""

import re
from typing import Any

import pytest
from iso8583.specs import default as peer

from protocol.codec import decode, encode
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.fields import Kind, Sensitivity
from protocol.message import Message

# CUP POS field description and captures (kind, most, prefix), written out a second time from the notes of the sources.
WRITTEN = """
2 n 19 2   3 n 6 0    4 n 12 0   5 n 12 0   6 n 12 0   9 n 8 0    10 n 8 0   11 n 6 0   12 n 6 0   13 n 4 0
14 n 4 0   15 n 4 0   22 n 3 0   23 n 3 0   25 n 2 0   26 n 2 0   32 n 11 2  35 z 37 2  36 z 104 3 37 ans 12 0
38 ans 6 0 39 ans 2 0 40 ans 999 3 41 ans 8 0 42 ans 15 0 43 ans 40 0 44 ans 25 2 46 ans 999 3 47 ans 999 3
48 n 322 3 49 ans 3 0 50 ans 3 0 51 ans 3 0 52 b 8 0 53 n 16 0 54 ans 40 3 55 b 255 3 56 ans 999 3 57 ans 999 3
58 ans 999 3 59 ans 999 3 60 n 19 3 61 n 29 3 62 b 512 3 63 ans 163 3 64 b 8 0
"""
ROWS = re.findall(r"(\d+) (n|z|ans|b) (\d+) (\d)", WRITTEN)
ISO_ONLY = [number for number in range(2, 129) if str(number) not in {row[0] for row in ROWS}]

SOURCES = {"CUP", "code", "V", "K", "ISO"}
TEXT_IN_ISO = {28, 29, 30, 31, 34, 45, 91, 92, 93, 94, 95, 97, 98, *range(101, 128)}
"""ISO 8583:1987: an, ans and x+n; every other field of ISO alone is n or b."""


def test_every_field_from_2_to_128_has_one_row() -> None:
    assert list(UNIONPAY) == list(range(2, 129))
    assert [row.number for row in UNIONPAY.values()] == list(range(2, 129))


def test_the_rows_of_the_trade_are_the_written_ones() -> None:
    rows = [UNIONPAY[int(number)] for number, *_ in ROWS]
    assert [(str(row.number), str(row.kind), str(row.length), str(row.prefix)) for row in rows] == ROWS


@pytest.mark.parametrize("number", ISO_ONLY)
def test_the_rows_of_iso_8583_alone_are_the_peers(number: int) -> None:
    """pyiso8583's default table, its sizes of data; what it leaves open is which of its texts are numbers."""
    row, other = UNIONPAY[number], peer[str(number)]
    kind = Kind.BINARY if other["data_enc"] == "b" else Kind.TEXT if number in TEXT_IN_ISO else Kind.DIGITS
    assert (row.length, row.prefix, row.kind) == (other["max_len"], other["len_type"], kind)


def test_names_stand_once() -> None:
    assert len({row.zh for row in UNIONPAY.values()}) == len(UNIONPAY)
    assert len({row.en for row in UNIONPAY.values()}) == len(UNIONPAY)


def test_every_row_cites_known_sources() -> None:
    assert {row.number: row.source for row in UNIONPAY.values() if not set(row.source.split()) <= SOURCES} == {}
    assert [row.number for row in UNIONPAY.values() if not row.source] == []
    assert [row.number for row in UNIONPAY.values() if "ISO" in row.source.split()] == ISO_ONLY


def test_a_field_seen_in_a_capture_says_so(sample: Any) -> None:
    seen = [number for number in sample.fields if "V" in UNIONPAY[number].source.split()]
    assert seen == list(sample.fields)


def test_field_23_and_the_odd_numbers_of_iso_alone_stand_to_the_right() -> None:
    odd = [n for n in ISO_ONLY if (row := UNIONPAY[n]).kind is Kind.DIGITS and not row.prefix and row.length % 2]
    assert [row.number for row in UNIONPAY.values() if row.right] == sorted([23, *odd])
    assert odd == [19, 20, 21, 24, 27, 66, 68, 69, 70]


def test_what_may_never_be_shown() -> None:
    shown = {kind: [row.number for row in UNIONPAY.values() if row.sensitivity is kind] for kind in Sensitivity}
    assert shown[Sensitivity.PAN] == [2, 34, 102, 103]
    assert shown[Sensitivity.SECRET] == [14, 35, 36, 45, 52, 55, 62, 64, 96, *range(105, 129)]


def test_tracks_are_tracks() -> None:
    assert [row.number for row in UNIONPAY.values() if row.kind is Kind.TRACK] == [35, 36]


@pytest.mark.parametrize("number", range(2, 129))
def test_every_field_goes_both_ways(number: int) -> None:
    row = UNIONPAY[number]
    value = b"\x81" * row.length if row.kind is Kind.BINARY else "1" * row.length
    message = Message("0200", {number: value})
    data = encode(message, UNIONPAY)
    nibbles = row.kind in {Kind.DIGITS, Kind.TRACK}
    size = (row.length + 1) // 2 if nibbles else row.length
    bitmap = 16 if number > 64 else 8
    assert len(data) == 2 + bitmap + {0: 0, 2: 1, 3: 2}[row.prefix] + size
    assert decode(data, UNIONPAY) == message
