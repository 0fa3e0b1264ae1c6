"""The ledger in a SQLite file, or in ":memory:": the default. Several processes may share the file."""

from pathlib import Path

from emulator.ledger.sql_store import SqlLedger
from emulator.ledger.sqlite_file import BUSY_TIMEOUT_S, SqliteConnection


class SqliteLedger(SqlLedger):
    """`contract.Ledger` on one connection, which belongs to the thread that opened it (house decision 1).

    LedgerError from every method: busy file, full disk, damage.
    """

    def __init__(self, path: Path | str, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        super().__init__(SqliteConnection(path, busy_timeout_s))
