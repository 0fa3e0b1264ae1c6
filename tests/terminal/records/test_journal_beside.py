"""What lies beside the journal: the head that finds an older copy, the room for its last records, and its rights."""

import os
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from noon_journal import journal_at

from terminal.records import sqlite_file
from terminal.records.chain import Head
from terminal.records.format import check_of
from terminal.records.ground import SYSTEM
from terminal.records.journal import ANCHOR_EVERY, Journal, JournalError
from terminal.records.side_files import RESERVE_BYTES, beside, last_head, read_head, reserve_stands

BIG = {"text": "x" * 100_000}
posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no such bits: its folders keep others out")


def noted(path: Path, count: int) -> None:
    """Open, note so many events, close."""
    journal = journal_at(path)
    for _ in range(count):
        journal.note("terminal.tick")
    journal.close()


def word(path: Path) -> str:
    with pytest.raises(JournalError) as refused:
        journal_at(path)
    return refused.value.word


def anchored(path: Path) -> int:
    return Head.read(read_head(path)).seq


# --- the head outside ----------------------------------------------------------------------------------------------


def test_an_older_copy_put_back_is_refused_and_stays_as_it_is(path: Path, tmp_path: Path) -> None:
    noted(path, 3)
    shutil.copy2(path, tmp_path / "copy")
    noted(path, 1)
    shutil.copy2(tmp_path / "copy", path)
    before = path.read_bytes()
    assert [word(path), word(path)] == ["journal_older"] * 2
    assert path.read_bytes() == before


def test_another_journal_in_its_place_is_refused(path: Path, tmp_path: Path) -> None:
    noted(path, 2)
    journal_at(tmp_path / "other.db", seed=2).close()
    shutil.copy2(tmp_path / "other.db", path)
    assert word(path) == "journal_older"


def test_where_a_journal_stood_none_is_born(path: Path) -> None:
    noted(path, 1)
    path.unlink()
    assert word(path) == "journal_older"
    assert path.stat().st_size < 5000, "no tables were made"
    assert word(path) == "journal_older"


def test_a_tail_that_was_cut_off_with_its_facts_is_seen(path: Path) -> None:
    """Whoever knows the format can make facts that fit; what stands outside, not."""
    noted(path, 3)
    with sqlite3.connect(path) as db:
        facts = dict(db.execute("SELECT name, value FROM fact").fetchall())
        (previous,) = db.execute("SELECT previous FROM event WHERE seq = 3").fetchone()
        facts["head"] = f"2 {previous}"
        del facts["check"]
        db.execute("DELETE FROM event WHERE seq = 3")
        db.execute("UPDATE fact SET value = ? WHERE name = 'head'", (facts["head"],))
        db.execute("UPDATE fact SET value = ? WHERE name = 'check'", (check_of(facts),))
    db.close()
    assert word(path) == "journal_older"
    for ending in ("-head", "-now"):
        beside(path, ending).unlink()
    journal_at(path).close()


def test_a_kill_leaves_the_newest_head_and_what_then_becomes_of_the_log_is_seen(path: Path) -> None:
    journal = journal_at(path)
    for _ in range(5):
        journal.note("terminal.tick")
    journal._give_back()
    assert anchored(path) == 0
    assert opened_without_last(path) == "journal_older"


def test_a_newest_head_that_somebody_cuts_short_ends_nobody_and_is_written_anew(path: Path) -> None:
    """A mapped file would be a SIGBUS here."""
    journal = journal_at(path)
    for _ in range(5):
        journal.note("terminal.tick")
        os.truncate(beside(path, "-now"), 0)
    journal.note("terminal.tick")
    assert (journal.verify(), last_head(path).split()[1]) == (6, "6")
    journal._give_back()


@pytest.mark.parametrize("now", [b"", b"\xff\x00", b"01020304 9", b"01020304 9 00 11\n"])
def test_what_a_power_cut_leaves_of_the_newest_head_is_no_alarm(path: Path, now: bytes) -> None:
    noted(path, 3)
    beside(path, "-now").write_bytes(now)
    journal_at(path).close()


def opened_without_last(path: Path) -> str:
    """As a log would leave it of which the last event can't be read."""
    with sqlite3.connect(path) as db:
        facts = dict(db.execute("SELECT name, value FROM fact").fetchall())
        (previous,) = db.execute("SELECT previous FROM event WHERE seq = 5").fetchone()
        del facts["check"]
        facts["head"] = f"4 {previous}"
        db.execute("DELETE FROM event WHERE seq = 5")
        db.execute("UPDATE fact SET value = ? WHERE name = 'head'", (facts["head"],))
        db.execute("UPDATE fact SET value = ? WHERE name = 'check'", (check_of(facts),))
    db.close()
    return word(path)


def test_a_head_that_is_behind_is_no_alarm(path: Path) -> None:
    """As a kill leaves it between an event and the head."""
    journal = journal_at(path)
    for _ in range(5):
        journal.note("terminal.tick")
    assert anchored(path) == 0
    journal._give_back()
    again = journal_at(path)
    assert (again.verify(), anchored(path)) == (5, 5)
    again.close()


def test_the_head_is_kept_every_so_many_events_at_a_settlement_and_at_the_end(path: Path, journal: Journal) -> None:
    seen = []
    for _ in range(2 * ANCHOR_EVERY + 4):
        journal.note("terminal.tick")
        seen.append(anchored(path))
    assert sorted(set(seen)) == [0, ANCHOR_EVERY + 1, 2 * ANCHOR_EVERY + 2]
    for kind in ("batch.closed", "batch.host_closed"):
        journal.note(kind, subject="1")
        assert anchored(path) == journal.last
    journal.note("terminal.tick")
    journal.close()
    assert anchored(path) == journal.last


def test_a_head_that_cannot_be_kept_stays_behind_and_is_tried_again(path: Path, journal: Journal) -> None:
    head = beside(path, "-head")
    head.unlink()
    head.mkdir()
    for _ in range(ANCHOR_EVERY + 1):
        journal.note("terminal.tick")
    head.rmdir()
    journal.note("terminal.tick")
    assert anchored(path) == ANCHOR_EVERY + 2


@pytest.mark.parametrize("text", ["nonsense", "01020304 x 00", "\xff", "0 1"])
def test_a_head_that_is_none_is_damage(path: Path, text: str) -> None:
    noted(path, 1)
    beside(path, "-head").write_text(text, encoding="latin-1")
    assert word(path) == "journal_damaged"


def test_a_journal_without_one_gets_one(path: Path) -> None:
    """As older programs left it, or a copy alone brought to another folder."""
    noted(path, 2)
    beside(path, "-head").unlink()
    journal_at(path).close()
    assert anchored(path) == 2


# --- room for the last records -------------------------------------------------------------------------------------


def fill_disk(journal: Journal, spare: int = 0) -> None:
    (pages,) = journal._store.db.execute("PRAGMA page_count").fetchone()  # type: ignore[attr-defined]
    journal._store.db.execute(f"PRAGMA max_page_count = {pages + spare}")  # type: ignore[attr-defined]


def test_the_room_is_really_taken_and_for_its_owner_alone(path: Path, journal: Journal) -> None:
    assert not reserve_stands(path)
    journal.keep_room()
    found = beside(path, "-reserve").stat()
    assert (found.st_size, found.st_mode & 0o077) == (RESERVE_BYTES, 0)
    assert found.st_blocks * 512 >= RESERVE_BYTES
    journal.keep_room()
    assert beside(path, "-reserve").stat().st_ino == found.st_ino


def test_on_a_full_disk_the_last_records_are_written_in_the_room(
    path: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stand-in for a disk: it is full for as long as the room is kept."""
    journal.keep_room()
    fill_disk(journal)
    gone = beside(path, "-reserve").unlink

    def freed(_path: Path) -> bool:
        gone()
        journal._store.db.execute("PRAGMA max_page_count = 1000000")  # type: ignore[attr-defined]
        return True

    monkeypatch.setattr(journal._store, "_ground", replace(SYSTEM, spend_reserve=freed))
    journal.note("refund.approved", body=BIG)
    journal.note("receipt.printed", body=BIG)
    assert (journal.verify(), reserve_stands(path)) == (2, False)
    monkeypatch.setattr(journal._store, "_ground", replace(SYSTEM, make_reserve=full))
    with pytest.raises(JournalError, match="journal_full"):
        journal.keep_room()
    journal.note("receipt.printed")
    monkeypatch.undo()
    journal.keep_room()
    assert reserve_stands(path)


def full(_path: Path) -> None:
    raise OSError(28, "No space left on device")


def test_a_disk_that_stays_full_is_tried_once_more_and_no_more(path: Path, journal: Journal) -> None:
    journal.keep_room()
    fill_disk(journal)
    with pytest.raises(JournalError, match="journal_write"):
        journal.note("refund.intent", body=BIG)
    assert not reserve_stands(path)
    with pytest.raises(JournalError, match="journal_write"):
        journal.keep_room()


@pytest.mark.parametrize("kind", ["operator.password_wrong", "terminal.parameter", "case.opened"])
def test_only_what_is_under_way_takes_the_room(path: Path, journal: Journal, kind: str) -> None:
    journal.keep_room()
    fill_disk(journal)
    with pytest.raises(JournalError, match="journal_full"):
        journal.note(kind, body=BIG)
    with pytest.raises(JournalError, match="journal_full"):
        journal.note(kind, body=BIG)
    assert (reserve_stands(path), journal.verify()) == (True, 0)
    journal.require_sound()  # of what is under way nothing is lost by it
    with pytest.raises(JournalError, match="journal_write"):
        journal.note("receipt.printed", body=BIG)
    assert not reserve_stands(path)


@posix
def test_a_room_of_no_blocks_is_none(path: Path, journal: Journal) -> None:
    beside(path, "-reserve").touch(0o600)
    os.truncate(beside(path, "-reserve"), RESERVE_BYTES)
    assert not reserve_stands(path)
    journal.keep_room()
    assert reserve_stands(path)


def test_a_room_that_could_only_half_be_made_is_not_kept(
    path: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.posix_fallocate", lambda *_words: full(path))
    with pytest.raises(JournalError, match="journal_full"):
        journal.keep_room()
    assert not beside(path, "-reserve").exists()


# --- the file is ours, and the same ----------------------------------------------------------------------------------


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o777])
@pytest.mark.parametrize("ending", ["", "-wal"])
def test_a_file_that_others_can_use_is_refused(path: Path, mode: int, ending: str) -> None:
    noted(path, 1)
    file = beside(path, ending)
    file.touch(0o600)
    file.chmod(mode)
    assert word(path) == "journal_exposed"
    file.chmod(0o600)
    journal_at(path).close()


@posix
def test_a_link_is_refused(path: Path, tmp_path: Path) -> None:
    noted(path, 1)
    path.rename(tmp_path / "elsewhere.db")
    path.symlink_to(tmp_path / "elsewhere.db")
    assert word(path) == "journal_exposed"


@posix
def test_nor_is_a_lock_followed_elsewhere(path: Path, tmp_path: Path) -> None:
    noted(path, 1)
    path.with_suffix(".lock").unlink()
    path.with_suffix(".lock").symlink_to(tmp_path / "victim")
    assert word(path) == "journal_write"
    assert not (tmp_path / "victim").exists()


@posix
def test_its_folder_is_closed_to_others(path: Path) -> None:
    path.parent.mkdir(mode=0o755)
    journal_at(path).close()
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("ending", ["", "-wal"])
def test_what_was_taken_away_under_us_is_written_no_more(path: Path, journal: Journal, ending: str) -> None:
    """SQLite would go on in a file without a name, and all of it would be lost."""
    journal.note("terminal.tick")
    beside(path, ending).rename(path.parent / "away")
    with pytest.raises(JournalError, match="journal_write"):
        journal.note("refund.intent")


def test_a_program_that_knows_no_lock_file_is_kept_out(path: Path, journal: Journal) -> None:
    path.with_suffix(".lock").unlink()
    other = sqlite3.connect(path, timeout=0.05)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("SELECT count(*) FROM event").fetchall()
    other.close()
    assert word(path) == "journal_held"


class Statements:
    """What is said to SQLite, in order."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def execute(self, text: str) -> None:
        self.said.append(text)

    def close(self) -> None:
        """See sqlite3."""


@pytest.mark.parametrize(("platform", "full_sync"), [("linux", 0), ("darwin", 2)])
def test_how_a_file_is_opened_in_which_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, full_sync: int
) -> None:
    statements = Statements()
    monkeypatch.setattr("sqlite3.connect", lambda *_words, **_options: statements)
    monkeypatch.setattr("sys.platform", platform)
    sqlite_file._connect(tmp_path / "journal.db")
    mac = ["PRAGMA fullfsync = 1", "PRAGMA checkpoint_fullfsync = 1"]
    assert statements.said == [
        "PRAGMA locking_mode = EXCLUSIVE",
        "PRAGMA synchronous = EXTRA",
        *mac[:full_sync],
        "PRAGMA journal_mode = WAL",
        "BEGIN IMMEDIATE",
        "ROLLBACK",
    ]
