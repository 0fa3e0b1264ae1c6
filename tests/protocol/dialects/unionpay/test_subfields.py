"""Fields made of parts: each layout of the notes on values of public captures, and tolerance for what fits none."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.dialects.unionpay import subfields
from protocol.dialects.unionpay.subfields import UNEXPLAINED, split
from protocol.fields import Sensitivity
from protocol.message import Message

MESSAGES = Path(__file__).parents[4] / "fixtures" / "messages" / "unionpay.json"
CAPTURES = {row["id"]: row for row in json.loads(MESSAGES.read_text(encoding="utf-8"))}


def captured(name: str) -> Message:
    row = CAPTURES[name]
    values = {
        int(number): bytes.fromhex(field["value"]) if field["kind"] == "hex" else field["value"]
        for number, field in row["fields"].items()
    }
    return Message(row["mti"], values)


def told(number: int, message: Message) -> list[tuple[str, str, str]]:
    """(name, value, what it says) of each part."""
    return [(part.name, part.value, part.meaning.zh) for part in split(number, message.fields[number], message)]


# fmt: off
PUBLIC = [
    # message field parts
    ("V24", 3,  [("3.1", "00", "消费类（借记）"), ("3.2", "00", "默认账户"), ("3.3", "00", "默认账户")]),
    ("V24", 22, [("22.1", "02", "刷磁条"), ("22.2", "1", "输了密码")]),
    ("V24", 53, [("53.1", "2", "X9.8格式，带主账号"), ("53.2", "0", "单倍长DES"), ("53.3", "0", "磁道不加密"),
                 ("53.4", "0000000000000", "全零：不填")]),
    ("V24", 60, [("60.1", "22", "消费"), ("60.2", "000001", "")]),                          # 8 digits
    ("V01", 60, [("60.1", "00", "管理类"), ("60.2", "000001", ""), ("60.3", "003", "签到，双倍长密钥")]),   # 11
    ("V30", 60, [("60.1", "22", "消费"), ("60.2", "000000", ""), ("60.3", "000", "金融交易"),
                 ("60.4", "6", "磁条、接触芯片和非接"), ("60.5", "0", "正常")]),            # 13
    ("V34", 60, [("60.1", "22", "消费"), ("60.2", "000065", ""), ("60.3", "000", "金融交易"),
                 ("60.4", "5", "磁条和接触芯片"), ("60.5", "0", "正常"), ("60.6", "1", "支持部分扣款")]),    # 14
    ("V36", 60, [("60.1", "22", "消费"), ("60.2", "000001", ""), ("60.3", "000", "金融交易"),
                 ("60.4", "5", "磁条和接触芯片"), ("60.5", "0", "正常"), ("60.6", "0", "不支持部分扣款"),
                 ("60.7", "000", ""), ("60.9", "99", "")]),                                 # 19
    ("V45", 60, [(UNEXPLAINED, "0000000000002000000862150000122620260206162423131770380664224507", "")]),
    ("V42", 61, [("61.1", "233415", ""), ("61.2", "681186", ""), ("61.3", "0529", "5月29日")]),
    ("V43", 61, [("61.1", "000000", "全零：不填"), ("61.2", "000000", "全零：不填"), ("61.3", "0901", "9月1日")]),
    ("V34", 44, [("44.1", "01020000   ", ""), ("44.2", "48031000   ", "")]),
    ("V01", 63, [("63.1", "01", "操作员 01")]),                                             # the blank left out
    ("V07", 63, [("63.1", "CUP", "卡组织 中国银联")]),
    ("V39", 63, [("63.1", "01 ", "操作员 01")]),
    ("V43", 63, [("63.1", "000", "不带操作员号")]),
    ("V52", 48, [("48.1", "000000000011", "0.11 元"), ("48.2", "011", "11 笔"), ("48.3", "000000000002", "0.02 元"),
                 ("48.4", "002", "2 笔"), ("48.5", "1", "对账平"), ("48.6", "000000000000", "0.00 元"),
                 ("48.7", "000", "0 笔"), ("48.8", "000000000000", "0.00 元"), ("48.9", "000", "0 笔"),
                 ("48.10", "1", "对账平")]),
    ("V55", 48, [("48.1", "0000", "0 笔")]),
    ("V28", 48, []),                                                                        # empty
    ("V30", 59, [(UNEXPLAINED, "000001000178", "")]),                                       # no tag with length
    ("V34", 55, [("55.9F36", "0047", "")]),
    ("V14", 62, [("62.1", "279BE86AAEB174B80BBE2B24E80F888C", ""), ("62.2", "EBE8B6C2", ""),
                 ("62.3", "BE7BC61956BBF2480000000000000000", ""), ("62.4", "A2F2CABB", "")]),
    ("V14", 11, []),                                                                        # made of no parts
]
# fmt: on


@pytest.mark.parametrize(("name", "number", "parts"), PUBLIC, ids=[f"{row[0]}-{row[1]}" for row in PUBLIC])
def test_public_fields(name, number, parts):
    assert told(number, captured(name)) == parts


KEYS = bytes(range(84))
FIND_ORDER, FIND_REFERENCE = b"RQ101O80000000000186", b"RQ102R9254983347781120"
OUTCOME = b"RO1F00925498334778000000001234112010203011210"[:44]

# fmt: off
MADE = [
    # what                   mti     60             no  value                    (name, value, meaning) of the parts
    ("balance, negative",    "0210", "01000000",    54, "1002156D000000012345", [("54.1 账户类型", "10", "储蓄账户"),
        ("54.1 余额类型", "02", "可用余额"), ("54.1 货币", "156", "人民币"),
        ("54.1 正负和金额", "D000000012345", "-123.45 元")]),
    ("balance, two blocks",  "0210", "01000000",    54, ("0001156C000000000001" "0002156C000000000002" "X"), [
        ("54.1 账户类型", "00", "默认账户"), ("54.1 余额类型", "01", "账面余额"), ("54.1 货币", "156", "人民币"),
        ("54.1 正负和金额", "C000000000001", "0.01 元"), ("54.2 账户类型", "00", "默认账户"),
        ("54.2 余额类型", "02", "可用余额"), ("54.2 货币", "156", "人民币"),
        ("54.2 正负和金额", "C000000000002", "0.02 元"), (UNEXPLAINED, "X", "")]),
    ("details",              "0320", "00000007201", 48, ("01" "00" "000123" "00006200000000000005" "000000001234"), [
        ("48.1", "01", "1 笔"), ("48.1 卡别", "00", "内卡"), ("48.1 流水号", "000123", ""),
        ("48.1 卡号", "00006200000000000005", ""), ("48.1 金额", "000000001234", "12.34 元")]),
    ("details miscounted",   "0320", "00000007201", 48, "02" + "0" * 40, [(UNEXPLAINED, "02" + "0" * 40, "")]),
    ("totals elsewhere",     "0200", "22000007000", 48, "0" * 62, [(UNEXPLAINED, "0" * 62, "")]),
    ("goods of ours",        "0220", "25000007000", 59, "OD01480000000000186CH004card", [
        ("59.OD", "80000000000186", ""), ("59.CH", "card", "")]),
    ("an unknown tag",       "0220", "25000007000", 59, "ZZ0011", [("59.ZZ", "1", "")]),
    ("a tag cut short",      "0220", "25000007000", 59, "ZZ0091", [(UNEXPLAINED, "ZZ0091", "")]),
    ("original in full",     "0200", "23000007000", 61, ("000007000123112000" "00012345678"), [
        ("61.1", "000007", ""), ("61.2", "000123", ""), ("61.3", "1120", "11月20日"), ("61.4", "00", "POS授权"),
        ("61.5", "00012345678", "")]),
    ("original cut short",   "0200", "23000007000", 61, "00000700", [("61.1", "000007", ""), (UNEXPLAINED, "00", "")]),
    ("60 of no length",      "0200", "2200000700",  60, "2200000700", [(UNEXPLAINED, "2200000700", "")]),
    ("60 no digits",         "0200", "2200000A",    60, "2200000A", [(UNEXPLAINED, "2200000A", "")]),
    ("texts of an answer",   "0210", "22000007000", 63, "CUP" + "余额不足".ljust(16) + "UP".ljust(20) + "ACQ", [
        ("63.1", "CUP", "卡组织 中国银联"), ("63.2", "余额不足            ", ""), ("63.3", "UP" + " " * 18, ""),
        ("63.4", "ACQ", "")]),
    ("ledger of ours",       "0810", "00000007003", 63, ("LK1" "0123456789abcdef" "20261122" "0a1b2c3d" "TUIHUO"), [
        ("63.1", "LK1", ""), ("63.2", "0123456789abcdef", ""), ("63.3", "20261122", "2026年11月22日"),
        ("63.4", "0a1b2c3d", ""), ("63.5", "TUIHUO", "")]),
    ("keys, single",         "0810", "00000007001", 62, KEYS[:24], [("62.1", KEYS[:8].hex(), ""),
        ("62.2", KEYS[8:12].hex(), ""), ("62.3", KEYS[12:20].hex(), ""), ("62.4", KEYS[20:24].hex(), "")]),
    ("keys with track key",  "0810", "00000007004", 62, KEYS[:60], [("62.1", KEYS[:16].hex(), ""),
        ("62.2", KEYS[16:20].hex(), ""), ("62.3", KEYS[20:36].hex(), ""), ("62.4", KEYS[36:40].hex(), ""),
        ("62.5", KEYS[40:56].hex(), ""), ("62.6", KEYS[56:60].hex(), "")]),
    ("keys, the longest",    "0810", "00000007004", 62, KEYS, [("62.1", KEYS[:24].hex(), ""),
        ("62.2", KEYS[24:28].hex(), ""), ("62.3", KEYS[28:52].hex(), ""), ("62.4", KEYS[52:56].hex(), ""),
        ("62.5", KEYS[56:80].hex(), ""), ("62.6", KEYS[80:84].hex(), "")]),
    ("keys of no size",      "0810", "00000007003", 62, KEYS[:30], [(UNEXPLAINED, KEYS[:30].hex(), "")]),
    ("refund key",           "0220", "25000007000", 62, b"RK10a1b2c3d20261122", [("62.1", "RK1", ""),
        ("62.2", "0a1b2c3d", ""), ("62.3", "20261122", "2026年11月22日")]),
    ("find by order",        "0600", "01000007901", 62, FIND_ORDER, [("62.1", "RQ1", ""), ("62.2", "01", ""),
        ("62.3", "O", ""), ("62.4", "80000000000186", "")]),
    ("find by reference",    "0600", "01000007901", 62, FIND_REFERENCE, [("62.1", "RQ1", ""), ("62.2", "02", ""),
        ("62.3", "R", ""), ("62.4", "925498334778", ""), ("62.5", "1120", "11月20日")]),
    ("a page",               "0610", "01000007901", 62, b'RQ101020123abcd{"a":1}', [("62.1", "RQ1", ""),
        ("62.2", "01", ""), ("62.3", "02", ""), ("62.4", "0123abcd", ""), ("62.5", '{"a":1}', "")]),
    ("an outcome",           "0610", "01000007902", 62, OUTCOME, [("62.1", "RO1", ""), ("62.2", "F", "找到"),
        ("62.3", "00", ""), ("62.4", "925498334778", ""), ("62.5", "000000001234", "12.34 元"),
        ("62.6", "1120", "11月20日"), ("62.7", "102030", "10:20:30"), ("62.8", "1121", "11月21日")]),
    ("no outcome",           "0610", "01000007902", 62, b"RO1N", [("62.1", "RO1", ""), ("62.2", "N", "主机没有见过")]),
    ("serial number",        "0800", "00000007003", 62, b"Sequence No12ABC123456789", [("62.1", "Sequence No", ""),
        ("62.2", "12", ""), ("62.3", "ABC123456789", "")]),
    ("cashier",              "0820", "00000007401", 62, b"01", [("62.1", "01", "")]),
    ("terminal of a chip refund", "0220", "27000007000", 62, b"10000001", [("62.1", "10000001", "")]),
    ("parameters",           "0810", "00000007380", 62, b"1" + bytes.fromhex("9F0608A000000333010101"), [
        ("62.1", "1", "到此为止，全部下完"), ("62.9F06", "A000000333010101", "中国银联")]),
    ("parameters, none",     "0810", "00000007370", 62, b"0", [("62.1", "0", "没有参数")]),
    ("parameters, no TLV",   "0810", "00000007370", 62, b"2\x9f", [("62.1", "2", "还有后续"), (UNEXPLAINED, "9F", "")]),
    ("anything else",        "0200", "22000007000", 62, b"\x01\x02", [(UNEXPLAINED, "0102", "")]),
    ("55 that is no TLV",    "0200", "22000007000", 55, b"\x9f\x36\x09", [(UNEXPLAINED, "9F3609", "")]),
    ("55 with a script",     "0210", "22000007000", 55, bytes.fromhex("72078601009F180111"), [("55.72", "", ""),
        ("55.86", "00", ""), ("55.9F18", "11", "")]),
    ("55 of no table",       "0200", "22000007000", 55, bytes.fromhex("DF7F0101"), [("55.DF7F", "01", "")]),
]
# fmt: on


@pytest.mark.parametrize(
    ("mti", "type_60", "number", "value", "parts"), [r[1:] for r in MADE], ids=[r[0] for r in MADE]
)
def test_every_use_of_a_field(mti, type_60, number, value, parts):
    message = Message(mti, {60: type_60, number: value})
    found = told(number, message)
    assert [(name, text.lower(), says) for name, text, says in found] == [(n, text.lower(), s) for n, text, s in parts]


def test_a_part_knows_its_place():
    message = captured("V43")
    parts = split(61, message.fields[61], message)
    assert [(part.start, part.value_start, part.end) for part in parts] == [(0, 0, 6), (6, 6, 12), (12, 12, 16)]
    (whole,) = split(59, "ZZ0011", Message("0220", {59: "ZZ0011"}))
    assert (whole.start, whole.value_start, whole.end) == (0, 5, 6)


def test_places_of_chinese_text_count_bytes():
    value = "CUP" + "余额不足".ljust(16)
    parts = split(63, value, Message("0210", {63: value}))
    assert [(part.start, part.end) for part in parts] == [(0, 3), (3, 23)]


def test_octets_in_a_text_field_are_split_too():
    (part,) = split(63, b"\xff\xff\xff", Message("0210", {63: b"\xff\xff\xff"}))
    assert (part.name, part.value, part.octets) == ("63.1", "FFFFFF", True)


@pytest.mark.parametrize("number", [55, 62])
def test_what_is_not_explained_in_a_secret_field_is_secret(number):
    parts = split(number, b"\x9f\x01", Message("0200", {}))
    assert [(part.explained, part.sensitivity) for part in parts] == [(False, Sensitivity.SECRET)]


def test_a_rest_behind_a_layout_of_field_62_is_secret():
    parts = split(62, b"100000019", Message("0220", {60: "27000007000"}))
    assert [part.sensitivity for part in parts] == [Sensitivity.SECRET]
    rest = list(subfields._secret_rest(subfields.TERMINAL, b"100000019", Message("0220", {})))
    assert [(part.name, part.sensitivity) for part in rest] == [
        ("62.1", Sensitivity.OPEN),
        (UNEXPLAINED, Sensitivity.SECRET),
    ]


def test_keys_pay_codes_and_card_numbers_are_marked():
    keys = split(62, bytes(40), Message("0810", {60: "00000007003"}))
    assert [part.sensitivity.value for part in keys] == ["secret", "open", "secret", "open"]
    (pay,) = split(59, "A3018134567890123456789", Message("0200", {}))
    assert pay.sensitivity is Sensitivity.SECRET
    details = split(48, "01" + "0" * 40, Message("0320", {}))
    assert [part.sensitivity.value for part in details] == ["open", "open", "open", "pan", "open"]


def test_a_part_shows_no_value():
    (part, *_) = split(62, bytes(40), Message("0810", {60: "00000007003"}))
    assert repr(part) == "Part(62.1, 0-16)"


NUMBERS = st.sampled_from([3, 22, 44, 48, 53, 54, 55, 59, 60, 61, 62, 63])
TYPES = st.sampled_from(["", "00000007003", "00000007380", "00000007401", "25000007000", "27000007000", "01000007901"])
MTIS = st.sampled_from(["0200", "0220", "0320", "0500", "0510", "0610", "0800", "0810", "0820"])


@given(
    NUMBERS, MTIS, TYPES, st.one_of(st.binary(max_size=80), st.text(max_size=80), st.text("0123456789", max_size=80))
)
def test_any_value_has_parts_that_join_and_is_never_an_error(number, mti, type_60, value):
    parts = split(number, value, Message(mti, {60: type_60}))
    units = value if isinstance(value, bytes) else value.encode("gb18030", "replace")
    top = [part for part in parts if part.depth == 1 and number != 55]
    assert [part.start for part in top[1:]] == [part.end for part in top[:-1]] or number == 62
    assert [part for part in parts if not part.start <= part.value_start <= part.end <= len(units)] == []
