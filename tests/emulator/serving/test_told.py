"""The line that a message and its answer are told in, on a stream of its own."""

import io
import os
from datetime import datetime

import pytest

from emulator.serving.told import MOST_CHARACTERS, Told
from emulator.serving.watch import Ending, Refusal, Watch
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.envelope import Envelope, seal
from protocol.dialects.unionpay.profiles import named
from protocol.message import Message
from protocol.words import Lang

PROFILE = named("practice")
PAN = TEST_CARDS["visa"].number
PEER = "127.0.0.1:40312"
NOW = datetime(2026, 11, 22, 14, 3, 22, 999_999)  # noqa: DTZ001 - local time
FIELDS = {2: PAN, 3: "200000", 4: "000000001234", 11: "000123", 41: "10000001", 49: "156", 60: "25000007000600"}
ASKED = seal(Envelope.of(PROFILE), Message("0220", FIELDS), None, PROFILE)
ANSWER = seal(Envelope.of(PROFILE), Message("0230", {39: "00", 60: "25000007000600"}), None, PROFILE)

ZH = f"{PEER} 0220 退货 终端 10000001 凭证号 000123 卡号 411111******1111 金额 12.34 元"
EN = f"{PEER} 0220 refund terminal 10000001 voucher 000123 card 411111******1111 amount 12.34 yuan"

# fmt: off
LINES = [
    # language, prefix, answer, line
    ("zh", "",            ANSWER, f"2026-11-22 14:03:22 {ZH} → 00 交易成功 3.2 ms\n"),
    ("en", "",            ANSWER, f"2026-11-22 14:03:22 {EN} -> 00 approved 3.2 ms\n"),
    ("en", "[plain-lab]", None,   f"[plain-lab] 2026-11-22 14:03:22 {EN} -> no answer 3.2 ms\n"),
]
# fmt: on


def told(asked: bytes, answer: bytes | None, lang: Lang = "en", prefix: str = "") -> str:
    stream = io.StringIO()
    watch = Told(stream, lambda: NOW, PROFILE, lang, prefix)
    watch.answered(PEER, asked, answer, 0.0032)
    watch.close()
    return stream.getvalue()


@pytest.mark.parametrize(("lang", "prefix", "answer", "line"), LINES)
def test_a_message_is_one_line(lang, prefix, answer, line):
    assert told(ASKED, answer, lang, prefix) == line


def test_a_long_one_is_cut():
    elements = b"".join(b"\xdf\x45\x20" + b"A" * 32 for _ in range(30))
    line = told(elements, None)
    assert "…" in line
    assert len(line) < MOST_CHARACTERS + 60
    assert line.endswith(" 3.2 ms\n")


# fmt: off
NO_NET = "its address is in no network that may come"
SHUT_OUT = [
    # language, what a watch hears, line
    ("zh", "refused", Refusal.CONNECTIONS, f"2026-11-22 14:03:22 {PEER} 未接入：没有空位\n"),
    ("zh", "refused", Refusal.PER_ADDRESS, f"2026-11-22 14:03:22 {PEER} 未接入：此地址的连接已满\n"),
    ("zh", "refused", Refusal.NOT_ALLOWED, f"2026-11-22 14:03:22 {PEER} 未接入：地址不在允许的网络中\n"),
    ("en", "refused", Refusal.NOT_ALLOWED, f"2026-11-22 14:03:22 {PEER} not let in: {NO_NET}\n"),
    ("en", "refused", Refusal.STOPPING,    f"2026-11-22 14:03:22 {PEER} not let in: the server ends\n"),
    ("zh", "closed",  Ending.HANDSHAKE,    f"2026-11-22 14:03:22 {PEER} 未接入：TLS 握手没有成功\n"),
    ("en", "closed",  Ending.HANDSHAKE,    f"2026-11-22 14:03:22 {PEER} not let in: TLS did not come about\n"),
]
# fmt: on


@pytest.mark.parametrize(("lang", "what", "why", "line"), SHUT_OUT)
def test_who_is_not_let_in_is_told(lang, what, why, line):
    stream = io.StringIO()
    watch = Told(stream, lambda: NOW, PROFILE, lang)
    getattr(watch, what)(PEER, why)
    watch.close()
    assert stream.getvalue() == line


def test_only_messages_are_told():
    stream = io.StringIO()
    told_watch = Told(stream, lambda: NOW, PROFILE)
    watch: Watch = told_watch
    watch.opened(PEER)
    watch.received(PEER, PAN.encode("ascii"))
    watch.sent(PEER, PAN.encode("ascii"))
    watch.closed(PEER, Ending.PEER)
    told_watch.close()
    assert stream.getvalue() == ""


def test_a_reader_that_went_does_not_end_it():
    reader, writer = os.pipe()
    os.close(reader)
    with open(writer, "w", encoding="utf-8") as stream:
        watch = Told(stream, lambda: NOW, PROFILE)
        for _ in range(20):
            watch.answered(PEER, ASKED, ANSWER, 0.001)
        watch.close()


@pytest.mark.parametrize("cut", range(0, len(ASKED), 3))
def test_no_card_number_is_told_of_a_message_that_is_cut(cut):
    for asked in (ASKED[:cut], ASKED[cut:], b"\xdf\x06" + ASKED[:cut]):
        line = told(asked, ASKED[:cut])
        assert line.count("\n") == 1
        assert PAN[6:12] not in line
