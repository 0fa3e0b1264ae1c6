"""The contract, over each store: a group of calls is one commit, or nothing."""

import pytest
from bare_host import SHOP_NO, TODAY, Till, key, never

from emulator.ledger.contract import Applied, Repeated, Tombstoned
from emulator.ledger.moves import Refund, Ruling, Void
from emulator.ledger.records import Kind, StoredAnswer
from protocol.cards import TEST_CARDS


def test_a_group_is_one_commit_and_its_calls_see_each_other(ledger, refund):
    with ledger.group():
        assert isinstance(ledger.apply(*refund(1)), Applied)
        assert isinstance(ledger.apply(*refund(1)), Repeated)
        assert ledger.originals()[0].refunded_fen == 1000
        assert ledger.cancel(key(2)) == Tombstoned()
        ledger.store_keys("88000001", b"sealed")
        assert ledger.register("11111111", None, TODAY).terminal_no == "88000002"
    assert ledger.originals()[0].refunded_fen == 1000
    assert ledger.outcome(key(2)) == Tombstoned()
    assert ledger.terminal("88000001").sealed_keys == b"sealed"


def test_a_group_that_ends_in_an_error_leaves_nothing_half(ledger, refund):
    ledger.apply(*refund(1))
    before = ledger.originals(), ledger.all_refunds(), ledger.merchant_fen(SHOP_NO)
    till = Till(ledger)
    with pytest.raises(KeyboardInterrupt), ledger.group():  # noqa: PT012
        ledger.apply(*refund(2, 2950, 1, (("1001", 1),)))
        sale_id = till.sell()
        till.do(Kind.VOID, Void(sale_id), 5000)
        ledger.reverse(till.last, Kind.VOID, 5000)
        till.complete(till.hold())
        ledger.cancel(key(3))
        ledger.register("11111111", None, TODAY)
        ledger.close_batch("88000001", "000001", TODAY)
        raise KeyboardInterrupt
    assert (ledger.originals(), ledger.all_refunds(), ledger.merchant_fen(SHOP_NO)) == before
    assert (ledger.outcome(key(2)), ledger.outcome(key(3)), ledger.terminal("88000002")) == (None, None, None)
    assert ledger.terminal("88000001").batch_no == "000001"
    assert isinstance(ledger.apply(*refund(2)), Applied), "and it goes on"


def test_one_failing_rule_does_not_spoil_its_group(ledger, refund):
    with ledger.group():
        ledger.apply(*refund(1))
        with pytest.raises(AssertionError):
            ledger.apply(refund(2)[0], never)
        ledger.apply(*refund(3))
    assert [entry.key.trace_no for entry in ledger.all_refunds()] == ["000001", "000003"]


def test_a_decline_that_moves_leaves_nothing_and_does_not_spoil_its_group(ledger, refund):
    attempt, decide = refund(1)
    with ledger.group():
        with pytest.raises(ValueError, match="moves nothing"):
            ledger.apply(attempt, lambda books, number: Ruling(StoredAnswer("61"), Refund(1, 100)))
        assert ledger.outcome(attempt.key) is None
        assert isinstance(ledger.apply(attempt, decide), Applied)
    assert (len(ledger.all_refunds()), ledger.discrepancies()) == (1, ())


def test_a_card_is_hashed_alike_inside_a_group_and_anew_after_a_reset(ledger, shop, opened):
    number = TEST_CARDS["unionpay"].number
    before = ledger.card_hash(number)
    with ledger.group():
        assert [ledger.card_hash(number), ledger.card_hash(number)] == [before] * 2
    ledger.reset(shop, opened, lambda size: bytes(range(1, size + 1)))
    with ledger.group():
        assert ledger.card_hash(number) == ledger.card_hash(number) != before
    assert ledger.card_hash(number) != before


def test_a_group_inside_a_group_is_undone_alone(ledger, refund):
    with ledger.group():
        ledger.apply(*refund(1))
        with pytest.raises(KeyboardInterrupt), ledger.group():  # noqa: PT012
            ledger.apply(*refund(2))
            raise KeyboardInterrupt
        with ledger.group():
            ledger.apply(*refund(3))
    assert [entry.key.trace_no for entry in ledger.all_refunds()] == ["000001", "000003"]
    assert ledger.originals()[0].refunded_fen == 2000


def test_a_failed_move_in_a_group_is_a_decline_like_any_other(ledger, refund):
    with ledger.group():
        codes = [ledger.apply(*refund(trace, 3900, 8, (("1011", 1),))).answer.code for trace in range(1, 6)]
    assert codes == ["00"] * 4 + ["61"]
