"""Every rule of a refund at the host as a row; repeats; another body; cancelled keys; the refund's own reference."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from emulator.host.attempts import own_reference
from emulator.host.moments import MAX_NUMBER, Moment
from emulator.host.refunds import Wanted, refund_answer, refund_body
from emulator.ledger.contract import LedgerError
from protocol.cards import TEST_CARDS, Card
from protocol.transactions import Cancel, Channel, Found, OriginalState, OutcomeAnswer, Rejected

OTHER = TEST_CARDS["unionpay2"]

# fmt: off
ACCEPTED = [
    # order, fen, changes, note
    (1,   1,     {},                                      "one fen"),
    (1,   12850, {},                                      "all of it"),
    (1,   4950,  {"items": (("1001", 1), ("1002", 2))},   "two goods"),
    (2,   2995,  {},                                      "WeChat: no card"),
    (3,   26700, {},                                      "Alipay"),
    (4,   1100,  {},                                      "UnionPay QR"),
    (14,  68800, {},                                      "29 days"),
    (16,  11900, {},                                      "30 days, the last"),
    (17,  63200, {},                                      "30 days, Alipay"),
    (23,  14900, {},                                      "what is left of a partly refunded sale"),
    (1,   2950,  {"order_no": "80000026000149"},          "order number and reference agree"),
    (1,   2950,  {"operator_no": "77", "repeat": True},   "a first 0221: its 0220 was lost"),
]
DECLINED = [
    # code, order, fen, changes, note
    ("25", 1,  100,   {"original_reference": "261122000002"},  "no such reference"),
    ("25", 1,  100,   {"original_reference": "26112200000a"},  "letters, no such reference"),
    ("25", 1,  100,   {"original_month_day": "1121"},          "reference of another day"),
    ("25", 1,  100,   {"original_month_day": "1123"},          "tomorrow's MMDD is last year's"),
    ("25", 1,  100,   {"original_month_day": "0230"},          "no such day in any year"),
    ("25", 1,  100,   {"original_month_day": "1301"},          "no such month"),
    ("25", 1,  100,   {"order_no": "80000026000246"},          "order number of another sale"),
    ("25", 31, 100,   {},                                      "voided, card"),
    ("25", 32, 100,   {},                                      "voided, WeChat"),
    ("25", 33, 19900, {},                                      "voided, Alipay"),
    ("25", 34, 100,   {},                                      "voided, UnionPay QR"),
    ("12", 2,  100,   {"channel": Channel.ALIPAY},             "WeChat sale, Alipay refund"),
    ("12", 2,  100,   {"channel": Channel.CARD, "card": OTHER}, "WeChat sale, card refund"),
    ("12", 1,  100,   {"channel": Channel.WECHAT, "card": None}, "card sale, WeChat refund"),
    ("14", 1,  100,   {"card": OTHER},                         "another card"),
    ("14", 5,  46800, {"card": TEST_CARDS["visa"]},            "another scheme's card"),
    ("22", 18, 100,   {},                                      "31 days, card"),
    ("22", 19, 100,   {},                                      "31 days, UnionPay QR"),
    ("22", 20, 100,   {},                                      "45 days"),
    ("22", 21, 100,   {},                                      "45 days, WeChat"),
    ("61", 1,  12851, {},                                      "one fen over the sale"),
    ("61", 23, 14901, {},                                      "one fen over what is left"),
    ("61", 27, 1,     {},                                      "refunded in full, card"),
    ("61", 28, 1,     {},                                      "refunded in full, WeChat"),
    ("12", 1,  100,   {"items": (("1003", 1),)},               "goods of another sale"),
    ("61", 1,  100,   {"items": (("1001", 4),)},               "four of three"),
    ("61", 1,  100,   {"items": (("1001", 2), ("1001", 2))},   "two and two of three"),
    ("61", 23, 100,   {"items": (("1026", 2),)},               "two of two, one came back before"),
    # which rule answers first
    ("25", 31, 99_999_999, {"card": OTHER},                    "voided before card and amount"),
    ("14", 18, 99_999_999, {"card": OTHER},                    "card before window and amount"),
    ("22", 20, 99_999_999, {},                                 "window before amount"),
]
# fmt: on


@pytest.mark.parametrize(("order", "fen", "changes"), [row[:3] for row in ACCEPTED], ids=[row[3] for row in ACCEPTED])
def test_accepted(counter, order, fen, changes):
    before = counter.original(order)
    request = counter.refund(order, fen, **changes)
    answer = counter.answer(request)
    after = counter.original(order)
    assert (answer.code, answer.amount_fen) == ("00", fen)
    assert (answer.local_date, answer.local_time, answer.settle_date) == ("1122", "120000", "1122")
    assert len(answer.reference_no) == 12
    assert answer.reference_no.isdecimal()
    assert after.refunded_fen == before.refunded_fen + fen
    full = after.refunded_fen == after.amount_fen
    assert after.state is (OriginalState.REFUNDED if full else OriginalState.PARTLY_REFUNDED)
    came_back = {line.sku: line.returned - old.returned for line, old in zip(after.goods, before.goods, strict=True)}
    assert {sku: n for sku, n in came_back.items() if n} == dict(request.items)
    assert refund_answer(counter.ledger.entry(request.key).answer) == answer


@pytest.mark.parametrize(
    ("code", "order", "fen", "changes"), [row[:4] for row in DECLINED], ids=[row[4] for row in DECLINED]
)
def test_declined(counter, code, order, fen, changes):
    before = counter.original(order)
    request = counter.refund(order, fen, **changes)
    answer = counter.answer(request)
    assert (answer.code, answer.reference_no, answer.amount_fen, answer.settle_date) == (code, "", fen, "")
    assert counter.original(order) == before
    assert [(row.approved, refund_answer(row.answer)) for row in counter.ledger.all_refunds()] == [(False, answer)]
    counter.later(hours=30)
    assert counter.answer(replace(request, repeat=True)) == answer, "a repeat gets the same decline, clock and all"
    assert len(counter.ledger.all_refunds()) == 1


def test_the_original_card_is_told_by_its_number_alone(counter):
    presented = Card(TEST_CARDS["unionpay"].number, expiry="3101", sequence="002")
    assert counter.answer(counter.refund(1, 100, card=presented)).code == "00"


@pytest.mark.parametrize("repeat", [False, True], ids=["0220 again", "0221"])
def test_a_repeat_gets_the_stored_answer_and_no_second_effect(counter, repeat):
    request = counter.refund(1, 2950, items=(("1001", 1),))
    first = counter.answer(request)
    once = counter.original(1)
    counter.later(days=400)
    assert counter.answer(replace(request, repeat=repeat, operator_no="02")) == first
    assert counter.ledger.original_by_order(counter.shop.merchant_no, once.order_no) == once
    assert len(counter.ledger.all_refunds()) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_fen": 2951},
        {"original_reference": "261122W00002"},
        {"original_month_day": "1121"},
        {"card": OTHER},
        {"card": None, "channel": Channel.WECHAT},
    ],
    ids=["amount", "reference", "date", "card", "no card"],
)
def test_the_same_key_for_another_body_is_94_and_changes_nothing(counter, changes):
    request = counter.refund(1, 2950)
    first = counter.answer(request)
    before = counter.original(1), counter.ledger.all_refunds()
    refused = counter.answer(replace(request, **changes))
    assert (refused.code, refused.reference_no) == ("94", "")
    assert (counter.original(1), counter.ledger.all_refunds()) == before
    assert counter.answer(request) == first, "the true body is still answered"


def test_each_part_of_the_key_makes_another_refund(counter):
    request = counter.refund(1, 100)
    other_batch = replace(request.key, batch_no="000002")
    other_trace = replace(request.key, trace_no="000999")
    other_day = replace(request.key, business_date="20261123")
    keys = (request.key, other_batch, other_trace, other_day)
    answers = [counter.answer(replace(request, key=key)) for key in keys]
    assert [answer.code for answer in answers] == ["00"] * 4
    assert len({answer.reference_no for answer in answers}) == 4
    assert counter.original(1).refunded_fen == 400


def test_a_cancelled_key_is_refused_for_ever(counter):
    request = counter.refund(1, 100)
    assert counter.answer(Cancel(request.key, "000900")) == OutcomeAnswer("00", Found.CANCELLED)
    assert counter.answer(request).code == "12"
    assert counter.answer(replace(request, repeat=True)).code == "12"
    assert (counter.original(1).refunded_fen, counter.ledger.all_refunds()) == (0, ())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"merchant_no": "888888800000002"}, "03"),
        ({"terminal_no": "88000099"}, "97"),
        ({"epoch": "ffffffff"}, "58"),
    ],
)
def test_a_stranger_is_rejected_and_nothing_is_stored(counter, changes, code):
    request = counter.refund(1, 100)
    stranger = replace(request, key=replace(request.key, **changes))
    assert counter.answer(stranger) == Rejected(code)
    assert counter.ledger.all_refunds() == ()


def test_partial_refunds_up_to_the_amount_and_not_one_fen_more(counter):
    codes = [counter.answer(counter.refund(8, 3900)).code for _ in range(5)]
    assert codes == ["00"] * 4 + ["61"]
    assert counter.original(8).state is OriginalState.REFUNDED


def test_the_window_is_counted_by_date_not_by_hours(counter):
    counter.now = datetime(2026, 12, 22, 23, 59, 59, tzinfo=UTC)  # order 1 was paid on 22 November at 08:41
    assert counter.answer(counter.refund(1, 100)).code == "00"
    counter.now = datetime(2026, 12, 23, 0, 0, 0, tzinfo=UTC)
    assert counter.answer(counter.refund(1, 100)).code == "22"


def test_a_january_refund_of_a_december_sale(counter):
    counter.ledger.reset(counter.shop, datetime(2026, 12, 31, 20, tzinfo=UTC), bytes)
    counter.now = datetime(2027, 1, 15, 9, 0, 0, tzinfo=UTC)
    counter.sign_on()
    request = counter.refund(1, 100)
    assert request.original_month_day == "1231"
    answer = counter.answer(request)
    assert (answer.code, answer.reference_no) == ("00", "970150000001")


def test_a_sale_of_29_february(counter):
    counter.ledger.reset(counter.shop, datetime(2028, 2, 29, 20, tzinfo=UTC), bytes)
    counter.now = datetime(2028, 3, 1, 9, 0, 0, tzinfo=UTC)
    counter.sign_on()
    request = counter.refund(1, 100)
    assert (request.original_month_day, counter.answer(request).code) == ("0229", "00")


def test_own_references_count_up_and_end_with_an_error():
    second_of_january = Moment(datetime(2026, 1, 2, 12, tzinfo=UTC))
    assert own_reference(1, second_of_january) == "960020000001"
    assert own_reference(MAX_NUMBER, second_of_january) == "960029999999"
    for number in (0, MAX_NUMBER + 1):
        with pytest.raises(LedgerError):
            own_reference(number, second_of_january)


def test_the_body_leaves_out_what_a_repeat_may_change(counter):
    request = counter.refund(1, 100)
    wanted = Wanted(request.key, 100, request.original_reference, "1122", request.channel, "aa", foreign=False)
    same = wanted._replace(items=(("1001", 1),), key=counter.key("000777"), order_no="80000026000014", foreign=True)
    assert refund_body(same) == refund_body(wanted)
    assert refund_body(wanted._replace(card_hash="ab")) != refund_body(wanted)
