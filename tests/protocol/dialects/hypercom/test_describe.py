"""Hypercom bodies in words: published and derived frames, answers of our emulator, and what is in no table."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from protocol.cards import TEST_CARDS
from protocol.dialects.hypercom.body import Body, read_body
from protocol.dialects.hypercom.describe import describe

# fmt: off
FRAMES = [
    # frame, zh, en
    ("P1",    "消费请求（20）：金额 10.00 元",
             "sale request (20): amount 10.00"),
    ("P2",    "消费请求（20）：金额 1.00 元",
             "sale request (20): amount 1.00"),
    ("P3",    "消费请求（20）：金额 3.00 元",
             "sale request (20): amount 3.00"),
    ("P4",    "回响测试（D0）",
             "echo test (D0)"),
    ("P5",    "回响测试（D0）",
             "echo test (D0)"),
    ("P6",    "放弃（D1）",
             "cancel (D1)"),
    ("P7-C0", "进度：等待用卡（C0）",
             "progress: waiting for the card (C0)"),
    ("P7-P4", "进度：密码输入取消（P4）",
             "progress: PIN entry cancelled (P4)"),
    ("D1",    "退货请求（27）：金额 100.00 元，参考号 925498334778，日期 26-11-22，流水号 000066",
             "refund request (27): amount 100.00, reference number 925498334778, date 26-11-22, trace number 000066"),
    ("D2",    "退货应答（27），拒绝（ND）：文字 DECLINED",
             "refund response (27), declined (ND): text DECLINED"),
    ("D3",    "结果查询请求（74）：自定义参考1 R20261122000001",
             "inquiry request (74): reference 1 R20261122000001"),
]
BODIES = [
    (Body("1", "C2"),                                        "进度：用卡（C2）"),
    (Body("1", "P1"),                                        "进度：输密码（P1）"),
    (Body("2", "20"),                                        "消费通知（20）"),
    (Body("9", "20"),                                        "消费（?9）（20）"),
    (Body("0", "Z9"),                                        "未列出的交易请求（Z9）"),
    (Body("1", "27", "51"),                                  "退货应答（27），余额不足，请查询（51）"),
    (Body("1", "27", "TO"),                                  "退货应答（27），超时（TO）"),
    (Body("1", "27", "Q7"),                                  "退货应答（27），Q7"),
    (Body("1", "74", fields=(("02", b"RO1F00".ljust(40)),)),
     "结果查询应答（74），交易成功（00）：文字 RO1F00（已有应答）"),
    (Body("1", "D1", fields=(("02", b"RO1C".ljust(40)),)),   "放弃应答（D1），交易成功（00）：文字 RO1C（已放弃）"),
    (Body("0", "27", fields=(("02", b" " * 40), ("99", b"1"), ("35", b"x"))),
     "退货请求（27）：未列出 99 35"),
]
# fmt: on


@pytest.mark.parametrize(("name", "zh", "en"), FRAMES, ids=[row[0] for row in FRAMES])
def test_a_frame_in_words(frame_of: Callable, name: str, zh: str, en: str) -> None:
    told = describe(read_body(frame_of(name).data))
    assert (told.told("zh"), told.told("en")) == (zh, en)


@pytest.mark.parametrize(("body", "zh"), BODIES, ids=[row[1] for row in BODIES])
def test_a_body_in_words(body: Body, zh: str) -> None:
    assert describe(body).told("zh") == zh


def test_as_data(frame_of: Callable) -> None:
    document = describe(read_body(frame_of("P1").data)).document("en")
    assert document == {
        "transport": "6000000000", "version": "1", "indicator": "0", "code": "20", "response": "00", "more": "0",
        "fields": [{"name": "40", "value": "000000001000", "text": "amount 10.00"}],
    }  # fmt: skip


def test_no_card_number_is_shown_wherever_it_stands() -> None:
    number = TEST_CARDS["unionpay"].number
    body = Body("1", "20", fields=tuple((kind, number.encode()) for kind in ("30", "02", "40", "65", "99", "R1")))
    for told in (describe(body), describe(replace(body, indicator="0"))):
        assert number not in str(told.document("zh")) + told.told("zh")
        assert "卡号 620000******0005" in told.told("zh")
