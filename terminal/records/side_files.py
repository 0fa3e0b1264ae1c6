"""What lies beside a journal's file: how its head stood (-head), and room for its last records (-reserve).

The rule: the head is written after the events that it tells of, so that it may be behind them and is never ahead; the
room is given up once, for what must still be written down, and nothing new is begun until it stands again.
"""

import os
from pathlib import Path

from terminal.records.whole_file import sync_folder, write_whole

HEAD, RESERVE = "-head", "-reserve"
"""Endings of the two, behind the journal's own name."""

RESERVE_BYTES = 2**20
"""Sixty events and more, at four pages of the log each: what is under way has a handful to say."""

_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)


def beside(journal: Path, ending: str) -> Path:
    """The file of that ending."""
    return journal.with_name(journal.name + ending)


def read_head(journal: Path) -> str:
    """What `write_head` wrote last, "" where it never did. Raises OSError, UnicodeDecodeError."""
    try:
        return beside(journal, HEAD).read_text(encoding="ascii")
    except FileNotFoundError:
        return ""


def write_head(journal: Path, text: str) -> None:
    """One line, whole and durable. Raises OSError."""
    write_whole(beside(journal, HEAD), text)


def reserve_stands(journal: Path) -> bool:
    """The room is kept."""
    try:
        return beside(journal, RESERVE).stat().st_size == RESERVE_BYTES
    except OSError:
        return False


def make_reserve(journal: Path) -> None:
    """Keep the room: its bytes are on the disk when this returns. Raises OSError, and leaves nothing then."""
    file = beside(journal, RESERVE)
    handle = os.open(file, os.O_CREAT | os.O_RDWR | os.O_TRUNC | _NOFOLLOW, 0o600)
    try:
        try:
            _fill(handle)
            os.fsync(handle)
        finally:
            os.close(handle)
        sync_folder(file.parent)
    except OSError:
        file.unlink(missing_ok=True)
        raise


def spend_reserve(journal: Path) -> bool:
    """Give the room up; whether there was any."""
    try:
        beside(journal, RESERVE).unlink()
    except OSError:
        return False
    return True


def _fill(handle: int) -> None:
    """Blocks that are really taken: a file that is only long would promise what the disk has not."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, RESERVE_BYTES)
        return
    left = memoryview(bytes(range(256)) * (RESERVE_BYTES // 256))
    while left:
        left = left[os.write(handle, left) :]
