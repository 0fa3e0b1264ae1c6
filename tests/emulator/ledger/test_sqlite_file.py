"""How the file is opened: durable settings, private mode, and files that are not ours or are newer left unchanged."""

import os
import sqlite3
import stat

import pytest

from emulator.ledger.contract import LedgerError
from emulator.ledger.schema import VERSION
from emulator.ledger.sqlite_file import APPLICATION_ID, connect


def pragma(db, name):
    return db.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_new_file_is_durable(path):
    db = connect(path)
    settings = {name: pragma(db, name) for name in ("synchronous", "journal_mode", "foreign_keys", "user_version")}
    assert settings == {"synchronous": 3, "journal_mode": "wal", "foreign_keys": 1, "user_version": VERSION}
    assert pragma(db, "application_id") == APPLICATION_ID
    db.close()
    again = connect(path)
    assert (pragma(again, "synchronous"), pragma(again, "journal_mode")) == (3, "wal")
    again.close()


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_nobody_else_reads_a_new_file(path):
    connect(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_synchronous_is_extra_before_the_journal_mode_is_changed(path, monkeypatch):
    said = []
    real = sqlite3.connect

    def listening(*args, **options):
        db = real(*args, **options)
        db.set_trace_callback(said.append)
        return db

    monkeypatch.setattr(sqlite3, "connect", listening)
    connect(path).close()
    assert said.index("PRAGMA synchronous = EXTRA") < said.index("PRAGMA journal_mode = WAL")


def test_a_file_that_another_process_makes_while_it_is_looked_at(path, monkeypatch):
    real, rivals = sqlite3.connect, []

    def interrupted(*args, **options):
        monkeypatch.setattr(sqlite3, "connect", real)
        db = real(*args, **options)

        def rival(statement):
            if statement == "PRAGMA user_version" and not rivals:
                rivals.append(statement)
                with pytest.raises(LedgerError, match="locked"):
                    connect(path, busy_timeout_s=0)

        db.set_trace_callback(rival)
        return db

    monkeypatch.setattr(sqlite3, "connect", interrupted)
    db = connect(path)
    assert (len(rivals), pragma(db, "user_version")) == (1, VERSION)
    db.close()


def foreign(path, *statements):
    db = sqlite3.connect(path)
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        ((f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {VERSION + 1}"), "newer version"),
        (("CREATE TABLE diary (day)",), "not a ledger"),
        (("PRAGMA application_id = 77", f"PRAGMA user_version = {VERSION}"), "not a ledger"),
    ],
    ids=["newer", "another program's tables", "another program's id"],
)
def test_newer_and_foreign_files_are_refused_unchanged(path, statements, words):
    foreign(path, *statements)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match=words) as caught:
        connect(path)
    assert str(path) in str(caught.value)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_file_that_is_no_database_is_refused_unchanged(path):
    path.write_bytes(b"not a database, but long enough to be looked at" * 40)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="not a database"):
        connect(path)
    assert path.read_bytes() == before


def test_a_missing_folder_is_a_ledger_error(tmp_path):
    with pytest.raises(LedgerError, match="missing"):
        connect(tmp_path / "missing" / "ledger.db")


def test_an_empty_file_left_by_a_crash_becomes_a_ledger(path):
    path.touch()
    db = connect(path)
    assert pragma(db, "user_version") == VERSION
    db.close()


def test_a_busy_file_is_an_error_in_the_end_and_opens_afterwards(path):
    connect(path).close()
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("PRAGMA journal_mode = DELETE")  # as a crash before the switch would leave it
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM meta").fetchall()
    with pytest.raises(LedgerError, match="locked"):
        connect(path, busy_timeout_s=0)
    reader.close()
    db = connect(path)
    assert pragma(db, "journal_mode") == "wal"
    db.close()
