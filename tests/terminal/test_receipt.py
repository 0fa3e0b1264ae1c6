"""The receipt, whole: what each copy says, what practice changes, and that no text breaks a line or shows a card."""

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.cards import TEST_CARDS
from protocol.money import MAX_FEN
from protocol.transactions import Channel
from terminal.columns import width
from terminal.receipt import COLUMNS, MAX_ITEMS, Copy, ReceiptData, file_stem, receipt_lines

REFUND = ReceiptData(
    merchant_name="退货练习店",
    merchant_no="898000000000001",
    terminal_no="00000001",
    operator_no="01",
    copy=Copy.MERCHANT,
    channel=Channel.CARD,
    payer=TEST_CARDS["unionpay"].masked,
    issuer="练习银行",
    batch_no="000001",
    voucher_no="000123",
    auth_no="",
    at=datetime(2026, 11, 22, 10, 20, 30),  # noqa: DTZ001 - the host's local time, as on every receipt
    reference_no="123456789012",
    amount_fen=5900,
    original_reference="000000000011",
    original_date="1120",
    order_no="80000026000149",
    items=(("保温杯", 2, 5900),),
    reason="顾客退货",
    outcome="交易成功",
    expected_arrival="1-7个工作日",
    hotline="95016",
    practice=True,
)

MERCHANT_COPY = """\
     练习凭证 不作退款依据
           POS签购单
         POS SALES SLIP
商户存根           MERCHANT COPY
--------------------------------
商户名(MERCHANT NAME):
                      退货练习店
商户编号(MERCHANT NO):
                 898000000000001
终端编号(TERMINAL NO):  00000001
操作员号(OPERATOR NO):        01
--------------------------------
发卡行(ISSUER):         练习银行
卡号(CARD NO):
             6200 00** **** 0005
付款方式(PAY BY):         银行卡
收单机构(ACQUIRER):     练习收单
交易类型(TXN TYPE): 退货(REFUND)
--------------------------------
批次号(BATCH NO):         000001
凭证号(VOUCHER NO):       000123
授权码(AUTH NO):
日期/时间(DATE/TIME):
             2026/11/22 10:20:30
检索参考号(REFER NO):
                    123456789012
交易金额(AMOUNT):
                   练习币 -59.00
大写:           练习币伍拾玖元整
--------------------------------
     练习凭证 不作退款依据
备注(REFERENCE):
原参考号(ORIG REF): 000000000011
原交易日期(ORIG DATE):     11/20
销售单号(ORDER):
               8000 0026 0001 49
退货商品(GOODS):
 保温杯 x2                 59.00
退货原因(REASON):       顾客退货
处理结果(RESULT):       交易成功
预计到账(ARRIVAL):   1-7个工作日
客服热线(HOTLINE):         95016
--------------------------------
持卡人签名 CARDHOLDER SIGNATURE


本人确认以上交易,同意将其计入本
卡账户
----------- 商户存根 -----------
     练习凭证 不作退款依据
"""


def test_the_merchant_copy_line_by_line() -> None:
    assert "".join(f"{line}\n" for line in receipt_lines(REFUND)) == MERCHANT_COPY


def test_practice_says_so_three_times_and_names_no_currency() -> None:
    for copy in Copy:
        text = "\n".join(receipt_lines(replace(REFUND, copy=copy)))
        assert text.count("练习凭证 不作退款依据") == 3
        assert not any(word in text for word in ("RMB", "人民币", "¥", "￥", "拉卡拉"))
        assert "练习币 -59.00" in text


def test_a_live_receipt_names_the_currency_and_no_practice() -> None:
    text = "\n".join(receipt_lines(replace(REFUND, practice=False)))
    assert "练习" not in text.replace("退货练习店", "").replace("练习银行", "")
    assert "RMB -59.00 元" in text
    assert "人民币伍拾玖元整" in text
    assert "拉卡拉" in text


def test_the_cardholder_signs_nothing() -> None:
    text = "\n".join(receipt_lines(replace(REFUND, copy=Copy.CARDHOLDER)))
    assert "SIGNATURE" not in text
    assert "本人确认" not in text
    assert text.count("持卡人存根") == 2
    assert "MERCHANT COPY" not in text


@pytest.mark.parametrize(
    ("channel", "way"), [(Channel.WECHAT, "微信支付"), (Channel.ALIPAY, "支付宝"), (Channel.UNIONPAY_QR, "银联二维码")]
)
def test_a_refund_to_a_phone(channel: Channel, way: str) -> None:
    text = "\n".join(receipt_lines(replace(REFUND, channel=channel, payer="o6_b****Ab12", issuer="")))
    assert "卡号" not in text
    assert "发卡行" not in text
    assert f"付款账号(PAYER):\n{'o6_b****Ab12':>32}" in text
    assert way in text
    assert "本人确认以上交易,同意退回原付款\n账户\n" in text


def test_lines_without_a_value_are_left_out_but_the_authorisation_code() -> None:
    bare = replace(REFUND, payer=None, issuer="", order_no="", items=(), reason="", outcome="", hotline="")
    text = "\n".join(receipt_lines(replace(bare, expected_arrival="")))
    for label in ("CARD NO", "ISSUER", "ORDER", "GOODS", "REASON", "RESULT", "ARRIVAL", "HOTLINE"):
        assert label not in text
    assert "授权码(AUTH NO):\n" in text


def test_a_reprint_says_so() -> None:
    again = replace(REFUND, reprint=True)
    assert f"{'***重打印票据***':>19}" in receipt_lines(again)
    assert "重打印" not in "\n".join(receipt_lines(REFUND))
    assert (file_stem(REFUND), file_stem(again)) == (
        "20261122-102030-000123-merchant",
        "20261122-102030-000123-merchant-reprint",
    )


TEXT = st.text(max_size=60)


@given(TEXT, TEXT, TEXT, TEXT, st.integers(1, MAX_FEN), st.sampled_from(Copy), st.booleans())
def test_no_text_breaks_the_paper(
    name: str, goods: str, reason: str, outcome: str, fen: int, copy: Copy, practice: bool
) -> None:
    data = replace(REFUND, merchant_name=name, items=((goods, 2, fen),), reason=reason, outcome=outcome)
    lines = receipt_lines(replace(data, amount_fen=fen, copy=copy, practice=practice))
    assert max(map(width, lines)) <= COLUMNS
    assert not any(control in "".join(lines) for control in "\x1b\n\r\t\u202e\u200b")


@pytest.mark.parametrize("card", sorted(TEST_CARDS))
def test_a_whole_card_number_is_refused(card: str) -> None:
    number = TEST_CARDS[card].number
    for payer in (number, " ".join(number), f"{number[:4]} {number[4:]}", f"{number[:8]}-{number[8:]}"):
        with pytest.raises(ValueError, match="masked"):
            replace(REFUND, payer=payer)


@pytest.mark.parametrize("fen", [0, -1, MAX_FEN + 1])
def test_amounts_no_refund_has(fen: int) -> None:
    with pytest.raises(ValueError, match="1 fen or more"):
        replace(REFUND, amount_fen=fen)


def test_as_many_goods_as_an_order_has_and_no_more() -> None:
    goods = ("毛巾", 1, 100)
    assert sum("毛巾" in line for line in receipt_lines(replace(REFUND, items=(goods,) * MAX_ITEMS))) == MAX_ITEMS
    with pytest.raises(ValueError, match="at most"):
        replace(REFUND, items=(goods,) * (MAX_ITEMS + 1))
