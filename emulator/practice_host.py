"""Composes the practice acquirer: ledger file, shop, host, front end. Real randomness and the real clock enter here."""

import secrets
from datetime import date, datetime
from functools import partial
from pathlib import Path

from emulator.front_end import FrontEnd
from emulator.host import Host
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.shop.orders import load_shop
from protocol.security import PRACTICE_MASTER_KEY, seal_working_keys


def open_ledger(path: Path) -> SqliteLedger:
    """The ledger in `path`, its shop opened today if it is new. Raises LedgerError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ledger = SqliteLedger(path)
    ledger.open_shop(load_shop(), _local_now().date(), secrets.token_bytes)
    return ledger


def reset_ledger(ledger: SqliteLedger) -> None:
    """恢复练习数据: a new shop, dated from today, under a new ledger id."""
    ledger.reset(load_shop(), _local_now().date(), secrets.token_bytes)


def opened_on(path: Path) -> date:
    """The day the shop in this ledger opened. Raises LedgerError."""
    with SqliteLedger(path) as ledger:
        return ledger.identity().opened_on


def open_front_end(ledger: SqliteLedger) -> FrontEnd:
    """An acquirer on `ledger` under the published practice key."""
    seal = partial(seal_working_keys, PRACTICE_MASTER_KEY)
    return FrontEnd(Host(ledger, _local_now, secrets.token_bytes, seal), PRACTICE_MASTER_KEY)


def _local_now() -> datetime:
    """The shop's wall clock."""
    return datetime.now().astimezone()
