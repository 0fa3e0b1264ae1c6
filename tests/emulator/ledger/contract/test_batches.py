"""The contract, over each store: what a batch counts, and that it is closed once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from bare_host import DAY, SHOP_NO, TODAY, approve, new_sale

from emulator.ledger.contract import LedgerError
from emulator.ledger.moves import Attempt, Refund, Sell, Void
from emulator.ledger.records import BatchSums, Kind, Sums, Terminal
from protocol.transactions import FOREIGN_EPOCH, RefundKey


def test_a_batch_counts_both_sides_and_cards_from_abroad_apart(ledger, till, refund):
    voided = till.sell(300)
    till.sell(5000)
    till.sell(700, foreign=True)
    till.complete(till.hold(8000), 7500)
    till.do(Kind.OFFLINE_SALE, lambda n: Sell(new_sale(n, 40)), 40)
    till.do(Kind.VOID, Void(voided), 300)
    ledger.apply(*refund(1, 1000))
    ledger.apply(*refund(2, 99999))  # declined
    ledger.apply(*refund(3, 20, foreign=True))
    sums = BatchSums(Sums(300 + 5000 + 7500 + 40, 4, 300 + 1000, 2), Sums(700, 1, 20, 1))
    assert ledger.batch_sums("88000001", "000001") == sums
    entries = ledger.batch_entries("88000001", "000001")
    assert [(entry.kind, entry.counted_fen, entry.foreign) for entry in entries] == [
        (Kind.SALE, 300, False), (Kind.SALE, 5000, False), (Kind.SALE, 700, True), (Kind.COMPLETION, 7500, False),
        (Kind.OFFLINE_SALE, 40, False), (Kind.VOID, 300, False), (Kind.REFUND, 1000, False), (Kind.REFUND, 20, True),
    ]  # fmt: skip


def test_closing_a_batch_settles_it_and_opens_the_next(ledger, till):
    sale_id = till.sell(5000)
    tomorrow = TODAY + timedelta(days=1)
    opened = ledger.close_batch("88000001", "000001", tomorrow)
    assert (opened.batch_no, opened.batch_opened_on) == ("000002", "20261123")
    assert ledger.terminal("88000001") == opened
    begun = [ledger.batch_opened_on("88000001", batch_no) for batch_no in ("000001", "000002", "000003")]
    assert begun == [DAY, "20261123", ""]
    assert ledger.batch_opened_on("88000099", "000001") == ""
    assert till.held(sale_id).settled is True
    assert till.do(Kind.VOID, Void(sale_id), 5000).answer.code == "61", "settled: only a refund is left"
    assert till.do(Kind.REFUND, Refund(sale_id, 700), 700).answer.code == "00"
    assert till.sums("000001") == Sums(5000, 1, 0, 0), "the closed batch stays what it was"
    assert till.sums("000002") == Sums(0, 0, 700, 1), "what comes late counts in the open one"
    assert ledger.batch_sums("88000001", "000003") is None
    assert ledger.batch_sums("88000099", "000001") is None
    assert ledger.batch_entries("88000001", "000003") == ()


def test_a_batch_is_closed_once(ledger, till):
    first = ledger.close_batch("88000001", "000001", TODAY)
    sale_id = till.sell(5000, batch_no="000002")
    assert ledger.close_batch("88000001", "000001", TODAY) == first
    assert ledger.sale_by_voucher("88000001", "000002", "000101").settled is False
    assert sale_id == ledger.sale_by_voucher("88000001", "000002", "000101").sale.id


def test_totals_are_heard_of_the_open_batch_alone(ledger):
    """An 0500 was heard: kept until that batch is closed, and of no other batch or terminal."""
    ledger.register("11111111", None, TODAY)
    ledger.hear_totals("88000001", "000002", BatchSums())
    assert ledger.totals_heard("88000001", "000001") is None, "another batch is open"
    for sums in (BatchSums(), BatchSums(Sums(1, 2, 3, 4), Sums(5, 6, 7, 8)), BatchSums(foreign=Sums(10**12, 1000))):
        ledger.hear_totals("88000001", "000001", sums)
        assert ledger.totals_heard("88000001", "000001") == sums, "as they were told, whatever the batch has now"
    assert ledger.totals_heard("88000001", "000002") is None
    assert ledger.totals_heard("88000002", "000001") is None
    ledger.close_batch("88000001", "000001", TODAY)
    assert ledger.totals_heard("88000001", "000001") is None, "closed"
    assert ledger.totals_heard("88000001", "000002") is None, "a new one"


def test_totals_that_were_heard_go_with_the_terminal_that_said_them(ledger):
    """A number that nobody has used for money goes to whoever brings it next, with a batch begun anew."""
    ledger.enrol(Terminal(SHOP_NO, "A0000001", "11111111", "000005", DAY))
    ledger.hear_totals("A0000001", "000005", BatchSums())
    ledger.enrol(Terminal(SHOP_NO, "A0000001", "22222222", "000005", DAY))
    assert ledger.totals_heard("A0000001", "000005") is None


def test_totals_that_were_heard_in_a_group_that_fails_were_not(ledger):
    def group():
        with ledger.group():
            ledger.hear_totals("88000001", "000001", BatchSums())
            raise RuntimeError("the group failed")

    with pytest.raises(RuntimeError, match="the group failed"):
        group()
    assert ledger.totals_heard("88000001", "000001") is None


def test_another_terminals_sales_stay_open(ledger, till):
    ledger.register("11111111", None, TODAY)
    till.sell(5000)
    ledger.close_batch("88000002", "000001", TODAY)
    assert ledger.sale_by_voucher("88000001", "000001", "000101").settled is False
    assert ledger.batch_sums("88000002", "000001") == BatchSums()


def test_batch_numbers_wrap_and_the_latest_is_meant(ledger):
    ledger.enrol(Terminal(SHOP_NO, "A0000001", FOREIGN_EPOCH, "999999", DAY))
    one = RefundKey(SHOP_NO, "A0000001", FOREIGN_EPOCH, "999999", "000001", DAY)
    ledger.apply(Attempt(one, Kind.SALE, ("d",)), lambda books, n: approve(Sell(new_sale(n, 10)), n, 10))
    assert ledger.close_batch("A0000001", "999999", TODAY).batch_no == "000001"
    ledger.apply(
        Attempt(replace(one, batch_no="000001"), Kind.SALE, ("d",)),
        lambda books, n: approve(Sell(new_sale(n, 20)), n, 20),
    )
    assert ledger.batch_sums("A0000001", "999999").domestic == Sums(10, 1, 0, 0)
    assert ledger.batch_sums("A0000001", "000001").domestic == Sums(20, 1, 0, 0)


def test_the_same_voucher_number_in_another_batch_is_another_sale(ledger, till):
    first = till.sell(100)
    ledger.close_batch("88000001", "000001", TODAY)
    till.trace -= 1
    till.sell(200, batch_no="000002")
    assert ledger.sale_by_voucher("88000001", "000001", "000101").sale.id == first
    assert ledger.sale_by_voucher("88000001", "000002", "000101").amount_fen == 200


@pytest.mark.parametrize("call", ["store_keys", "close_batch", "hear_totals"])
def test_an_unknown_terminal_is_an_error(ledger, call):
    words = {
        "store_keys": ("88000099", b"sealed"),
        "close_batch": ("88000099", "000001", TODAY),
        "hear_totals": ("88000099", "000001", BatchSums()),
    }
    with pytest.raises(LedgerError, match="terminal 88000099 is not registered"):
        getattr(ledger, call)(*words[call])
