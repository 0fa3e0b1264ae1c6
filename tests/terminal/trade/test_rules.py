"""What the desk refuses by itself: a row for each rule, and what stands right at its edge."""

from dataclasses import replace

import pytest

from protocol.cards import TEST_CARDS
from protocol.transactions import CardReader, Channel, Goods, Original, OriginalState, RefundKey
from terminal.desk.door import RefundRequest, Refusal
from terminal.trade import rules
from terminal.trade.refund import LinkIdentity, RefundRecord, State

CARD = TEST_CARDS["unionpay"]
SALE = Original(
    "80000026000149", "261122000001", "000037", "20261122", "101500", Channel.CARD, CARD.masked, 12850, 2950,
    OriginalState.PARTLY_REFUNDED, (Goods("1001", "保温杯", 2950, 3, returned=1), Goods("1002", "毛巾", 1000, 4)),
)  # fmt: skip
LEFT = 9900
POSTED, CHEAPER = replace(SALE, refunded_fen=2450), replace(SALE, refunded_fen=7850)
PHONE = replace(SALE, channel=Channel.WECHAT, payer="1350****7788")
VOIDED = replace(SALE, state=OriginalState.VOIDED, refunded_fen=0)
REFUNDED = replace(SALE, state=OriginalState.REFUNDED, refunded_fen=12850)
BUSY = RefundRecord(
    RefundKey("888888800000001", "88000001", "0a1b2c3d", "000001", "000007", "20261122"),
    LinkIdentity("practice", "888888800000001", "88000001", "f" * 16), 100, SALE.reference_no, SALE.month_day,
    Channel.CARD, "", "", (), "customer", "01", "00", True, "", state=State.MANUAL,
)  # fmt: skip

# fmt: off
REFUSED = [
    # request, card, open refunds, word
    (RefundRequest(VOIDED, 1),                              CARD, (),      "original_voided"),
    (RefundRequest(REFUNDED, 1),                            CARD, (),      "original_refunded"),
    (RefundRequest(SALE, 1),                                CARD, (BUSY,), "original_busy"),
    (RefundRequest(replace(SALE, reference_no="A1B2C3D4E5F6"), 1), CARD,
     (replace(BUSY, original_reference="a1b2c3d4e5f6"),),                  "original_busy"),
    (RefundRequest(SALE, 0),                                CARD, (),      "amount_zero"),
    (RefundRequest(SALE, -1),                               CARD, (),      "amount_negative"),
    (RefundRequest(SALE, LEFT + 1),                         CARD, (),      "amount_over_remaining"),
    (RefundRequest(SALE, 1, (("1003", 1),)),                CARD, (),      "item_unknown"),
    (RefundRequest(SALE, 1, (("1001", 3),)),                CARD, (),      "item_over_remaining"),
    (RefundRequest(SALE, 1, (("1001", 0),)),                CARD, (),      "item_over_remaining"),
    (RefundRequest(SALE, 1, (("1001", 2), ("1001", 1))),    CARD, (),      "item_over_remaining"),
    (RefundRequest(SALE, 2949, (("1001", 1),)),             CARD, (),      "items_amount"),
    (RefundRequest(SALE, 2951, (("1001", 1),)),             CARD, (),      "items_amount"),
    (RefundRequest(SALE, 9899, (("1001", 2), ("1002", 4))), CARD, (),      "items_amount"),
    (RefundRequest(POSTED, 10400, (("1001", 2), ("1002", 3))), CARD, (),   "items_amount"),
    (RefundRequest(SALE, 1, reason="whim"),                 CARD, (),      "reason_unknown"),
    (RefundRequest(SALE, 1),                                None, (),      "card_missing"),
    (RefundRequest(SALE, 1),                                TEST_CARDS["unionpay2"], (), "card_wrong"),
    # the first thing wrong is what is said
    (RefundRequest(VOIDED, 0, reason="whim"),               None, (BUSY,), "original_voided"),
    (RefundRequest(SALE, 0, (("1003", 1),)),                None, (BUSY,), "original_busy"),
]
FINE = [
    # request, card, open refunds
    (RefundRequest(SALE, 1),                                CARD, ()),
    (RefundRequest(SALE, LEFT),                             CARD, ()),
    (RefundRequest(SALE, 9900, (("1001", 2), ("1002", 4))), CARD, ()),
    (RefundRequest(SALE, 4000, (("1002", 2), ("1002", 2))), CARD, ()),
    (RefundRequest(POSTED, 10400, (("1001", 2), ("1002", 4))), CARD, ()),  # all that is left, and its postage
    (RefundRequest(POSTED, 9900, (("1001", 2), ("1002", 4))), CARD, ()),
    (RefundRequest(CHEAPER, 5000, (("1001", 2),)),          CARD, ()),  # some of its price went back before
    (RefundRequest(replace(SALE, payer=""), 1),             TEST_CARDS["visa"], ()),  # nobody knows which card it was
    (RefundRequest(PHONE, 1),                               None, ()),
    (RefundRequest(SALE, 1),                                CARD, (replace(BUSY, original_month_day="1121"),)),
    (RefundRequest(SALE, 1),                                CARD, (replace(BUSY, original_reference="x" * 12),)),
]
AMOUNTS = [
    # items, fen
    ((),                               0),
    ((("1001", 1),),                   2950),
    ((("1001", 2), ("1002", 4)),       9900),
]
# fmt: on


@pytest.mark.parametrize(("request_", "card", "still_open", "word"), REFUSED)
def test_refused(request_, card, still_open, word):
    with pytest.raises(Refusal) as refused:
        rules.check_request(request_, card, still_open)
    assert refused.value.word == word


@pytest.mark.parametrize(("request_", "card", "still_open"), FINE)
def test_not_refused(request_, card, still_open):
    rules.check_request(request_, card, still_open)


def test_a_device_that_reads_the_card_asks_for_it_itself():
    rules.check_request(RefundRequest(SALE, 1), None, (), CardReader.DEVICE)
    with pytest.raises(Refusal, match="amount_zero"):
        rules.check_request(RefundRequest(SALE, 0), None, (), CardReader.DEVICE)


@pytest.mark.parametrize(("items", "fen"), AMOUNTS)
def test_the_amount_of_goods(items, fen):
    assert rules.amount_of(SALE, items) == fen


def test_goods_are_never_worth_more_than_what_remains():
    assert rules.amount_of(replace(SALE, refunded_fen=12000), (("1001", 2),)) == 850


def test_all_that_can_be_returned():
    assert rules.all_left(SALE) == (("1001", 2), ("1002", 4))
    assert rules.all_left(replace(SALE, goods=(Goods("1", "一", 1, 2, returned=2),))) == ()
