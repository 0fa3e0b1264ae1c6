"""The order query: by number, by reference and day; voided and refunded sales are told with their state."""

import pytest

from protocol.transactions import ByOrder, ByReference, OrderAnswer, OrderQuery, OriginalState


def ask(counter, find):
    return counter.answer(OrderQuery(counter.shop.merchant_no, counter.terminal_no, "000001", "000500", find))


def test_by_order_number(counter):
    original = ask(counter, ByOrder("80000026000149")).original
    assert (original.reference_no, original.amount_fen, original.payer) == (
        "261122000001",
        12850,
        "620000******0005",
    )
    assert [(line.sku, line.name, line.quantity) for line in original.goods] == [
        ("1001", "保温杯", 3),
        ("1002", "毛巾", 4),
    ]


def test_by_reference_and_day(counter):
    by_order = ask(counter, ByOrder(counter.shop.order(15).order_no))
    assert by_order.original.reference_no == "261024W00015"
    assert ask(counter, ByReference("261024W00015", "1024")) == by_order


@pytest.mark.parametrize(
    "find",
    [
        ByOrder("80000026999999"),
        ByOrder(""),
        ByReference("261024W00015", "1025"),
        ByReference("261024w00015", "1024"),
        ByReference("261024W00016", "1024"),
        ByReference("261024W00015", "0230"),
    ],
)
def test_not_found(counter, find):
    assert ask(counter, find) == OrderAnswer("25", None)


@pytest.mark.parametrize(
    ("index", "state", "remaining_fen"),
    [
        (1, OriginalState.NORMAL, 12850),
        (23, OriginalState.PARTLY_REFUNDED, 14900),
        (27, OriginalState.REFUNDED, 0),
        (31, OriginalState.VOIDED, 0),
    ],
)
def test_states(counter, index, state, remaining_fen):
    original = counter.original(index)
    assert (original.state, original.remaining_fen) == (state, remaining_fen)
