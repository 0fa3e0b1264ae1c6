"""The contract, over each store: sales in the books, their voids and their adjustments."""

import pytest
from bare_host import DAY, SHOP_NO, new_sale

from emulator.ledger.contract import Applied, Reversed
from emulator.ledger.moves import Adjust, Complete, Refund, Sell, Void
from emulator.ledger.records import HoldState, Kind, SaleState, Sums
from protocol.transactions import Channel, OriginalState


def test_a_sale_stands_in_the_books_with_all_that_names_it(ledger, till):
    before = ledger.merchant_fen(SHOP_NO)
    sale_id = till.sell(5000)
    held = ledger.sale_by_voucher("88000001", "000001", "000101")
    sale = held.sale
    assert (sale.id, sale.kind, sale.voucher_no, sale.batch_no) == (sale_id, Kind.SALE, "000101", "000001")
    assert (held.amount_fen, held.refunded_fen, held.remaining_fen) == (5000, 0, 5000)
    assert (held.state, held.settled) == (SaleState.NORMAL, False)
    assert (sale.channel, sale.order_no, sale.instalment, sale.hold_id) == (Channel.CARD, "", False, None)
    assert "hash" not in repr(sale).replace("card_hash", "")
    assert ledger.sale_by_reference(SHOP_NO, sale.reference_no, DAY) == held
    assert ledger.originals()[-1].reference_no == sale.reference_no
    assert ledger.merchant_fen(SHOP_NO) == before + 5000
    assert till.sums() == Sums(5000, 1, 0, 0)
    assert ledger.goods(sale_id) == ()


def test_what_does_not_name_a_sale_finds_none(ledger, till):
    till.sell()
    assert ledger.sale_by_order(SHOP_NO, "") is None
    assert ledger.sale_by_voucher("", "", ledger.originals()[0].voucher_no) is None
    assert ledger.sale_by_voucher("88000001", "000001", "000999") is None
    assert ledger.sale_by_reference("888888800000002", ledger.originals()[0].reference_no, DAY) is None
    assert ledger.original_by_reference(SHOP_NO, ledger.originals()[0].reference_no, "20261121") is None
    assert ledger.original_by_order(SHOP_NO, "80000026999999") is None
    assert ledger.hold(SHOP_NO, "A00001", DAY) is None


def test_a_sale_with_an_order_number_and_by_instalment(ledger, till):
    made = till.do(Kind.SALE, lambda n: Sell(new_sale(n, 100, order_no="80000026990039", instalment=True)), 100)
    assert isinstance(made, Applied)
    assert ledger.sale_by_order(SHOP_NO, "80000026990039").sale.instalment is True
    again = till.do(Kind.SALE, lambda n: Sell(new_sale(n, 100, order_no="80000026990039")), 100)
    assert again.answer.code == "61", "an order is paid once"


def test_a_reference_number_is_one_sales_own(ledger, till):
    till.do(Kind.SALE, Sell(new_sale(7, 100)), 100)
    assert till.do(Kind.SALE, Sell(new_sale(7, 100)), 100).answer.code == "61"
    hold_id = till.hold()
    done = till.do(Kind.COMPLETION, Complete(hold_id, new_sale(7, 100)), 100)
    assert done.answer.code == "61"
    assert till.hold_state(hold_id) is HoldState.OPEN, "the hold was turned and turned back"


def test_a_voided_sale_is_neither_refunded_nor_voided_again(ledger, till):
    before = ledger.merchant_fen(SHOP_NO)
    sale_id = till.sell(5000)
    assert till.do(Kind.VOID, Void(sale_id), 5000).answer.code == "00"
    assert till.held(sale_id).state is SaleState.VOIDED
    assert ledger.merchant_fen(SHOP_NO) == before
    assert till.sums() == Sums(5000, 1, 5000, 1)
    for kind, move in (
        (Kind.REFUND, Refund(sale_id, 1)),
        (Kind.VOID, Void(sale_id)),
        (Kind.ADJUSTMENT, Adjust(sale_id, 9)),
    ):
        assert till.do(kind, move, 1).answer.code == "61"
    assert ledger.originals()[-1].state is OriginalState.VOIDED


def test_a_partly_refunded_sale_is_not_voided_nor_adjusted(till):
    sale_id = till.sell(5000)
    assert till.do(Kind.REFUND, Refund(sale_id, 1), 1).answer.code == "00"
    assert till.do(Kind.VOID, Void(sale_id), 5000).answer.code == "61"
    assert till.do(Kind.ADJUSTMENT, Adjust(sale_id, 6000), 6000).answer.code == "61"
    assert till.held(sale_id).state is SaleState.NORMAL


@pytest.mark.parametrize("fen", [6000, 4000, 5000], ids=["a tip", "less", "the same"])
def test_an_adjustment_is_the_sales_new_amount(ledger, till, fen):
    before = ledger.merchant_fen(SHOP_NO)
    sale_id = till.sell(5000)
    assert till.do(Kind.ADJUSTMENT, Adjust(sale_id, fen), fen).answer.code == "00"
    assert till.held(sale_id).amount_fen == fen
    assert ledger.merchant_fen(SHOP_NO) == before + fen
    assert till.sums() == Sums(fen, 1, 0, 0)
    assert till.do(Kind.REFUND, Refund(sale_id, fen), fen).answer.code == "00"


def test_after_a_void_that_was_reversed_an_adjustment_leaves_the_void_alone(ledger, till):
    sale_id = till.sell(5000)
    till.do(Kind.VOID, Void(sale_id), 5000)
    void = till.last
    assert ledger.reverse(void, Kind.VOID, 5000) is Reversed.DONE
    assert till.do(Kind.ADJUSTMENT, Adjust(sale_id, 6000), 6000).answer.code == "00"
    assert ledger.entry(void).counted_fen == 5000
    assert till.sums() == Sums(6000, 1, 0, 0)
