"""The SQLite file of the ledger: opening it so that a commit is durable, and one connection on it. No rules here.

The rules: a file is looked at before it is touched, and a newer or foreign one is left unchanged; nothing is written to
a file that is not at its place any more, nor after SQLite has undone a transaction by itself.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from emulator.ledger.connection import Row, StoreError
from emulator.ledger.contract import LedgerError
from emulator.ledger.migration import STEPS
from emulator.ledger.schema import SQLITE, VERSION, statements

APPLICATION_ID = 0x5455484C  # "TUHL"
MEMORY = ":memory:"
BUSY_TIMEOUT_S = 5.0  # another process holds the write lock for milliseconds; a terminal waits for 60 s
_WAL_TRIES = 8  # once, for each process that happens to open a file in the moment of its birth


class SqliteConnection:
    """`connection.Connection` on a file. Whoever writes holds the one lock of the file: rows need none of their own."""

    claims = False
    for_update = for_share = ""

    def __init__(self, path: Path | str, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        self._db = connect(path, busy_timeout_s)
        self._cursor = self._db.cursor()  # a new one for each statement costs as much as a small statement
        self._path = os.path.abspath(path)
        self._log_path = os.path.realpath(path) + "-wal"
        self._file = _file_at(self._path)
        self._log: tuple[int, int] | None = None
        self._begun = False

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """See Connection."""
        try:
            if self._begun and not self._db.in_transaction:
                raise _undone()
            return self._cursor.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise StoreError(str(error)) from error

    def change(self, statement: str, values: Sequence[object] = ()) -> int:
        """See Connection."""
        try:
            if self._begun and not self._db.in_transaction:
                raise _undone()
            return self._cursor.execute(statement, values).rowcount
        except sqlite3.Error as error:
            raise StoreError(str(error)) from error

    def change_many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """See Connection."""
        with _translated():
            if self._begun and not self._db.in_transaction:
                raise _undone()
            self._cursor.executemany(statement, rows)

    def begin(self, *, alone: bool) -> None:
        """Takes the write lock, so that every writer is alone."""
        self.change("BEGIN IMMEDIATE")
        self._begun = True
        self._require_file()

    def begin_reading(self) -> None:
        """See Connection."""
        self._require_file()
        self.change("BEGIN")
        self._begun = True

    def commit(self) -> None:
        """See Connection."""
        with _translated():
            if self._begun and not self._db.in_transaction:
                raise _undone()
            self._db.commit()
        self._begun = False

    def rollback(self) -> None:
        """See Connection."""
        self._begun = False
        try:
            self._db.rollback()
        except sqlite3.Error:
            self._db.close()  # what can't even be rolled back is never written to again

    def empty(self, tables: Sequence[str]) -> None:
        """See Connection."""
        for table in tables:
            self.change(f"DELETE FROM {table}")  # noqa: S608 - a name of our own

    def close(self) -> None:
        """See Connection."""
        self._db.close()

    def _require_file(self) -> None:
        """SQLite would go on with a file that has no name any more, and all that it says would be lost; its log (-wal)
        is made at the first transaction, and holds what is not in the file yet.
        """
        log = _file_at(self._log_path)
        self._log = self._log or log
        if (_file_at(self._path), log) != (self._file, self._log):
            raise StoreError(f"{self._path}: the file was moved, removed or replaced while in use; put it back")


def connect(path: Path | str, busy_timeout_s: float = BUSY_TIMEOUT_S) -> sqlite3.Connection:
    """Open or make the ledger file (":memory:" for none). LedgerError: newer, foreign, unreadable or locked file.

    synchronous=EXTRA stands before journal_mode=WAL: set the other way round, a power cut after the file's birth can
    bring its rollback journal back and undo everything (measured with a power-loss file system).
    """
    name = str(path)
    try:
        if name != MEMORY:
            _make_private(Path(path))
        db = sqlite3.connect(name, timeout=busy_timeout_s, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise LedgerError(f"{name}: {error}") from error
    try:
        _prepare(db, name)
    except sqlite3.Error as error:
        db.close()
        raise LedgerError(f"{name}: {error}") from error
    except LedgerError:
        db.close()
        raise
    return db


def _file_at(path: str) -> tuple[int, int] | None:
    """Which file it is; None where there is none, and for MEMORY."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _make_private(path: Path) -> None:
    """Make an empty file only its owner may read, and its directory entry durable."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _prepare(db: sqlite3.Connection, name: str) -> None:
    with db:
        db.execute("BEGIN")  # one view of the file: another process may be making it at this moment
        version = _version(db, name)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA synchronous = EXTRA")
    db.execute("PRAGMA fullfsync = ON")  # macOS: fsync alone does not reach the disk
    if version != VERSION:
        with db:
            db.execute("BEGIN EXCLUSIVE")
            _bring_up(db, _version(db, name))  # another process may have been first
    _write_ahead(db)


def _bring_up(db: sqlite3.Connection, version: int) -> None:
    """Make the tables of an empty file, or take an older file forward, inside a transaction of the caller."""
    steps = STEPS[version - 1 :] if version else (statements(SQLITE),)
    for statement in (statement for step in steps for statement in step):
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {VERSION}")


def _write_ahead(db: sqlite3.Connection) -> None:
    """Switch to WAL. SQLite does not wait for other connections here, so that we wait for our turn ourselves."""
    for _ in range(_WAL_TRIES):
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            with db:
                db.execute("BEGIN EXCLUSIVE")  # waits, up to the busy timeout
        else:
            return
    db.execute("PRAGMA journal_mode = WAL")


def _version(db: sqlite3.Connection, name: str) -> int:
    """0 for an empty file, else its version; LedgerError for what is not ours or newer."""
    application: int = db.execute("PRAGMA application_id").fetchone()[0]
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    tables: int = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if (application, version, tables) == (0, 0, 0):
        return 0
    if application != APPLICATION_ID:
        raise LedgerError(f"{name}: not a ledger of this program; left unchanged")
    if version > VERSION:
        raise LedgerError(f"{name}: written by a newer version (ledger {version}, known up to {VERSION})")
    return version


def _undone() -> StoreError:
    """After a full disk or an error of it SQLite has undone the transaction: what follows would be stored alone."""
    return StoreError("the transaction was undone by an earlier error")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(str(error)) from error
