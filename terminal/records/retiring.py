"""Puts a practice journal aside, whole and with its evidence, so that a new one may begin, or takes it back. It opens
none.

The rule: nothing is thrown away, and nothing is moved that a terminal still holds.
"""

import secrets
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from terminal.records.evidence import FOLDER
from terminal.records.filelock import FileLock, LockHeldError
from terminal.records.journal import JournalError
from terminal.records.side_files import HEAD, NOW, RESERVE, beside

RETIRED = "retired"
"""The folder of journals that were put aside."""

_FILES = (HEAD, NOW, RESERVE, "-wal", "-shm", "")
"""Endings of what is kept of one journal; how it stood goes first, as it says that there is one, and the file last."""


def retire_journal(path: Path, now: datetime) -> Path | None:
    """Put a practice journal aside, whole, under the time of its retirement; a damaged one too. Where it lies now, None
    where there was none.

    Raises JournalError journal_held, or journal_write.
    """
    if not any(beside(path, ending).exists() for ending in ("", HEAD, NOW)):
        return None
    aside = path.parent / RETIRED / f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(2)}{path.suffix}"
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
    """The papers of its cases go last: a journal that stays never misses one."""
    for ending in _FILES:
        with suppress(FileNotFoundError):
            path.with_name(path.name + ending).replace(there.with_name(there.name + ending))
    with suppress(FileNotFoundError):
        _evidence(path).rename(_evidence(there))


def _evidence(journal: Path) -> Path:
    """The folder beside a journal; of one that was put aside it has its name."""
    return journal.with_name(f"{journal.stem}-{FOLDER}" if journal.parent.name == RETIRED else FOLDER)
