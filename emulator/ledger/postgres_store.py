"""The ledger in PostgreSQL, for many terminals and hosts on one shop. The one file that imports psycopg (3).

READ COMMITTED: two writers of one key meet in its UNIQUE constraint, two of one sale in its row lock and in the
conditional UPDATE. The rule: a connection that failed is dropped, and the next transaction makes a new one; what the
failed one did is asked for again by its key.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from emulator.ledger.connection import Row, StoreError
from emulator.ledger.contract import LedgerError
from emulator.ledger.schema import POSTGRES, TABLES, VERSION, statements
from emulator.ledger.sql_store import SqlLedger

CONNECT_TIMEOUT_S = 5
STATEMENT_TIMEOUT_S = 10.0  # also of waiting for a lock; a terminal waits for 60 s
_IDLE_TIMEOUT_S = 60  # a host that hangs inside a transaction must not hold the shop for ever
_ALONE = 0x5455484C  # the advisory lock of those who write alone: "TUHL"


class PostgresLedger(SqlLedger):
    """`contract.Ledger` on one connection to `url` (postgresql://…). Its tables are made in the schema that the
    connection names first, which must be empty or a ledger's.

    LedgerError: not reachable, a newer or foreign schema; from every method: gone, busy, timed out.
    """

    def __init__(self, url: str, statement_timeout_s: float = STATEMENT_TIMEOUT_S) -> None:
        db = PostgresConnection(url, statement_timeout_s)
        super().__init__(db)
        try:
            _prepare(db)
        except LedgerError:
            db.close()
            raise


class PostgresConnection:
    """`connection.Connection`, opened when it is first needed and again after a failure."""

    for_update, for_share = " FOR UPDATE", " FOR SHARE"

    def __init__(self, url: str, statement_timeout_s: float) -> None:
        self._url = url
        self._milliseconds = int(statement_timeout_s * 1000)
        self._db: psycopg.Connection[Row] | None = None
        self._texts: dict[str, str] = {}
        self._closed = False

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """See Connection."""
        with self._translated():
            return self._run(statement, values).fetchall()

    def change(self, statement: str, values: Sequence[object] = ()) -> int:
        """See Connection."""
        with self._translated():
            return self._run(statement, values).rowcount

    def change_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """See Connection."""
        with self._translated(), self._opened().cursor() as cursor:
            cursor.executemany(self._text(statement).encode(), rows)

    def begin(self, *, alone: bool) -> None:
        """See Connection."""
        self.change("BEGIN")
        if alone:
            self.rows("SELECT pg_advisory_xact_lock(?)", (_ALONE,))

    def begin_reading(self) -> None:
        """See Connection."""
        self.change("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def commit(self) -> None:
        """See Connection. A COMMIT after an error says ROLLBACK, which is an error here."""
        with self._translated():
            if self._run("COMMIT", ()).statusmessage != "COMMIT":
                raise StoreError("the transaction had failed before its end")

    def rollback(self) -> None:
        """See Connection."""
        try:
            self.change("ROLLBACK")
        except StoreError:
            self._drop()

    def empty(self, tables: Sequence[str]) -> None:
        """See Connection."""
        self.change(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY")

    def close(self) -> None:
        """See Connection."""
        self._drop()
        self._closed = True

    def _run(self, statement: str, values: Sequence[object]) -> psycopg.Cursor[Row]:
        return self._opened().execute(self._text(statement).encode(), values)

    def _text(self, statement: str) -> str:
        """The same statement with psycopg's own places for values; none of ours has a ? or % in its text."""
        text = self._texts.get(statement)
        if text is None:
            text = self._texts[statement] = statement.replace("?", "%s")
        return text

    def _opened(self) -> "psycopg.Connection[Row]":
        if self._closed:
            raise StoreError("the ledger is closed")
        if self._db is None:
            settings = {
                "statement_timeout": self._milliseconds,
                "lock_timeout": self._milliseconds,
                "idle_in_transaction_session_timeout": _IDLE_TIMEOUT_S * 1000,
                "client_min_messages": "warning",
            }
            wanted: dict[str, Any] = {"connect_timeout": CONNECT_TIMEOUT_S, "tcp_user_timeout": self._milliseconds}
            wanted |= conninfo_to_dict(self._url)
            options = (f"-c {name}={value}" for name, value in settings.items())
            wanted["options"] = " ".join((*options, wanted.get("options") or ""))
            self._db = psycopg.connect(autocommit=True, **wanted)
        return self._db

    def _drop(self) -> None:
        if self._db is not None:
            self._db.close()
        self._db = None

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            if self._db is not None and self._db.broken:
                self._drop()
            raise StoreError(str(error).strip() or type(error).__name__) from error


def _prepare(db: PostgresConnection) -> None:
    """Make the tables of an empty schema; LedgerError for one that is not ours, or newer."""
    db.begin(alone=True)
    try:
        if not _is_ledger(db):
            db.change("CREATE TABLE ledger_version (version INTEGER NOT NULL)")
            db.change("INSERT INTO ledger_version VALUES (?)", (VERSION,))
            for statement in statements(POSTGRES):
                db.change(statement)
        db.commit()
    except LedgerError:
        db.rollback()
        raise


def _is_ledger(db: PostgresConnection) -> bool:
    """Whether our tables stand here; False for an empty schema."""
    found = {name for (name,) in db.rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")}
    if "ledger_version" not in found:
        if found:
            raise LedgerError("the schema holds other tables; an empty one is wanted (left unchanged)")
        return False
    ((version,),) = db.rows("SELECT version FROM ledger_version")
    if version != VERSION or not set(TABLES) <= found:
        raise LedgerError(f"the schema was made by another version (ledger {version}, known up to {VERSION})")
    return True
