"""One SQLite file held for life: its lock, its rights, how it is opened, and that it is still the same. No tables here.

`synchronous=EXTRA` is set before `journal_mode=WAL` (notes on power loss: the other order can lose everything), and
`locking_mode=EXCLUSIVE` before both, so that also a program that knows no lock file is kept out. The rule: what is open
is ours alone, or it is not opened.
"""

import os
import sqlite3
import sys
from contextlib import ExitStack, closing
from pathlib import Path

from terminal.records.filelock import FileLock
from terminal.records.own_file import close_folder, identity, require_own
from terminal.records.whole_file import sync_folder

LOG = "-wal"
"""Ending of SQLite's log: what is in it is not in the file yet."""


class MovedError(Exception):
    """The file has been moved, removed or replaced under us: what we write would be nobody's."""


class HeldFile:
    """Open from when it is made until `close`. Raises LockHeldError, ExposedError, OSError, sqlite3.DatabaseError."""

    def __init__(self, path: Path) -> None:
        self._path, self._log_path = str(path), str(log_of(path))
        with ExitStack() as opened:
            close_folder(path.parent)
            lock = FileLock(path.with_suffix(".lock"))
            opened.callback(lock.release)
            for file in (path, log_of(path)):
                require_own(file)
            self.db = opened.enter_context(closing(_connect(path)))
            self._file, self._log = identity(self._path), identity(self._log_path)
            self.close = opened.pop_all().close

    def require_same(self) -> None:
        """SQLite would go on with a file that has no name any more, and all that it says would be lost; its log is made
        at the first transaction. Raises MovedError.
        """
        log = identity(self._log_path)
        self._log = self._log or log
        if (identity(self._path), log) != (self._file, self._log):
            raise MovedError(f"{self._path}: the file was moved, removed or replaced while in use")


def log_of(path: Path) -> Path:
    """The file's log."""
    return path.with_name(path.name + LOG)


def _connect(path: Path) -> sqlite3.Connection:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        pass
    db = sqlite3.connect(path, isolation_level=None, timeout=1.0)
    try:
        set_pragmas(db)
        sync_folder(path.parent)  # also where a kill came between the file's birth and this
    except (sqlite3.DatabaseError, OSError):
        db.close()
        raise
    return db


def set_pragmas(db: sqlite3.Connection) -> None:
    """Before anything is read: in this order, and none left out. The empty transaction has SQLite make its log now, so
    that the folder's sync behind this makes its name durable too: not every build of SQLite does that itself.
    """
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("PRAGMA synchronous = EXTRA")
    if sys.platform == "darwin":
        db.execute("PRAGMA fullfsync = 1")
        db.execute("PRAGMA checkpoint_fullfsync = 1")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("BEGIN IMMEDIATE")
    db.execute("ROLLBACK")


def copy_whole(db: sqlite3.Connection, to: Path) -> None:
    """What is open, in a file of that name, which is there whole or not at all."""
    half = to.with_name(to.name + ".part")
    half.unlink(missing_ok=True)
    os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    copy = sqlite3.connect(half)
    try:
        db.backup(copy)
    finally:
        copy.close()
    half.replace(to)
