"""Fixtures of the screens' tests: a desk in memory (tests/support/fake_desk.py) and a cashier before it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from cashier import Cashier
from fake_desk import CARD_SALE, FakeDesk, make_record

from protocol.transactions import Original
from terminal.trade.refund import RefundRecord, State


@pytest.fixture
def cashier(desk: FakeDesk) -> Cashier:
    """A cashier before a terminal that has just booted."""
    return Cashier(desk)


@pytest.fixture
def cashier_at() -> Callable[[FakeDesk], Cashier]:
    """A cashier before a terminal on that desk."""
    return Cashier


@pytest.fixture
def desk() -> FakeDesk:
    """A practice desk with one card sale, one phone sale and two customers."""
    return FakeDesk()


@pytest.fixture
def sale() -> Original:
    """The card sale: three goods, one bread already back."""
    return CARD_SALE


@pytest.fixture
def open_record() -> RefundRecord:
    """A card refund that the host never saw."""
    return replace(make_record(CARD_SALE, 5000, (("A1", 2),), 7), state=State.NOT_FOUND)
