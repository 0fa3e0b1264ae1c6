"""SQLite itself on a disk that loses power: a file system for it (VFS), and connections that look as sqlite3's do.

What SQLite's own file system for POSIX syncs, this one does: the folder behind a deletion that asks for it, when a new
rollback journal is synced first and, where the disk says so, a new log. The rule: SQL, pragmas and their order are
the caller's; nothing is decided here.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from errno import ENOSPC
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary, WeakValueDictionary

import apsw

from terminal.simulation.power_loss import Disk, File, FullError
from terminal.simulation.world import PowerCut

_NAME = "tuihuo-power-loss"
_JOURNALS = apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_SUPER_JOURNAL
"""Files whose birth SQLite makes durable with their first sync, as it does a log's; the database's it leaves to us."""
Value = str | int | bytes | None


class Refused(apsw.Error):
    """A call that a disk does not do. code: SQLite's extended result code."""

    def __init__(self, code: int, said: str = "") -> None:
        super().__init__(said or apsw.mapping_extended_result_codes.get(code, str(code)))
        self.result, self.extendedresult = code & 0xFF, code


class _Files(apsw.VFS):
    """One for all disks of a process: a name begins with its disk's number."""

    def __init__(self) -> None:
        super().__init__(_NAME, base="")
        self.disks: WeakValueDictionary[int, Disk] = WeakValueDictionary()
        self._numbers: WeakKeyDictionary[Disk, int] = WeakKeyDictionary()
        self._free = count(1)

    def number(self, disk: Disk) -> int:
        """Its own for ever: a connection that is forgotten must never close another disk's files."""
        number = self._numbers.get(disk)
        if number is None:
            self._numbers[disk] = number = next(self._free)
            self.disks[number] = disk
        return number

    def place(self, name: Any) -> tuple[Disk, str]:
        """The disk, and the name on it."""
        text = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        number, _, rest = text.lstrip("/").partition("/")
        return self.disks[int(number)], rest

    def xFullPathname(self, name: str) -> str:  # noqa: N802 - SQLite's
        return name

    def xAccess(self, pathname: str, flags: int) -> bool:  # noqa: N802
        disk, name = self.place(pathname)
        return disk.find(name) is not None

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        disk, name = self.place(filename)
        if disk.find(name) is None:
            raise Refused(apsw.SQLITE_IOERR_DELETE_NOENT)
        with suppress(PowerCut):  # SQLite passes over a log that it can't delete; whoever asked it will hear
            _refused(apsw.SQLITE_IOERR_DELETE, disk.delete, name)
            if syncdir:
                _refused(apsw.SQLITE_IOERR_DIR_FSYNC, disk.sync_folder)

    def xOpen(self, name: Any, flags: list[int]) -> "_Open":  # type: ignore[override]  # noqa: N802
        disk, place = self.place(name)
        file = disk.find(place)
        new = file is None
        if file is None:
            if not flags[0] & apsw.SQLITE_OPEN_CREATE:
                raise Refused(apsw.SQLITE_CANTOPEN)
            file = _asked(apsw.SQLITE_CANTOPEN, disk.create, place)
        flags[1] = flags[0]
        named = _JOURNALS | apsw.SQLITE_OPEN_WAL if disk.logs_named else _JOURNALS
        return _Open(disk, file, bool(new and flags[0] & named))


class _Open:
    """One opened file: SQLite's methods of it."""

    def __init__(self, disk: Disk, file: File, sync_name: bool) -> None:
        self._disk, self._file, self._sync_name = disk, file, sync_name

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        return bytes(self._file.data[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        _asked(apsw.SQLITE_IOERR_WRITE, self._disk.write, self._file, offset, data)

    def xTruncate(self, size: int) -> None:  # noqa: N802
        _asked(apsw.SQLITE_IOERR_TRUNCATE, self._disk.truncate, self._file, size)

    def xSync(self, flags: int) -> None:  # noqa: N802
        _asked(apsw.SQLITE_IOERR_FSYNC, self._disk.sync, self._file)
        if self._sync_name:
            _asked(apsw.SQLITE_IOERR_DIR_FSYNC, self._disk.sync_folder)
            self._sync_name = False

    def xFileSize(self) -> int:  # noqa: N802
        return len(self._file.data)

    def xSectorSize(self) -> int:  # noqa: N802
        return 4096

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        return int(apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE)

    def xFileControl(self, op: int, ptr: int) -> bool:  # noqa: N802
        return False

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False

    def xLock(self, level: int) -> None:  # noqa: N802
        """One process alone has the disk."""

    def xUnlock(self, level: int) -> None:  # noqa: N802
        """See xLock."""

    def xClose(self) -> None:  # noqa: N802
        """Nothing is kept open."""


def _asked(code: int, act: Any, *values: Any) -> Any:
    """Do it, as far as there is power; for SQLite a cut is an error like others."""
    try:
        return _refused(code, act, *values)
    except PowerCut:
        raise Refused(code, "the power is gone") from None


def _refused(code: int, act: Any, *values: Any) -> Any:
    """Do it; what the disk refuses leaves as SQLite's own code for that kind of call."""
    try:
        return act(*values)
    except FullError:
        raise Refused(apsw.SQLITE_FULL) from None
    except OSError as error:
        raise Refused(apsw.SQLITE_FULL if error.errno == ENOSPC else code, str(error)) from None


_files = _Files()


class Connection:
    """What the journal uses of sqlite3.Connection, in autocommit mode. Raises sqlite3's errors, or PowerCut."""

    def __init__(self, disk: Disk, name: str) -> None:
        self._disk = disk
        place = f"/{_files.number(disk)}/{name}"
        flags = apsw.SQLITE_OPEN_READWRITE | apsw.SQLITE_OPEN_CREATE
        self.db = self._done(lambda: apsw.Connection(place, vfs=_NAME, flags=flags))

    def execute(self, statement: str, values: Sequence[Value] = ()) -> Any:
        """See sqlite3; all rows are read at once."""
        return _Rows(self._done(lambda: self.db.execute(statement, values).fetchall()))

    def executemany(self, statement: str, rows: Iterable[Sequence[Value]]) -> None:
        """See sqlite3."""
        self._done(lambda: self.db.executemany(statement, rows))

    def backup(self, target: "Connection") -> None:
        """See sqlite3."""

        def copy() -> None:
            with target.db.backup("main", self.db, "main") as pages:
                pages.step(-1)

        self._done(copy)

    def close(self) -> None:
        """See sqlite3, which never says that a log could not be cleaned up."""
        with suppress(sqlite3.Error):
            self._done(self.db.close)

    def _done(self, act: Any) -> Any:
        """SQLite passes over some of what a file system refuses; nobody passes over a power cut."""
        said = None
        try:
            said = act()
        except UnicodeDecodeError as error:  # as sqlite3 has it
            raise sqlite3.OperationalError(f"Could not decode to UTF-8: {error.reason}") from None
        except apsw.Error as error:
            if not self._disk.off:
                raise _named(error) from None
        if self._disk.off:
            raise PowerCut
        return said


class _Rows(list[Any]):
    """Of one statement."""

    def fetchall(self) -> list[Any]:
        return self

    def fetchone(self) -> Any:
        return self[0] if self else None


def _named(error: apsw.Error) -> sqlite3.DatabaseError:
    code = getattr(error, "extendedresult", 0)
    damaged = code & 0xFF in {apsw.SQLITE_CORRUPT, apsw.SQLITE_NOTADB}
    named = sqlite3.DatabaseError(str(error)) if damaged else sqlite3.OperationalError(str(error))
    named.sqlite_errorcode = code
    return named
