"""A journal read while its owner works: a copy of its files, taken between two of SQLite's clean-ups.

What the owner adds meanwhile goes to the end of the log, where a half of it counts for nothing; only where the file
itself was changed under the copy is it taken anew. Nothing is asked of the owner, who may hang. The rule: the journal
is read and never written, and the copy is for its owner alone and gone afterwards.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from terminal.records.side_files import HEAD, NOW, beside
from terminal.records.sqlite_file import LOG, log_of
from terminal.records.sqlite_store import SqliteStore
from terminal.records.store import JournalError

TRIES = 20
"""A clean-up comes every thousand pages, hours apart; one that is met twice is one that is under way."""

_LOG_HEADER = 32
"""Bytes of the log that change whenever it begins anew."""


@contextmanager
def snapshot(journal: Path) -> Iterator[SqliteStore]:
    """The journal as it stands. JournalError journal_missing, journal_damaged, journal_newer; journal_write where there
    is no room for a copy.
    """
    if not journal.is_file():
        raise JournalError("journal_missing", str(journal))
    with tempfile.TemporaryDirectory(prefix="tuihuo-") as folder:
        copy = Path(folder) / "journal.db"
        try:
            _copy(journal, copy)
        except OSError as error:
            raise JournalError("journal_write", f"{journal}: {error.strerror}") from None
        with closing(SqliteStore(copy, called=journal)) as store:
            if store.is_new():
                raise JournalError("journal_damaged", f"{journal}: not a journal")
            yield store


def _copy(journal: Path, copy: Path) -> None:
    """Raises OSError."""
    for _ in range(TRIES):
        before = _state(journal)
        for ending in (HEAD, NOW, LOG):  # the heads first: they must not be ahead
            with suppress(FileNotFoundError):
                _take(beside(journal, ending), beside(copy, ending))
        _take(journal, copy)
        if _state(journal) == before:
            return
    raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))


def _take(there: Path, here: Path) -> None:
    here.unlink(missing_ok=True)
    with there.open("rb") as source, open(os.open(here, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as copy:
        shutil.copyfileobj(source, copy)


def _state(journal: Path) -> tuple[int, int, int, bytes]:
    """Which file it is, when it was changed last, how long it is, and where its log began."""
    found = journal.stat()
    try:
        with log_of(journal).open("rb") as log:
            begun = log.read(_LOG_HEADER)
    except FileNotFoundError:
        begun = b""
    return found.st_ino, found.st_mtime_ns, found.st_size, begun
