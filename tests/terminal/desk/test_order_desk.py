"""Orders at hand at the desk: the shop's, a book's, this terminal's own; and what is known here of one of them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from supervisor import BY

from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder, ByReference, OriginalState
from protocol.transport.base import LineClosedError
from protocol.transport.pipe import PipeTransport
from scanner.salesslip import order_no
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest
from terminal.trade.order_list import Hit
from terminal.trade.payment import PaymentRecord

CARD = TEST_CARDS["unionpay"]
ORDER = order_no("800000260001")
PLAIN = "emulator:?profile=plain-acquirer"
"""A host that can't be asked for originals."""


def sold(desk: Desk, fen: int = 4321) -> PaymentRecord:
    return desk.payments.sale(fen, CARD, "", lambda _record: None).record


def given_back(desk: Desk, fen: int, order: ByOrder | ByReference) -> None:
    desk.refund(BY, RefundRequest(desk.find(order), fen), CARD, lambda _record: None)


def test_the_practice_shop_is_listed_with_what_went_back(opened: Callable[..., Desk]) -> None:
    desk = opened()
    given_back(desk, 100, ByOrder(ORDER))
    rows = {row.original.order_no: row.original for row in desk.orders.listed().rows}
    assert len(rows) >= 36
    assert (rows[ORDER].refunded_fen, rows[ORDER].state) == (100, OriginalState.PARTLY_REFUNDED)
    assert [row.hit for row in desk.orders.listed(ORDER[-6:]).rows] == [Hit.LAST_SIX]


def test_a_book_is_listed_whole(opened: Callable[..., Desk], tmp_path: Path) -> None:
    book = tmp_path / "book.json"
    row = {"order_no": ORDER, "reference_no": "000000000123", "paid_date": "20261122", "paid_time": "101010",
           "amount_fen": 700}  # fmt: skip
    book.write_text(json.dumps([row]), encoding="utf-8")
    desk = opened(book=book)
    assert ("000000000123", 700) in {
        (one.original.reference_no, one.original.amount_fen) for one in desk.orders.listed().rows
    }


def test_a_sale_of_this_batch_is_found_by_its_voucher_and_of_another_batch_not(opened: Callable[..., Desk]) -> None:
    desk = opened()
    sale = sold(desk)
    (row,) = desk.orders.listed(sale.voucher_no).rows
    assert (row.original.reference_no, row.hit) == (sale.reference_no, Hit.VOUCHER)
    assert desk.find(ByReference(row.original.reference_no, row.original.month_day)).amount_fen == 4321
    desk.batch.settle(lambda _record: None)
    assert desk.orders.listed(sale.voucher_no).rows == ()


def test_without_an_order_query_the_journal_knows_what_was_sold_and_given_back(opened: Callable[..., Desk]) -> None:
    desk = opened(PLAIN)
    sale = sold(desk)
    what = ByReference(sale.reference_no, sale.named.month_day)
    assert (desk.find(what).amount_fen, desk.find(what).remaining_fen) == (4321, 4321)
    given_back(desk, 321, what)
    assert (desk.find(what).remaining_fen, desk.find(what).state) == (4000, OriginalState.PARTLY_REFUNDED)
    undone = sold(desk, 100)
    desk.payments.void(BY, undone.voucher_no, CARD, "", lambda _record: None)
    after = desk.find(ByReference(undone.reference_no, undone.named.month_day))
    assert (after.state, after.remaining_fen) == (OriginalState.VOIDED, 0)


def test_the_story_of_an_original(opened: Callable[..., Desk]) -> None:
    desk = opened()
    sale = sold(desk)
    what = ByReference(sale.reference_no, sale.named.month_day)
    assert desk.orders.story(desk.find(what)).voucher_no == sale.voucher_no
    given_back(desk, 21, what)
    story = desk.orders.story(desk.find(what))
    assert ([record.amount_fen for record in story.refunds], story.voucher_no) == ([21], "")


def test_what_was_not_sold_here_today_can_not_be_voided(opened: Callable[..., Desk]) -> None:
    desk = opened()
    assert desk.orders.story(desk.find(ByOrder(ORDER))).voucher_no == ""
    settled, undone = sold(desk), sold(desk, 100)
    desk.payments.void(BY, undone.voucher_no, CARD, "", lambda _record: None)
    phone = desk.payments.qr_sale(500, "134567890123456789", lambda _record: None).record
    for sale in (undone, phone):
        original = desk.find(ByReference(sale.reference_no, sale.named.month_day))
        assert desk.orders.story(original).voucher_no == ""
    original = desk.find(ByReference(settled.reference_no, settled.named.month_day))
    assert desk.orders.story(original).voucher_no == settled.voucher_no
    desk.batch.settle(lambda _record: None)
    assert desk.orders.story(original).voucher_no == ""


def test_a_line_that_is_gone_does_not_hide_what_is_at_hand(
    opened: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_words: object) -> None:
        raise LineClosedError("gone")

    desk = opened()
    sale = sold(desk)
    original = desk.find(ByReference(sale.reference_no, sale.named.month_day))
    monkeypatch.setattr(PipeTransport, "write", gone)
    assert [row.hit for row in desk.orders.listed(sale.voucher_no).rows] == [Hit.VOUCHER]
    assert desk.orders.story(original).voucher_no == sale.voucher_no
