"""One suite for the three stores: what `contract.Ledger` promises, call by call, with a host that has no rules at all.

Every test ends with books that balance: the fixture `ledger` sees to it.
"""

import pytest
from bare_host import Till


@pytest.fixture
def till(ledger):
    return Till(ledger)
