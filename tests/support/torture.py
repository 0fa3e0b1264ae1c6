"""A journal's life on a disk that loses power, and what was acknowledged in it: the real store, chain and anchor."""

import sqlite3
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from random import Random

from terminal.records.journal import Journal, JournalError
from terminal.records.sqlite_file import set_pragmas
from terminal.records.sqlite_store import SqliteStore
from terminal.simulation.power_loss import Call, Disk, Mode
from terminal.simulation.power_loss_ground import Pragmas, ground_on
from terminal.simulation.world import PowerCut

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FILE = Path("journal.db")
RESERVE = 8192


@dataclass
class Outcome:
    """cuts: of the power, in how many seeds. wrong: what was found, a seed a line. in_doubt: rows that were there
    though nobody had been told. calls: at which kinds of calls the power went.
    """

    seeds: int = 0
    cuts: int = 0
    rows: int = 0
    in_doubt: int = 0
    wrong: list[str] = field(default_factory=list)
    calls: dict[str, int] = field(default_factory=dict)


class Life:
    """One seed: up to three cuts, each at a call that is drawn; then a last opening with the power on."""

    def __init__(
        self,
        seed: int,
        mode: Mode,
        told: Outcome,
        *,
        pragmas: Pragmas = set_pragmas,
        names_synced: bool = True,
        logs_named: bool = False,
        old: bytes = b"",
        rows: tuple[str, ...] = (),
    ) -> None:
        self.random = random = Random(f"{mode} {seed}")
        self.told = told
        self.disk = Disk(random, mode, self._asked)
        self.disk.logs_named = logs_named
        self.pages = random.choice((4, 16, 1000))  # SQLite's own checkpoint comes early in some lives
        self.ground = ground_on(self.disk, partial(self._pragmas, pragmas), names_synced=names_synced, reserve=RESERVE)
        self.rows, self.pending = list(rows), ""
        self.epoch, self.trace, self.number, self.left = "", 0, 0, -1
        if old:
            self.disk.put(FILE.name, old)

    def _pragmas(self, pragmas: Pragmas, db: sqlite3.Connection) -> None:
        pragmas(db)
        db.execute(f"PRAGMA wal_autocheckpoint = {self.pages}")

    def _asked(self, call: Call) -> None:
        if self.left == 0:
            self.disk.off = True
            self.told.cuts += 1
            self.told.calls[call] = self.told.calls.get(call, 0) + 1
            raise PowerCut
        self.left -= 1

    def run(self) -> str:
        """What went wrong, "" where nothing did."""
        try:
            for _ in range(self.random.randint(1, 3)):
                self.left = self.random.randrange(self.random.choice((12, 60, 300)))
                with suppress(PowerCut):
                    while True:
                        self._work()
                self.disk.lose_power()
            self.left = -1
            self._opened().close()
        except (JournalError, AssertionError) as error:
            return f"{error}"
        return ""

    def _work(self) -> None:
        """Open it, go on for a while, and close it: whatever the power allows."""
        journal = self._opened()
        try:
            for _ in range(self.random.randint(1, 30)):
                self._do(journal)
            journal.close()
        finally:
            with suppress(PowerCut, JournalError, sqlite3.Error):
                journal._store.close()

    def _do(self, journal: Journal) -> None:
        what = self.random.random()
        if what < 0.1:
            journal.keep_room()
        elif what < 0.3:
            self.trace = int(journal.next_trace())
        else:
            self.number += 1
            self.pending = f"row {self.number}"
            kind = "batch.closed" if what < 0.35 else "refund.intent"
            journal.note(kind, subject=self.pending, body={"text": "x" * self.random.choice((0, 100, 3000))})
            self.rows.append(self.pending)
            self.pending = ""

    def _opened(self) -> Journal:
        journal = Journal(FILE, lambda: NOON, self.random.randbytes, partial(SqliteStore, ground=self.ground))
        found = [entry.subject for entry in journal.entries()]
        if self.pending and found[-1:] == [self.pending]:
            self.told.in_doubt += 1
            self.rows.append(self.pending)
        self.pending = ""
        assert found == self.rows, f"{len(self.rows)} rows were acknowledged, {len(found)} are there"
        assert journal.epoch == (self.epoch or journal.epoch), "another journal"
        assert int(journal.upcoming_trace) > self.trace, "a number would be given twice"
        self.epoch = journal.epoch
        return journal


def tortured(seeds: range, modes: tuple[Mode, ...], **how: object) -> Outcome:
    """Each seed in each mode."""
    told = Outcome()
    for mode in modes:
        for seed in seeds:
            life = Life(seed, mode, told, **how)  # type: ignore[arg-type]
            said = life.run()
            told.seeds += 1
            told.rows += len(life.rows)
            if said:
                told.wrong.append(f"{mode} {seed}: {said}")
    return told
