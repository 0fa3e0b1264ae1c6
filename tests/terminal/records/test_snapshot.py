"""A journal read while its owner writes, hangs or has gone: whole each time, and nothing of it is changed."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from started import started

from terminal.records import snapshot as snapshots
from terminal.records.journal import Journal, JournalError
from terminal.records.snapshot import snapshot
from terminal.records.verdict import judge

# Notes events without a pause; SQLite cleans its log up often, as its pages are few. Says how many are durable.
WRITE = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from terminal.records.journal import Journal
journal = Journal(Path(sys.argv[1]), lambda: datetime(2026, 11, 22, tzinfo=UTC), bytes)
journal._store.db.execute("PRAGMA wal_autocheckpoint = 300")
while True:
    journal.note("terminal.tick", body={"text": "x" * 100})
    if journal.last % 20 == 0:
        print(journal.last, flush=True)
"""


def opened(path: Path) -> Journal:
    return Journal(path, lambda: datetime(2026, 11, 22, tzinfo=UTC), bytes)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "practice" / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    journal = opened(path)
    for _ in range(3):
        journal.note("terminal.tick")
    yield journal
    journal.close()


def test_what_its_owner_made_durable_is_read_and_nothing_is_left(
    path: Path, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "copies"))
    (tmp_path / "copies").mkdir()
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    with snapshot(path) as store:
        verdict = judge(store)
        (folder,) = (tmp_path / "copies").iterdir()
        assert folder.stat().st_mode & 0o777 == 0o700
        assert {file.stat().st_mode & 0o077 for file in folder.iterdir()} == {0}
    assert (verdict.good, verdict.events, verdict.counts) == (True, 3, {"terminal": 3})
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before
    assert list((tmp_path / "copies").iterdir()) == []
    journal.note("terminal.tick")
    with snapshot(path) as store:
        assert judge(store).events == 4


def test_every_copy_is_whole_while_its_owner_writes_without_a_pause(path: Path) -> None:
    """And has at least what had been acknowledged before it was taken; also of one that is stopped and then killed."""
    words = [sys.executable, "-P", "-c", WRITE, str(path)]
    with started(words, stdout=subprocess.PIPE, encoding="utf-8") as owner:
        assert owner.stdout is not None
        found = []
        for _ in range(12):
            acknowledged = int(owner.stdout.readline())
            with snapshot(path) as store:
                verdict = judge(store)
            found.append(verdict.events - acknowledged)
            assert (verdict.fault, verdict.good) == ("", True)
        assert min(found) >= 0
        os.kill(owner.pid, signal.SIGSTOP)
        with snapshot(path) as store:
            assert judge(store).good
        owner.kill()
        owner.wait()
    with snapshot(path) as store:
        assert judge(store).good


def test_a_copy_under_which_the_file_was_changed_is_taken_anew(
    path: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, taken = snapshots._take, []

    def meanwhile(there: Path, here: Path) -> None:
        real(there, here)
        taken.append(there.name)
        if len(taken) == 3:  # behind the heads and the log, before the file
            journal.note("terminal.tick")
            journal._store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[attr-defined]

    monkeypatch.setattr(snapshots, "_take", meanwhile)
    with snapshot(path) as store:
        assert (judge(store).good, judge(store).events) == (True, 4)
    assert taken == ["journal.db-head", "journal.db-now", "journal.db-wal", "journal.db"] * 2


def test_a_file_that_never_rests_is_given_up(path: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    real = snapshots._take

    def restless(there: Path, here: Path) -> None:
        real(there, here)
        os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))

    monkeypatch.setattr(snapshots, "_take", restless)
    with pytest.raises(JournalError, match="journal_write"), snapshot(path):
        pytest.fail("there is none")


@pytest.mark.parametrize(("make", "word"), [("nothing", "journal_missing"), ("empty", "journal_damaged")])
def test_what_is_no_journal(tmp_path: Path, make: str, word: str) -> None:
    file = tmp_path / "some.db"
    if make == "empty":
        sqlite3.connect(file).execute("VACUUM").connection.close()
    with pytest.raises(JournalError, match=word), snapshot(file):
        pytest.fail("there is none")
