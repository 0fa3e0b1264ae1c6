"""Composes the practice acquirer: ledger, shop, host, front end, play. Real randomness and the clock enter here."""

import secrets
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from emulator.forge import Forge
from emulator.front_end import OURS, FrontEnd
from emulator.host import Host
from emulator.host.moments import MAX_NUMBER, NEARLY_FULL, WholeSeconds
from emulator.host.rules import STANDARD_POLICY, HostPolicy
from emulator.ledger.contract import Ledger, LedgerError
from emulator.ledger.memory import MemoryLedger
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.play import Play
from emulator.registry import PRACTICE, Registry
from emulator.shop.orders import load_shop
from protocol.dialects.unionpay.profiles import Profile
from protocol.session import Framing
from protocol.transactions import Original

POSTGRES_SCHEMES = ("postgresql://", "postgres://")
SERVING_TIMEOUT_S = 3.0
"""For a statement in PostgreSQL, and half as much again where it hangs: all lines of a host wait meanwhile."""
MEMORY = "memory:"
"""A ledger that keeps nothing."""

_local_now = WholeSeconds(time.time, lambda second: datetime.fromtimestamp(second).astimezone()).now
"""The shop's wall clock."""


def open_ledger(where: Path | str) -> Ledger:
    """The ledger in a file, in the data base of a postgresql:// URL, or in MEMORY; its shop is opened now if it is new.
    A line on stderr where its numbers soon end.

    Raises LedgerError, also where psycopg is not installed.
    """
    ledger = _open_store(where)
    try:
        ledger.open_shop(load_shop(), _local_now(), secrets.token_bytes)
        _warn_of_its_end(ledger.last_number())
    except LedgerError:
        ledger.close()
        raise
    return ledger


def _warn_of_its_end(number: int) -> None:
    if number >= NEARLY_FULL and sys.stderr:
        print(
            f"ledger: {number} of {MAX_NUMBER} numbers are used; then whatever is new is answered 96", file=sys.stderr
        )


def reset_ledger(ledger: Ledger) -> None:
    """恢复练习数据: a new shop, dated back from now, under a new ledger id."""
    ledger.reset(load_shop(), _local_now(), secrets.token_bytes)


def order_in(path: Path, order_no: str) -> Original | None:
    """An order of the shop in this ledger, None where there is none. Raises LedgerError."""
    with open_ledger(path) as ledger:
        return ledger.original_by_order(ledger.identity().merchant_no, order_no)


def open_host(ledger: Ledger, registry: Registry = PRACTICE, policy: HostPolicy = STANDARD_POLICY) -> Host:
    """An acquirer on `ledger`. registry: whom it serves, under which keys; without it practice terminals, under the
    published one.
    """
    return Host(ledger, _local_now, secrets.token_bytes, registry, policy)


def open_front_end(
    ledger: Ledger, profile: Profile = OURS, registry: Registry = PRACTICE, policy: HostPolicy = STANDARD_POLICY
) -> FrontEnd:
    """Such a host behind a line. profile: how its messages are written, and what it declares. Where they have nothing
    of our own, refunds need no epoch.
    """
    asks = policy if profile.own_parts else replace(policy, epochs_unsaid=True)
    return FrontEnd(open_host(ledger, registry, asks), profile)


def open_play(front_end: FrontEnd, framing: Framing, profile: Profile = OURS, seed: int = 0) -> Play:
    """What may go wrong on lines to this front end. seed: of all its chance."""
    return Play(framing, Forge(front_end.mac_key, _local_now, profile), seed)


def _open_store(where: Path | str) -> Ledger:
    if isinstance(where, str) and where.startswith(POSTGRES_SCHEMES):
        try:
            from emulator.ledger.postgres_store import PostgresLedger
        except ImportError as error:
            raise LedgerError("PostgreSQL needs psycopg: install tuihuo[postgres]") from error
        return PostgresLedger(where, SERVING_TIMEOUT_S)
    if where == MEMORY:
        return MemoryLedger()
    if isinstance(where, str) and "://" in where:
        raise LedgerError(f"{where.partition('://')[0]}://: a file, postgresql://… or {MEMORY} is expected")
    if isinstance(where, str) and ("@" in where or "password=" in where):
        raise LedgerError("a file's name with an @ or a password in it: a URL begins with postgresql://")
    path = Path(where)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(f"{path.parent}: {error.strerror}") from None
    return SqliteLedger(path)
