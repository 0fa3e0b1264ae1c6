"""A full disk, at every few bytes of a journal's growth: no row is half, the last ones go into the room kept."""

import json
import os
import subprocess
import sys
from functools import partial
from pathlib import Path
from random import Random

import pytest
from torture import FILE, NOON

from terminal.records.journal import Journal, JournalError
from terminal.records.sqlite_store import SqliteStore
from terminal.simulation.power_loss import Disk, Mode
from terminal.simulation.power_loss_ground import ground_on

SCRIPT = Path(__file__).parents[1] / "support" / "size_limit.py"
RESERVE = 131_072
STEP = 509
LAST_RECORDS = 3


def opened(disk: Disk) -> Journal:
    return Journal(FILE, lambda: NOON, bytes, partial(SqliteStore, ground=ground_on(disk, reserve=RESERVE)))


def filled(room: int) -> tuple[int, Disk, Journal]:
    """A journal on a disk with so much room left, written to until the room that was kept had to be given up."""
    disk, told = Disk(Random(room), Mode.POSIX), 0
    journal = opened(disk)
    journal.keep_room()
    disk.capacity = disk.used + room
    while disk.find(f"{FILE.name}-reserve") is not None:
        journal.note("refund.intent", subject=str(told), body={"text": "x" * 700})
        told += 1
    return told, disk, journal


@pytest.mark.parametrize("points", [40, pytest.param(320, marks=[pytest.mark.deep, pytest.mark.timeout(600)])])
def test_what_has_begun_is_written_in_the_room_and_nothing_else_begins(points: int) -> None:
    for point in range(points):
        told, disk, journal = filled(point * STEP)
        for _ in range(LAST_RECORDS):
            journal.note("refund.approved", subject=str(told))
            told += 1
        with pytest.raises(JournalError, match="journal_full"):
            journal.keep_room()
        journal.close()
        disk.lose_power()
        again = opened(disk)
        assert [entry.subject for entry in again.entries()] == [str(number) for number in range(told)], point
        disk.capacity = None
        again.keep_room()
        again.close()


def test_without_the_room_the_last_records_are_lost() -> None:
    """So the room is needed, and the test above can fail."""
    _, disk, journal = filled(5_000)
    disk.capacity = disk.used
    with pytest.raises(JournalError, match="journal_write"):
        journal.note("refund.approved", body={"text": "x" * 9_000})
    journal.close()


@pytest.mark.skipif(os.name != "posix", reason="NOT RUN: Windows has no limit of a file's size")
@pytest.mark.parametrize("points", [12, pytest.param(320, marks=[pytest.mark.deep, pytest.mark.timeout(600)])])
def test_a_real_file_that_may_not_grow_stops_the_journal_and_breaks_nothing(tmp_path: Path, points: int) -> None:
    done = subprocess.run(
        [sys.executable, "-P", str(SCRIPT), str(tmp_path), str(points)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert (told["wrong"], told["words"]) == ([], {"journal_write": points})
