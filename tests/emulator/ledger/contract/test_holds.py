"""The contract, over each store: pre-authorisations, completed or released once."""

from bare_host import DAY, SHOP_NO, new_sale

from emulator.ledger.moves import Authorise, Complete, Refund, Release, Void
from emulator.ledger.records import HoldState, Kind, SaleState, Sums


def test_a_hold_is_completed_once(ledger, till):
    owed = ledger.merchant_fen(SHOP_NO)
    hold_id = till.hold(8000)
    hold = ledger.hold(SHOP_NO, ledger.outcome(till.last).answer.auth_no, DAY)
    assert (hold.amount_fen, hold.state, hold.terminal_no, hold.card_hash) == (8000, HoldState.OPEN, "88000001", "hash")
    assert ledger.merchant_fen(SHOP_NO) == owed, "a hold is nobody's money yet"
    sale_id = till.complete(hold_id, 7500)
    assert (till.held(sale_id).sale.hold_id, till.held(sale_id).sale.kind) == (hold_id, Kind.COMPLETION)
    assert till.hold_state(hold_id) is HoldState.COMPLETED
    assert ledger.merchant_fen(SHOP_NO) == owed + 7500
    assert till.sums() == Sums(7500, 1, 0, 0)
    assert till.do(Kind.COMPLETION, lambda n: Complete(hold_id, new_sale(n, 1)), 1).answer.code == "61"
    assert till.do(Kind.PRE_AUTH_VOID, Release(hold_id), 8000).answer.code == "61"
    assert till.do(Kind.REFUND, Refund(sale_id, 7500), 7500).answer.code == "00", "a completion is refunded like a sale"


def test_more_than_was_held_may_be_completed(till):
    """115 % is the trade's; how much is the host's rule."""
    assert till.held(till.complete(till.hold(8000), 9200)).amount_fen == 9200


def test_a_released_hold_is_gone(till):
    hold_id = till.hold()
    assert till.do(Kind.PRE_AUTH_VOID, Release(hold_id), 8000).answer.code == "00"
    assert till.hold_state(hold_id) is HoldState.RELEASED
    assert till.do(Kind.PRE_AUTH_VOID, Release(hold_id), 8000).answer.code == "61"
    assert till.do(Kind.COMPLETION, lambda n: Complete(hold_id, new_sale(n, 1)), 1).answer.code == "61"
    assert till.sums() == Sums(), "neither side"


def test_a_voided_completion_opens_its_hold_again(till):
    hold_id = till.hold()
    sale_id = till.complete(hold_id)
    assert till.do(Kind.COMPLETION_VOID, Void(sale_id, hold_id), 7500).answer.code == "00"
    assert (till.held(sale_id).state, till.hold_state(hold_id)) == (SaleState.VOIDED, HoldState.OPEN)
    assert till.sums() == Sums(7500, 1, 7500, 1)
    assert till.held(till.complete(hold_id, 7000)).state is SaleState.NORMAL


def test_a_void_with_a_hold_that_is_not_completed_does_neither(till):
    sale_id, hold_id = till.sell(), till.hold()
    assert till.do(Kind.COMPLETION_VOID, Void(sale_id, hold_id), 5000).answer.code == "61"
    assert (till.held(sale_id).state, till.hold_state(hold_id)) == (SaleState.NORMAL, HoldState.OPEN)


def test_an_authorisation_number_is_one_holds_own(till):
    till.do(Kind.PRE_AUTH, Authorise("SAME01", DAY, 100, "", ""), 100)
    assert till.do(Kind.PRE_AUTH, Authorise("SAME01", DAY, 100, "", ""), 100).answer.code == "61"
    assert till.do(Kind.PRE_AUTH, Authorise("SAME01", "20261123", 100, "", ""), 100).answer.code == "00"
