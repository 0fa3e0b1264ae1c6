"""The journal's file: its version, its tables, what is hashed, and how an older file becomes one of today. No records.

Format version 4 (kept readable for ever): table `event` (seq, at, kind, epoch, profile, merchant_no, terminal_no,
ledger_id, practice, operator_no, supervisor_no, subject, body, previous, hash) and `fact` (name, value). kind is
refund.* / payment.* / batch.* / receipt.* / late.* / case.* / operator.* / terminal.*; body is JSON; hash is SHA-256
over all before it. Facts: epoch, secret, next_trace, head (number and hash of the last event, so that a cut-off end is
seen) and check (SHA-256 over the other facts).

The rule: forward only. A step is a list of statements and is never changed once it was released; events are never
touched by one, so that the chain of an old file is the chain of the new one.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

APPLICATION_ID = 0x5448_4A31
"""'THJ1' in the file's header: what is not ours is not opened."""

GENESIS = "0" * 64
"""What stands before the first event."""

COLUMNS = (
    "seq", "at", "kind", "epoch", "profile", "merchant_no", "terminal_no", "ledger_id", "practice", "operator_no",
    "supervisor_no", "subject", "body",
)  # fmt: skip

TABLES = (
    """CREATE TABLE event (
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, epoch TEXT NOT NULL,
  profile TEXT NOT NULL, merchant_no TEXT NOT NULL, terminal_no TEXT NOT NULL, ledger_id TEXT NOT NULL,
  practice INTEGER NOT NULL, operator_no TEXT NOT NULL, supervisor_no TEXT NOT NULL,
  subject TEXT NOT NULL, body TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL) STRICT""",
    "CREATE INDEX event_subject ON event (subject)",
    "CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
)
_FROM_1 = (
    # Version 1 knew refunds alone. A program of that version would overlook a 冲正 that is owed, so it must not open
    # a file that may hold payments: that is what the new number is for.
    "CREATE INDEX event_kind ON event (kind, subject)",
)
_FROM_2: tuple[str, ...] = ()
"""Version 2 knew no refund cases. A program of that version would pay at the counter what a case bars, so it must not
open a file that may hold one; the tables are the same."""

_FROM_3: tuple[str, ...] = ()
"""Version 3 knew no refund that a person ended, no batch that its host closed, and no hash under a pepper. A program of
that version would call such a journal damaged as far as it read, and a right card wrong; the tables are the same."""

STEPS: tuple[tuple[str, ...], ...] = (_FROM_1, _FROM_2, _FROM_3)
"""STEPS[0] takes version 1 to 2, and so on."""

VERSION = 1 + len(STEPS)

_CHECKED = json.JSONEncoder(default=repr).encode


def create(db: sqlite3.Connection, facts: dict[str, str]) -> None:
    """The tables of today in an empty file, with these facts, in one transaction."""
    db.execute("BEGIN IMMEDIATE")
    for statement in (*TABLES, *(statement for step in STEPS for statement in step)):
        db.execute(statement)
    db.executemany("INSERT INTO fact VALUES (?, ?)", facts.items())
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("COMMIT")


def kept_name(path: Path, version: int) -> Path:
    """Where the copy of an older file lies."""
    return path.with_name(f"{path.stem}-version-{version}{path.suffix}")


def bring_forward(db: sqlite3.Connection, version: int, copy: Callable[[sqlite3.Connection], None]) -> None:
    """An older file, found whole, is copied and becomes one of today in one transaction."""
    copy(db)
    db.execute("BEGIN IMMEDIATE")
    for statement in (statement for step in STEPS[version - 1 :] for statement in step):
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("COMMIT")


_ROW = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=repr)


def digest_of(values: list[object], previous: str) -> str:
    """The hash of one event behind `previous`."""
    text = _ROW.encode([*values, previous])
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def check_of(facts: dict[str, str]) -> str:
    """The check over the other facts; a damaged file may hold other types."""
    return hashlib.sha256(_CHECKED(sorted(facts.items())).encode("utf-8")).hexdigest()
