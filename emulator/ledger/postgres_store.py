"""The ledger in PostgreSQL, for many terminals and hosts on one shop. The one file that imports psycopg (3).

READ COMMITTED: two writers of one key meet in its UNIQUE constraint, two of one sale in its row lock and in the
conditional UPDATE. The rules: a connection that failed is dropped, and the next transaction makes a new one, never the
same transaction; what the failed one did is asked for again by its key. No call waits for ever: see the times below. No
error says a word of the URL's password.
"""

import re
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.conninfo import conninfo_to_dict

from emulator.ledger.connection import Row, StoreError
from emulator.ledger.contract import LedgerError
from emulator.ledger.migration import FIRST_ON_A_SERVER, SERVER_STEPS
from emulator.ledger.schema import POSTGRES, TABLES, VERSION, statements
from emulator.ledger.sql_store import SqlLedger

# fmt: off
CONNECT_TIMEOUT_S   = 5     # until a new connection can be used
STATEMENT_TIMEOUT_S = 10.0  # the server gives a statement up, or its waiting for a lock; a terminal waits for 60 s
PATIENCE            = 1.5   # times as long until we give up ourselves: the network hangs, or the server does
RETRY_S             = 1.0   # between two tries to connect, and as long as one took; calls between them fail at once
_IDLE_TIMEOUT_S     = 60    # a host that hangs inside a transaction must not hold the shop for ever
# fmt: on
_WRITTEN = re.compile(r"(?<=password=)[^&]*|(?<=:)[^:@/]*(?=@)")
_ALONE = 0x5455484C  # the advisory lock of those who write alone: "TUHL"
_TABLES_OF_2 = frozenset(TABLES) - {"outside"}
_Done = TypeVar("_Done")


class PostgresLedger(SqlLedger):
    """`contract.Ledger` on one connection to `url` (postgresql://…). Its tables are made in the schema that the
    connection names first, which must be empty or a ledger's.

    LedgerError: not reachable, a newer or foreign schema; from every method: gone, busy, timed out, and for a moment
    (RETRY_S) after a try to connect. The next call connects again. monotonic: seconds, for those moments.
    """

    def __init__(
        self,
        url: str,
        statement_timeout_s: float = STATEMENT_TIMEOUT_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        db = PostgresConnection(url, statement_timeout_s, monotonic)
        super().__init__(db)
        try:
            _prepare(db)
        except LedgerError:
            db.close()
            raise


class PostgresConnection:
    """`connection.Connection`, opened when it is first needed and again after a failure."""

    claims = True
    for_update, for_share = " FOR UPDATE", " FOR SHARE"

    def __init__(self, url: str, statement_timeout_s: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        parts = _read(url)
        self._wanted = _settings(parts, statement_timeout_s)
        self._secrets = _secrets(url, parts)
        self._timeout_s = statement_timeout_s
        self._monotonic = monotonic
        self._next_try_at = float("-inf")
        self._db: _Patient | None = None
        self._texts: dict[str, str] = {}
        self._closed = self._begun = False

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
        self._begin("BEGIN ISOLATION LEVEL READ COMMITTED")
        if alone:
            self.rows("SELECT pg_advisory_xact_lock(?)", (_ALONE,))

    def begin_reading(self) -> None:
        """See Connection."""
        self._begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def commit(self) -> None:
        """See Connection. A COMMIT after an error says ROLLBACK, which is an error here."""
        with self._translated():
            if self._run("COMMIT", ()).statusmessage != "COMMIT":
                raise StoreError("the transaction had failed before its end")
        self._begun = False

    def rollback(self) -> None:
        """See Connection."""
        self._begun = False
        if self._db is None:
            return
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

    def _begin(self, statement: str) -> None:
        self.change(statement)
        self._begun = True

    def _run(self, statement: str, values: Sequence[object]) -> psycopg.Cursor[Row]:
        return self._opened().execute(self._text(statement).encode(), values)

    def _text(self, statement: str) -> str:
        """The same statement with psycopg's own places for values; none of ours has a ? or % in its text."""
        text = self._texts.get(statement)
        if text is None:
            text = self._texts[statement] = statement.replace("?", "%s")
        return text

    def _opened(self) -> "_Patient":
        """Inside a transaction never another connection than the one that began it: COMMIT would do nothing there, and
        say that it did.
        """
        if self._closed:
            raise StoreError("the ledger is closed")
        if self._db is None:
            if self._begun:
                raise StoreError("the connection was lost inside this transaction: nothing of it is stored")
            self._db = self._connected()
        return self._db

    def _connected(self) -> "_Patient":
        """Raises psycopg.Error, or StoreError where the last try was a moment ago."""
        began = self._monotonic()
        if began < self._next_try_at:
            raise StoreError("no connection, and it is too early for the next try")
        try:
            db = _Patient.connect(autocommit=True, **self._wanted)
        finally:
            ended = self._monotonic()
            self._next_try_at = max(began + RETRY_S, ended + (ended - began))
        db.patience_s = self._timeout_s * PATIENCE
        return db

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
            raise StoreError(self._scrubbed(str(error).strip() or type(error).__name__)) from None

    def _scrubbed(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


class _Patient(psycopg.Connection[Row]):
    """A connection on which nothing is waited for longer than `patience_s`, whatever network and server do."""

    patience_s = STATEMENT_TIMEOUT_S * PATIENCE

    def wait(self, gen: Generator[Any, Any, _Done], *args: Any, **options: Any) -> _Done:
        """As psycopg's, which looks up every 0.1 s. OperationalError, and a connection that is broken: no answer."""
        return super().wait(self._bounded(gen), *args, **options)

    def _bounded(self, gen: Generator[Any, Any, _Done]) -> Generator[Any, Any, _Done]:
        until = time.monotonic() + self.patience_s
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                if not ready and time.monotonic() > until:
                    self.pgconn.finish()
                    raise psycopg.OperationalError(f"timeout: no answer for {self.patience_s:g} s")
                wanted = gen.send(ready)
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]


def _read(url: str) -> dict[str, Any]:
    """The parts of a URL. LedgerError, which repeats nothing of it: it can't be read, or is read otherwise than whoever
    wrote a password with an @ or / in it has meant.
    """
    try:
        parts = conninfo_to_dict(url)
    except (psycopg.Error, UnicodeError):
        parts = {}
    places = [str(parts.get(name, "")) for name in ("host", "port", "dbname")]
    if not parts or "\0" in url or any("@" in place[1:] for place in places):  # @name: an abstract socket
        raise LedgerError("not a usable PostgreSQL URL (of a password @ is written %40, / %2F, % %25)")
    return parts


def _secrets(url: str, parts: dict[str, Any]) -> list[str]:
    """What no error may say: passwords, as they are and as the URL writes them; the longest first."""
    said = [str(value) for name, value in parts.items() if name in ("password", "sslpassword")]
    return sorted(filter(None, {*said, *_WRITTEN.findall(url)}), key=len, reverse=True)


def _settings(parts: dict[str, Any], timeout_s: float) -> dict[str, Any]:
    """What a connection is made with; what the URL says of the same counts."""
    milliseconds = int(timeout_s * 1000)
    settings = {
        "statement_timeout": milliseconds,
        "lock_timeout": milliseconds,
        "idle_in_transaction_session_timeout": _IDLE_TIMEOUT_S * 1000,
        "client_min_messages": "warning",
    }
    wanted: dict[str, Any] = {"connect_timeout": CONNECT_TIMEOUT_S, "tcp_user_timeout": milliseconds}
    wanted |= parts
    options = (f"-c {name}={value}" for name, value in settings.items())
    wanted["options"] = " ".join((*options, wanted.get("options") or ""))
    return wanted


def _prepare(db: PostgresConnection) -> None:
    """Make the tables of an empty schema, or take an older ledger's forward; LedgerError for one that is not ours, or
    newer.
    """
    db.begin(alone=True)
    try:
        version = _version(db)
        if not version:
            db.change("CREATE TABLE ledger_version (version INTEGER NOT NULL)")
            db.change("INSERT INTO ledger_version VALUES (?)", (VERSION,))
        steps = SERVER_STEPS[version - FIRST_ON_A_SERVER :] if version else (statements(POSTGRES),)
        for statement in (statement for step in steps for statement in step):
            db.change(statement)
        if steps:
            db.change("UPDATE ledger_version SET version = ?", (VERSION,))
        db.commit()
    except LedgerError:
        db.rollback()
        raise


def _version(db: PostgresConnection) -> int:
    """Of the ledger whose tables stand here; 0 for an empty schema."""
    found = {name for (name,) in db.rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")}
    if "ledger_version" not in found:
        if found:
            raise LedgerError("the schema holds other tables; an empty one is wanted (left unchanged)")
        return 0
    ((version,),) = db.rows("SELECT version FROM ledger_version")
    whole = _TABLES_OF_2 | ({"outside"} if version > FIRST_ON_A_SERVER else set())
    if not FIRST_ON_A_SERVER <= version <= VERSION or not whole <= found:
        raise LedgerError(f"the schema was made by another version (ledger {version}, known up to {VERSION})")
    return int(version)
