"""What the acquirer remembers: terminals, sales, holds, entries and accounts behind one small interface."""

from emulator.ledger.contract import Ledger, LedgerError
from emulator.ledger.memory import MemoryLedger
from emulator.ledger.sqlite_store import SqliteLedger

__all__ = ["Ledger", "LedgerError", "MemoryLedger", "SqliteLedger"]
