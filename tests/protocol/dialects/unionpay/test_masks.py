"""What may be shown: no card number, track, PIN, key or MAC in any view, and nothing hidden without a reason."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import codec
from protocol.cards import TEST_CARDS, mask
from protocol.dialects.unionpay import masks, subfields
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.fields import FieldSpec, Kind, Sensitivity
from protocol.message import Message

PAN = TEST_CARDS["unionpay"].number
PAN19 = TEST_CARDS["unionpay19"].number
MESSAGES = Path(__file__).parents[4] / "fixtures" / "messages" / "unionpay.json"
CAPTURES = [row for row in json.loads(MESSAGES.read_text(encoding="utf-8")) if row["f60"] == "bcd"]


def shown(number, value, mti="0220", **other):
    fields = {60: "25000007000600", number: value} | {int(name[1:]): text for name, text in other.items()}
    return masks.masked(UNIONPAY[number], value, Message(mti, fields))


# fmt: off
SHOWN = [
    # field value                                       as it is shown
    (2,   PAN,                                          mask(PAN)),
    (2,   PAN19,                                        mask(PAN19)),
    (2,   "123456789012",                               "************"),            # too short to keep ten digits
    (34,  PAN,                                          mask(PAN)),
    (14,  "3012",                                       "****"),
    (35,  PAN + "D3012",                                "*" * 21),
    (52,  bytes(8),                                     "*" * 16),
    (64,  b"0123ABCD",                                  "*" * 16),
    (4,   "000000001234",                               "000000001234"),
    (42,  "898600000000005",                            "898600000000005"),         # a merchant, Luhn or not
    (42,  "37" + "0" * 12 + "2",                        "370000*****0002"),         # but not in the dress of a card
    (37,  "925498334778",                               "925498334778"),
    (43,  "甲乙丙丁商店",                                "甲乙丙丁商店"),
    (43,  f"商店{PAN}",                                  f"商店{mask(PAN)}"),
    (46,  f"card {PAN[:4]} {PAN[4:8]} {PAN[8:12]} {PAN[12:]}", "card 6200 00** **** 0005"),
    (47,  "134567890123456789",                         "134567********6789"),      # a payer code
    (56,  "\x62\x00\x00\x05",                           "****"),                    # octets that pass for text
    (56,  "第一行\r\n第二行",                            "第一行\r\n第二行"),
    (57,  bytes.fromhex("6200000000000005FF"),          "*" * 18),                  # octets where text is due
    (59,  "OD01480000000000186CH004card",               "OD01480000000000186CH004card"),
    (59,  "A3018134567890123456789",                    "A3018" + "*" * 18),
    (59,  "XX016" + PAN,                                "XX016" + mask(PAN)),
    (59,  "XX000",                                      "XX000"),
    (60,  "25000007000600",                             "25000007000600"),
    (61,  "0000000000001120",                           "0000000000001120"),
    (61,  PAN,                                          mask(PAN)),
    (53,  "26" + "0" * 14,                              "26" + "0" * 14),           # switches, though Luhn holds
    (62,  b"RK10a1b2c3d20261122",                       b"RK10a1b2c3d20261122".hex().upper()),
    (62,  b"anything",                                  "*" * 16),
    (63,  "000",                                        "000"),
    (65,  bytes(8),                                     "00" * 8),
    (65,  bytes.fromhex(PAN),                           PAN[:6] + "******" + PAN[12:]),
    (65,  b"62000000",                                  b"62000000".hex()),
    (86,  "000000" + PAN[6:],                           "0000000000000005"),
    (102, "账户" + PAN,                                  "*" * 20),
    (105, "anything",                                   "********"),
]
# fmt: on


@pytest.mark.parametrize(("number", "value", "text"), SHOWN, ids=[f"{i}-{row[0]}" for i, row in enumerate(SHOWN)])
def test_a_value_as_it_is_shown(number, value, text):
    assert shown(number, value) == text


# fmt: off
CHIP = [
    # inside field 55, with card data packed           as it is shown
    ("5A08" + PAN,                                     "5A08" + PAN[:6] + "******" + PAN[12:]),
    ("5A0A" + PAN19 + "F",                             "5A0A" + PAN19[:6] + "**********" + PAN19[16:] + "F"),
    ("5A0462000000",                                   "5A04********"),
    ("5713" + PAN + "D" + "301220100000000000000",          "5713" + "*" * 38),
    ("5F2403301231",                                   "5F2403******"),
    ("5F200474657374",                                 "5F2004********"),
    ("9F2608DEAE676D1C473411",                         "9F2608DEAE676D1C473411"),
    ("9F1E083132333435363738",                         "9F1E083132333435363738"),
    ("9F1008" + PAN,                                   "9F1008" + PAN[:6] + "******" + PAN[12:]),   # none is due
    ("DF7F0101",                                       "DF7F01**"),                 # a tag of no table
    ("720A5A08" + PAN,                                 "720A5A08" + PAN[:6] + "******" + PAN[12:]),
    ("FF0102ABCD",                                     "FF0102****"),
    ("9F3609",                                         "******"),                   # no TLV: nothing is shown
    ("9A0326112200",                                   "9A03261122**"),             # padding belongs to no part
]
# fmt: on


@pytest.mark.parametrize(("octets", "text"), CHIP, ids=[row[0][:6] + f"-{i}" for i, row in enumerate(CHIP)])
def test_chip_data_as_it_is_shown(octets, text):
    assert shown(55, bytes.fromhex(octets)) == text


NO_LUHN = "7000000000000001"
DRESSES = ["{}", "CARD={};", "66{}", "{}000000012300", "A3016{}"]


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("number", [40, 43, 44, 46, 47, 48, 54, 56, 57, 58, 59, 62, 63])
@pytest.mark.parametrize(
    "named", [{2: NO_LUHN}, {35: NO_LUHN + "D2512"}, {36: "99" + NO_LUHN + "D1561"}], ids=["2", "35", "36"]
)
def test_a_copy_of_the_card_number_is_hidden_in_any_field(named, number, dress):
    text = dress.format(NO_LUHN)
    message = Message("0210", {**named, number: text})
    assert NO_LUHN[5:-3] not in masks.masked(UNIONPAY[number], text, message)
    assert NO_LUHN[5:-3].encode().hex() not in masks.masked_octets(UNIONPAY[number], text, message)


def test_a_packed_copy_of_the_card_number_is_hidden():
    message = Message("0210", {2: NO_LUHN})
    octets = bytes.fromhex("9F1008" + NO_LUHN)
    assert masks.masked(UNIONPAY[55], octets, message) == "9F1008" + NO_LUHN[:6] + "******" + NO_LUHN[12:]
    assert masks.masked(UNIONPAY[55], octets, Message("0210", {})) == "9F1008" + NO_LUHN


@pytest.mark.parametrize("fields", [{2: "0" * 16}, {2: "7000"}, {35: "A1B2"}, {36: b"\x99"}, {}])
def test_what_names_no_card_number(fields):
    assert masks.card_numbers(Message("0200", fields)) == ()


CODES = {"wechat": "134567890123456789", "alipay": "281234567890123456", "unionpay": "6212345678901234567"}


@pytest.mark.parametrize("code", list(CODES.values()), ids=list(CODES))
@pytest.mark.parametrize("number", [40, 46, 47, 48, 56, 57, 58, 59, 62, 63])
def test_a_payer_code_is_hidden_in_every_field_of_private_use(number, code):
    spec = FieldSpec(48, "", "", Kind.TEXT, 322, 3) if number == 48 else UNIONPAY[number]
    for text in (code, f"00{code}", f"AB{len(code):03d}{code}", f"{code}000123", f"A3{len(code) + 1:03d}{code}"):
        message = Message("0200", {number: text})
        assert code[6:-4] not in masks.masked(spec, text, message)
        assert code not in str(masks.redacted(spec, text, message))


def test_a_payer_code_across_two_parts_is_hidden():
    assert shown(44, CODES["wechat"]) == "134567********6789"
    assert shown(63, CODES["unionpay"]) == "621234*********4567"


# fmt: off
CUT = [     # field, octets in which one letter is cut                        as text with stars
    (43, "拉卡拉便利店".encode("gb18030")[:11] + b" " * 29,                   "拉卡拉便利*" + " " * 29),
    (63, b"CUP" + "交易失败".encode("gb18030")[:7] + b" " * 13 + b"TEXT",     "CUP交易失*" + " " * 13 + "TEXT"),
]
# fmt: on


@pytest.mark.parametrize(("number", "value", "text"), CUT, ids=["43", "63"])
def test_around_a_cut_letter_the_text_is_shown(number, value, text):
    message = Message("0210", {number: value})
    hide = masks.hidden(UNIONPAY[number], value, message)
    told = bytes(42 if at in hide else octet for at, octet in enumerate(value))
    assert told.decode("gb18030") == text
    assert masks.text_shown(hide, value, 0, len(value)) == text
    assert masks.text_shown(frozenset(range(len(value))), value, 0, len(value)) == ""


def test_octets_that_are_no_cut_text_stay_hidden():
    assert shown(43, b"\xff\x01\xff\xff" * 10) == "*" * 80
    assert shown(43, bytes.fromhex(PAN) + b"\xb5" + b" " * 31)[:16] == "*" * 16


PARAMETERS = bytes.fromhex("9F0605A0000003339F220101DF050420301231DF0403010001DF2006000000030000")


@pytest.mark.parametrize("management", ["360", "361", "370", "371", "380", "381"])
def test_parameters_of_a_download_are_shown(management):
    message = Message("0810", {60: "00000007" + management, 62: b"1" + PARAMETERS})
    assert masks.masked(UNIONPAY[62], b"1" + PARAMETERS, message) == (b"1" + PARAMETERS).hex().upper()
    told = [part.meaning.zh for part in subfields.split(62, b"1" + PARAMETERS, message)]
    assert told == ["到此为止，全部下完", "中国银联", "", "2030年12月31日", "", "300.00 元"]


def test_the_same_tags_elsewhere_are_hidden():
    status = Message("0830", {60: "00000007362"})
    assert masks.masked(UNIONPAY[62], b"1" + PARAMETERS[-9:], status) == "31DF2006" + "*" * 12
    assert shown(55, PARAMETERS[-9:]) == "DF2006" + "*" * 12


def test_details_of_an_upload_show_no_card_number():
    record = "00" + "000123" + PAN.rjust(20, "0") + "000000001234"
    masked = "00" + "000123" + mask(PAN).rjust(20, "0") + "000000001234"
    assert shown(48, "02" + record * 2, mti="0320") == "02" + masked * 2


def test_sealed_keys_are_hidden_and_their_check_values_shown():
    value = bytes(range(1, 41))
    text = shown(62, value, mti="0810", f60="00000007003")
    assert text == "*" * 32 + value[16:20].hex().upper() + "*" * 32 + value[36:40].hex().upper()


def test_a_profile_may_hide_more():
    spec = FieldSpec(60, "", "", Kind.DIGITS, 19, 3, sensitivity=Sensitivity.SECRET)
    assert masks.masked(spec, "25000007000600", Message("0220", {60: "25000007000600"})) == "*" * 14


# fmt: off
REDACTED = [
    # field value                    zeros
    (2,   PAN,                       PAN[:6] + "000000" + PAN[12:]),
    (35,  PAN + "D3012201",          "0" * 16 + "D0000000"),
    (52,  b"\x01" * 8,               bytes(8)),
    (55,  bytes.fromhex("5F2403301231"), bytes.fromhex("5F2403000000")),
    (43,  "商店4111111111111111",     "商店4111110000001111"),
    (57,  b"\xff\xff\xff",           bytes(3)),
    (4,   "000000001234",            "000000001234"),
]
# fmt: on


@pytest.mark.parametrize(("number", "value", "zeros"), REDACTED, ids=[str(row[0]) for row in REDACTED])
def test_redacted_values_keep_kind_and_length(number, value, zeros):
    assert masks.redacted(UNIONPAY[number], value, Message("0220", {number: value})) == zeros


@pytest.mark.parametrize("row", CAPTURES, ids=[row["id"] for row in CAPTURES])
def test_a_redacted_capture_has_the_same_shape(row):
    front = sum(len(row.get(name) or "") for name in ("tpdu", "header")) // 2 + (2 if row.get("len") else 0)
    data = bytes.fromhex(row["hex"])[front:]
    message = codec.decode(data, UNIONPAY)
    shown = masks.redact(message, UNIONPAY)
    again = codec.encode(shown, UNIONPAY)
    assert (len(again), again[:10], list(shown.fields)) == (len(data), data[:10], list(message.fields))
    assert masks.redact(codec.decode(again, UNIONPAY), UNIONPAY) == shown


@pytest.mark.parametrize("number", range(2, 129))
def test_no_field_at_all_shows_a_card_number(number):
    """Whatever the kind of the field, and whether it is due there or not."""
    value = bytes.fromhex(PAN) if UNIONPAY[number].kind is Kind.BINARY else PAN
    assert PAN not in shown(number, value)


def test_part_by_part_nothing_hidden_is_shown():
    value = bytes(range(1, 41))
    message = Message("0810", {60: "00000007003", 62: value})
    hide = masks.hidden(UNIONPAY[62], value, message)
    told = [masks.part_shown(part, hide, value) for part in subfields.split(62, value, message)]
    assert told == ["*" * 32, value[16:20].hex().upper(), "*" * 32, value[36:40].hex().upper()]
    text = f"CUP商店{PAN}"
    message = Message("0210", {63: text})
    hide = masks.hidden(UNIONPAY[63], text, message)
    units = text.encode("gb18030")
    told = [masks.part_shown(part, hide, units) for part in subfields.split(63, text, message)]
    assert told == ["CUP", f"商店{mask(PAN)}"]


VALUES = st.one_of(st.binary(max_size=60), st.text(max_size=60), st.text("0123456789D", max_size=60))


@given(st.integers(2, 128), VALUES)
def test_any_value_can_be_shown_and_redacted(number, value):
    spec, message = UNIONPAY[number], Message("0220", {60: "25000007000600"})
    assert isinstance(masks.masked(spec, value, message), str)
    zeros = masks.redacted(spec, value, message)
    assert len(masks.as_octets(zeros)) == len(masks.as_octets(value))
