"""The contract, over each store: what the store itself refuses, though the host has not a single rule."""

import pytest
from bare_host import DAY, SHOP_NO, Till, new_sale

from emulator.ledger.contract import Refused
from emulator.ledger.moves import Adjust, Authorise, Refund, Release, Void
from emulator.ledger.records import Kind
from protocol.transactions import OriginalState

# fmt: off
GUARDED = [
    # what a host without rules lets through: order, fen, items
    (1,  12851, ()),                            # over the amount
    (23, 14901, ()),                            # over what is left
    (27, 1,     ()),                            # refunded in full
    (31, 100,   ()),                            # voided
    (1,  100,   (("1001", 4),)),                # more goods than sold
    (1,  100,   (("1001", 2), ("1001", 2))),
    (1,  100,   (("1001", 1), ("9999", 1))),    # goods of no line: the first line must not move either
    (1,  100,   (("1001", 0),)),
    (1,  100,   (("1001", -1),)),
]
# fmt: on


@pytest.mark.parametrize(("order", "fen", "items"), GUARDED)
def test_the_last_guard_holds_without_any_rule(ledger, refund, order, fen, items):
    before = ledger.originals()
    done = ledger.apply(*refund(1, fen, order, items))
    assert isinstance(done, Refused)
    assert (done.answer.code, done.answer.reference_no, done.answer.settle_date) == ("61", "", "")
    assert ledger.originals() == before
    assert [(entry.answer, entry.approved) for entry in ledger.all_refunds()] == [(done.answer, False)]


@pytest.mark.parametrize("move", [Refund(999, 1), Void(999), Adjust(999, 1), Release(999), Void(1, 999)], ids=repr)
def test_what_is_not_there_is_not_moved(till, move):
    done = till.do(Kind.REFUND, move, 1)
    assert (done.answer.code, done.answer.auth_no) == ("61", "")


@pytest.mark.parametrize(
    "make",
    [lambda: Adjust(1, 0), lambda: new_sale(1, 0), lambda: Authorise("A", DAY, 0, "", "")],
    ids=["adjust", "sale", "hold"],
)
def test_no_move_is_made_of_nothing(make):
    with pytest.raises(ValueError, match="1 fen or more"):
        make()


@pytest.mark.parametrize("fen", [0, -1])
def test_a_refund_of_nothing_or_less_is_not_done(ledger, fen):
    before = ledger.originals()
    assert Till(ledger).do(Kind.REFUND, Refund(1, fen), 100).answer.code == "61"
    assert (ledger.originals(), ledger.discrepancies()) == (before, ())


def test_partial_refunds_up_to_the_amount_and_not_one_fen_more(ledger, refund):
    codes = [ledger.apply(*refund(trace, 3900, 8)).answer.code for trace in range(1, 6)]
    assert codes == ["00"] * 4 + ["61"]
    assert ledger.originals()[7].state is OriginalState.REFUNDED


def test_returned_goods_are_counted(ledger, refund):
    ledger.apply(*refund(1, 4950, 1, (("1001", 1), ("1002", 2))))
    ledger.apply(*refund(2, 1000, 1, (("1002", 1),)))
    assert [(line.sku, line.quantity, line.returned) for line in ledger.goods(1)] == [("1001", 3, 1), ("1002", 4, 3)]
    assert ledger.original_by_order(SHOP_NO, "80000026000149").goods == ledger.goods(1)
