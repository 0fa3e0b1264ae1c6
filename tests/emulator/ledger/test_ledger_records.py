"""What values of the ledger show of themselves: never a card's hash, nor keys."""

import pytest

from emulator.ledger.records import Kind, Sale, Terminal
from protocol.transactions import Channel

SALE = Sale(
    7, Kind.SALE, "888888800000001", "88000001", "000001", "000002", "", "900000000001", "000001", "20261122",
    "120000", Channel.CARD, "620000******0005", "c0ffee" * 10, False, None,
)  # fmt: skip
TERMINAL = Terminal("888888800000001", "88000001", "0a0b0c0d", "000001", "20261122", b"sealed")


@pytest.mark.parametrize("show", [repr, str, "{}".format, "{!r:>9}".format], ids=["repr", "str", "format", "width"])
@pytest.mark.parametrize(("value", "secret"), [(SALE, "c0ffee"), (TERMINAL, "sealed")], ids=["sale", "terminal"])
def test_no_secret_is_shown(value, secret, show):
    assert secret not in show(value)
    assert "88000001" in show(value)
    assert "20261122" in show(value)
