"""The contract, over each store: the shop is opened, filled with earlier sales, reset and closed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from bare_host import DAY, SHOP_NO, TODAY, Till, key

from emulator.ledger.contract import LedgerError, SaleTakenError
from emulator.ledger.opening import shop_sales
from protocol.cards import TEST_CARDS


def test_without_a_shop_there_is_no_identity(connect):
    ledger = connect()
    for ask in (ledger.identity, lambda: ledger.card_hash("4111111111111111"), lambda: ledger.add_sales(())):
        with pytest.raises(LedgerError, match="no shop"):
            ask()
    assert (ledger.originals(), ledger.discrepancies()) == ((), ())


def test_opening_twice_keeps_what_is_there(ledger, shop, refund, opened):
    ledger.apply(*refund())
    identity = ledger.identity()
    assert ledger.open_shop(shop, opened + timedelta(days=40), lambda size: b"\x02" * size) == identity
    assert (identity.ledger_id, identity.shop_epoch, identity.opened_on) == ("01" * 8, 1, TODAY)
    assert len(ledger.all_refunds()) == 1


def test_reset_makes_everything_new(ledger, shop, refund, opened):
    ledger.apply(*refund(1))
    ledger.cancel(key(2))
    Till(ledger).hold()
    hashed = ledger.card_hash("4111111111111111")
    identity = ledger.reset(shop, opened + timedelta(days=9), lambda size: b"\x02" * size)
    assert (identity.ledger_id, identity.shop_epoch, identity.opened_on) == ("02" * 8, 2, date(2026, 12, 1))
    assert (ledger.all_refunds(), ledger.terminal("88000001"), ledger.outcome(key(2))) == ((), None, None)
    assert ledger.originals()[0].paid_date == "20261201"
    assert ledger.card_hash("4111111111111111") != hashed
    assert ledger.batch_sums("88000001", "000001") is None
    assert ledger.apply(*refund()).answer.reference_no == "900000000001"


def test_a_reset_that_fails_changes_nothing(ledger, shop, refund, opened):
    ledger.apply(*refund())
    before = ledger.identity(), ledger.originals(), ledger.all_refunds()

    def no_entropy(size):
        raise OSError("no entropy")

    with pytest.raises(OSError, match="no entropy"):
        ledger.reset(shop, opened, no_entropy)
    with pytest.raises(LedgerError, match="part of a group"), ledger.group():
        ledger.reset(shop, opened, lambda size: b"\x02" * size)
    assert (ledger.identity(), ledger.originals(), ledger.all_refunds()) == before


def test_every_store_holds_the_same_shop(ledger, shop, opened):
    sales = shop_sales(shop, opened)
    originals = ledger.originals()
    assert [(o.order_no, o.amount_fen, o.refunded_fen, o.goods) for o in originals] == [
        (s.order_no, s.amount_fen, s.refunded_fen, s.goods) for s in sales
    ]
    held = ledger.sale_by_order(SHOP_NO, sales[0].order_no)
    assert held.sale.card_hash == ledger.card_hash(TEST_CARDS["unionpay"].number)
    assert held.settled is True
    by_reference = ledger.original_by_reference(SHOP_NO, sales[0].reference_no, DAY)
    assert by_reference == originals[0] == ledger.original_by_order(SHOP_NO, sales[0].order_no)
    assert ledger.merchant_fen(SHOP_NO) == sum(original.remaining_fen for original in originals)
    assert ledger.merchant_fen("888888800000002") == 0


def test_earlier_sales_are_taken_in_all_or_none(ledger, shop, opened):
    known = shop_sales(shop, opened)[1]
    fresh = replace(known, order_no="80000026990039", reference_no="261122W99003")
    no_order = replace(known, order_no="", reference_no="261122W99004", card_number=TEST_CARDS["visa"].number)
    ledger.add_sales((fresh, no_order, replace(no_order, reference_no="261122W99005")))
    held = ledger.sale_by_reference(SHOP_NO, "261122W99004", DAY)
    assert (held.amount_fen, held.sale.card_hash) == (5990, ledger.card_hash(TEST_CARDS["visa"].number))
    assert ledger.original_by_order(SHOP_NO, "80000026990039").goods == known.goods
    before = ledger.originals()
    assert len(before) == len(shop.orders) + 3
    another = replace(fresh, order_no="80000026990136", reference_no="261122W99006")
    for index, column, sales in (
        (1, "order_no", (another, replace(another, reference_no="261122W99007"))),
        (0, "reference_no", (replace(another, reference_no="261122W99003"),)),
        (2, "reference_no", (another, replace(no_order, reference_no="261122W99008"), known)),
    ):
        with pytest.raises(SaleTakenError) as caught:
            ledger.add_sales(sales)
        assert (caught.value.index, caught.value.column) == (index, column)
        assert ledger.originals() == before


def test_a_closed_ledger_says_so(connect, shop, opened, refund):
    ledger = connect()
    ledger.open_shop(shop, opened, lambda size: b"\x01" * size)
    ledger.close()
    with pytest.raises(LedgerError):
        ledger.all_refunds()
    with pytest.raises(LedgerError):
        ledger.apply(*refund())
    with pytest.raises(LedgerError):
        ledger.identity()


def test_a_ledger_closes_with_its_with(connect, shop, opened):
    with connect() as ledger:
        ledger.open_shop(shop, opened, lambda size: b"\x01" * size)
    with pytest.raises(LedgerError):
        ledger.identity()
