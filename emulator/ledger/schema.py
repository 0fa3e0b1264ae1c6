"""The SQLite file of the ledger: its tables, and how a connection is opened so that a commit is durable.

No rules of refunds here. The rule: a file is looked at before it is touched; a newer or foreign one is left unchanged.
"""

import os
import sqlite3
from pathlib import Path

from emulator.ledger.contract import LedgerError

APPLICATION_ID = 0x5455484C  # "TUHL"
VERSION = 1
MEMORY = ":memory:"
BUSY_TIMEOUT_S = 5.0  # another process holds the write lock for milliseconds; a terminal waits for 60 s
_WAL_TRIES = 8  # once, for each process that happens to open a file in the moment of its birth

KEY_COLUMNS = ("merchant_no", "terminal_no", "epoch", "batch_no", "trace_no", "business_date")

_KEY = ", ".join(f"{name} TEXT NOT NULL" for name in KEY_COLUMNS)
_SCHEMA = (
    """CREATE TABLE meta (
        one         INTEGER PRIMARY KEY CHECK (one = 1),
        ledger_id   TEXT NOT NULL CHECK (length(ledger_id) = 16),
        opened_on   TEXT NOT NULL,  -- yyyymmdd
        shop_epoch  INTEGER NOT NULL,
        merchant_no TEXT NOT NULL,
        card_secret BLOB NOT NULL CHECK (length(card_secret) = 32)
    )""",
    """CREATE TABLE terminals (
        terminal_no TEXT PRIMARY KEY NOT NULL,
        epoch       TEXT NOT NULL UNIQUE,
        batch_no    TEXT NOT NULL,
        sealed_keys BLOB NOT NULL
    )""",
    """CREATE TABLE originals (
        id           INTEGER PRIMARY KEY,
        merchant_no  TEXT NOT NULL,
        order_no     TEXT NOT NULL,
        reference_no TEXT NOT NULL,
        voucher_no   TEXT NOT NULL,
        paid_date    TEXT NOT NULL,
        paid_time    TEXT NOT NULL,
        channel      TEXT NOT NULL,
        payer        TEXT NOT NULL,  -- masked
        card_hash    TEXT NOT NULL,
        amount_fen   INTEGER NOT NULL CHECK (typeof(amount_fen) = 'integer' AND amount_fen > 0),
        before_fen   INTEGER NOT NULL,  -- refunded before this ledger was opened
        refunded_fen INTEGER NOT NULL CHECK (typeof(refunded_fen) = 'integer'),
        voided       INTEGER NOT NULL CHECK (voided IN (0, 1)),
        CHECK (0 <= before_fen AND before_fen <= refunded_fen),
        CHECK (0 <= refunded_fen AND refunded_fen <= amount_fen),
        CHECK (voided = 0 OR refunded_fen = 0),
        UNIQUE (merchant_no, order_no),
        UNIQUE (merchant_no, reference_no, paid_date)
    )""",
    """CREATE TABLE lines (
        original_id INTEGER NOT NULL REFERENCES originals (id),
        position    INTEGER NOT NULL,
        sku         TEXT NOT NULL,
        name        TEXT NOT NULL,
        unit_fen    INTEGER NOT NULL,
        quantity    INTEGER NOT NULL,
        returned    INTEGER NOT NULL CHECK (0 <= returned AND returned <= quantity),
        PRIMARY KEY (original_id, position),
        UNIQUE (original_id, sku)
    )""",
    f"""CREATE TABLE refunds (
        id                 INTEGER PRIMARY KEY,
        {_KEY},
        digest             TEXT NOT NULL,
        original_id        INTEGER REFERENCES originals (id),
        original_reference TEXT NOT NULL,
        code               TEXT NOT NULL,
        reference_no       TEXT UNIQUE,  -- the refund's own; NULL when declined
        amount_fen         INTEGER NOT NULL CHECK (typeof(amount_fen) = 'integer' AND amount_fen > 0),
        local_date         TEXT NOT NULL,
        local_time         TEXT NOT NULL,
        settle_date        TEXT NOT NULL,
        CHECK (code <> '00' OR (original_id IS NOT NULL AND reference_no IS NOT NULL)),
        UNIQUE ({", ".join(KEY_COLUMNS)})
    )""",
    f"CREATE TABLE tombstones ({_KEY}, PRIMARY KEY ({', '.join(KEY_COLUMNS)}))",
)
TABLES = ("tombstones", "refunds", "lines", "originals", "terminals", "meta")
"""All tables, those that refer to others first."""


def connect(path: Path | str, busy_timeout_s: float = BUSY_TIMEOUT_S) -> sqlite3.Connection:
    """Open or make the ledger file (":memory:" for none). LedgerError: newer, foreign, unreadable or locked file.

    synchronous=EXTRA stands before journal_mode=WAL: set the other way round, a power cut after the file's birth can
    bring its rollback journal back and undo everything (measured with a power-loss file system).
    """
    name = str(path)
    try:
        if name != MEMORY:
            _make_private(Path(path))
        db = sqlite3.connect(name, timeout=busy_timeout_s, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise LedgerError(f"{name}: {error}") from error
    try:
        _prepare(db, name)
    except sqlite3.Error as error:
        db.close()
        raise LedgerError(f"{name}: {error}") from error
    except LedgerError:
        db.close()
        raise
    return db


def _make_private(path: Path) -> None:
    """Make an empty file only its owner may read, and its directory entry durable."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _prepare(db: sqlite3.Connection, name: str) -> None:
    with db:
        db.execute("BEGIN")  # one view of the file: another process may be making it at this moment
        version = _version(db, name)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("PRAGMA synchronous = EXTRA")
    db.execute("PRAGMA fullfsync = ON")  # macOS: fsync alone does not reach the disk
    if version == 0:
        with db:
            db.execute("BEGIN EXCLUSIVE")
            if _version(db, name) == 0:  # another process may have been first
                _create(db)
    _write_ahead(db)


def _write_ahead(db: sqlite3.Connection) -> None:
    """Switch to WAL. SQLite does not wait for other connections here, so that we wait for our turn ourselves."""
    for _ in range(_WAL_TRIES):
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            with db:
                db.execute("BEGIN EXCLUSIVE")  # waits, up to the busy timeout
        else:
            return
    db.execute("PRAGMA journal_mode = WAL")


def _create(db: sqlite3.Connection) -> None:
    for statement in _SCHEMA:
        db.execute(statement)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.execute(f"PRAGMA user_version = {VERSION}")


def _version(db: sqlite3.Connection, name: str) -> int:
    """0 for an empty file, VERSION for ours; LedgerError otherwise."""
    application: int = db.execute("PRAGMA application_id").fetchone()[0]
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    tables: int = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if (application, version, tables) == (0, 0, 0):
        return 0
    if application != APPLICATION_ID:
        raise LedgerError(f"{name}: not a ledger of this program; left unchanged")
    if version > VERSION:
        raise LedgerError(f"{name}: written by a newer version (ledger {version}, known up to {VERSION})")
    return version
