"""A journal of an earlier version becomes one of today: whole or not at all, with a copy of what it was beside it."""

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from terminal.case.words import State as CaseState
from terminal.records.case_book import CaseBook
from terminal.records.format import VERSION
from terminal.records.journal import Journal, JournalError
from terminal.trade.batch import SettlementState
from terminal.trade.refund import State

FIXTURES = Path(__file__).parents[3] / "fixtures" / "journals"
HEADS = {
    1: "11 0ab080802b48e28feeaffa7a9071fde1806d83cdb5deaa9be6b43df226642639",
    2: "20 8ff7ce4ed1f79b27a28f6d313ebbdb22239f2a5ce90fb095197d6e3c15fa14df",
    3: "29 13a4a27e81c19bf842c130c18846068269221432c431888037876ba1284e6dcf",
    4: "32 19d5e5b57cf014d8728d895a423bdbed2cd9d963dd9e7b55d277d3231589d45a",
}
"""Of every released version's fixture, read off the file."""
HEAD = HEADS[1]


def built(folder: Path, number: int) -> Path:
    """The fixture of a version, as a file."""
    path = folder / "journal.db"
    path.touch(0o600)
    db = sqlite3.connect(path)
    db.executescript((FIXTURES / str(number) / "journal.sql").read_text(encoding="utf-8"))
    db.execute("PRAGMA journal_mode = WAL")
    db.close()
    return path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The journal of version 1."""
    return built(tmp_path, 1)


def opened(path: Path) -> Journal:
    return Journal(path, lambda: datetime(2026, 11, 23, tzinfo=UTC), bytes)


def version(path: Path) -> int:
    db = sqlite3.connect(path)
    (number,) = db.execute("PRAGMA user_version").fetchone()
    db.close()
    return int(number)


def test_what_stood_there_stands_there_still(old: Path) -> None:
    journal = opened(old)
    assert (journal.verify(), journal.epoch, journal._facts["head"]) == (11, "01020304", HEAD)
    states = [(refund.key.trace_no, refund.state, refund.amount_fen) for refund in journal.refunds()]
    assert states == [
        ("000001", State.APPROVED, 2950),
        ("000002", State.DECLINED, 9999999),
        ("000003", State.UNKNOWN, 100),
        ("000004", State.PENDING, 1000),
    ]
    asked = journal.by_request("R-1")
    assert (asked and asked.reference_no, journal.payments(), journal.settlements()) == ("963260000001", (), ())
    assert journal.next_trace() == "000005"
    journal.record("refund.unknown", journal.refunds()[3])
    journal.close()
    assert (version(old), opened(old).verify()) == (VERSION, 12)


def test_every_released_version_has_a_fixture() -> None:
    assert sorted(HEADS) == list(range(1, VERSION + 1))
    assert sorted(folder.name for folder in FIXTURES.iterdir() if folder.is_dir()) == [str(one) for one in HEADS]


@pytest.mark.parametrize("number", HEADS)
def test_every_released_version_is_opened_brought_forward_and_goes_on(tmp_path: Path, number: int) -> None:
    path = built(tmp_path, number)
    assert version(path) == number
    journal = opened(path)
    count = int(HEADS[number].split()[0])
    assert (journal.verify(), journal._facts["head"]) == (count, HEADS[number])
    assert [one.state for one in journal.refunds()][-1] is State.PENDING
    journal.record("refund.unknown", journal.refunds()[-1])
    journal.close()
    assert (version(path), opened(path).verify()) == (VERSION, count + 1)
    copies = [file.name for file in tmp_path.iterdir() if "-version-" in file.name]
    assert copies == ([f"journal-version-{number}.db"] if number < VERSION else [])


def test_what_later_versions_kept_is_there_still(tmp_path: Path) -> None:
    journal = opened(built(tmp_path, 2))
    assert [(one.key.trace_no, one.amount_fen) for one in journal.refunds()] == [
        ("000006", 300),
        ("000012", 120),
        ("000014", 130),
    ]
    assert [(one.kind.value, one.state.value, one.amount_fen) for one in journal.payments()] == [
        ("sale", "approved", 123456),
        ("sale", "approved", 2000),
        ("void", "approved", 2000),
    ]
    assert [one.state for one in journal.settlements()] == [SettlementState.CLOSED]
    assert (journal.next_trace(), journal.has_cases()) == ("000016", False)


def test_a_case_of_version_3_is_there_still(tmp_path: Path) -> None:
    journal = opened(built(tmp_path, 3))
    (case,) = CaseBook(journal).cases()
    assert (case.case_no, case.state, case.form.applicant) == ("202611220001", CaseState.APPLIED, "王女士")
    assert journal.next_trace() == "000018"


def test_what_a_person_and_a_host_ended_in_version_4_is_there_still(tmp_path: Path) -> None:
    journal = opened(built(tmp_path, 4))
    assert [(one.amount_fen, one.state) for one in journal.refunds()] == [
        (300, State.APPROVED),
        (110, State.APPROVED),
        (200, State.CLOSED_DONE),
        (210, State.CLOSED_UNDONE),
        (220, State.APPROVED),
        (130, State.PENDING),
    ]
    assert [one.state for one in journal.settlements()] == [SettlementState.CLOSED, SettlementState.HOST_CLOSED]
    assert [entry.body["code"] for entry in journal.of_kind("late")] == ["00"]
    assert {len(one.card_hash) for one in journal.refunds()} == {0, 72}


def test_a_program_that_knows_no_case_opens_no_journal_that_may_hold_one(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    opened(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 2")
    db.close()
    journal = opened(path)
    assert journal.verify() == 0
    journal.close()
    assert version(path.with_name("journal-version-2.db")) == 2 < version(path)


def test_a_new_file_and_one_brought_forward_have_the_same_tables(old: Path, tmp_path: Path) -> None:
    opened(old).close()
    opened(tmp_path / "new.db").close()
    tables = []
    for path in (old, tmp_path / "new.db"):
        db = sqlite3.connect(path)
        tables.append(sorted(db.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()))
        db.close()
    assert tables[0] == tables[1]
    assert len(tables[0]) == 4


def test_a_copy_of_the_old_file_is_kept(old: Path) -> None:
    before = old.read_bytes()
    opened(old).close()
    opened(old).close()
    copy = old.with_name("journal-version-1.db")
    assert (version(copy), copy.stat().st_mode & 0o077) == (1, 0)
    db = sqlite3.connect(copy)
    assert db.execute("SELECT value FROM fact WHERE name = 'head'").fetchone() == (HEAD,)
    db.close()
    assert sorted(file.name for file in old.parent.iterdir() if "part" in file.name) == []
    assert before != old.read_bytes()


def test_a_damaged_old_file_is_left_as_it_is(old: Path) -> None:
    db = sqlite3.connect(old)
    db.execute("UPDATE event SET body = replace(body, '2950', '9950') WHERE seq = 3")
    db.commit()
    db.close()
    before = old.read_bytes()
    with pytest.raises(JournalError, match="journal_damaged"):
        opened(old)
    assert (old.read_bytes(), version(old)) == (before, 1)
    assert not old.with_name("journal-version-1.db").exists()


# Dies in the n-th statement that is executed while the file is brought forward.
DIE = """
import os, sqlite3, sys
from datetime import datetime, UTC
from pathlib import Path
from terminal.records import journal, sqlite_store
from terminal.records import format as journal_format
inner, left = sqlite_store.bring_forward, int(sys.argv[2])
class Dying:
    def __init__(self, db):
        self.db, self.left = db, left
    def execute(self, text):
        self.count()
        return self.db.execute(text)
    def backup(self, copy):
        self.count()
        return self.db.backup(copy)
    def count(self):
        self.left -= 1
        if self.left < 0:
            os._exit(9)
sqlite_store.bring_forward = lambda db, *rest: inner(Dying(db), *rest)
journal.Journal(Path(sys.argv[1]), lambda: datetime(2026, 11, 23, tzinfo=UTC), bytes)
print("lived")
"""


@pytest.mark.parametrize(("step", "ends"), [(0, 9), (1, 9), (2, 9), (3, 9), (4, 9), (5, 0)])
def test_a_kill_while_it_is_brought_forward_leaves_the_old_or_the_new(old: Path, step: int, ends: int) -> None:
    run = subprocess.run([sys.executable, "-P", "-c", DIE, str(old), str(step)], check=False, capture_output=True)
    assert (run.returncode, run.stderr) == (ends, b"")
    assert version(old) == (VERSION if ends == 0 else 1)
    journal = opened(old)
    assert (journal.verify(), len(journal.refunds())) == (11, 4)
    journal.close()
    assert version(old.with_name("journal-version-1.db")) == 1
