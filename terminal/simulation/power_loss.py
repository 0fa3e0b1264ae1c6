"""A disk that loses power: what was not synced is kept, lost or garbled, a sector at a time, by a seed. No SQLite here.

Two kinds of file systems. METADATA: an fsync of any file makes every earlier creation, renaming and deletion durable,
as journalling ones do. POSIX: a name is durable only when its directory was synced, as the standard says. The rule:
what was synced is never touched.
"""

from collections.abc import Callable
from enum import StrEnum
from itertools import pairwise
from random import Random

from terminal.simulation.world import PowerCut

SECTOR = 512


class Mode(StrEnum):
    """A kind of file system."""

    METADATA = "metadata"
    POSIX = "posix"


class Call(StrEnum):
    """What a disk is asked for that changes it, or that makes a change last."""

    CREATE = "create"
    WRITE = "write"
    TRUNCATE = "truncate"
    SYNC = "sync"
    DELETE = "delete"
    RENAME = "rename"
    SYNC_FOLDER = "sync_folder"


class File:
    """data: as a program reads it. durable: as it stood at the last sync; changed since then: writes."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = bytearray(data)
        self.durable = bytes(data)
        self.writes: list[tuple[int, int]] = []

    def write(self, at: int, data: bytes) -> None:
        """Bytes from `at` on; what lies between is zero."""
        if at > len(self.data):
            self.data.extend(bytes(at - len(self.data)))
        self.data[at : at + len(data)] = data
        self.writes.append((at, at + len(data)))

    def truncate(self, size: int) -> None:
        """Shorter, or longer by zeros."""
        del self.data[size:]
        self.data.extend(bytes(size - len(self.data)))

    def sync(self) -> None:
        """What is there stays."""
        if self.writes or len(self.data) != len(self.durable):
            self.durable = bytes(self.data)
            self.writes.clear()

    def lose_power(self, random: Random) -> None:
        """Each sector that was written since the last sync is new, old or neither."""
        left = bytearray(self.durable)
        if random.random() < 0.5:
            del left[len(self.data) :]
            left.extend(bytes(max(0, len(self.data) - len(left))))
        fates: dict[int, int] = {}
        for begin, end in self.writes:
            for first, last in _pieces(begin, min(end, len(self.data))):
                fate = fates.setdefault(first // SECTOR, random.randrange(5))
                if fate > 1:
                    left.extend(bytes(max(0, last - len(left))))
                    left[first:last] = self.data[first:last] if fate > 2 else random.randbytes(last - first)
        self.data, self.durable, self.writes = left, bytes(left), []


def _pieces(begin: int, end: int) -> list[tuple[int, int]]:
    """The parts of a stretch, none of which crosses a sector's edge."""
    edges = [begin, *range((begin // SECTOR + 1) * SECTOR, end, SECTOR), end]
    return [(first, last) for first, last in pairwise(edges) if first < last]


class Disk:
    """asked: hears of every call before it is done, and may raise instead: PowerCut or OSError. One folder; a
    name is any text.

    capacity: bytes that all files may come to, None without an end. off: the power is gone; nothing is done any more.
    logs_named: SQLite makes the name of a new log durable, as it does on Linux; builds for other systems need not.
    """

    def __init__(self, random: Random, mode: Mode, asked: Callable[[Call], None] = lambda _call: None) -> None:
        self.random, self.mode, self.asked = random, mode, asked
        self.capacity: int | None = None
        self.off = False
        self.logs_named = True
        self._names: dict[str, File] = {}
        self._durable: dict[str, File] = {}
        self._changes: list[dict[str, File | None]] = []

    def find(self, name: str) -> File | None:
        """The file of that name now."""
        return self._names.get(name)

    def create(self, name: str) -> File:
        """An empty file of that name."""
        self._ask(Call.CREATE)
        file = File()
        self._change({name: file})
        return file

    def write(self, file: File, at: int, data: bytes) -> None:
        """Raises FullError: nothing was written."""
        self._ask(Call.WRITE)
        longer = at + len(data) - len(file.data)
        if self.capacity is not None and longer > 0 and self.used + longer > self.capacity:
            raise FullError
        file.write(at, data)

    def truncate(self, file: File, size: int) -> None:
        """Make it as long."""
        self._ask(Call.TRUNCATE)
        file.truncate(size)

    def sync(self, file: File) -> None:
        """What it holds is durable, and in METADATA mode every name."""
        self._ask(Call.SYNC)
        file.sync()
        if self.mode is Mode.METADATA:
            self._settle()

    def delete(self, name: str) -> None:
        """No file has that name any more."""
        self._ask(Call.DELETE)
        self._change({name: None})

    def rename(self, old: str, new: str) -> None:
        """The file of one name has another, in place of any that had it."""
        self._ask(Call.RENAME)
        self._change({new: self._names[old], old: None})

    def sync_folder(self) -> None:
        """Every name is durable."""
        self._ask(Call.SYNC_FOLDER)
        self._settle()

    def put(self, name: str, data: bytes) -> None:
        """A durable file of that name, from before everything."""
        self._names[name] = self._durable[name] = File(data)

    @property
    def used(self) -> int:
        """Bytes of all files."""
        return sum(len(file.data) for file in self._names.values())

    @property
    def names(self) -> list[str]:
        """Of all files."""
        return sorted(self._names)

    def lose_power(self) -> None:
        """It is on again, with what is left: in METADATA mode the first of the names' changes, in POSIX mode any."""
        self.off = False
        if self.mode is Mode.METADATA:
            kept = self._changes[: self.random.randint(0, len(self._changes))]
        else:
            kept = [change for change in self._changes if self.random.random() < 0.5]
        for change in kept:
            _apply(change, self._durable)
        self._names, self._changes = dict(self._durable), []
        for file in self._names.values():
            file.lose_power(self.random)

    def _ask(self, call: Call) -> None:
        if self.off:
            raise PowerCut
        self.asked(call)

    def _change(self, change: dict[str, File | None]) -> None:
        self._changes.append(change)
        _apply(change, self._names)

    def _settle(self) -> None:
        if self._changes:
            self._durable, self._changes = dict(self._names), []


def _apply(change: dict[str, File | None], names: dict[str, File]) -> None:
    for name, file in change.items():
        if file is None:
            names.pop(name, None)
        else:
            names[name] = file


class FullError(Exception):
    """There is no room."""
