"""A journal's store in one SQLite file (terminal.records.format) that is held for life (sqlite_file.py), and what lies
beside it (side_files.py). No chain and no record here.

The rule: every error of the file or of SQLite leaves as a JournalError.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from terminal.records.filelock import LockHeldError
from terminal.records.format import APPLICATION_ID, COLUMNS, VERSION, bring_forward, create, kept_name
from terminal.records.ground import SYSTEM, Ground
from terminal.records.own_file import ExposedError
from terminal.records.sqlite_file import MovedError
from terminal.records.store import JournalError, Row

_INSERT = f"INSERT INTO event VALUES ({','.join('?' * (len(COLUMNS) + 2))})"  # noqa: S608 - constants
_UPDATE = "UPDATE fact SET value = ? WHERE name = ?"
_CHAIN = f"SELECT {', '.join(COLUMNS)}, previous, hash FROM event WHERE seq >= ? ORDER BY seq LIMIT ?"  # noqa: S608
_LOWEST, _PORTION = -(2**63), 1000
_EVENTS = "SELECT seq, at, kind, subject, operator_no, body FROM event ORDER BY seq"
_ABOUT = "SELECT seq, at, kind, subject, operator_no, body FROM event WHERE subject = ? ORDER BY seq"
_OF_KIND = "SELECT seq, at, kind, subject, operator_no, body FROM event WHERE kind > ? AND kind < ? ORDER BY seq"
_SUBJECTS = "SELECT DISTINCT subject FROM event WHERE kind = ?"
_OPENING = {
    sqlite3.SQLITE_BUSY: "journal_held",
    sqlite3.SQLITE_FULL: "journal_write",
    sqlite3.SQLITE_IOERR: "journal_write",
    sqlite3.SQLITE_READONLY: "journal_write",
    sqlite3.SQLITE_CANTOPEN: "journal_write",
}
_PRESENT = (
    "SELECT subject, body FROM event WHERE seq IN "
    "(SELECT max(seq) FROM event WHERE kind > ? AND kind < ? GROUP BY subject) ORDER BY seq"
)
_OF_CASES = (
    "SELECT seq, at, kind, subject, operator_no, body FROM event WHERE seq > ? AND (kind > 'case.' AND kind < 'case/' "
    "OR kind > 'refund.' AND kind < 'refund/' AND coalesce(json_extract(body, '$.case_no'), '') <> '') ORDER BY seq"
)
_ANY_CASE = "SELECT 1 FROM event WHERE kind > 'case.' AND kind < 'case/' LIMIT 1"
_MARK = "SELECT seq, hash FROM event WHERE kind = ? AND subject = ? ORDER BY seq DESC LIMIT 1"


class SqliteStore:
    """Implements terminal.records.store.Store; made when it is opened. called: what errors call the file, where it is
    a copy of another. version: of the file, once `is_new` was asked. JournalError journal_held, journal_exposed,
    journal_write, journal_damaged.
    """

    def __init__(self, path: Path, ground: Ground = SYSTEM, called: Path | None = None) -> None:
        self._path, self._name, self._ground = path, called or path, ground
        self.version = 0
        with self._opening():
            self._held = ground.hold(path)
        self.db, self._now = self._held.db, ground.now_line(path)

    def close(self) -> None:
        """See Store."""
        self._now.close()
        self._held.close()

    def is_new(self) -> bool:
        """See Store."""
        with self._opening():
            (self.version,) = self.db.execute("PRAGMA user_version").fetchone()
            (application,) = self.db.execute("PRAGMA application_id").fetchone()
        if self.version == 0 and application == 0:
            return True
        if application != APPLICATION_ID:
            raise JournalError("journal_damaged", f"{self._name}: not a journal")
        if self.version > VERSION:
            raise JournalError("journal_newer", f"{self._name}: version {self.version}, this program knows {VERSION}")
        return False

    def create(self, facts: Mapping[str, str]) -> None:
        """See Store."""
        with self._opening():
            create(self.db, dict(facts))
            self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._ground.sync_folder(self._path.parent)
        self.version = VERSION

    def bring_forward(self) -> None:
        """See Store."""
        if 0 < self.version < VERSION:
            with self._opening():
                kept = kept_name(self._path, self.version)
                bring_forward(self.db, self.version, lambda db: self._ground.copy(db, kept))
                self._ground.sync_folder(self._path.parent)

    def facts(self) -> dict[str, str]:
        """See Store."""
        return {str(name): value for name, value in self._read("SELECT name, value FROM fact")}

    def write(self, rows: Sequence[Row], facts: Mapping[str, str], *, spend: bool = True) -> None:
        """See Store. A full disk is tried once more, in the room that was kept for it: SQLite has undone the first."""
        try:
            self._held.require_same()
            try:
                self._commit(rows, facts)
            except sqlite3.OperationalError as error:
                if _code(error) != sqlite3.SQLITE_FULL or not self._ground.reserve_stands(self._path):
                    raise
                if not spend:
                    raise JournalError("journal_full", f"{self._name}: {error}") from None
                self._ground.spend_reserve(self._path)
                self._commit(rows, facts)
        except (sqlite3.DatabaseError, MovedError) as error:
            raise JournalError("journal_write", f"{self._name}: {error}") from None

    def _commit(self, rows: Sequence[Row], facts: Mapping[str, str]) -> None:
        try:
            self.db.execute("BEGIN IMMEDIATE")
            self.db.executemany(_INSERT, rows)
            self.db.executemany(_UPDATE, [(value, name) for name, value in facts.items()])
            self.db.execute("COMMIT")
        except sqlite3.DatabaseError:
            with suppress(sqlite3.DatabaseError):
                self.db.execute("ROLLBACK")
            raise

    def keep_room(self) -> None:
        """See Store."""
        try:
            if not self._ground.reserve_stands(self._path):
                self._ground.make_reserve(self._path)
        except OSError as error:
            raise JournalError("journal_full", f"{self._name}: {error.strerror}") from None

    def anchor(self) -> str:
        """See Store."""
        try:
            return self._ground.last_head(self._path)
        except (OSError, ValueError) as error:
            raise JournalError("journal_damaged", f"{self._name}: {error}") from None

    def follow(self, text: str) -> None:
        """See Store."""
        self._now.write(text)

    def set_anchor(self, text: str) -> None:
        """See Store."""
        try:
            self._ground.write_head(self._path, text)
        except OSError as error:
            raise JournalError("journal_write", f"{self._name}: {error.strerror}") from None

    def chain(self) -> Iterator[Row]:
        """See Store. SQLite's own check comes first: an index that lost an entry hides a refund, and no row is
        changed by it.
        """
        whole = self._read("PRAGMA integrity_check(1)")
        if whole != [("ok",)]:
            raise JournalError("journal_damaged", f"{self._name}: {whole[0][0]}")
        yield from self.rows()

    def rows(self) -> Iterator[Row]:
        """Every event, in order, as far as the file can be read."""
        begin = _LOWEST
        while rows := self._read(_CHAIN, begin, _PORTION):  # years of events need not be in memory at once
            yield from rows
            begin = rows[-1][0] + 1

    def events(self, subject: str = "") -> list[Row]:
        """See Store."""
        return self._read(_ABOUT, subject) if subject else self._read(_EVENTS)

    def of_kind(self, word: str) -> list[Row]:
        """See Store."""
        return self._read(_OF_KIND, *_within(word))

    def subjects(self, kind: str) -> list[str]:
        """See Store."""
        return [subject for (subject,) in self._read(_SUBJECTS, kind)]

    def present(self, word: str) -> list[tuple[str, str]]:
        """See Store."""
        return self._read(_PRESENT, *_within(word))

    def of_cases(self, behind: int) -> list[Row]:
        """See Store."""
        return self._read(_OF_CASES, behind)

    def has_cases(self) -> bool:
        """See Store."""
        return bool(self._read(_ANY_CASE))

    def mark(self, kind: str, subject: str) -> tuple[int, str] | None:
        """See Store."""
        rows = self._read(_MARK, kind, subject)
        return rows[0] if rows else None

    def _read(self, question: str, *values: str | int) -> list[Any]:
        try:
            return self.db.execute(question, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise JournalError("journal_damaged", f"{self._name}: {error}") from None

    @contextmanager
    def _opening(self) -> Iterator[None]:
        """Why a journal can't be opened, or born."""
        try:
            yield
        except LockHeldError as error:
            raise JournalError("journal_held", str(error)) from None
        except ExposedError as error:
            raise JournalError("journal_exposed", str(error)) from None
        except OSError as error:
            raise JournalError("journal_write", f"{self._name}: {error.strerror}") from None
        except sqlite3.DatabaseError as error:
            raise JournalError(_word(error), f"{self._name}: {error}") from None


def _within(word: str) -> tuple[str, str]:
    """Between which kinds those lie that begin with `word` and a dot; "/" stands behind "." among characters."""
    return f"{word}.", f"{word}/"


def _word(error: sqlite3.DatabaseError) -> str:
    """Why a journal can't be opened."""
    return _OPENING.get(_code(error), "journal_damaged")


def _code(error: sqlite3.DatabaseError) -> int:
    """SQLite's primary result code."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
