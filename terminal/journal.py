"""The terminal's journal: durable, append-only, hash-chained. An intent is here before its first byte leaves.

One SQLite file per practice or live terminal. Events are only ever added; a refund's present state is its last event.
`synchronous=EXTRA` is set before `journal_mode=WAL` (notes on power loss: the other order can lose everything), and an
operating-system lock is held for life beside it. No card number, track, PIN or key is ever a parameter here.

Format version 1 (kept readable for ever): table `event` (seq, at, kind, epoch, profile, merchant_no, terminal_no,
ledger_id, practice, operator_no, supervisor_no, subject, body, previous, hash) and `fact` (name, value). kind is
refund.* / receipt.* / case.* / batch.* / operator.* / terminal.*; body is JSON; hash is SHA-256 over all before it.
"""

import hashlib
import hmac
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from protocol.transactions import Channel, RefundKey
from terminal.filelock import FileLock, LockHeldError
from terminal.refund import OPEN, Cause, LinkIdentity, RefundRecord, State

APPLICATION_ID = 0x5448_4A31
"""'THJ1' in the file's header: what is not ours is not opened."""

VERSION = 1

TRACE_BLOCK = 10
"""Trace numbers reserved by one durable write: a crash skips what is left of the block, never repeats a number."""

LAST_TRACE = 999_999

_SCHEMA = """
CREATE TABLE event (
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, epoch TEXT NOT NULL,
  profile TEXT NOT NULL, merchant_no TEXT NOT NULL, terminal_no TEXT NOT NULL, ledger_id TEXT NOT NULL,
  practice INTEGER NOT NULL, operator_no TEXT NOT NULL, supervisor_no TEXT NOT NULL,
  subject TEXT NOT NULL, body TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE INDEX event_subject ON event (subject);
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""
_COLUMNS = (
    "seq", "at", "kind", "epoch", "profile", "merchant_no", "terminal_no", "ledger_id", "practice", "operator_no",
    "supervisor_no", "subject", "body",
)  # fmt: skip
_INSERT = f"INSERT INTO event VALUES ({','.join('?' * (len(_COLUMNS) + 2))})"  # noqa: S608 - constants
_CHAIN = f"SELECT {', '.join(_COLUMNS)}, previous, hash FROM event ORDER BY seq"  # noqa: S608 - constants
_GENESIS = "0" * 64
NOWHERE = LinkIdentity("", "", "", "")
"""The identity of an event that belongs to no link (an operator's sign-on)."""


class JournalError(Exception):
    """The journal can't be used; `word` is a key of terminal.desk.FAULTS."""

    def __init__(self, word: str, reason: str) -> None:
        super().__init__(word, reason)
        self.word = word
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as it stands in the file. subject: the refund key, or "" for events about no refund."""

    seq: int
    at: str
    kind: str
    subject: str
    operator_no: str
    body: dict[str, object]


class Journal:
    """Open for as long as the terminal runs; a second opening anywhere is refused with journal_held.

    clock: wall time, for the record only - nothing is ordered by it. entropy(n): n random bytes, drawn once at birth.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime], entropy: Callable[[int], bytes]) -> None:
        self.path = path
        self._clock = clock
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            self._lock = FileLock(path.with_suffix(".lock"))
        except LockHeldError as error:
            raise JournalError("journal_held", str(error)) from None
        try:
            self._db = _connect(path)
            self._prepare(entropy)
        except sqlite3.DatabaseError as error:
            self._lock.release()
            raise JournalError("journal_damaged", f"{path}: {error}") from None
        except JournalError:
            self._lock.release()
            raise
        self.epoch = self._fact("epoch")
        self._secret = bytes.fromhex(self._fact("secret"))
        self._next_trace = int(self._fact("next_trace"))
        self._reserved = self._next_trace

    # --- refunds -------------------------------------------------------------------------------------------------

    def record(self, kind: str, refund: RefundRecord) -> None:
        """Make one event of a refund durable. Raises JournalError journal_write: then nothing may be sent."""
        self._append(
            kind,
            link=refund.link,
            practice=refund.practice,
            operator_no=refund.operator_no,
            supervisor_no=refund.supervisor_no,
            subject=str(refund.key),
            body=asdict(refund),
        )

    def note(
        self, kind: str, *, operator_no: str = "", subject: str = "", body: dict[str, object] | None = None
    ) -> None:
        """Make an event that is not a state of a refund durable (operator.*, receipt.*, terminal.*)."""
        self._append(kind, operator_no=operator_no, subject=subject, body=body or {})

    def refunds(self) -> tuple[RefundRecord, ...]:
        """The present state of every refund, oldest first."""
        rows = self._db.execute(
            "SELECT body FROM event WHERE seq IN (SELECT max(seq) FROM event WHERE kind LIKE 'refund.%' "
            "GROUP BY subject) ORDER BY seq"
        )
        return tuple(read_record(json.loads(body)) for (body,) in rows)

    def open_refunds(self) -> tuple[RefundRecord, ...]:
        """Those whose outcome is not known, on whatever link."""
        return tuple(refund for refund in self.refunds() if refund.state in OPEN)

    def by_request(self, request_no: str) -> RefundRecord | None:
        """The refund that was asked for under the caller's own number."""
        found = [refund for refund in self.refunds() if refund.request_no == request_no]
        return found[-1] if found else None

    def card_hash(self, number: str) -> str:
        """Keyed hash of a card number: equal cards can be told, the number can't."""
        return hmac.new(self._secret, number.encode("ascii"), hashlib.sha256).hexdigest()

    # --- counters and reading --------------------------------------------------------------------------------------

    def next_trace(self) -> str:
        """The next trace number (凭证号), 000001..999999; never given twice in an epoch until it wraps (M10)."""
        if self._next_trace == self._reserved:
            ahead = self._next_trace
            for _ in range(TRACE_BLOCK):
                ahead = ahead % LAST_TRACE + 1
            self._write([("UPDATE fact SET value = ? WHERE name = 'next_trace'", (str(ahead),))])
            self._reserved = ahead
        trace, self._next_trace = self._next_trace, self._next_trace % LAST_TRACE + 1
        return f"{trace:06d}"

    def entries(self) -> Iterator[Entry]:
        """Every event, oldest first."""
        rows = self._db.execute("SELECT seq, at, kind, subject, operator_no, body FROM event ORDER BY seq")
        for seq, at, kind, subject, operator_no, body in rows:
            yield Entry(seq, at, kind, subject, operator_no, json.loads(body))

    def verify(self) -> int:
        """Check the whole chain; the number of events. Raises JournalError journal_damaged naming the event."""
        previous, count = _GENESIS, 0
        for *values, before, digest in self._db.execute(_CHAIN):
            count += 1
            if values[0] != count or before != previous or digest != _digest(values, before):
                raise JournalError("journal_damaged", f"{self.path}: event {count} does not fit the chain")
            previous = digest
        return count

    def close(self) -> None:
        """Give the file back; the unused rest of the trace block is given back too."""
        if self._db is not None:
            with suppress(JournalError):
                self._write([("UPDATE fact SET value = ? WHERE name = 'next_trace'", (str(self._next_trace),))])
            self._db.close()
            self._lock.release()

    # --- inside ----------------------------------------------------------------------------------------------------

    def _prepare(self, entropy: Callable[[int], bytes]) -> None:
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        (application,) = self._db.execute("PRAGMA application_id").fetchone()
        if version == 0 and application == 0:
            self._create(entropy)
            return
        if application != APPLICATION_ID or version > VERSION:
            self._db.close()
            raise JournalError("journal_damaged", f"{self.path}: not a journal of this or an older version")
        self.verify()

    def _create(self, entropy: Callable[[int], bytes]) -> None:
        facts = {"epoch": entropy(4).hex(), "secret": entropy(32).hex(), "next_trace": "1"}
        self._db.execute("BEGIN IMMEDIATE")
        for statement in filter(str.strip, _SCHEMA.split(";")):
            self._db.execute(statement)
        self._db.executemany("INSERT INTO fact VALUES (?, ?)", facts.items())
        self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._db.execute(f"PRAGMA user_version = {VERSION}")
        self._db.execute("COMMIT")
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _sync_folder(self.path.parent)

    def _fact(self, name: str) -> str:
        row = self._db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        if row is None:
            raise JournalError("journal_damaged", f"{self.path}: no {name}")
        return str(row[0])

    def _append(
        self,
        kind: str,
        *,
        link: LinkIdentity = NOWHERE,
        practice: bool = True,
        operator_no: str = "",
        supervisor_no: str = "",
        subject: str = "",
        body: dict[str, object],
    ) -> None:
        last = self._db.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone() or (0, _GENESIS)
        at = self._clock().isoformat(timespec="milliseconds")
        identity = (link.profile, link.merchant_no, link.terminal_no, link.ledger_id)
        text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        values = [
            last[0] + 1,
            at,
            kind,
            self.epoch,
            *identity,
            int(practice),
            operator_no,
            supervisor_no,
            subject,
            text,
        ]
        row = (*values, last[1], _digest(values, last[1]))
        self._write([(_INSERT, row)])

    def _write(self, statements: list[tuple[str, tuple[object, ...]]]) -> None:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for statement, values in statements:
                self._db.execute(statement, values)
            self._db.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            with suppress(sqlite3.DatabaseError):
                self._db.execute("ROLLBACK")
            raise JournalError("journal_write", f"{self.path}: {error}") from None


def read_record(body: dict[str, object]) -> RefundRecord:
    """A refund record from its JSON body. Raises JournalError journal_damaged when it is none."""
    try:
        fields: dict[str, object] = dict(body)
        fields["key"] = RefundKey(**fields["key"])  # type: ignore[arg-type]
        fields["link"] = LinkIdentity(**fields["link"])  # type: ignore[arg-type]
        fields["channel"], fields["state"] = Channel(str(fields["channel"])), State(str(fields["state"]))
        fields["cause"] = Cause(str(fields["cause"]))
        fields["items"] = tuple((str(sku), int(count)) for sku, count in fields["items"])  # type: ignore[attr-defined]
        return RefundRecord(**fields)  # type: ignore[arg-type]
    except (TypeError, ValueError, KeyError) as error:
        raise JournalError("journal_damaged", f"not a refund record: {error}") from None


def _connect(path: Path) -> sqlite3.Connection:
    new = not path.exists()
    if new:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    db = sqlite3.connect(path, isolation_level=None, timeout=1.0)
    db.execute("PRAGMA synchronous = EXTRA")
    db.execute("PRAGMA journal_mode = WAL")
    if sys.platform == "darwin":
        db.execute("PRAGMA fullfsync = 1")
    return db


def _digest(values: list[object], previous: str) -> str:
    text = json.dumps([*values, previous], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _sync_folder(folder: Path) -> None:
    """Make a new file's name durable; folders can't be opened for that on Windows, which needs it less."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
