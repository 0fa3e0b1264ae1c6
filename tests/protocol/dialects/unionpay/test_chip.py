"""Field 55 as BER-TLV: public captures, the rules of EMV book 3 annex B, and everything that is no TLV."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.dialects.unionpay import chip
from protocol.errors import DecodeError
from protocol.fields import Sensitivity

MESSAGES = Path(__file__).parents[4] / "fixtures" / "messages" / "unionpay.json"
CAPTURES = [row for row in json.loads(MESSAGES.read_text(encoding="utf-8")) if row.get("tlv")]


@pytest.mark.parametrize("row", CAPTURES, ids=[row["id"] for row in CAPTURES])
def test_public_chip_data_reads_as_it_was_read_by_hand(row):
    data = bytes.fromhex(row["fields"]["55"]["value"])
    items = chip.parse(data)
    assert {item.tag: item.value.hex().upper() for item in items} == row["tlv"]
    assert [item.tag for item in items if item.tag not in chip.TAGS] == []
    assert (items[0].start, items[-1].end) == (0, len(data))
    assert [item.end for item in items[:-1]] == [item.start for item in items[1:]]


def test_there_are_captures():
    assert [row["id"] for row in CAPTURES] == ["V30", "V32", "V34"]


# fmt: off
FORMS = [
    # hex                                  (tag, value, start, value_start, depth) …
    ("9F360147",                           [("9F36", "47", 0, 3, 1)]),
    ("9F3600",                             [("9F36", "", 0, 3, 1)]),                       # an empty value
    ("00009A0326112200",                   [("9A", "261122", 2, 4, 1)]),                   # zero bytes are padding
    ("95810511223344559A00",               [("95", "1122334455", 0, 3, 1), ("9A", "", 8, 10, 1)]),
    ("9582000211229A00",                   [("95", "1122", 0, 4, 1), ("9A", "", 6, 8, 1)]),
    ("FF010381FFFF",                       [("FF01", "81FFFF", 0, 3, 1)]),                 # private: never opened
    ("DF8101021122",                       [("DF8101", "1122", 0, 4, 1)]),                 # a tag of three bytes
    ("72078601009F180111",                 [("72", "8601009F180111", 0, 2, 1), ("86", "00", 2, 4, 2),
                                            ("9F18", "11", 5, 8, 2)]),
    ("",                                   []),
    ("0000",                               []),
]
# fmt: on


@pytest.mark.parametrize(("octets", "rows"), FORMS)
def test_every_form_of_tlv(octets, rows):
    items = chip.flat(chip.parse(bytes.fromhex(octets)))
    assert [(i.tag, i.value.hex().upper(), i.start, i.value_start, i.depth) for i in items] == rows


def test_a_length_of_128_bytes_and_more_has_two_forms():
    for head, size in (("728180", 128), ("FF0181FF", 255), ("FF01820100", 256)):
        data = bytes.fromhex(head) + bytes(size)
        (item,) = chip.parse(data)
        assert (len(item.value), item.end) == (size, len(data))


# fmt: off
BROKEN = [
    # hex                   offset reason                                 wanted           left
    ("9F360247",           3,    "a value runs past its end",             "2 bytes",       1),
    ("9F36",               2,    "a tag without a length",                "1 byte",        0),
    ("9A032611229F",    5,    "a tag does not end",                    "at most 4 bytes", 1),
    ("9FFFFFFF01",         0,    "a tag does not end",                    "at most 4 bytes", 5),
    ("9580",               1,    "a length begins with 00-7F, 81 or 82",  None,            None),
    ("9583000001AA",       1,    "a length begins with 00-7F, 81 or 82",  None,            None),
    ("958200",             1,    "the field ends inside a length",        "2 more bytes",  1),
    ("9581",               1,    "the field ends inside a length",        "1 more bytes",  0),
    ("72068601009F1802", 8,   "a value runs past its end",             "2 bytes",       0),
]
# fmt: on


@pytest.mark.parametrize(("octets", "offset", "reason", "wanted", "left"), BROKEN, ids=[row[0] for row in BROKEN])
def test_what_is_no_tlv_is_refused_with_its_place(octets, offset, reason, wanted, left):
    with pytest.raises(DecodeError) as caught:
        chip.parse(bytes.fromhex(octets))
    error = caught.value
    assert (error.field, error.offset, error.reason) == ("55", offset, reason)
    assert (error.wanted, error.left) == (wanted, left)


def test_templates_may_be_nested_so_deep_and_no_deeper():
    data = b""
    for _ in range(chip.MAX_DEPTH):
        data = bytes((0x72, len(data))) + data
    assert [item.depth for item in chip.flat(chip.parse(data))] == list(range(1, chip.MAX_DEPTH + 1))
    deeper = bytes((0x72, len(data))) + data
    with pytest.raises(DecodeError, match="nested deeper"):
        chip.parse(deeper)


def test_there_may_be_so_many_items_and_no_more():
    assert len(chip.parse(b"\x9a\x00" * chip.MAX_ITEMS)) == chip.MAX_ITEMS
    with pytest.raises(DecodeError, match="more than 256 items"):
        chip.parse(b"\x9a\x00" * (chip.MAX_ITEMS + 1))


@given(st.binary(max_size=300))
def test_any_bytes_are_items_or_a_decode_error(data):
    assert isinstance(parsed(data), (tuple, DecodeError))


def parsed(data):
    try:
        return chip.parse(data)
    except DecodeError as error:
        return error


VALUES = st.lists(
    st.tuples(st.sampled_from(["9A", "9F36", "5F2A", "DF31", "FF01"]), st.binary(max_size=40)), max_size=6
)


@given(VALUES, st.integers(0, 3))
def test_items_are_what_was_written_whatever_the_padding(pairs, padding):
    data = b"".join(bytes.fromhex(tag) + bytes((len(value),)) + value + bytes(padding) for tag, value in pairs)
    assert [(item.tag, item.value) for item in chip.parse(data)] == pairs


# fmt: off
MEANINGS = [
    # tag value (hex)         zh                              en
    ("9F27", "80",             "ARQC，请求联机",               "ARQC: the card asks to go online"),
    ("9F02", "000000005588",   "55.88 元",                     "55.88 yuan"),
    ("9A",   "161115",         "2016年11月15日",               "15 Nov 2016"),
    ("9A",   "161315",         "",                             ""),
    ("5F2A", "0156",           "人民币",                       "yuan"),
    ("84",   "A000000333010101", "中国银联",                   "UnionPay"),
    ("9F34", "420300",         "联机验证加密PIN，不成再试下一种", "enciphered PIN checked online, else the next"),
    ("9F1E", "3132333435363738", "12345678",                   "12345678"),
    ("50",   "D2F8C1AA",       "银联",                         "银联"),
    ("50",   "0102",           "",                             ""),
    ("50",   "FFFF",           "",                             ""),
    ("95",   "0000000000",     "无异常",                       "all clear"),
    ("95",   "0000040000",     "已输入联机PIN",                "online PIN entered"),
    ("95",   "0080000080",     "卡与终端应用版本不同、用了缺省TDOL", "application versions differ; default TDOL used"),
    ("95",   "00",             "",                             ""),
    ("9F36", "0349",           "",                             ""),
    ("5A",   "6200000000000005", "",                           ""),       # not even read: it may not be shown
    ("DF7F", "00",             "",                             ""),
]
# fmt: on


@pytest.mark.parametrize(("tag", "value", "zh", "en"), MEANINGS, ids=[f"{row[0]}-{row[1]}" for row in MEANINGS])
def test_what_a_value_says(tag, value, zh, en):
    octets = bytes.fromhex(value)
    (item,) = chip.parse(bytes.fromhex(tag) + bytes((len(octets),)) + octets)
    assert chip.meaning(item) == (zh, en)


def test_card_data_is_never_open_and_an_unlisted_tag_is_secret():
    cards = ["56", "57", "5A", "5F20", "5F24", "9F1F", "9F20", "9F6B"]
    assert [tag for tag in cards if chip.sensitivity(tag) is Sensitivity.OPEN] == []
    assert chip.sensitivity("DF7F") is Sensitivity.SECRET
    assert chip.sensitivity("9F26") is Sensitivity.OPEN


PUBLIC = [
    "9F06",
    "9F22",
    "DF02",
    "DF03",
    "DF04",
    "DF05",
    "DF06",
    "DF01",
    "9F08",
    "DF11",
    "DF12",
    "DF13",
    "DF14",
    "DF15",
    "DF16",
    "DF17",
    "DF18",
    "9F1B",
    "DF19",
    "DF20",
    "DF21",
    "DF22",
    "5F57",
]


def test_parameters_of_a_download_are_public():
    assert [tag for tag in PUBLIC if chip.sensitivity(tag, chip.PARAMETERS) is not Sensitivity.OPEN] == []
    assert [tag for tag in PUBLIC if not (chip.PARAMETERS[tag].zh and chip.PARAMETERS[tag].en)] == []
    assert [tag for tag in ("5A", "57", "DF7F") if chip.sensitivity(tag, chip.PARAMETERS) is Sensitivity.OPEN] == []
    assert [tag for tag in PUBLIC if tag.startswith("DF") and chip.sensitivity(tag) is Sensitivity.OPEN] == []


def test_an_item_shows_no_value():
    (item,) = chip.parse(bytes.fromhex("5A086200000000000005"))
    assert repr(item) == "Item(5A, 8 bytes at 0)"


def test_the_table_has_every_tag_once_and_all_of_field_55():
    rows = chip._ROWS
    assert len(chip.TAGS) == len(rows) > 70
    assert [tag for tag in DUE.split() if tag not in chip.TAGS] == []
    assert [row.tag for row in rows if not (row.zh and row.en)] == []


DUE = """
9F26 9F27 9F10 9F37 9F36 95 9A 9C 9F02 5F2A 82 9F1A 9F03 9F33 9F34 9F35 9F1E 84 9F09 9F41 9F63 DF31 4F 50 57 5A
5F34 5F24 9F06 9F07 9F0D 9F0E 9F0F 8A 91 71 72 9F74 9B
"""
