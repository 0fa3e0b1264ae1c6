"""A practice journal put aside: whole, never under a terminal's feet, a damaged one too."""

from datetime import datetime
from pathlib import Path

import pytest

from terminal.records.evidence import EvidenceStore
from terminal.records.journal import Journal, JournalError
from terminal.records.retiring import bring_back, retire_journal

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
    aside = retire_journal(file, NOW)
    assert aside is not None
    assert sorted(one.name for one in aside.parent.iterdir()) == [aside.name, f"{aside.name}-head"]
    assert [one.name for one in file.parent.iterdir() if one.name.startswith(file.name)] == []
    old = opened(aside)
    assert (old.epoch, file.exists(), aside.name[:16]) == (epoch, False, "20260304-102030-")
    old.close()


def test_where_only_a_head_is_left_that_is_put_aside(file: Path) -> None:
    opened(file).close()
    file.unlink()
    with pytest.raises(JournalError, match="journal_older"):
        opened(file)
    retire_journal(file, NOW)
    opened(file).close()


def test_a_damaged_journal_can_be_put_aside(file: Path) -> None:
    file.parent.mkdir(parents=True)
    file.touch(0o600)
    file.write_bytes(b"no database")
    with pytest.raises(JournalError, match="journal_damaged"):
        opened(file)
    retire_journal(file, NOW)
    (aside,) = (file.parent / "retired").iterdir()
    assert aside.read_bytes() == b"no database"
    opened(file).close()


def test_the_papers_of_its_cases_go_with_it_and_come_back(file: Path) -> None:
    opened(file).close()
    kept = EvidenceStore(file.parent / "evidence").keep_bytes(b"a slip", "slip.txt")
    aside = retire_journal(file, NOW)
    assert aside is not None
    gone = aside.with_name(f"{aside.stem}-evidence") / kept.sha256
    assert (gone.read_bytes(), (file.parent / "evidence").exists()) == (b"a slip", False)
    opened(file).close()
    bring_back(file, aside)
    assert (EvidenceStore(file.parent / "evidence").data(kept.sha256), gone.exists()) == (b"a slip", False)
