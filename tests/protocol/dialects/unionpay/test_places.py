"""Where things lie in a dump: the spans of a public message counted by hand, and no gap in any other."""

import json
from pathlib import Path

import pytest

from protocol.dialects.unionpay import masks
from protocol.dialects.unionpay.detect import detect
from protocol.dialects.unionpay.envelope import Envelope, Packet
from protocol.dialects.unionpay.places import Place, bitmap, nibbles, part_span, places
from protocol.dialects.unionpay.subfields import split
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.fields import FieldSpec, Kind
from protocol.message import Message

MESSAGES = Path(__file__).parents[4] / "fixtures" / "messages" / "unionpay.json"
CAPTURES = json.loads(MESSAGES.read_text(encoding="utf-8"))
V43 = next(row for row in CAPTURES if row["id"] == "V43")

# fmt: off
COUNTED = {     # V43, counted on paper: name -> hex that stands there
    "tpdu": "6005000100", "header": "600200000000", "mti": "0220", "bitmap": "3020048008C0801B", "3": "209000",
    "4": "000000000001", "11": "150752", "22": "0012", "25": "00", "37": "313530363437393034393437",
    "41": "3038303033333238", "42": "333039303430383533313130303033", "49": "313536", "60": "0011640000020000",
    "61": "00160000000000000901", "63": "0003303030", "64": "AE46C73E2B8471E2",
}
# fmt: on


def test_a_public_refund_lies_where_it_was_counted():
    found = detect(bytes.fromhex(V43["hex"]))
    spans = places(found.packet, found.profile.table)
    assert {place.name: V43["hex"][2 * place.start : 2 * place.end] for place in spans} == COUNTED
    heads = {place.name: place.value_start - place.start for place in spans if place.value_start != place.start}
    assert heads == {"60": 2, "61": 2, "63": 2}


@pytest.mark.parametrize("row", CAPTURES, ids=[row["id"] for row in CAPTURES])
def test_places_join_from_the_first_byte_to_the_last(row):
    data = bytes.fromhex(row["hex"])
    found = detect(data)
    spans = places(found.packet, found.profile.table)
    assert [place.start for place in spans] == [0, *(place.end for place in spans[:-1])]
    assert spans[-1].end == len(data)
    for place in spans:
        known = {name: row[name] for name in ("tpdu", "header", "mti", "bitmap") if row.get(name)}
        assert row["hex"][2 * place.start : 2 * place.end] == known.get(
            place.name, row["hex"][2 * place.start : 2 * place.end]
        )


# fmt: off
BITMAPS = [
    # fields            bitmap
    ((),                "0000000000000000"),
    ((3, 64),           "2000000000000001"),
    ((3, 65),           "A0000000000000008000000000000000"),
    ((128,),            "80000000000000000000000000000001"),
]
# fmt: on


@pytest.mark.parametrize(("numbers", "hexed"), BITMAPS, ids=[row[1] for row in BITMAPS])
def test_the_bitmap(numbers, hexed):
    assert bitmap(Message("0200", dict.fromkeys(numbers, ""))).hex().upper() == hexed


def test_fields_behind_a_second_bitmap_have_their_place():
    packet = Packet(Envelope(None, None), Message("0200", {3: "000000", 102: "ACC"}), b"")
    assert [(place.name, place.start, place.value_start, place.end) for place in places(packet, UNIONPAY)] == [
        ("mti", 0, 0, 2),
        ("bitmap", 2, 2, 18),
        ("3", 18, 18, 21),
        ("102", 21, 22, 25),
    ]


# fmt: off
RIGHT = FieldSpec(61, "", "", Kind.DIGITS, 29, 3, right=True)
LEFT = FieldSpec(61, "", "", Kind.DIGITS, 29, 3)
STARRED = [
    # spec  value              hidden   in hex, prefix in front
    (LEFT,  "123",             {0, 2},  "0003*2*0"),
    (RIGHT, "123",             {0, 2},  "00030*2*"),
    (RIGHT, "1234",            {0, 3},  "0004*23*"),
    (UNIONPAY[63], "AB",       {1},     "000241**"),
    (UNIONPAY[52], bytes(8),   {0},     "**" + "00" * 7),
    (UNIONPAY[2], "12345",     set(),   "05123450"),
]
# fmt: on


@pytest.mark.parametrize(("spec", "value", "hide", "text"), STARRED, ids=[row[3] for row in STARRED])
def test_a_star_for_each_hidden_nibble(spec, value, hide, text):
    message = Message("0200", {spec.number: value})
    assert nibbles(spec, value, message, frozenset(hide)) == text
    assert text.count(masks.MASK) == len(hide) * (1 if spec.kind is Kind.DIGITS else 2)


def test_parts_are_counted_in_nibbles_of_the_dump():
    place = Place("61", 10, 12, 20)
    parts = split(61, "000000000001120", Message("0200", {}))
    left = [part_span(place, LEFT, part, 15) for part in parts]
    right = [part_span(place, RIGHT, part, 15) for part in parts]
    assert left == [(24, 30), (30, 36), (36, 39)]
    assert right == [(25, 31), (31, 37), (37, 40)]
    (text,) = split(63, "AB", Message("0200", {}))
    assert part_span(Place("63", 10, 12, 14), UNIONPAY[63], text, 2) == (24, 28)
