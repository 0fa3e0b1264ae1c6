"""Puts a practice journal aside, whole, so that a new one may begin, or takes it back. It opens none.

The rule: nothing is thrown away, and nothing is moved that a terminal still holds.
"""

import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from terminal.records.filelock import FileLock, LockHeldError
from terminal.records.journal import JournalError

_FILES = ("-wal", "-shm", "")
"""Endings of what SQLite keeps of one journal; the file itself goes last."""


def retire_journal(path: Path, now: datetime) -> Path | None:
    """Put a practice journal aside, whole, under the time of its retirement; a damaged one too. Where it lies now, None
    where there was none.

    Raises JournalError journal_held, or journal_write.
    """
    if not path.exists():
        return None
    aside = path.parent / "retired" / f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}{path.suffix}"
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_suffix(".lock"))
        try:
            _move(path, aside)
        finally:
            lock.release()
        return aside
    except LockHeldError as error:
        raise JournalError("journal_held", str(error)) from None
    except OSError as error:
        raise JournalError("journal_write", f"{path}: {error.strerror}") from None


def bring_back(path: Path, aside: Path | None) -> None:
    """The data were not renewed after all; what had been born meanwhile goes."""
    if aside is not None:
        for ending in _FILES:
            path.with_name(path.name + ending).unlink(missing_ok=True)
        _move(aside, path)


def _move(path: Path, there: Path) -> None:
    for ending in _FILES:
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).replace(there.with_name(there.name + ending))
