"""A ledger file with the practice shop open in it, and attempts at refunding its first order."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from emulator.ledger.contract import Attempt
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.shop.orders import Shop, load_shop
from protocol.transactions import RefundKey

OPENED = date(2026, 11, 22)


@pytest.fixture(scope="session")
def shop() -> Shop:
    return load_shop()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "账本.db"


@pytest.fixture
def open_ledger(path: Path, shop: Shop) -> Iterator[Callable[..., SqliteLedger]]:
    opened: list[SqliteLedger] = []

    def open_one(**options: float) -> SqliteLedger:
        ledger = SqliteLedger(path, **options)
        opened.append(ledger)
        ledger.open_shop(shop, OPENED, lambda size: b"\x01" * size)
        return ledger

    yield open_one
    for ledger in opened:
        ledger.close()


@pytest.fixture
def attempt(shop: Shop) -> Callable[..., Attempt]:
    def make(trace: int = 1, fen: int = 1000, order: int = 1, items: tuple[tuple[str, int], ...] = ()) -> Attempt:
        key = RefundKey(shop.merchant_no, "88000001", "0a0b0c0d", "000001", f"{trace:06d}", "20261122")
        sale = shop.order(order)
        day = f"{sale.paid_on(OPENED):%Y%m%d}"
        return Attempt(key, f"digest of {fen}", fen, sale.reference_no(OPENED), day, items)

    return make
