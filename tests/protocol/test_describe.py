"""Pages for people: byte spans beside meaning, masked; every byte has its line, and nothing steers a screen."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol import describe
from protocol.cards import TEST_CARDS, mask
from protocol.dialects.unionpay.compare import Difference
from protocol.dialects.unionpay.detect import detect
from protocol.dialects.unionpay.envelope import Envelope, Packet, write
from protocol.dialects.unionpay.profiles import DEFAULT
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.errors import DecodeError, EncodeError
from protocol.message import Message
from protocol.words import Words

MESSAGES = Path(__file__).parents[2] / "fixtures" / "messages" / "unionpay.json"
CAPTURES = {row["id"]: row for row in json.loads(MESSAGES.read_text(encoding="utf-8"))}
PAN = TEST_CARDS["unionpay"].number


def found(name):
    return detect(bytes.fromhex(CAPTURES[name]["hex"]))


# fmt: off
PAGE = [    # of V43: its bytes as they stand in the dump, each with its meaning
    "0-4      60 05 00 01 00               TPDU：6005000100，发往 0500，来自 0100",
    "11-12    02 20                        消息类型：0220，退货请求",
    "13-20    30 20 04 80 08 C0 80 1B      位图：有这些域 3 4 11 22 25 37 41 42 49 60 61 63 64",
    "21-23                                 3 交易处理码：209000",
    "21       20                             3.1 交易类别：20，退货或撤销（贷记）",
    "22       90                             3.2 转出账户：90",
    "24-29    00 00 00 00 00 01            4 交易金额：000000000001，0.01 元",
    "33-34                                 22 服务点输入方式码（补位 2）：001",
    "33       00                             22.1 卡号从哪里来：00，未指明",
    "34       1                              22.2 密码：1，输了密码",
    "36-47    31 35 30 36 34 37 39 30      37 检索参考号：150647904947",
    "         34 39 34 37",
    "82-91    [00 16]                      61 原始信息域：0000000000000901",
    "90-91    09 01                          61.3 原交易日期：0901，9月1日",
    "97-104   ** ** ** ** ** ** ** **      64 报文鉴别码",
]
# fmt: on


def test_the_page_of_a_public_refund():
    page = describe.explain(found("V43").packet, found("V43").profile)
    assert page[0].startswith("这是一笔退货请求（0220）：商户要把一笔已经完成的消费退回去，金额 0.01 元，")
    assert page[1].startswith("全文 105 字节，按格式 unionpay+mac-x9.19 读完，没有剩余。")
    assert [line for line in PAGE if line not in page] == []
    order = [page.index(line) for line in PAGE]
    assert order == sorted(order)
    assert page[-1] == "  ->  等不到应答：不许冲正，也不许换个流水号重做，结果未知，先查询"


def test_the_page_in_english():
    page = describe.explain(found("V43").packet, found("V43").profile, "en")
    assert page[0].startswith("This is a refund request (0220): the merchant gives back a sale that was done, amount")
    assert "33       00                             22.1 where the card number is from: 00, unspecified" in page
    assert [letter for line in page for letter in line if "一" <= letter <= "鿿"] == []


@pytest.mark.parametrize("name", list(CAPTURES))
def test_every_byte_has_its_line(name):
    data, one = bytes.fromhex(CAPTURES[name]["hex"]), found(name)
    rows = describe.lines(one.packet, one.profile)
    top = [line for line in rows if line.depth == 0]
    assert [line.start for line in top] == [0, *(line.end for line in top[:-1])]
    assert top[-1].end == len(data)
    shown = [line for line in rows if "*" not in line.dump and "[" not in line.dump and len(line.dump) % 3 == 2]
    whole = [line for line in shown if len(line.dump) == 3 * (line.end - line.start) - 1]
    assert len(whole) > 4
    assert [line for line in whole if bytes.fromhex(line.dump) != data[line.start : line.end]] == []


@pytest.mark.parametrize("name", list(CAPTURES))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_shows_a_secret(name, lang):
    one = found(name)
    page = "\n".join(describe.explain(one.packet, one.profile, lang))
    plain = page.replace(" ", "")
    message = one.packet.message
    secret = [message.text(n).upper() for n in (2, 14, 35, 36, 52, 64) if n in message.fields]
    assert [text for text in secret if text in plain] == []


def packet_of(fields, envelope=None):
    return Packet(envelope or Envelope("6000030000", "603113000100"), Message("0220", fields), b"")


def text_of(fields, **more):
    return "\n".join(describe.explain(packet_of(fields, **more), DEFAULT))


# fmt: off
LINES = [
    # fields                                     stands on the page
    ({2: PAN},                                   "[16] 62 00 00 ** ** ** 00    2 主账号：" + mask(PAN)),
    ({2: TEST_CARDS["unionpay19"].number},       "*0 00 40"),
    ({63: "01 "},                                '："01 "'),
    ({38: "      "},                             '38 授权标识应答码："      "'),
    ({56: "a\x1b[2Jb"},                          "56 自定义域56：******"),
    ({56: "a\u202eb"},                           "a·b"),
    ({14: "3012"},                               "** **                        14 卡有效期：****"),
    ({55: bytes.fromhex("9F36020147")},          "9F 36 02 01 47                 55.9F36 应用交易计数器(ATC)"),
    ({55: bytes.fromhex("72078601009F180111")},  "72 07                          55.72 发卡行脚本2"),
    ({55: bytes.fromhex("72078601009F180111")},  "9F 18 01 11                      55.9F18 发卡行脚本标识"),
    ({55: bytes.fromhex("9F3609")},              "** ** **                       未能解释"),
    ({62: b"RK10a1b2c3d20261122"},               "62.3 营业日期：20261122，2026年11月22日"),
    ({49: "156", 4: "000000000100"},             "4 交易金额：000000000100，1.00 元"),
    ({49: "840", 4: "000000000100"},             "4 交易金额：000000000100，1.00 美元"),
    ({39: "25"},                                 "39 应答码：25，交易失败，请联系发卡行"),
    ({13: "1122", 12: "102030", 25: "06"},       "25 服务点条件码：06，预授权类"),
    ({100: "12345678"},                          "80 00 00 00 00 00 00 00      位图：有这些域 100"),
    ({52: bytes(8)},                             "** ** ** ** ** ** ** **      52 个人标识码数据"),
]
# fmt: on


@pytest.mark.parametrize(("fields", "text"), LINES, ids=[f"{i}-{row[1][:20]}" for i, row in enumerate(LINES)])
def test_a_field_has_its_line(fields, text):
    assert text in text_of(fields)


# fmt: off
FRONTS = [
    # envelope                                          stands on the page
    (Envelope("6000030000", "603113000100", 30),        "0-1      00 1E                        长度：30，后面的字节数"),
    (Envelope("6000030000", "603113000100"),            "终端状态测试，要求重新签到，软件 000100"),
    (Envelope("6000030000", "60310B000100"),            "终端状态正常，处理要求 B，软件 000100"),
    (Envelope("6000030000", "60315C000100"),            "终端状态?，处理要求 C"),
    (Envelope("6000030000", "0100"),                    "5-6      01 00                        报文头：0100"),
    (Envelope(None, None),                              "0-1      02 20                        消息类型：0220"),
]
# fmt: on


@pytest.mark.parametrize(("envelope", "text"), FRONTS, ids=[row[1][:12] for row in FRONTS])
def test_the_front_has_its_lines(envelope, text):
    assert text in text_of({3: "200000"}, envelope=envelope)


# fmt: off
CUT = [     # field, value whose last letter is cut, rows of the page
    (43, "拉卡拉便利店".encode("gb18030")[:11] + b" " * 29,          ["43 商户名称：", "拉卡拉便利*"]),
    (63, b"CUP" + "交易失败".encode("gb18030")[:7] + b" " * 13, [
        "63.1 操作员或卡组织：CUP，卡组织 中国银联", "63.2 发卡方信息：", "交易失*"]),
    (44, b"01020000   " + "中国银行工".encode("gb18030")[:9] + b"  ", [
        '44.1 发卡机构："01020000   "', '44.2 收单机构："中国银行*  "']),
]
# fmt: on


@pytest.mark.parametrize(("number", "value", "rows"), CUT, ids=[str(row[0]) for row in CUT])
def test_the_parts_around_a_cut_letter_are_read(number, value, rows):
    packet = Packet(Envelope(), Message("0210", {number: value}), b"")
    page = "\n".join(describe.explain(packet, DEFAULT))
    assert [row for row in rows if row not in page] == []


def test_the_opening_alone():
    one = found("V52")
    assert describe.opening_of(one.packet, one.profile) == describe.explain(one.packet, one.profile)[0]
    assert describe.opening_of(one.packet, one.profile, "en").startswith("This is a settlement answer (0510): ")


DIFFERENT = [
    Difference("4", Words("金额", "amount"), "1", "2"),
    Difference("63", Words("操作员", "operator"), None, "01 "),
    Difference("2", Words("主账号", "card"), mask(PAN), mask(PAN)),
    Difference("56", Words("私有", "private"), "\x1b", ""),
]


def test_differences_are_told_a_line_each():
    assert describe.told_differences(DIFFERENT) == [
        "4 金额: 1 -> 2",
        '63 操作员: （没有） -> "01 "',
        f"2 主账号: {mask(PAN)}（遮住的部分不同）",
        '56 私有: · -> ""',
    ]
    assert describe.told_differences(DIFFERENT, "en")[1:3] == [
        '63 operator: (absent) -> "01 "',
        f"2 card: {mask(PAN)} (the hidden part differs)",
    ]


# fmt: off
FAULTS = [
    # error                                                                     lines in Chinese, in English
    (DecodeError("too short", field="35", offset=41, wanted="19 bytes", left=5),
     ["35域 二磁道数据，第 41 字节起，要19 字节，剩 5 字节（too short）"],
     ["field 35 track 2, at byte 41, wanted 19 bytes, 5 bytes left (too short)"]),
    (DecodeError("no"),                                                         ["（no）"], ["(no)"]),
    (DecodeError("no", field="0", offset=0, wanted="four digits"),
     ["0域，第 0 字节起，要四位数字（no）"],
     ["field 0, at byte 0, wanted four digits (no)"]),
    (DecodeError("no", field="tpdu"),                                           ["tpdu域（no）"], ["field tpdu (no)"]),
    (DecodeError("no", field="4", so_far={2: PAN, 3: "200000", 43: "\x1bx"}),
     ["4域 交易金额（no）", "在此之前已读出：", f"  2 {mask(PAN)}", "  3 200000", "  43 **"],
     ["field 4 amount, fen (no)", "read until there:", f"  2 {mask(PAN)}", "  3 200000", "  43 **"]),
]
# fmt: on


@pytest.mark.parametrize(("error", "zh", "en"), FAULTS, ids=[row[1][0] for row in FAULTS])
def test_a_fault_is_told_with_its_place_and_what_had_been_read(error, zh, en):
    assert describe.told_fault(error, UNIONPAY) == zh
    assert describe.told_fault(error, UNIONPAY, "en") == en


def test_what_no_table_has_is_not_shown():
    assert describe.shown_so_far(DecodeError("no", so_far={2: PAN}), {}) == {}


FIELDS = st.dictionaries(
    st.sampled_from([38, 39, 41, 43, 46, 56, 57, 59, 63]),
    st.one_of(st.text(max_size=30), st.binary(max_size=30)),
    max_size=4,
)


@given(FIELDS)
def test_whatever_stands_in_a_text_nothing_steers_a_screen(fields):
    packet = packet_of({number: value for number, value in fields.items() if fits(number, value)})
    page = describe.explain(packet, DEFAULT)
    assert [line for line in page if any(not letter.isprintable() and letter != "\u3000" for letter in line)] == []


def test_a_response_code_that_steers_a_screen():
    page = text_of({39: "\x1b["})
    assert "应答码 ·[ 未列出的应答码" in page
    assert describe.opening_of(packet_of({39: "\x1b["}), DEFAULT) in page


def fits(number, value):
    """It can be written: what can't is the codec's to refuse."""
    try:
        return len(write(packet_of({number: value}))) > 0
    except EncodeError:
        return False
