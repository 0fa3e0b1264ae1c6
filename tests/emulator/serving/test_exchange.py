"""One message and its answer in words and labels: what people read of it, and nothing that may not be shown."""

import json
from pathlib import Path

import pytest

from emulator.serving.exchange import ANSWERS, TRANSACTIONS, read_exchange
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.envelope import Envelope, seal
from protocol.dialects.unionpay.profiles import named
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.fields import Kind
from protocol.message import Message

FIXTURES = Path(__file__).parents[3] / "fixtures"
PUBLIC = {
    row["id"]: bytes.fromhex(row["hex"])
    for row in json.loads((FIXTURES / "messages" / "unionpay.json").read_text(encoding="utf-8"))
}
PLAIN = named("unionpay")
PAN = TEST_CARDS["visa"].number
PAYER_CODE = "134567890123456789"
TYPE = "25000007000600"


def packet(mti: str, **fields: str | bytes) -> bytes:
    numbered = {int(name[1:]): value for name, value in fields.items()}
    return seal(Envelope.of(PLAIN), Message(mti, numbered), None, PLAIN)


ECHO = packet("0820", _41="10000001", _42="123456789012345", _60="00000000301")
REFUND = {
    "_3": "200000", "_4": "000000001234", "_11": "000123", "_22": "012", "_25": "00", "_37": "925498334778",
    "_41": "10000001", "_42": "123456789012345", "_49": "156", "_60": TYPE, "_61": "0" * 16, "_63": "000",
}  # fmt: skip
ASKED = packet("0220", _2=PAN, **REFUND)
APPROVED = packet("0230", _11="000123", _39="00", _41="10000001", _60=TYPE)

# fmt: off
READ = [
    # asked, answer                                       transaction  code          asked, and said, in English
    (ASKED, APPROVED,                                     "refund",    "00",
     "0220 refund terminal 10000001 voucher 000123 card 411111******1111 amount 12.34 yuan", "00 approved"),
    (ASKED, None,                                         "refund",    "none",
     "0220 refund terminal 10000001 voucher 000123 card 411111******1111 amount 12.34 yuan", "no answer"),
    (packet("0220", _35=PAN + "D30122011234", **REFUND), packet("0230", _39="51", _60=TYPE), "refund", "51",
     "0220 refund terminal 10000001 voucher 000123 card 411111******1111 amount 12.34 yuan", "51 insufficient funds"),
    (packet("0220", **(REFUND | {"_49": "840"})), packet("0230", _39="ZZ", _60=TYPE), "refund", "other",
     "0220 refund terminal 10000001 voucher 000123 amount 12.34 US dollar", "ZZ a code of no table"),
    (packet("0220", _35="4" * 21 + "D", **REFUND), packet("0230", _11="000123"), "refund",     "none",
     "0220 refund terminal 10000001 voucher 000123 amount 12.34 yuan", "0230, no response code"),
    (ECHO, packet("0830", _39="  "),                      "echo",      "other",
     "0820 echo terminal 10000001", '"" a code of no table'),
    (packet("0620", _11="000123", _60="99"), None,        "other",     "none",
     "0620 transaction of no table voucher 000123", "no answer"),
    (ASKED[:60], APPROVED[:30],                           "unreadable", "unreadable", None, None),
    (b"", b"",                                            "unreadable", "unreadable", None, None),
    (b"60000000001027000\x1c40\x00\x12000000001234\x1c", b"60000000001127000\x1c", "hypercom", "00",
     "refund request (27): amount 12.34", None),
    (b"60000000001027000\x1c40\x00\x12000000001234\x1c", b"60000000001127ND0\x1c", "hypercom", "other",
     "refund request (27): amount 12.34", None),
    (b"60000000001027000\x1c40", None,                    "unreadable", "none", None, "no answer"),
    (bytes.fromhex("DF010100DF0306000000001234"), bytes.fromhex("DF010102DF0702") + b"51", "tlv", "51",
     "MIS request: amount 12.34", None),
    (bytes.fromhex("DF010100"), bytes.fromhex("DF01"),    "tlv",       "unreadable", "MIS request", None),
    (bytes.fromhex("DF010100"), APPROVED,                 "tlv",       "unreadable", "MIS request",
     "unreadable: no body of this link at byte 0"),
]
# fmt: on


@pytest.mark.parametrize(("asked", "answer", "transaction", "code", "words", "said"), READ)
def test_a_message_and_its_answer_are_read(asked, answer, transaction, code, words, said):
    read = read_exchange(asked, answer, PLAIN)
    assert (read.transaction, read.code) == (transaction, code)
    assert read.transaction in TRANSACTIONS
    assert read.code in ANSWERS
    assert words in {None, read.asked.en}
    assert said in {None, read.said.en}
    assert read.asked.zh
    assert read.said.zh


def test_chinese_says_the_same():
    read = read_exchange(ASKED, APPROVED, PLAIN)
    assert read.asked.zh == "0220 退货 终端 10000001 凭证号 000123 卡号 411111******1111 金额 12.34 元"
    assert read.said.zh == "00 交易成功"


def test_what_cannot_be_read_says_where():
    read = read_exchange(ASKED[:60], None, PLAIN)
    assert read.asked.en.startswith("unreadable: field 41 terminal number, at byte 57, wanted 8 bytes")
    assert read.asked.zh.startswith("读不出：41域 受卡机终端标识码，第 57 字节起")


# fmt: off
PUBLIC_ROWS = [
    # message, profile, transaction by its MTI, 3 and 60
    ("V28", "unionpay+no-tpdu", "balance"),
    ("V30", "unionpay",         "sale"),
    ("V36", "unionpay",         "sale"),
    ("V39", "unionpay+length",  "reversal"),
    ("V42", "unionpay+length",  "reversal"),
    ("V43", "unionpay",         "other"),       # an acquirer's own 60
]
# fmt: on


@pytest.mark.parametrize(("name", "profile", "transaction"), PUBLIC_ROWS)
def test_public_messages_are_read(name, profile, transaction):
    assert read_exchange(PUBLIC[name], None, named(profile)).transaction == transaction


HOSTILE = ["\x1b[2J\x9b", "\u202e\u200b", "a\r\nb\x00", "\x7f\x85"]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_sign_that_a_screen_obeys_is_passed_on(text):
    octets = text.encode("gb18030", "replace")[:8].ljust(8)
    name = b"\xdf\x45" + bytes((len(octets),)) + octets
    for asked in (
        packet("0220", **(REFUND | {"_41": octets})),
        name,
        b"60000000001027000\x1c02\x00\x08" + octets + b"\x1c",
    ):
        read = read_exchange(asked, packet("0230", _39=octets[:2], _60=TYPE), PLAIN)
        assert (read.asked.en + read.asked.zh + read.said.en + read.said.zh).isprintable()


@pytest.mark.parametrize("number", [row.number for row in UNIONPAY.values() if row.length >= 16])
@pytest.mark.parametrize("canary", [PAN, PAYER_CODE])
def test_no_number_is_told_whichever_field_it_stands_in(number, canary):
    spec = UNIONPAY[number]
    text = canary[: spec.length]
    value: str | bytes = text.encode("ascii") if spec.kind is Kind.BINARY else text
    if spec.kind is Kind.DIGITS and spec.prefix == 0:
        value = text.ljust(spec.length, "0")
    message = packet("0220", **{"_11": "000123", f"_{number}": value})
    read = read_exchange(message, message, PLAIN)
    assert canary not in repr(read)
    assert canary[6:12] not in repr(read)
