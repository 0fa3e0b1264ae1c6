"""The port between the SQL store and a data base: a handful of calls that two adapters answer. No SQL here.

The rule: whatever a data base raises becomes StoreError here; statements are written with ? for their values.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from emulator.ledger.contract import LedgerError

Row = tuple[Any, ...]


class StoreError(LedgerError):
    """The data base itself failed: what the transaction under way has done is lost, or not known."""


class Connection(Protocol):
    """One connection, outside of a transaction until `begin`. Every call may raise StoreError."""

    claims: bool
    """Whether others may write at the same time, so that a key is claimed before it is judged."""
    for_update: str
    """What a SELECT ends with so that its rows stay as they are until the commit; "" where one lock holds all."""
    for_share: str
    """The same against changes alone."""

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """Run a statement that says rows."""

    def change(self, statement: str, values: Sequence[object] = ()) -> int:
        """Run a statement; how many rows it changed."""

    def change_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Run it once for each row of values."""

    def begin(self, *, alone: bool) -> None:
        """Begin to write; `rollback` where it raises. alone: no other that says so runs at the same time."""

    def begin_reading(self) -> None:
        """Begin one consistent view."""

    def commit(self) -> None:
        """Durable when it returns; when it raises, what was stored is unknown until read again."""

    def rollback(self) -> None:
        """Undo the transaction under way, if there is one. Raises nothing."""

    def empty(self, tables: Sequence[str]) -> None:
        """Delete every row and count from 1 again. Tables that refer to others come first."""

    def close(self) -> None:
        """Raises nothing."""
