"""Transactions on a connection: one for each write, savepoints inside a group, and one view for several reads.

The rule: after a failure of the store itself nothing more is done in a group, and its end says so; what a caller's own
error interrupts is undone alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from emulator.ledger.connection import Connection, StoreError
from emulator.ledger.records import card_hasher
from emulator.ledger.sql_books import SqlBooks


class SqlSession(SqlBooks):
    """The transactions of `contract.Ledger`, and its reading outside of an apply."""

    def __init__(self, db: Connection) -> None:
        super().__init__(db, locked=False)
        self._grouped = self._spoilt = False
        self._secret, self._hashed = b"", card_hasher(b"")
        self._secret_asked = False  # in this group

    def close(self) -> None:
        """See contract."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def group(self) -> Iterator[None]:
        """See contract."""
        if self._grouped:
            with self._savepoint():
                yield
            return
        try:
            self._db.begin(alone=True)
            self._grouped, self._spoilt, self._secret_asked = True, False, False
            yield
            if self._spoilt:
                raise StoreError("an earlier error spoilt this group: nothing of it is stored")
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise
        finally:
            self._grouped = False

    @contextmanager
    def _writing(self, *, alone: bool = False) -> Iterator[None]:
        if self._grouped:
            with self._savepoint():
                yield
            return
        try:
            self._db.begin(alone=alone)
            yield
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise

    @contextmanager
    def _savepoint(self) -> Iterator[None]:
        """Inside a group."""
        self._require_unspoilt()
        try:
            self._db.change("SAVEPOINT one")
            try:
                yield
            except StoreError:
                raise
            except BaseException:
                self._db.change("ROLLBACK TO SAVEPOINT one")
                self._db.change("RELEASE SAVEPOINT one")
                raise
            self._db.change("RELEASE SAVEPOINT one")
        except StoreError:
            self._spoilt = True
            raise

    def _require_unspoilt(self) -> None:
        """After a failure of the store itself nothing more is done in a group."""
        if self._spoilt:
            raise StoreError("an earlier error spoilt this group")

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """One consistent view of several SELECTs; inside a group, the group's own."""
        if self._grouped:
            yield
            return
        self._db.begin_reading()
        try:
            yield
        finally:
            self._db.rollback()
