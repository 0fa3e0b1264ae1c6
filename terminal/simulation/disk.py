"""A terminal's disk in memory: what was committed survives every kill, what was not survives or not, by the seed.

Implements terminal.records.store.Store for one opening at a time. The rule: a write that was acknowledged is there for
ever; after one that was not, nobody knows.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from terminal.records.format import COLUMNS
from terminal.records.store import JournalError, Row
from terminal.simulation.chance import Concern
from terminal.simulation.faults import Fault, Faults
from terminal.simulation.world import PowerCut

_KIND, _SUBJECT, _OPERATOR, _BODY = (COLUMNS.index(name) for name in ("kind", "subject", "operator_no", "body"))
_HASH = len(COLUMNS) + 1
ROOM = 8
"""Writes that the room kept for a full disk is enough for."""
Watch = Callable[[Sequence[Row], bool, bool], None]
"""Hears of each write: its rows, whether they were kept, and whether that was acknowledged."""


class Disk:
    """One journal's. watch: hears of each write. filled: hears that it is full; what was kept for it is ROOM, and a
    restart brings more. An older copy of it may be put in its place, until `put_right`.
    """

    def __init__(self, faults: Faults, watch: Watch, filled: Callable[[], None]) -> None:
        self.rows: list[Row] = []
        self.facts: dict[str, str] = {}
        self.faults, self.watch, self.filled = faults, watch, filled
        self.copies: list[tuple[int, dict[str, str]]] = []
        self.newest: tuple[list[Row], dict[str, str]] | None = None
        self.about: dict[str, list[int]] = {}
        self.has_cases = False
        self.holder: DiskStore | None = None
        self.anchor = ""

    def open(self, path: Path) -> "DiskStore":
        """As terminal.records.journal.Journal opens it. JournalError journal_held."""
        if self.holder is not None:
            raise JournalError("journal_held", f"{path} is held")
        if self.faults.fires(Fault.OLDER_COPY):
            self._put_back()
        self.copies.append((len(self.rows), dict(self.facts)))
        self.holder = DiskStore(self, path)
        return self.holder

    def _put_back(self) -> None:
        """Somebody restores it as it was two openings ago; the last was anchored outside, where it had more."""
        older = [copy for copy in self.copies[:-1] if copy[1] and copy[0] < self.copies[-1][0]]
        if older and self.newest is None:
            self.newest = self.rows, self.facts
            self._lay(self.rows[: older[-1][0]], dict(older[-1][1]))

    def put_right(self) -> None:
        """The newest is brought back."""
        if self.newest is not None:
            self._lay(*self.newest)
            self.newest = None
            self.copies.pop()

    def _lay(self, rows: list[Row], facts: dict[str, str]) -> None:
        self.rows, self.facts, self.about = rows, facts, {}
        for place, row in enumerate(rows):
            self.about.setdefault(row[_SUBJECT], []).append(place)

    def cut(self) -> None:
        """Whoever had it open is gone."""
        self.holder = None

    def keep(self, rows: Sequence[Row], facts: Mapping[str, str]) -> None:
        """On the disk."""
        for row in rows:
            self.about.setdefault(row[_SUBJECT], []).append(len(self.rows))
            self.rows.append(row)
            self.has_cases = self.has_cases or _of_case(row[_KIND])
        self.facts.update(facts)


class DiskStore:
    """One opening of a disk."""

    def __init__(self, disk: Disk, path: Path) -> None:
        self._disk = disk
        self._path = path
        self._full, self._room = False, ROOM

    def is_new(self) -> bool:
        """See Store."""
        return not self._disk.facts

    def create(self, facts: Mapping[str, str]) -> None:
        """See Store."""
        self._disk.keep((), facts)

    def bring_forward(self) -> None:
        """See Store: there is no older version."""

    def facts(self) -> dict[str, str]:
        """See Store."""
        return dict(self._disk.facts)

    def write(self, rows: Sequence[Row], facts: Mapping[str, str], *, spend: bool = True) -> None:
        """See Store."""
        disk, fires = self._disk, self._disk.faults.fires
        if disk.holder is not self:
            raise PowerCut
        if fires(Fault.KILLED_BEFORE_COMMIT):
            raise PowerCut
        if fires(Fault.KILLED_IN_COMMIT):
            self._perhaps(rows, facts)
            raise PowerCut
        if self._full or fires(Fault.DISK_FULL):
            self._fill(rows, spend=spend)
        if fires(Fault.WRITE_FAILS):
            self._perhaps(rows, facts)
            raise JournalError("journal_write", f"{self._path}: the write failed")
        disk.keep(rows, facts)
        disk.watch(rows, True, True)
        if fires(Fault.KILLED_AFTER_COMMIT):
            raise PowerCut

    def _fill(self, rows: Sequence[Row], *, spend: bool) -> None:
        """What has a right to it is written in the room, as long as there is some."""
        if not self._full:
            self._full = True
            self._disk.filled()
        if not spend:
            raise JournalError("journal_full", f"{self._path}: the disk is full")
        if not self._room:
            self._disk.watch(rows, False, False)
            raise JournalError("journal_write", f"{self._path}: the disk is full")
        self._room -= 1

    def _perhaps(self, rows: Sequence[Row], facts: Mapping[str, str]) -> None:
        kept = self._disk.faults.chances.of(Concern.DISK).random() < 0.5
        if kept:
            self._disk.keep(rows, facts)
        self._disk.watch(rows, kept, False)

    def chain(self) -> list[Row]:
        """See Store."""
        return list(self._disk.rows)

    def events(self, subject: str = "") -> list[Row]:
        """See Store."""
        rows = self._disk.rows
        some = [rows[place] for place in self._disk.about.get(subject, ())] if subject else rows
        return [(row[0], row[1], row[_KIND], row[_SUBJECT], row[_OPERATOR], row[_BODY]) for row in some]

    def of_kind(self, word: str) -> list[Row]:
        """See Store."""
        return [row for row in self.events() if row[2].startswith(f"{word}.")]

    def subjects(self, kind: str) -> list[str]:
        """See Store."""
        return list(dict.fromkeys(row[_SUBJECT] for row in self._disk.rows if row[_KIND] == kind))

    def present(self, word: str) -> list[tuple[str, str]]:
        """See Store."""
        last: dict[str, str] = {}
        front = f"{word}."
        for row in self._disk.rows:
            if row[_KIND].startswith(front):
                last.pop(row[_SUBJECT], None)
                last[row[_SUBJECT]] = row[_BODY]
        return list(last.items())

    def of_cases(self, behind: int) -> list[Row]:
        """See Store."""
        rows = self.events()
        return [row for row in rows if row[0] > behind and (_of_case(row[2]) or _from_case(row[2], row[5]))]

    def has_cases(self) -> bool:
        """See Store."""
        return self._disk.has_cases

    def mark(self, kind: str, subject: str) -> tuple[int, str] | None:
        """See Store."""
        rows = self._disk.rows
        about = (rows[place] for place in reversed(self._disk.about.get(subject, ())))
        return next(((int(row[0]), str(row[_HASH])) for row in about if row[_KIND] == kind), None)

    def keep_room(self) -> None:
        """See Store."""
        if self._full:
            raise JournalError("journal_full", f"{self._path}: the disk is full")

    def anchor(self) -> str:
        """See Store."""
        return self._disk.anchor

    def follow(self, text: str) -> None:
        """See Store: it may be lost, and here it is."""

    def set_anchor(self, text: str) -> None:
        """See Store."""
        self._disk.anchor = text

    def close(self) -> None:
        """See Store."""
        if self._disk.holder is self:
            self._disk.holder = None


def _of_case(kind: str) -> bool:
    return kind.startswith("case.")


def _from_case(kind: str, body: str) -> bool:
    return kind.startswith("refund.") and bool(json.loads(body).get("case_no"))
