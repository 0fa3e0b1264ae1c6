"""The contract, over each store: 冲正 undoes what was done, once, and nothing that has gone on since."""

import pytest
from bare_host import SHOP_NO, TODAY, decline, key, never

from emulator.ledger.contract import Repeated, Reversed, Tombstoned
from emulator.ledger.moves import Attempt, Refund, Release, Void
from emulator.ledger.records import HoldState, Kind, SaleState, Sums

# fmt: off
UNDONE = {
    # kind: what it leaves when it was reversed
    Kind.SALE:            (SaleState.REVERSED, None),
    Kind.VOID:            (SaleState.NORMAL,   None),
    Kind.PRE_AUTH:        (None,               HoldState.REVERSED),
    Kind.PRE_AUTH_VOID:   (None,               HoldState.OPEN),
    Kind.COMPLETION:      (SaleState.REVERSED, HoldState.OPEN),
    Kind.COMPLETION_VOID: (SaleState.NORMAL,   HoldState.COMPLETED),
}
# fmt: on


def done(till, kind):
    """Does one transaction of this kind: the numbers of its sale and hold, and its amount."""
    match kind:
        case Kind.SALE:
            return till.sell(5000), None, 5000
        case Kind.VOID:
            sale_id = till.sell(5000)
            till.do(kind, Void(sale_id), 5000)
            return sale_id, None, 5000
        case Kind.PRE_AUTH:
            return None, till.hold(8000), 8000
        case Kind.PRE_AUTH_VOID:
            hold_id = till.hold(8000)
            till.do(kind, Release(hold_id), 8000)
            return None, hold_id, 8000
        case Kind.COMPLETION:
            hold_id = till.hold(8000)
            return till.complete(hold_id, 7500), hold_id, 7500
        case _:
            hold_id = till.hold(8000)
            sale_id = till.complete(hold_id, 7500)
            till.do(kind, Void(sale_id, hold_id), 7500)
            return sale_id, hold_id, 7500


@pytest.mark.parametrize("kind", UNDONE)
def test_a_reversal_undoes_what_was_done_and_only_once(ledger, till, kind):
    sale_id, hold_id, fen = done(till, kind)
    undone, answer = till.last, ledger.outcome(till.last).answer
    assert ledger.reverse(undone, kind, fen + 1) is Reversed.OTHER_AMOUNT
    assert ledger.outcome(undone) == Repeated(answer), "nothing was changed"
    assert ledger.reverse(undone, kind, fen) is Reversed.DONE
    sale, hold = UNDONE[kind]
    assert (sale_id and till.held(sale_id).state, hold_id and till.hold_state(hold_id)) == (sale, hold)
    assert ledger.discrepancies() == ()
    assert ledger.reverse(undone, kind, fen) is Reversed.BEFORE
    assert (sale_id and till.held(sale_id).state, hold_id and till.hold_state(hold_id)) == (sale, hold)
    assert ledger.outcome(undone) == Tombstoned(), "a late repeat must not read an approval"
    assert ledger.apply(Attempt(undone, kind, ("d",)), never) == Tombstoned()
    assert ledger.entry(undone).reversed is True


@pytest.mark.parametrize("kind", UNDONE)
def test_a_reversal_of_another_kind_undoes_nothing(ledger, till, kind):
    """Nor does it say of what was undone that it is: that was something else."""
    _, _, fen = done(till, kind)
    undone, stored = till.last, ledger.entry(till.last)
    others = [other for other in Kind if other is not kind]
    assert {ledger.reverse(undone, other, fen) for other in others} == {Reversed.IMPOSSIBLE}
    assert ledger.entry(undone) == stored
    assert ledger.reverse(undone, kind, fen) is Reversed.DONE
    assert {ledger.reverse(undone, other, fen) for other in others} == {Reversed.IMPOSSIBLE}


def test_what_was_reversed_counts_nowhere(ledger, till):
    before = ledger.merchant_fen(SHOP_NO)
    sale_id = till.sell(5000)
    assert ledger.reverse(till.last, Kind.SALE, 5000) is Reversed.DONE
    assert (till.sums(), ledger.merchant_fen(SHOP_NO)) == (Sums(), before)
    assert ledger.batch_entries("88000001", "000001") == ()
    assert till.do(Kind.REFUND, Refund(sale_id, 1), 1).answer.code == "61"
    assert till.do(Kind.VOID, Void(sale_id), 5000).answer.code == "61"


def test_a_reversal_before_its_original_refuses_it_for_ever(ledger, till):
    late = key(900)
    assert ledger.reverse(late, Kind.SALE, 5000) is Reversed.NEVER_SEEN
    assert ledger.reverse(late, Kind.SALE, 5000) is Reversed.BEFORE
    assert ledger.apply(Attempt(late, Kind.SALE, ("d",)), never) == Tombstoned()


def test_what_was_declined_needs_no_reversal(ledger):
    ledger.apply(Attempt(key(1), Kind.SALE, ("d",)), decline)
    assert ledger.reverse(key(1), Kind.SALE, 1000) is Reversed.NOT_DONE


def test_a_refund_has_no_reversal(ledger, refund):
    attempt, decide = refund()
    ledger.apply(attempt, decide)
    for said in (Kind.REFUND, Kind.SALE):
        assert ledger.reverse(attempt.key, said, 1000) is Reversed.IMPOSSIBLE
    assert isinstance(ledger.outcome(attempt.key), Repeated)
    assert ledger.originals()[0].refunded_fen == 1000


# fmt: off
SINCE = [
    # kind, what happened since, note
    (Kind.SALE,          lambda t, sale, hold: t.do(Kind.REFUND, Refund(sale, 1), 1),                     "refunded"),
    (Kind.SALE,          lambda t, sale, hold: t.do(Kind.VOID, Void(sale), 5000),                         "voided"),
    (Kind.PRE_AUTH,      lambda t, sale, hold: t.complete(hold),                                          "completed"),
    (Kind.PRE_AUTH,      lambda t, sale, hold: t.do(Kind.PRE_AUTH_VOID, Release(hold), 8000),             "released"),
    (Kind.COMPLETION,    lambda t, sale, hold: t.do(Kind.REFUND, Refund(sale, 1), 1),                     "refunded"),
    (Kind.COMPLETION_VOID, lambda t, sale, hold: t.complete(hold),                                       "taken"),
    (Kind.SALE,          lambda t, sale, hold: t.ledger.close_batch("88000001", "000001", TODAY),         "settled"),
    (Kind.VOID,          lambda t, sale, hold: t.ledger.close_batch("88000001", "000001", TODAY),         "settled"),
    (Kind.PRE_AUTH,      lambda t, sale, hold: t.ledger.close_batch("88000001", "000001", TODAY),         "settled"),
]
# fmt: on


@pytest.mark.parametrize(("kind", "happens", "note"), SINCE, ids=[f"{row[0]} {row[2]}" for row in SINCE])
def test_a_reversal_that_comes_too_late_changes_nothing(ledger, till, kind, happens, note):
    sale_id, hold_id, fen = done(till, kind)
    undone = till.last
    happens(till, sale_id, hold_id)
    before = ledger.originals(), ledger.merchant_fen(SHOP_NO)
    assert ledger.reverse(undone, kind, fen) is Reversed.IMPOSSIBLE
    assert (ledger.originals(), ledger.merchant_fen(SHOP_NO)) == before
    assert isinstance(ledger.outcome(undone), Repeated)
