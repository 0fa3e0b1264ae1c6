"""What the acquirer remembers: originals, refunds, tombstones and terminals behind one small interface."""

from emulator.ledger.contract import Ledger, LedgerError
from emulator.ledger.sqlite_store import SqliteLedger

__all__ = ["Ledger", "LedgerError", "SqliteLedger"]
