"""What a journal's files stand on where the power goes: terminal.records.ground, on a disk of power_loss.py.

The files beside the journal are written in the same steps as terminal.records does it: a new one, its sync, its name.
The rule: the store that runs on it is the product's, and so are its pragmas.
"""

import errno
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import cast

from terminal.records.ground import Ground
from terminal.records.side_files import HEAD, NOW, RESERVE, RESERVE_BYTES, beside, checked, newer
from terminal.records.sqlite_file import set_pragmas
from terminal.simulation.power_loss import Disk, FullError
from terminal.simulation.power_loss_sqlite import Connection

Pragmas = Callable[[sqlite3.Connection], None]


def ground_on(
    disk: Disk, pragmas: Pragmas = set_pragmas, *, names_synced: bool = True, reserve: int = RESERVE_BYTES
) -> Ground:
    """Of one disk. pragmas, names_synced: others, and none, to show what they lose. reserve: bytes of room."""
    sync_folder = disk.sync_folder if names_synced else _nothing
    return Ground(
        hold=partial(_Held, disk, pragmas, sync_folder),
        copy=partial(_copy, disk),
        sync_folder=lambda _folder: sync_folder(),
        last_head=partial(_last_head, disk),
        write_head=partial(_write_head, disk),
        now_line=partial(_NowLine, disk),
        reserve_stands=lambda journal: _size(disk, beside(journal, RESERVE)) == reserve,
        make_reserve=partial(_make_reserve, disk, reserve),
        spend_reserve=partial(_spend_reserve, disk),
    )


class _Held:
    """Implements terminal.records.ground.Held: whoever has the disk has it alone."""

    def __init__(self, disk: Disk, pragmas: Pragmas, sync_folder: Callable[[], None], path: Path) -> None:
        if disk.find(path.name) is None:
            disk.create(path.name)
        self.db = _connected(disk, path)
        self.close = self.db.close
        try:
            pragmas(self.db)
            sync_folder()
        except BaseException:
            self.close()
            raise

    def require_same(self) -> None:
        """Nobody else is there."""


def _connected(disk: Disk, path: Path) -> sqlite3.Connection:
    return cast("sqlite3.Connection", Connection(disk, path.name))


def _copy(disk: Disk, db: sqlite3.Connection, to: Path) -> None:
    half = to.with_name(to.name + ".part")
    if disk.find(half.name) is not None:
        disk.delete(half.name)
    disk.create(half.name)
    copy = _connected(disk, half)
    try:
        db.backup(copy)
    finally:
        copy.close()
    disk.rename(half.name, to.name)


def _last_head(disk: Disk, journal: Path) -> str:
    head, now = (disk.find(beside(journal, ending).name) for ending in (HEAD, NOW))
    text = head.data.decode("ascii") if head is not None else ""
    return newer(text, bytes(now.data)) if now is not None else text


def _write_head(disk: Disk, journal: Path, text: str) -> None:
    name = beside(journal, HEAD).name
    _written(disk, f".{name}", text.encode("ascii"))
    disk.rename(f".{name}", name)
    disk.sync_folder()


class _NowLine:
    """Implements terminal.records.ground.Line: what was written and not waited for is on the disk at some time."""

    def __init__(self, disk: Disk, journal: Path) -> None:
        self._disk, self._name = disk, beside(journal, NOW).name

    def write(self, text: str) -> None:
        """See NowLine."""
        with suppress(OSError, FullError):
            self._disk.write(self._disk.find(self._name) or self._disk.create(self._name), 0, checked(text))

    def close(self) -> None:
        """Nothing is kept open."""


def _make_reserve(disk: Disk, size: int, journal: Path) -> None:
    name = beside(journal, RESERVE).name
    try:
        _written(disk, name, bytes(size))
        disk.sync_folder()
    except OSError:
        disk.delete(name)
        raise


def _written(disk: Disk, name: str, data: bytes) -> None:
    file = disk.create(name)
    try:
        disk.write(file, 0, data)
    except FullError:
        raise OSError(errno.ENOSPC, "No space left on device") from None
    disk.sync(file)


def _spend_reserve(disk: Disk, journal: Path) -> bool:
    name = beside(journal, RESERVE).name
    if disk.find(name) is None:
        return False
    try:
        disk.delete(name)
    except OSError:
        return False
    return True


def _size(disk: Disk, path: Path) -> int:
    file = disk.find(path.name)
    return len(file.data) if file is not None else -1


def _nothing() -> None:
    """No name is made durable by the journal itself."""
