"""What a reader of a dump frowns at, a row a field: a likely value, most from public messages, and doubted ones."""

import pytest

from protocol.dialects.unionpay.doubts import field_doubts, front_doubts
from protocol.dialects.unionpay.envelope import Envelope

# fmt: off
VALUES = [
    # field likely                                  doubted
    (2,   "6212260000000055730",                    ["0621226000000005573", "62122"]),
    (12,  "091309",                                 ["241309", "096009"]),
    (13,  "0908",                                   ["1309", "0932"]),
    (14,  "2312",                                   ["2313"]),
    (15,  "0908",                                   ["9080"]),
    (35,  "6221550000000728D151110100000000000",    ["0622155000000072D8151", "6221550000000728", "D1511", "62D15",
                                                     "F6221550000000728D151110100000000"]),
    (36,  "996228480000000001511D0000",             ["9962284800000000015110000"]),
    (37,  "bQjBbZAg09l0",                           ["银联银联银联"]),
    (39,  "A0",                                     ["银", "\x00\x10"]),
    (41,  "axtest3-",                               ["终端终端", b"\xff" * 8]),
    (44,  "01020000   48031000   ",                 ["\x01\x02", ""]),
    (48,  "0000",                                   [""]),
    (49,  "156",                                    ["15 ", "§6"]),
    (54,  "1001156C000000001000",                   ["1001156C00000000100"]),
    (55,  bytes.fromhex("9F3602018E"),              [bytes.fromhex("9F360301"), bytes.fromhex("9F")]),
    (60,  "22000001",                               ["64000002", "02500000100060", "00000000136", "00000010030"]),
    (61,  "2334156811860529",                       ["23341568 186"]),
    (62,  b"\x00\x01\x02",                          []),
    (63,  "银联",                                   [b"\xff", "0\x03"]),
    (64,  b"\x00" * 8,                              []),
]
# fmt: on


@pytest.mark.parametrize(("number", "likely", "doubted"), VALUES, ids=[str(row[0]) for row in VALUES])
def test_values(number: int, likely: str | bytes, doubted: list[str | bytes]) -> None:
    assert field_doubts({number: likely}, {}) == 0
    assert [field_doubts({number: value}, {}) for value in doubted] == [1] * len(doubted)


@pytest.mark.parametrize("track", ["F6221550000000728D151110100000000", "9A3F07C1D2E4B865", "0622155000000072"])
def test_a_track_that_53_calls_enciphered_has_any_nibble(track: str) -> None:
    """53.3: 1 says that the tracks are enciphered, 0 that they are not (domain notes 2)."""
    assert field_doubts({35: track, 36: track, 53: "2610000000000000"}, {}) == 0
    assert field_doubts({35: track, 53: "2600000000000000"}, {}) == 1


@pytest.mark.parametrize(
    ("fillers", "doubts"),
    [
        ({}, 0),
        ({60: "F"}, 0),  # V16
        ({22: "2"}, 0),  # V43
        ({23: "7"}, 0),
        ({60: "3"}, 1),
        ({2: "9", 35: "D", 60: "0"}, 2),
    ],
)
def test_fillers(fillers: dict[int, str], doubts: int) -> None:
    assert field_doubts({}, fillers) == doubts


def test_public_messages_hold_little_to_doubt(sample) -> None:
    """V43 has an unknown type, V28 an empty field."""
    doubts = field_doubts(sample.fields, sample.fillers)
    assert doubts == {"V43": 1, "V28": 1}.get(sample.name, 0)


@pytest.mark.parametrize(
    ("tpdu", "header", "length", "doubts"),
    [
        ("6000030000", "603100310030", None, 0),
        ("6000030000", "603100310030", 98, 0),
        (None, None, None, 0),
        (None, "0100", None, 0),
        ("6000030000", "603100310030", 170, 1),
        ("6800030000", "603100310030", None, 1),
        (None, "303100310030", None, 1),
        (None, "0200", None, 1),
        ("0022000000", "0802", 0, 3),
    ],
)
def test_fronts(tpdu: str | None, header: str | None, length: int | None, doubts: int) -> None:
    assert front_doubts(Envelope(tpdu, header, length), 100) == doubts
