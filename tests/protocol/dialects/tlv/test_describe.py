"""Bodies of the MIS link in words: derived frames, a logged answer, packets inside, and what can't be read."""

from collections.abc import Callable

import pytest

from protocol.cards import TEST_CARDS
from protocol.dialects.tlv.describe import describe
from protocol.dialects.tlv.elements import Element, read_elements

H = bytes.fromhex
# The front of a logged answer, and some of the tags inside its DF06, with the practice shop's data.
LOGGED = (
    "DF010102DF020145DF04021234DF0641"
    "DF03 09 524D42202D302E3230  DF0A 03 000066  DF1A 0C 393235343938333334373739  DF1C 04 30393131"
    "DF1E 0E 2A2A2A2A2A2A2A2A2A2A2A2A3035  DF1F 05 2A2A2A2A2A"
    "DF07023030"
)


def told(data: bytes, lang: str = "zh") -> str:
    return describe(read_elements(data)).told(lang)


def test_a_request(frame_of: Callable) -> None:
    data = frame_of("D4").data
    assert told(data) == "MIS请求：随机数 1234，交易类型 45，金额 0.20 元"
    assert told(data, "en") == "MIS request: nonce 1234, transaction type 45, amount 0.20"


def test_a_logged_answer() -> None:
    assert told(H(LOGGED)) == (
        "MIS最终结果：交易类型 45，随机数 1234，"
        "内容 （金额 RMB -0.20，凭证号 000066，参考号 925498334779，日期 09-11，卡号 ************05，未列出 DF1F），"
        "应答码 交易成功（00）"
    )
    fields = {row["name"]: row for row in describe(read_elements(H(LOGGED))).document("zh")["fields"]}
    assert fields["DF06"]["value"] == "*" * 0x41
    assert fields["DF06"]["fields"][1] == {"name": "DF0A", "value": "000066", "text": "凭证号 000066"}


def test_a_packet_inside_is_shown_as_any_other(frame_of: Callable) -> None:
    packet = frame_of("R0220").data
    data = H("DF010101DF04021234DF06") + bytes((len(packet),)) + packet
    assert told(data).startswith("MIS转发报文：随机数 1234，内容 这是一笔退货请求（0220）：")
    assert "payload This is a refund request (0220): " in told(data, "en")
    row = describe(read_elements(data)).document("zh")["fields"][2]
    assert (row["message"]["mti"], row["message"]["fields"]["37"]) == ("0220", "925498334778")


def test_a_payload_that_is_neither_stays_hidden(frame_of: Callable) -> None:
    data = frame_of("D5").data
    assert told(data) == "MIS转发报文：随机数 1234，内容 读不出的 21 字节"
    row = describe(read_elements(data)).document("en")["fields"][2]
    assert row == {"name": "DF06", "value": "*" * 21, "text": "payload 21 bytes that can't be read"}


# fmt: off
BODIES = [
    ("DF020145",               "MIS（类别 ?）：交易类型 45"),
    ("DF010109",               "MIS（类别 09）"),
    ("DF010100DFEE03616263",   "MIS请求：未列出 DFEE"),
    ("DF0603DF0105",           "MIS（类别 ?）：内容 读不出的 3 字节"),
    ("DF0607DF0604DF010100",   "MIS（类别 ?）：内容 （内容 ****）"),
    ("DF0600",                 "MIS（类别 ?）：内容 读不出的 0 字节"),
    ("DF010100DF47022020",     "MIS请求"),
]
# fmt: on


@pytest.mark.parametrize(("data", "zh"), BODIES, ids=[row[0] for row in BODIES])
def test_a_body_in_words(data: str, zh: str) -> None:
    assert told(H(data)) == zh


def test_no_card_number_is_shown_wherever_it_stands() -> None:
    number = TEST_CARDS["unionpay"].number
    values = (number.encode(), H(number))
    inner = [Element(tag, value) for tag in ("DF03", "DF1E", "DF1A", "DF45", "DF99") for value in values]
    shown = describe(
        [*inner, Element("DF06", b"".join(H(one.tag) + bytes((len(one.value),)) + one.value for one in inner))]
    )
    assert number not in shown.told("zh") + str(shown.document("zh"))
    assert shown.told("zh").count("卡号 620000******0005") == 2
