"""A simulated terminal's disk on which the product's own SQLite store runs, and whose power goes.

Stands in for disk.py in one seed of REAL_EVERY: what a kill is there is a power cut here, and a write that fails does
so at one of SQLite's own calls. The rule: what is on the disk is what the store finds there when it is opened again.
"""

import errno
import importlib.util
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from random import Random

from terminal.records.sqlite_store import SqliteStore
from terminal.records.store import JournalError, Row
from terminal.simulation import disk, power_loss
from terminal.simulation.chance import Concern
from terminal.simulation.faults import Fault, Faults
from terminal.simulation.world import PowerCut

CALLS = 14
"""Of SQLite in one commit, about: one of them is drawn."""
OPENING_CALLS = 45
RESERVE_BYTES = 64 * 1024
"""Of room: less than the product's, as it lies in memory."""
_HASH = -1


@cache
def has_sqlite() -> bool:
    """There is a SQLite that runs on such a disk: apsw, a development package."""
    return importlib.util.find_spec("apsw") is not None


class PowerLossDisk:
    """One journal's, as disk.Disk. facts: empty until a journal was born here."""

    def __init__(self, faults: Faults, watch: disk.Watch) -> None:
        self.faults, self.watch = faults, watch
        self.random: Random = faults.chances.held(Concern.DISK)
        self.facts: dict[str, str] = {}
        self.holder: PowerLossStore | None = None
        self.doubtful: list[Row] = []
        mode = self.random.choice(list(power_loss.Mode))
        self.below = power_loss.Disk(self.random, mode, self._asked)
        self._cut_in = self._fail_in = -1

    def open(self, path: Path) -> "PowerLossStore":
        """As terminal.records.journal.Journal opens it. JournalError journal_held."""
        if self.holder is not None:
            raise JournalError("journal_held", f"{path} is held")
        self.below.capacity = None
        self.arm(cut=self.faults.fires(Fault.KILLED_IN_COMMIT), calls=OPENING_CALLS)
        self.holder = PowerLossStore(self, path)
        return self.holder

    def cut(self) -> None:
        """The power is gone, and comes back."""
        self.below.off = True
        if self.holder is not None:
            self.holder.abandon()
        self.holder = None
        self.arm()
        self.below.lose_power()

    def put_right(self) -> None:
        """Nobody puts an older copy here."""

    def arm(self, *, cut: bool = False, fail: bool = False, calls: int = CALLS) -> None:
        """Have the power go, or a call fail, at one of the next."""
        self._cut_in = self.random.randrange(calls) if cut else -1
        self._fail_in = self.random.randrange(calls) if fail else -1

    def _asked(self, _call: power_loss.Call) -> None:
        self._cut_in, self._fail_in = self._cut_in - 1, self._fail_in - 1
        if self._cut_in == -1:
            self.below.off = True
            raise PowerCut
        if self._fail_in == -1:
            raise OSError(errno.EIO, "Input/output error")


class PowerLossStore(SqliteStore):
    """The product's store, of which the watch hears."""

    def __init__(self, on: PowerLossDisk, path: Path) -> None:
        from terminal.simulation.power_loss_ground import ground_on

        self._disk = on
        super().__init__(path, ground_on(on.below, reserve=RESERVE_BYTES))

    def create(self, facts: Mapping[str, str]) -> None:
        """See Store."""
        super().create(facts)
        self._disk.facts = dict(facts)

    def chain(self) -> Iterator[Row]:
        """See Store; rows of which nobody knew are there or not, and so is a journal whose birth was cut."""
        rows = list(super().chain())
        self._disk.facts = self._disk.facts or self.facts()
        self._disk.arm()
        doubtful, self._disk.doubtful = self._disk.doubtful, []
        hashes = {row[_HASH] for row in rows[-len(doubtful) :]} if doubtful else set()
        there = [row for row in doubtful if row[_HASH] in hashes]
        if there:
            self._disk.watch(there, True, True)
        return iter(rows)

    def write(self, rows: Sequence[Row], facts: Mapping[str, str], *, spend: bool = True) -> None:
        """See Store."""
        on, fires = self._disk, self._disk.faults.fires
        if on.holder is not self or fires(Fault.KILLED_BEFORE_COMMIT):
            raise PowerCut
        cut, fail = fires(Fault.KILLED_IN_COMMIT), fires(Fault.WRITE_FAILS)
        if fires(Fault.DISK_FULL):
            on.below.capacity = on.below.used
        on.arm(cut=cut, fail=fail)
        try:
            super().write(rows, facts, spend=spend)
            if cut:
                raise PowerCut
        except (PowerCut, JournalError):
            on.doubtful += rows
            on.watch(rows, False, False)
            raise
        finally:
            on.arm()
        on.watch(rows, True, True)
        if fires(Fault.KILLED_AFTER_COMMIT):
            raise PowerCut

    def abandon(self) -> None:
        """Nobody has it any more."""
        with suppress(PowerCut):
            super().close()

    def close(self) -> None:
        """See Store."""
        if self._disk.holder is self:
            self._disk.holder = None
        super().close()


def disk_of(
    faults: Faults, watch: disk.Watch, filled: Callable[[], None], *, real: bool
) -> "disk.Disk | PowerLossDisk":
    """A terminal's. real: with the product's store on it, where that can run."""
    return PowerLossDisk(faults, watch) if real and has_sqlite() else disk.Disk(faults, watch, filled)
