"""What this terminal entered as paid outside no longer remains of an original, whichever source tells of it; of a host
that keeps such entries itself nothing is taken off a second time.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from supervisor import BY

from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder, ByReference, Original, OriginalState
from scanner.salesslip import order_no
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.trade.order_source import TakenOutside
from terminal.trade.refund import LinkIdentity

CARD = TEST_CARDS["unionpay"]
ORDER = order_no("800000260001")
PLAIN = "emulator:?profile=plain-acquirer"
"""A host that can't be asked for originals, and keeps no entry."""


def enter(desk: Desk, original: Original, fen: int, kept_by: LinkIdentity | None = None) -> None:
    taken = TakenOutside(original.reference_no, original.month_day, fen, kept_by)
    desk._place.taken_outside = lambda: (taken,)


def shown(original: Original) -> tuple[int, int, OriginalState]:
    return original.outside_fen, original.remaining_fen, original.state


def test_of_a_book_it_is_taken_off(opened: Callable[..., Desk], tmp_path: Path) -> None:
    book = tmp_path / "book.json"
    row = {"order_no": ORDER, "reference_no": "000000000123", "paid_date": "20261122", "paid_time": "101010",
           "amount_fen": 700}  # fmt: skip
    book.write_text(json.dumps([row]), encoding="utf-8")
    desk = opened(book=book)
    enter(desk, desk.find(ByOrder(ORDER)), 300)
    assert shown(desk.find(ByOrder(ORDER))) == (300, 400, OriginalState.PARTLY_REFUNDED)
    rows = [one.original for one in desk.orders.listed().rows]
    (listed,) = [one for one in rows if one.reference_no == "000000000123"]
    assert shown(listed) == (300, 400, OriginalState.PARTLY_REFUNDED)


def test_of_this_terminals_own_sale_it_is_taken_off(opened: Callable[..., Desk]) -> None:
    desk = opened(PLAIN)
    sale = desk.payments.sale(4321, CARD, "", lambda _record: None).record
    (row,) = desk.orders.listed(sale.voucher_no).rows
    enter(desk, row.original, 4321)
    found = desk.find(ByReference(row.original.reference_no, row.original.month_day))
    assert shown(found) == (4321, 0, OriginalState.REFUNDED)
    (again,) = desk.orders.listed(sale.voucher_no).rows
    assert shown(again.original) == (4321, 0, OriginalState.REFUNDED)
    with pytest.raises(Refusal, match="original_refunded"):
        desk.refund(BY, RefundRequest(row.original, 1), CARD, lambda _record: None)  # looked up before the entry


def test_of_a_keyed_slip_it_is_taken_off(opened: Callable[..., Desk]) -> None:
    desk = opened(PLAIN)
    what = ByReference("261122000001", "1122")
    enter(desk, desk.keyed(what, 1000), 400)
    assert shown(desk.keyed(what, 1000)) == (400, 600, OriginalState.PARTLY_REFUNDED)


def test_a_host_that_keeps_entries_says_by_itself_what_remains(opened: Callable[..., Desk]) -> None:
    desk = opened()
    before = desk.find(ByOrder(ORDER))
    here, elsewhere = desk._place.link, replace(desk._place.link, ledger_id="another")
    enter(desk, before, 300, here)
    assert desk.find(ByOrder(ORDER)).outside_fen == 300, "it has forgotten"
    told = replace(before, outside_fen=400, state=OriginalState.PARTLY_REFUNDED)
    assert desk._place.less_unkept(told) == told
    enter(desk, before, 300, elsewhere)
    assert desk._place.less_unkept(told).outside_fen == 700
    (listed,) = [one.original for one in desk.orders.listed().rows if one.original.order_no == ORDER]
    assert shown(listed)[0] == 300


def test_what_is_paid_outside_is_not_voided(opened: Callable[..., Desk]) -> None:
    """A host that keeps no entries would undo the whole sale, and the customer have it twice."""
    desk = opened(PLAIN)
    sale = desk.payments.sale(4321, CARD, "", lambda _record: None).record
    (row,) = desk.orders.listed(sale.voucher_no).rows
    enter(desk, row.original, 1)
    with pytest.raises(Refusal, match="refunded_not_voidable"):
        desk.payments.voidable(sale.voucher_no)
    with pytest.raises(Refusal, match="refunded_not_voidable"):
        desk.payments.void(BY, sale.voucher_no, CARD, "", lambda _record: None)
    desk._place.taken_outside = tuple
    assert desk.payments.voidable(sale.voucher_no).reference_no == sale.reference_no
