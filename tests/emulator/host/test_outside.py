"""What is paid outside the terminal, at the host: entered where a refund would be taken, and by nobody's second try."""

from dataclasses import replace

import pytest

from protocol.transactions import (
    FOREIGN_EPOCH,
    Cancel,
    Found,
    OriginalState,
    OutcomeAnswer,
    OutcomeQuery,
    OutsideAnswer,
    OutsideEntry,
    OutsideRelease,
    OutsideRoute,
    OutsideStanding,
    Rejected,
    Unneeded,
)

ENTERED, RELEASED = OutsideStanding.ENTERED, OutsideStanding.RELEASED
CASE = "202611220001"


def entry(counter, index=1, fen=2850, **changes):
    """Of an order of the shop, as the case desk asks it."""
    original = counter.original(index)
    request = OutsideEntry(
        counter.key(), fen, original.reference_no, original.month_day, OutsideRoute.BANK, CASE, "01", "00",
        original.order_no,
    )  # fmt: skip
    return replace(request, **changes)


def release(counter, request, why=Unneeded.WITHDRAWN):
    return OutsideRelease(request.key, counter.trace(), why)


def test_an_entry_is_answered_with_what_remains(counter):
    assert counter.answer(entry(counter)) == OutsideAnswer("00", ENTERED, 10000)
    assert counter.answer(entry(counter, fen=1000)) == OutsideAnswer("00", ENTERED, 9000)
    original = counter.original(1)
    assert (original.outside_fen, original.refunded_fen, original.remaining_fen) == (3850, 0, 9000)
    assert original.state is OriginalState.PARTLY_REFUNDED
    assert counter.ledger.batch_entries(counter.terminal_no, "000001") == ()


def test_the_same_entry_again_has_no_second_effect(counter):
    request = entry(counter)
    first = counter.answer(request)
    counter.later(days=40)
    assert counter.answer(request) == first == OutsideAnswer("00", ENTERED, 10000)
    assert counter.original(1).outside_fen == 2850


# fmt: off
OTHERS = [
    {"amount_fen": 2849},
    {"route": OutsideRoute.WECHAT},
    {"case_no": "202611220002"},
    {"operator_no": "02"},
    {"supervisor_no": "03"},
    {"order_no": ""},
    {"original_reference": "261122000002"},
    {"original_month_day": "1121"},
]
# fmt: on


@pytest.mark.parametrize("changes", OTHERS, ids=lambda changes: next(iter(changes)))
def test_another_body_under_a_known_key_is_refused(counter, changes):
    request = entry(counter)
    counter.answer(request)
    answer = counter.answer(replace(request, **changes))
    assert (answer.code, answer.standing) == ("94", None)
    assert counter.original(1).outside_fen == 2850


def test_a_refund_under_the_key_of_an_entry_and_the_other_way_round(counter):
    outside = entry(counter)
    counter.answer(outside)
    assert counter.answer(counter.refund(1, 100, key=outside.key)).code == "94"
    back = counter.refund(1, 100)
    assert counter.answer(back).code == "00"
    assert counter.answer(entry(counter, key=back.key)) == OutsideAnswer("94")
    assert counter.answer(release(counter, entry(counter, key=back.key))) == OutsideAnswer("12")
    assert (counter.original(1).outside_fen, counter.original(1).refunded_fen) == (2850, 100)


# fmt: off
REFUSED = [
    # order, fen, changes                                    code  remains
    (1,  12851, {},                                          "61", 12850),
    (27, 1,     {},                                          "61", 0),      # refunded in full
    (31, 1,     {},                                          "25", 0),      # voided
    (1,  1,     {"original_reference": "999999999999"},      "25", None),
    (1,  1,     {"original_month_day": "1121"},              "25", None),
    (1,  1,     {"original_month_day": "0230"},              "25", None),
    (1,  1,     {"order_no": "80000000000186"},              "25", 12850),  # names two sales
]
# fmt: on


@pytest.mark.parametrize(("order", "fen", "changes", "code", "remains"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_not_entered(counter, order, fen, changes, code, remains):
    before = counter.original(order)
    request = entry(counter, order, fen, **changes)
    assert counter.answer(request) == OutsideAnswer(code, None, remains)
    assert counter.answer(request) == OutsideAnswer(code, None, remains), "stored under its key"
    assert (counter.original(order), counter.ledger.outside_lines()) == (before, ())
    assert counter.answer(release(counter, request)) == OutsideAnswer("00", RELEASED)


def test_entries_and_refunds_share_what_remains(counter):
    assert counter.answer(counter.refund(1, 2000)).code == "00"
    assert counter.answer(entry(counter, fen=10851)).code == "61"
    assert counter.answer(entry(counter, fen=10000)) == OutsideAnswer("00", ENTERED, 850)
    assert counter.answer(counter.refund(1, 851)).code == "61"
    assert counter.answer(counter.refund(1, 850)).code == "00"
    assert counter.original(1).state is OriginalState.REFUNDED


def test_neither_card_nor_channel_nor_the_window_of_refunds_counts(counter):
    """It is made where the original means can't be used any more."""
    wechat = entry(counter, 2, 100)
    counter.later(days=60)
    assert counter.answer(counter.refund(1, 100)).code == "22"
    assert counter.answer(entry(counter)).code == "00"
    assert counter.answer(wechat).code == "00"


def test_a_sale_made_here_is_not_voided_once_something_is_paid_outside(counter):
    sale = counter.sold(5000)
    request = replace(
        entry(counter), key=counter.key(), amount_fen=1, order_no="",
        original_reference=sale.answer.reference_no, original_month_day=sale.answer.local_date,
    )  # fmt: skip
    assert counter.answer(request) == OutsideAnswer("00", ENTERED, 4999)
    assert counter.answer(counter.void(sale)).code == "25"
    assert counter.answer(counter.reversal(sale.request)).code == "22"
    counter.answer(release(counter, request))
    assert counter.answer(counter.void(sale)).code == "00"


def test_a_release_gives_back_once(counter):
    request = entry(counter)
    counter.answer(request)
    assert counter.answer(release(counter, request)) == OutsideAnswer("00", RELEASED)
    assert counter.original(1).remaining_fen == 12850
    assert counter.answer(release(counter, request, Unneeded.MISTAKE)) == OutsideAnswer("00", RELEASED)
    assert counter.original(1).remaining_fen == 12850
    assert counter.answer(request) == OutsideAnswer("12", RELEASED, 12850), "a late copy of it enters nothing"
    assert [line.released for line in counter.ledger.outside_lines()] == [True]


def test_a_release_before_its_entry_refuses_it(counter):
    request = entry(counter)
    assert counter.answer(release(counter, request)) == OutsideAnswer("00", RELEASED)
    assert counter.answer(request) == OutsideAnswer("12", RELEASED, 12850)


def test_a_release_of_an_entry_of_an_earlier_batch(counter):
    request = entry(counter)
    counter.answer(request)
    counter.close()
    counter.later(days=3)
    assert counter.answer(request) == OutsideAnswer("00", ENTERED, 10000)
    assert counter.answer(release(counter, request)) == OutsideAnswer("00", RELEASED)


@pytest.mark.parametrize("epoch", ["ffffffff", FOREIGN_EPOCH])
def test_another_journals_key_is_nobodys_here(counter, epoch):
    request = entry(counter)
    other = replace(request, key=replace(request.key, epoch=epoch))
    assert counter.answer(other) == Rejected("58")
    assert counter.answer(release(counter, other)) == Rejected("58")


def test_an_entry_is_never_found_as_an_approved_refund(counter):
    request = entry(counter)
    counter.answer(request)
    assert counter.answer(OutcomeQuery(request.key, "000900")) == Rejected("94")
    assert counter.answer(Cancel(request.key, "000901")) == Rejected("94")
    counter.answer(release(counter, request))
    assert counter.original(1).remaining_fen == 12850
    never = counter.key()
    counter.answer(OutsideRelease(never, "000902", Unneeded.MISTAKE))
    assert counter.answer(OutcomeQuery(never, "000903")) == OutcomeAnswer("00", Found.CANCELLED)


def test_who_how_and_why_stand_in_the_books(counter):
    counter.answer(entry(counter, route=OutsideRoute.ALIPAY, operator_no="07", supervisor_no="08"))
    (line,) = counter.ledger.outside_lines()
    assert (line.note.route, line.note.case_no) == (OutsideRoute.ALIPAY, CASE)
    assert (line.note.operator_no, line.note.supervisor_no) == ("07", "08")
    assert (line.amount_fen, line.order_no) == (2850, counter.shop.order(1).order_no)
