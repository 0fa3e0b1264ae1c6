"""A practice journal put aside: whole, never under a terminal's feet, a damaged one too."""

from datetime import datetime
from pathlib import Path

import pytest

from terminal.records.journal import Journal, JournalError
from terminal.records.retiring import retire_journal

NOW = datetime(2026, 3, 4, 10, 20, 30).astimezone()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "practice" / "journal.db"


def now() -> datetime:
    return NOW


def opened(file: Path) -> Journal:
    return Journal(file, now, bytes)


def test_a_journal_is_put_aside_whole(file: Path) -> None:
    retire_journal(file, NOW)  # none there: nothing to do
    assert not file.parent.exists()
    journal = opened(file)
    epoch = journal.epoch
    with pytest.raises(JournalError, match="journal_held"):
        retire_journal(file, NOW)
    journal.close()
    retire_journal(file, NOW)
    (aside,) = (file.parent / "retired").iterdir()
    old = opened(aside)
    assert (old.epoch, file.exists(), aside.name[:16]) == (epoch, False, "20260304-102030-")
    old.close()


def test_a_damaged_journal_can_be_put_aside(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(b"no database")
    with pytest.raises(JournalError, match="journal_damaged"):
        opened(file)
    retire_journal(file, NOW)
    (aside,) = (file.parent / "retired").iterdir()
    assert aside.read_bytes() == b"no database"
    opened(file).close()
