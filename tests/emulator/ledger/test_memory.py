"""What is the memory store's own: books that were tampered with are told, and a figure of its speed (`--deep`)."""

import time

import pytest

from emulator.ledger.memory import MemoryLedger
from emulator.ledger.moves import Attempt, Refund, Ruling
from emulator.ledger.records import Kind, StoredAnswer
from protocol.transactions import RefundKey

LIMIT_S = 6e-6
"""CPU of one refund, rules of a line included: the simulator lives on it (docs/measured.md)."""


@pytest.fixture
def books(shop, opened):
    ledger = MemoryLedger()
    ledger.open_shop(shop, opened, bytes)
    return ledger


def test_books_that_do_not_balance_are_told(books):
    assert books.discrepancies() == ()
    owed = books.merchant_fen("888888800000001")
    assert owed > 0
    books.sales[1] = books.sales[1]._replace(refunded_fen=5)
    books.balances["held"] = 7
    assert books.discrepancies() == (
        "sale 1: 5 fen refunded, 0 in its entries",
        f"account merchant 888888800000001: {owed} fen, {owed - 5} by what stands",
        "account held: 7 fen, 0 by what stands",
    )


def test_a_batch_number_that_came_round_again_means_the_latest(books, refund, opened):
    books.register("0a0b0c0d", None, opened.date())
    books.apply(*refund(1))
    books.close_batch("88000001", "000001", opened.date())
    books._batches["88000001"] = ("000001", "000001")  # instead of 999,999 settlements
    books.apply(*refund(2, 700))
    assert books.batch_sums("88000001", "000001").domestic.credit_fen == 700


@pytest.mark.deep
def test_a_refund_costs_microseconds(books, shop, record_property):
    sale = books.sale_by_order(shop.merchant_no, shop.order(7).order_no).sale

    def decide(ledger, number):
        held = ledger.sale_by_reference("888888800000001", sale.reference_no, sale.paid_date)
        answer = StoredAnswer("00", f"9{number:011d}", "", 1, "1122", "120000", "1122")
        return Ruling(answer, Refund(held.sale.id, 1))

    keys = (
        RefundKey("888888800000001", "88000001", "0a0b0c0d", "000001", f"{n:06d}", "20261122") for n in range(60_000)
    )
    attempts = [Attempt(key, Kind.REFUND, ("body",)) for key in keys]
    best = min(timed(books, attempts[start : start + 10_000], decide) for start in range(0, 60_000, 10_000))
    record_property("measured", ("ledger", "one refund in memory, decided and applied", f"{best * 1e6:.1f} us CPU"))
    assert books.sales[7].refunded_fen == 60_000
    assert best < LIMIT_S


def timed(books, attempts, decide):
    began = time.process_time()
    for attempt in attempts:
        books.apply(attempt, decide)
    return (time.process_time() - began) / len(attempts)
