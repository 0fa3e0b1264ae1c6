"""What lies beside a journal's file: how its head stood (-head, -now), and room for its last records (-reserve).

-head is durable and comes every so often; -now comes with each event and waits for no disk: it outlives a kill, and a
power cut may leave it behind or unreadable, which says nothing. The rule: a head is written after the events that it
tells of, so that it may be behind them and is never ahead; the room is given up once, for what must still be written
down, and nothing new is begun until it stands again.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from terminal.records.whole_file import sync_folder, write_whole

HEAD, NOW, RESERVE = "-head", "-now", "-reserve"
"""Endings of the three, behind the journal's own name."""

RESERVE_BYTES = 2**20
"""Sixty events and more, at four pages of the log each: what is under way has a handful to say."""

_BLOCK = 512
"""Bytes of what the system counts a file's room in."""

_NOW_BYTES = 512
"""A sector, which holds the longest line."""

_NOFOLLOW, _BINARY = getattr(os, "O_NOFOLLOW", 0), getattr(os, "O_BINARY", 0)


def beside(journal: Path, ending: str) -> Path:
    """The file of that ending."""
    return journal.with_name(journal.name + ending)


def read_head(journal: Path) -> str:
    """What `write_head` wrote last, "" where it never did. Raises OSError, ValueError: it is empty, or no ASCII."""
    try:
        text = beside(journal, HEAD).read_text(encoding="ascii")
    except FileNotFoundError:
        return ""
    if not text.strip():
        raise ValueError(f"{HEAD}: empty")
    return text


def last_head(journal: Path) -> str:
    """The newer of what `write_head` and NowLine wrote last. Raises as `read_head`."""
    head = read_head(journal)
    try:
        return newer(head, beside(journal, NOW).read_bytes())
    except OSError:
        return head


def write_head(journal: Path, text: str) -> None:
    """One line, whole and durable. Raises OSError."""
    write_whole(beside(journal, HEAD), text)


class NowLine:
    """The line of -now: written over the old one and not waited for, so that a kill loses nothing of it. It is written
    and not mapped: whoever cuts a mapped file short ends the process. Where it can't be written an older line stands.
    """

    def __init__(self, journal: Path) -> None:
        self._path = beside(journal, NOW)
        self._handle: int | None = None
        self._tried = False

    def write(self, text: str) -> None:
        """Instead of what stood there."""
        with suppress(OSError):
            if not self._tried:
                self._tried = True
                self._handle = _blocks(self._path)
            if self._handle is not None:
                os.lseek(self._handle, 0, os.SEEK_SET)
                os.write(self._handle, checked(text))

    def close(self) -> None:
        """Give the file back; the line stands."""
        if self._handle is not None:
            os.close(self._handle)
        self._handle, self._tried = None, True


def _blocks(file: Path) -> int:
    """The file open, its blocks really taken: a disk that is full later still takes the line. Raises OSError."""
    handle = os.open(file, os.O_CREAT | os.O_RDWR | _NOFOLLOW | _BINARY, 0o600)
    try:
        os.write(handle, bytes(_NOW_BYTES))
    except OSError:
        os.close(handle)
        raise
    return handle


def checked(text: str) -> bytes:
    """A line that says by itself whether it is whole."""
    return f"{text} {hashlib.sha256(text.encode('ascii')).hexdigest()}\n".encode("ascii")


def newer(head: str, line: bytes) -> str:
    """What a line of `checked` says where it is whole and further on than that head, else the head; a head begins with
    the epoch and the number of an event.
    """
    text = line.partition(b"\n")[0].decode("ascii", "replace").rpartition(" ")[0]
    if not text.isascii() or not line.startswith(checked(text)) or (head and _number(head) < 0):
        return head
    return text if _number(text) > _number(head) else head


def _number(head: str) -> int:
    _, _, rest = head.partition(" ")
    number = rest.partition(" ")[0]
    return int(number) if number.isdecimal() else -1


def reserve_stands(journal: Path) -> bool:
    """The room is kept: a copy that is only as long has no blocks, and promises what the disk has not."""
    try:
        found = beside(journal, RESERVE).stat()
    except OSError:
        return False
    taken = getattr(found, "st_blocks", RESERVE_BYTES) * _BLOCK
    return found.st_size == RESERVE_BYTES and taken >= RESERVE_BYTES


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
