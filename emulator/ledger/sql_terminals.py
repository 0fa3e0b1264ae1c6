# ruff: noqa: S608 - only our own words are put into statements; values are always bound
"""Which ledger this is, its terminals and their batches, in SQL. No money here but the sums of a batch.

The rule: numbers are given out by one writer at a time, and an epoch has one.
"""

from dataclasses import astuple
from datetime import date

from emulator.ledger.connection import Row
from emulator.ledger.contract import FIRST_TERMINAL, LAST_TERMINAL, LedgerError, Registration
from emulator.ledger.records import (
    FIRST_BATCH,
    WRAPPED_FROM,
    WRAPPED_TO,
    BatchSums,
    Entry,
    Identity,
    Sums,
    Terminal,
    card_hasher,
    next_batch_no,
    sums_of,
)
from emulator.ledger.sql_session import SqlSession
from protocol.transactions import FOREIGN_EPOCH

_TERMINAL = """SELECT merchant_no, terminal_no, epoch, batch_no, batch_opened_on, sealed_keys FROM terminals
    WHERE terminal_no = ?"""
_NEW_TERMINAL = """INSERT INTO terminals
    (merchant_no, terminal_no, epoch, batch_no, batch_opened_on, sealed_keys, serial)
    VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT (terminal_no) DO NOTHING"""
_OF_EPOCH = "SELECT terminal_no FROM terminals WHERE epoch = ? AND epoch <> ?"
_TAKE = """UPDATE terminals
    SET merchant_no = ?, epoch = ?, batch_no = ?, batch_opened_on = ?, sealed_keys = ?, serial = 1, heard_serial = 0
    WHERE terminal_no = ? AND (merchant_no <> ? OR epoch <> ?) AND NOT EXISTS (SELECT 1 FROM entries
        WHERE entries.merchant_no = terminals.merchant_no AND entries.terminal_no = terminals.terminal_no
        AND entries.epoch = terminals.epoch)"""
_LAST_TERMINAL = f"""SELECT max(terminal_no) FROM terminals
    WHERE terminal_no BETWEEN '{FIRST_TERMINAL}' AND '{LAST_TERMINAL}'"""
_LAST_TRACE = """SELECT batch_no, trace_no FROM entries WHERE merchant_no = ? AND terminal_no = ? AND epoch = ?
    AND batch_no < ? ORDER BY batch_no DESC, trace_no DESC LIMIT 1"""
_ANY_BATCH = "A"
"""Behind every number."""
_NEW_BATCH = "INSERT INTO batches (terminal_no, serial, batch_no, opened_on) VALUES (?, ?, ?, ?)"
_OPENED_ON = "SELECT opened_on FROM batches WHERE terminal_no = ? AND batch_no = ? ORDER BY serial DESC LIMIT 1"
_SERIAL = "SELECT max(serial) FROM batches WHERE terminal_no = ? AND batch_no = ?"
_CLOSE = """UPDATE terminals SET serial = serial + 1, batch_no = ?, batch_opened_on = ?
    WHERE terminal_no = ? AND batch_no = ? RETURNING serial"""
_HEAR = "UPDATE terminals SET heard_serial = serial, heard_sums = ? WHERE terminal_no = ? AND batch_no = ?"
_HEARD = "SELECT heard_sums FROM terminals WHERE terminal_no = ? AND batch_no = ? AND heard_serial = serial"
_IN_BATCH = """entries.terminal_no = ? AND serial = ? AND approved = 1 AND counted_fen > 0 AND reversed = 0"""


class SqlTerminals(SqlSession):
    """The part of `contract.Ledger` that needs no move."""

    def identity(self) -> Identity:
        """See contract."""
        ledger_id, opened_on, shop_epoch, merchant_no = self._meta("ledger_id, opened_on, shop_epoch, merchant_no")
        return Identity(ledger_id, date.fromisoformat(opened_on), shop_epoch, merchant_no)

    def card_hash(self, number: str) -> str:
        """See contract."""
        if not (self._grouped and self._secret_asked):  # nobody resets a ledger while another's group is under way
            (secret,) = self._meta("card_secret")
            if secret != self._secret:
                self._secret, self._hashed = secret, card_hasher(secret)
            self._secret_asked = True
        return self._hashed(number)

    def _meta(self, columns: str) -> Row:
        rows = self._db.rows(f"SELECT {columns} FROM meta")
        if not rows:
            raise LedgerError("no shop is open in this ledger")
        return rows[0]

    def register(self, epoch: str, wanted: str | None, today: date) -> Terminal | Registration:
        """See contract."""
        with self._writing(alone=True):
            own = self._db.rows(_OF_EPOCH, (epoch, FOREIGN_EPOCH))
            if wanted is not None and (not own or own[0][0] != wanted):
                return Registration.UNKNOWN if self.terminal(wanted) is None else Registration.IN_USE
            if own:
                return self._registered(own[0][0])
            merchant_no, number = self.identity().merchant_no, self._next_terminal_no()
            return self._enrol(Terminal(merchant_no, number, epoch, FIRST_BATCH, f"{today:%Y%m%d}"))

    def _next_terminal_no(self) -> str:
        ((last,),) = self._db.rows(_LAST_TERMINAL)
        number = int(last) + 1 if last else FIRST_TERMINAL
        if number > LAST_TERMINAL:
            raise LedgerError("no terminal number is left")
        return str(number)

    def enrol(self, terminal: Terminal) -> Terminal:
        """See contract."""
        with self._writing(alone=True):
            own = self._db.rows(_OF_EPOCH, (terminal.epoch, FOREIGN_EPOCH))
            if own and own[0][0] != terminal.terminal_no:
                return self._registered(own[0][0])
            return self._enrol(terminal)

    def _enrol(self, new: Terminal) -> Terminal:
        """Locked first: an entry that is being made counts, and who holds the number is looked at after it."""
        number, begun = new.terminal_no, (new.batch_no, new.batch_opened_on)
        if self._db.rows(_TERMINAL + self._db.for_update, (number,)):
            owner = (new.merchant_no, new.epoch)
            taken = self._db.change(_TAKE, (*owner, *begun, new.sealed_keys, number, *owner))
            if taken:
                self._db.change("DELETE FROM batches WHERE terminal_no = ?", (number,))
        else:
            taken = self._db.change(_NEW_TERMINAL, (new.merchant_no, number, new.epoch, *begun, new.sealed_keys))
        if taken:
            self._db.change(_NEW_BATCH, (number, 1, *begun))
        return self._registered(number)

    def terminal(self, terminal_no: str) -> Terminal | None:
        """See contract."""
        rows = self._db.rows(_TERMINAL, (terminal_no,))
        return tuple.__new__(Terminal, rows[0]) if rows else None

    def _registered(self, terminal_no: str) -> Terminal:
        terminal = self.terminal(terminal_no)
        if terminal is None:
            raise LedgerError(f"terminal {terminal_no} is not registered")
        return terminal

    def last_trace(self, merchant_no: str, terminal_no: str, epoch: str) -> str:
        """See contract."""
        rows = self._db.rows(_LAST_TRACE, (merchant_no, terminal_no, epoch, _ANY_BATCH))
        if rows and rows[0][0] >= WRAPPED_FROM:
            rows = self._db.rows(_LAST_TRACE, (merchant_no, terminal_no, epoch, WRAPPED_TO)) or rows
        return str(rows[0][1]) if rows else ""

    def store_keys(self, terminal_no: str, sealed_keys: bytes) -> None:
        """See contract."""
        with self._writing():
            keep = "UPDATE terminals SET sealed_keys = ? WHERE terminal_no = ?"
            if not self._db.change(keep, (sealed_keys, terminal_no)):
                raise LedgerError(f"terminal {terminal_no} is not registered")

    def batch_opened_on(self, terminal_no: str, batch_no: str) -> str:
        """See contract."""
        rows = self._db.rows(_OPENED_ON, (terminal_no, batch_no))
        return str(rows[0][0]) if rows else ""

    def batch_sums(self, terminal_no: str, batch_no: str) -> BatchSums | None:
        """See contract."""
        with self._reading():
            known = self._db.rows(_SERIAL, (terminal_no, batch_no))[0][0] is not None
            return sums_of(self._batch_entries(terminal_no, batch_no)) if known else None

    def batch_entries(self, terminal_no: str, batch_no: str) -> tuple[Entry, ...]:
        """See contract."""
        with self._reading():
            return self._batch_entries(terminal_no, batch_no)

    def _batch_entries(self, terminal_no: str, batch_no: str) -> tuple[Entry, ...]:
        ((serial,),) = self._db.rows(_SERIAL, (terminal_no, batch_no))
        return self.entries(_IN_BATCH, (terminal_no, serial)) if serial else ()

    def hear_totals(self, terminal_no: str, batch_no: str, sums: BatchSums) -> None:
        """See contract."""
        with self._writing():
            if not self._db.change(_HEAR, (_kept(sums), terminal_no, batch_no)):
                self._registered(terminal_no)

    def totals_heard(self, terminal_no: str, batch_no: str) -> BatchSums | None:
        """See contract."""
        rows = self._db.rows(_HEARD, (terminal_no, batch_no))
        return _as_kept(rows[0][0]) if rows else None

    def close_batch(self, terminal_no: str, batch_no: str, today: date) -> Terminal:
        """See contract."""
        with self._writing():
            following, opened_on = next_batch_no(batch_no), f"{today:%Y%m%d}"
            for (serial,) in self._db.rows(_CLOSE, (following, opened_on, terminal_no, batch_no)):
                settle = "UPDATE sales SET settled = 1 WHERE terminal_no = ? AND settled = 0"
                self._db.change(settle, (terminal_no,))
                self._db.change(_NEW_BATCH, (terminal_no, serial, following, opened_on))
            return self._registered(terminal_no)


def _kept(sums: BatchSums) -> str:
    return " ".join(map(str, astuple(sums.domestic) + astuple(sums.foreign)))


def _as_kept(numbers: str) -> BatchSums:
    each = [int(number) for number in numbers.split()]
    half = len(each) // 2
    return BatchSums(Sums(*each[:half]), Sums(*each[half:]))
