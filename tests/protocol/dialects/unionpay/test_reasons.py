"""Reasons in Chinese: every one that codec, detection and matrix give, and what no row has."""

import pytest

from protocol.dialects.unionpay.detect import detect
from protocol.dialects.unionpay.envelope import read
from protocol.dialects.unionpay.matrix import check
from protocol.dialects.unionpay.reasons import told_reason
from protocol.errors import DecodeError
from protocol.message import Message

FRONT = "60000300006031100001000220"


def told(error):
    return told_reason(error.reason, "zh"), told_reason(error.wanted or "", "zh")


# fmt: off
DUMPS = [
    # hex, how it is read, reason, wanted
    ("0200", detect, "里就结束了；最接近的格式：unionpay+no-tpdu+no-header；", "消息类型和位图"),
    ("FF" * 30,                                 detect, "任何格式的消息类型位置上都没有消息类型", "已知格式的报文"),
    ("6000",                                    read, "长度、TPDU和报文头共11字节，这里只有2", "11 字节"),
    ("6A" + FRONT[2:] + "00" * 8,               read, "TPDU由十进制数字组成", "10 位数字"),
    (FRONT + "00" * 7,                          read, "报文在消息类型和位图里就结束了：要10字节，只剩9", "1 字节"),
    (FRONT[:-4] + "AB20" + "00" * 8,            read, "消息类型是四位数字", "四位数字"),
    (FRONT + "80" + "00" * 7,                   read, "报文在第二位图里结束了", "8 字节"),
    (FRONT + "80" + "00" * 15,                  read, "第二位图里没有任何域", "65到128之间的域"),
    (FRONT + "40" + "00" * 7,                   read, "报文在长度前缀里结束了", "长度 1 字节"),
    (FRONT + "40" + "00" * 7 + "AA",            read, "长度由十进制数字组成", "十进制数字"),
    (FRONT + "40" + "00" * 7 + "99",            read, "长度是99，最多", "长度最多 "),
    (FRONT + "20" + "00" * 7 + "2000",          read, "要3字节，只剩2", "3 字节"),
    (FRONT + "20" + "00" * 7 + "20000A",        read, "不是十进制数字", "数字"),
    (FRONT + "20" + "00" * 7 + "20000000",      read, "最后一个域之后还多出1字节", "到此结束"),
    (FRONT + "00" * 9000,                       read, "字节，超过报文上限", "最多 "),
]
# fmt: on


@pytest.mark.parametrize(("dump", "reader", "reason", "wanted"), DUMPS, ids=[row[2][:12] for row in DUMPS])
def test_what_is_wrong_with_bytes(dump, reader, reason, wanted):
    with pytest.raises(DecodeError) as caught:
        reader(bytes.fromhex(dump))
    assert reason in told(caught.value)[0]
    assert wanted in told(caught.value)[1]
    assert " bytes" not in "".join(told(caught.value))
    assert told_reason(caught.value.reason, "en") == caught.value.reason


# fmt: off
SALE = {3: "000000", 4: "000000001234", 11: "000001", 22: "022", 25: "00", 35: "6200000000000005D30122010", 41: "1" * 8,
        42: "1" * 15, 49: "156", 60: "22000001000500", 64: b"01234567"}
MESSAGES = [
    ("0200", {60: "99000001"}, "没有交易这样写"),
    ("0200", {key: SALE[key] for key in SALE if key != 4}, "这种报文应带此域"),
    ("0820", {14: "3012", 11: "000001", 41: "1" * 8, 42: "1" * 15, 60: "00000001002"}, "这种报文不带此域"),
    ("0200", {key: SALE[key] for key in SALE if key != 35}, "卡交易有域2、35或36"),
]
# fmt: on


@pytest.mark.parametrize(("mti", "fields", "reason"), MESSAGES, ids=[row[2] for row in MESSAGES])
def test_what_is_wrong_with_a_message(mti, fields, reason):
    with pytest.raises(DecodeError) as caught:
        check(Message(mti, fields))
    assert told(caught.value)[0] == reason


def test_what_no_row_has_stays():
    assert told_reason("too short", "zh") == "too short"
    assert told_reason("", "zh") == ""
