"""Composes the practice acquirer: ledger, shop, host, front end. Real randomness and the real clock enter here."""

import secrets
from datetime import datetime
from pathlib import Path

from emulator.front_end import FrontEnd
from emulator.host import Host
from emulator.ledger.contract import Ledger, LedgerError
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.shop.orders import load_shop

POSTGRES_SCHEMES = ("postgresql://", "postgres://")


def open_ledger(where: Path | str) -> Ledger:
    """The ledger in a file, or in the data base of a postgresql:// URL; its shop is opened now if it is new.

    Raises LedgerError, also where psycopg is not installed.
    """
    ledger = _open_store(where)
    try:
        ledger.open_shop(load_shop(), _local_now(), secrets.token_bytes)
    except LedgerError:
        ledger.close()
        raise
    return ledger


def reset_ledger(ledger: Ledger) -> None:
    """恢复练习数据: a new shop, dated back from now, under a new ledger id."""
    ledger.reset(load_shop(), _local_now(), secrets.token_bytes)


def paid_at(path: Path, order_no: str) -> datetime:
    """When an order of the shop in this ledger was paid. Raises LedgerError, also for an order that is not there."""
    with open_ledger(path) as ledger:
        original = ledger.original_by_order(ledger.identity().merchant_no, order_no)
    if original is None:
        raise LedgerError(f"no order {order_no}")
    return datetime.strptime(original.paid_date + original.paid_time, "%Y%m%d%H%M%S").astimezone()


def open_front_end(ledger: Ledger) -> FrontEnd:
    """An acquirer on `ledger` under the published practice key."""
    return FrontEnd(Host(ledger, _local_now, secrets.token_bytes))


def _open_store(where: Path | str) -> Ledger:
    if isinstance(where, str) and where.startswith(POSTGRES_SCHEMES):
        try:
            from emulator.ledger.postgres_store import PostgresLedger
        except ImportError as error:
            raise LedgerError("PostgreSQL needs psycopg: install tuihuo[postgres]") from error
        return PostgresLedger(where)
    path = Path(where)
    path.parent.mkdir(parents=True, exist_ok=True)
    return SqliteLedger(path)


def _local_now() -> datetime:
    """The shop's wall clock."""
    return datetime.now().astimezone()
