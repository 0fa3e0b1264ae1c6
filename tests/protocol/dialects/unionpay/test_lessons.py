"""What is said about a message: the opening sentence, and each thing that is worth checking."""

import json
from pathlib import Path

import pytest

from protocol.cards import TEST_CARDS, mask
from protocol.dialects.unionpay import lessons
from protocol.dialects.unionpay.detect import detect
from protocol.dialects.unionpay.envelope import Envelope, Packet
from protocol.dialects.unionpay.lessons import Lesson
from protocol.dialects.unionpay.places import places
from protocol.dialects.unionpay.profiles import DEFAULT, named
from protocol.message import Message

MESSAGES = Path(__file__).parents[4] / "fixtures" / "messages" / "unionpay.json"
CAPTURES = {row["id"]: row for row in json.loads(MESSAGES.read_text(encoding="utf-8"))}
PAN = TEST_CARDS["unionpay"].number

# fmt: off
REFUND = {
    2: PAN, 3: "200000", 4: "000000001234", 11: "000123", 22: "052", 23: "001", 25: "00", 37: "925498334778",
    41: "10000001",
    42: "123456789012345", 49: "156", 60: "25000007000600", 61: "0000000000001120", 63: "000", 64: b"0123ABCD",
}
ANSWER = {
    3: "200000", 4: "000000001234", 11: "000123", 12: "102030", 13: "1122", 37: "925498334779", 39: "00",
    41: "10000001", 42: "123456789012345", 49: "156", 60: "25000007000600", 64: b"0123ABCD",
}
# fmt: on


def lesson(fields, mti="0220", *, profile=DEFAULT, envelope=None, fillers=(), **changed):
    values = fields | {int(name[1:]): value for name, value in changed.items()}
    message = Message(mti, {n: v for n, v in values.items() if v is not None}, dict(fillers))
    packet = Packet(envelope or Envelope("6000030000", "603110000100"), message, b"")
    return Lesson(packet, profile, places(packet, profile.table))


def captured(name):
    found = detect(bytes.fromhex(CAPTURES[name]["hex"]))
    return Lesson(found.packet, found.profile, places(found.packet, found.profile.table))


# fmt: off
NAMES = [
    # message    zh                 en
    ("V01", "签到请求",              "sign on request"),
    ("V14", "签到应答",              "sign on answer"),
    ("V24", "消费请求",              "sale request"),
    ("V28", "余额查询请求",          "balance request"),
    ("V34", "消费应答",              "sale answer"),
    ("V39", "冲正请求",              "reversal request"),
    ("V43", "退货请求",              "refund request"),       # by its shape: the acquirer has a type of its own
    ("V45", "退货应答",              "refund answer"),
    ("V52", "批结算应答",            "settlement answer"),
    ("V55", "批上送结束应答",        "upload end answer"),
]
UNKNOWN = [
    # mti    60             zh                          en
    ("0820", "00000007401", "收银员签到请求",           "cashier sign-on request"),
    ("0200", "03000007000", "积分查询请求",             "points inquiry request"),
    ("0200", "99000007000", "对照表里没有的交易请求",    "transaction of no table request"),
    ("0200", "22" * 12,     "对照表里没有的交易请求",    "transaction of no table request"),
    ("0210", "",            "对照表里没有的交易应答",    "transaction of no table answer"),
]
# fmt: on


@pytest.mark.parametrize(("name", "zh", "en"), NAMES, ids=[row[0] for row in NAMES])
def test_public_messages_have_their_name(name, zh, en):
    assert lessons.name(captured(name).message) == (zh, en)


@pytest.mark.parametrize(("mti", "type_60", "zh", "en"), UNKNOWN, ids=[f"{row[0]}-{row[1][:4]}" for row in UNKNOWN])
def test_what_the_matrix_does_not_have_is_named_by_field_60(mti, type_60, zh, en):
    assert lessons.name(Message(mti, {60: type_60} if type_60 else {})) == (zh, en)


def test_a_completion_request_is_not_called_a_request_twice():
    message = Message("0200", {3: "000000", 25: "06", 60: "20000007000600", 2: PAN})
    assert lessons.name(message).zh == "预授权完成请求"


def test_the_sentence_about_a_refund():
    said = lessons.opening(lesson(REFUND))
    assert said.zh == (
        "这是一笔退货请求（0220）：商户要把一笔已经完成的消费退回去，金额 12.34 元，卡号 " + mask(PAN) + "，"
        "原参考号 925498334778，原交易日 11月20日，凭证号 000123，终端 10000001，商户 123456789012345。"
    )
    assert said.en == (
        "This is a refund request (0220): the merchant gives back a sale that was done, amount 12.34 yuan, card "
        + mask(PAN)
        + ", original reference 925498334778, original date 20 Nov, voucher 000123, terminal 10000001, "
        "merchant 123456789012345."
    )


def test_the_sentence_about_an_answer():
    said = lessons.opening(lesson(ANSWER, "0230"))
    assert said.zh.startswith("这是一笔退货应答（0230）：应答码 00 交易成功，金额 12.34 元，参考号 925498334779，")
    assert said.en.startswith(
        "This is a refund answer (0230): response code 00, approved, amount 12.34 yuan, reference"
    )


# fmt: off
LEFT_OUT = [
    # change                             is not in the sentence
    ({"f4": "00000000123A"},             "金额"),
    ({"f61": "0000000000000000"},        "原交易日"),
    ({"f61": "0000000000001320"},        "原交易日"),
    ({"f61": None},                      "原交易日"),
    ({"f41": "\u202e1234"},             "终端"),
    ({"f2": None},                       "卡号"),
]
# fmt: on


@pytest.mark.parametrize(("change", "word"), LEFT_OUT, ids=[str(row[0]) for row in LEFT_OUT])
def test_what_can_t_be_said_is_left_out(change, word):
    fields = {int(name[1:]): value for name, value in change.items()}
    message = Message("0220", {n: v for n, v in (REFUND | fields).items() if v is not None})
    made = Lesson(Packet(Envelope(), message, b""), DEFAULT, ())
    assert word in lessons.opening(lesson(REFUND)).zh
    assert word not in lessons.opening(made).zh


def remarks(made):
    return [(remark.mark.value, remark.words.zh) for remark in lessons.remarks(made)]


LONG_61 = "61域应是12个零加原交易日期月日"
NO_MAC = "没有MAC（64域），这种交易必须有"

# fmt: off
SAID = [
    # a message                                             one of its remarks
    (lesson(REFUND), "ok",
     "退货该有的域都在"),
    (lesson(REFUND), "->",
     "金额以分为单位：000000001234 是 12.34 元，对一对小票"),
    (lesson(REFUND), "ok",
     "原批次号、原凭证号填全零：退货只凭原参考号（37域）和原交易日期（61.3）找原交易"),
    (lesson(REFUND), "->",
     "MAC是8个十六进制字符（银联ECB式）；主机用工作密钥验证报文没有被改过"),
    (lesson(REFUND), "->",
     "应答是 0230，其中 2、3、4、11、41、42、49 域若有，要与这里相同"),
    (lesson(REFUND), "->",
     "等不到应答：不许冲正，也不许换个流水号重做，结果未知，先查询"),
    (lesson(REFUND, f61="0000070001231120"), "!!",
     LONG_61),
    (lesson(REFUND, f61="0000000000001320"), "!!",
     "原交易日期 1320 没有这一天"),
    (lesson(REFUND, f61="0000000000000230"), "!!",
     "原交易日期 0230 没有这一天"),
    (lesson(REFUND, f61="0000000000000229"), "ok",
     "原批次号、原凭证号填全零：退货只凭原参考号（37域）和原交易日期（61.3）找原交易"),
    (lesson(REFUND, f64=None), "!!",
     NO_MAC),
    (lesson(REFUND, f64=bytes(8)), "->",
     "MAC是8个原始字节（X9.9或X9.19式）；主机用工作密钥验证报文没有被改过"),
    (lesson(REFUND, profile=named("unionpay+mac-none")), "->",
     "MAC是8个十六进制字符（银联ECB式），但此格式不用MAC"),
    (lesson(REFUND, fillers={22: "2"}), "->",
     "奇数位数字的补位不寻常：22域补 2；编码时照原样写回"),
    (lesson(REFUND, f22="001", fillers={22: "2"}), "->",
     "奇数位数字的补位不寻常：22域补 2（靠右放的收单机构会读作 012）；编码时照原样写回"),
    (lesson(REFUND, f37=None), "!!",
     "37域：与退货的规定不符"),
    (lesson(ANSWER, "0230"), "->",
     "应答金额 12.34 元，要与请求里的相等"),
    (lesson(ANSWER, "0230"), "->",
     "照应答码，钱已退；操作员：交易完成，请核对签购单"),
    (lesson(ANSWER, "0230", f39="25"), "->",
     "照应答码，钱没有动；操作员：请核对原参考号或授权码、日期和金额后重做"),
    (lesson(ANSWER, "0230", f39="98"), "->",
     "照应答码，钱动没动还不知道；操作员：结果未定，请先查询，不要重做"),
    (lesson(ANSWER, "0230", f39="ZZ"), "->",
     "照应答码，钱动没动还不知道；操作员：应答码未列出，结果未定，请先查询"),
    (lesson(ANSWER, "0230"), "->",
     "MAC是8个十六进制字符（银联ECB式）；要用工作密钥验证，验证之前应答说的不算数"),
    (lesson(ANSWER, "0230", envelope=Envelope("6000030000", "603103000100")), "->",
     "报文头处理要求为 3：主机要终端重新签到"),
    (captured("V01"), "ok",
     "长度 59，后面正好 59 字节"),
    (captured("V01"), "->",
     "等不到应答：没有钱在动，再做一次即可"),
    (captured("V24"), "->",
     "等不到应答：先冲正（0400），再做别的"),
    (lesson({3: "000000", 39: "00", 60: "22000007000"}, "0210"), "->",
     "操作员：交易完成，请核对签购单"),
    (captured("V32"), "->",
     "操作员：请重新签到"),
    (captured("V43"), "->",
     "处理码 209000、交易类型码 64 不在交易对照表里（退货应是 200000 和 25），是收单机构自定的"),
    (captured("V43"), "->",
     "等不到应答：不许冲正，也不许换个流水号重做，结果未知，先查询"),
    (lesson({60: "99000007000"}, "0200"), "->",
     "交易类型码 99 不在交易对照表里，是收单机构自定的"),
    (lesson({11: "000001"}, "0200"), "->",
     "这样的报文 不在交易对照表里，是收单机构自定的"),
]
# fmt: on


@pytest.mark.parametrize(("made", "mark", "words"), SAID, ids=[f"{i}-{row[2][:12]}" for i, row in enumerate(SAID)])
def test_a_remark_is_made(made, mark, words):
    told = remarks(made)
    assert [text for sign, text in told if sign == mark and text.startswith(words)] != [], told


# fmt: off
UNSAID = [
    # a message                            what none of its remarks begins with
    (lesson(REFUND),                       "长度"),
    (lesson(REFUND),                       "报文头处理要求"),
    (lesson(REFUND),                       "奇数位"),
    (lesson(REFUND),                       "操作员"),
    (lesson(ANSWER, "0230"),               "等不到应答"),
    (lesson(ANSWER, "0230", f64=None),     "没有MAC"),           # a rejection may come without
    (lesson(ANSWER, "0230", f39=None),     "照应答码"),
    (lesson(ANSWER, "0230"),               "原批次号"),
    (captured("V01"),                      "没有MAC"),
    (captured("V24"),                      "金额以分"),
    (lesson({60: "99000007000"}, "0200"),  "等不到应答"),
    (lesson(REFUND, f60="27000007000600", f62=b"10000001"), "原批次号"),
    (lesson(REFUND, f4=None),              "金额以分"),
]
# fmt: on


@pytest.mark.parametrize(("made", "words"), UNSAID, ids=[f"{i}-{row[1]}" for i, row in enumerate(UNSAID)])
def test_no_such_remark_is_made(made, words):
    told = [text for _, text in remarks(made)]
    assert len(told) > 0
    assert [text for text in told if text.startswith(words)] == []


def test_a_length_that_lies_is_told():
    found = detect(bytes.fromhex("00AA" + CAPTURES["V01"]["hex"][4:]))
    made = Lesson(found.packet, found.profile, places(found.packet, found.profile.table))
    assert remarks(made)[0] == ("!!", "长度写的是 170，后面却有 59 字节")


@pytest.mark.parametrize("name", list(CAPTURES))
def test_every_remark_stands_in_both_languages_and_shows_no_secret(name):
    made = captured(name)
    said = [lessons.opening(made), *(remark.words for remark in lessons.remarks(made))]
    assert [words for words in said if not (words.zh.strip() and words.en.strip())] == []
    secret = [made.message.text(number) for number in (2, 35, 36) if number in made.message.fields]
    assert [words for words in said for text in secret if text in words.zh + words.en] == []


def test_a_reversal_says_why():
    assert lessons.code_words(captured("V39").message, DEFAULT) == ("等不到应答", "no answer in time")
    assert lessons.code_words(Message("0230", {39: "ZZ"}), DEFAULT) == ("未列出的应答码", "a code of no table")


def test_a_slip_is_checked_only_where_money_moved():
    for name in ("V14", "V52"):
        assert [remark for remark in lessons.remarks(captured(name)) if "签购单" in remark.words.zh] == []


def test_the_english_of_an_upload():
    one = lesson({11: "000001", 41: "1" * 8, 42: "1" * 15, 48: "0003", 60: "00000007207"}, "0320")
    assert lessons.opening(one).en.startswith("This is an upload end request (0320): ")
    assert "all fields that an upload end must have are here" in [remark.words.en for remark in lessons.remarks(one)]


def test_an_empty_value_is_not_told():
    one = lesson({38: "      ", 39: "  ", 41: " " * 8, 60: "22000007000"}, "0210")
    assert "terminal" not in lessons.opening(one).en
    assert "response code blank, a code of no table" in lessons.opening(one).en
    assert "应答码 空白 未列出的应答码" in lessons.opening(one).zh
