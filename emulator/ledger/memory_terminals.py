"""Which ledger this is, its terminals and their batches, in memory. No money here but the sums of a batch.

The rule: an epoch has one number, and a batch counts what was approved in it and not undone since.
"""

from collections.abc import Callable, Iterator
from datetime import date

from emulator.ledger.contract import FIRST_TERMINAL, LAST_TERMINAL, LedgerError, Registration
from emulator.ledger.memory_books import Line, MemoryBooks
from emulator.ledger.moves import digest_of
from emulator.ledger.records import (
    FIRST_BATCH,
    WRAPPED_FROM,
    WRAPPED_TO,
    BatchSums,
    Entry,
    Identity,
    Kind,
    Terminal,
    next_batch_no,
    sums_of,
)
from protocol.transactions import FOREIGN_EPOCH, RefundKey


class MemoryTerminals(MemoryBooks):
    """The part of `contract.Ledger` that needs no move."""

    _open: bool

    def __init__(self) -> None:
        super().__init__()
        self._identity: Identity | None = None
        self._hashed: Callable[[str], str] = self._unhashed
        self._terminals: dict[str, Terminal] = {}
        self._batches: dict[str, tuple[str, ...]] = {}  # the numbers of a terminal's batches, the open one last
        self._opened: dict[str, tuple[str, ...]] = {}  # the days of the same
        self._heard: dict[str, tuple[int, BatchSums]] = {}  # by terminal: the serial of the batch, as it was answered

    def _unhashed(self, number: str) -> str:
        """Before a shop is opened: LedgerError."""
        raise LedgerError("no shop is open in this ledger")

    def identity(self) -> Identity:
        """See contract."""
        if self._identity is None or not self._open:
            raise LedgerError("no shop is open in this ledger")
        return self._identity

    def card_hash(self, number: str) -> str:
        """See contract."""
        if not self._open:
            self.identity()
        return self._hashed(number)

    def register(self, epoch: str, wanted: str | None, today: date) -> Terminal | Registration:
        """See contract."""
        own = self._of_epoch(epoch)
        if wanted is not None and (own is None or own.terminal_no != wanted):
            return Registration.UNKNOWN if wanted not in self._terminals else Registration.IN_USE
        if own is not None:
            return own
        given = [int(number) for number in self._terminals if FIRST_TERMINAL <= _whole(number) <= LAST_TERMINAL]
        number = max(given, default=FIRST_TERMINAL - 1) + 1
        if number > LAST_TERMINAL:
            raise LedgerError("no terminal number is left")
        return self.enrol(Terminal(self.identity().merchant_no, str(number), epoch, FIRST_BATCH, f"{today:%Y%m%d}"))

    def enrol(self, terminal: Terminal) -> Terminal:
        """See contract."""
        own = self._of_epoch(terminal.epoch)
        if own is not None and own.terminal_no != terminal.terminal_no:
            return own
        holder = self._terminals.get(terminal.terminal_no)
        if holder is not None and (_owner(holder) == _owner(terminal) or self._has_entries(holder)):
            return holder
        self.put(self._terminals, terminal.terminal_no, terminal)
        self.put(self._batches, terminal.terminal_no, (terminal.batch_no,))
        self.put(self._opened, terminal.terminal_no, (terminal.batch_opened_on,))
        self.put(self._heard, terminal.terminal_no, (0, BatchSums()))
        return terminal

    def _of_epoch(self, epoch: str) -> Terminal | None:
        return next((one for one in self._terminals.values() if one.epoch == epoch != FOREIGN_EPOCH), None)

    def _has_entries(self, holder: Terminal) -> bool:
        return any(six[:3] == (holder.merchant_no, holder.terminal_no, holder.epoch) for six in self.lines)

    def terminal(self, terminal_no: str) -> Terminal | None:
        """See contract."""
        return self._terminals.get(terminal_no)

    def last_trace(self, merchant_no: str, terminal_no: str, epoch: str) -> str:
        """See contract."""
        own = [six for six in self.lines if six[1] == terminal_no and six[2] == epoch]  # what differs most, first
        mine = [(six[3], six[4]) for six in own if six[0] == merchant_no]
        last = max(mine, default=("", ""))
        if last[0] >= WRAPPED_FROM:
            last = max((one for one in mine if one[0] < WRAPPED_TO), default=last)
        return last[1]

    def store_keys(self, terminal_no: str, sealed_keys: bytes) -> None:
        """See contract."""
        self.put(self._terminals, terminal_no, self._registered(terminal_no)._replace(sealed_keys=sealed_keys))

    def batch_opened_on(self, terminal_no: str, batch_no: str) -> str:
        """See contract."""
        serial = self._serial_of(terminal_no, batch_no)
        return self._opened[terminal_no][serial - 1] if serial else ""

    def _serial_of(self, terminal_no: str, batch_no: str) -> int:
        """The latest of this number, from 1; 0 where there was none such."""
        numbers = self._batches.get(terminal_no, ())
        return len(numbers) - numbers[::-1].index(batch_no) if batch_no in numbers else 0

    def batch_sums(self, terminal_no: str, batch_no: str) -> BatchSums | None:
        """See contract."""
        if not self._serial_of(terminal_no, batch_no):
            return None
        return sums_of(self._counted(terminal_no, batch_no))

    def batch_entries(self, terminal_no: str, batch_no: str) -> tuple[Entry, ...]:
        """See contract."""
        return tuple(map(self._entry, self._counted(terminal_no, batch_no)))

    def _entry(self, line: Line) -> Entry:
        order_no = self.sales[line.sale_id].sale.order_no if line.sale_id else ""
        return Entry(
            RefundKey(*line.key), Kind(line.kind), digest_of(line.body), line.answer, line.approved,
            order_no, line.counted_fen, line.foreign, line.reversed,
        )  # fmt: skip

    def _counted(self, terminal_no: str, batch_no: str) -> Iterator[Line]:
        """What counts in a batch, in the order of answering."""
        serial = self._serial_of(terminal_no, batch_no)
        lines = self.lines_of(terminal_no, serial) if serial else ()
        return (line for line in lines if line.approved and _counts(line))

    def hear_totals(self, terminal_no: str, batch_no: str, sums: BatchSums) -> None:
        """See contract."""
        if self._registered(terminal_no).batch_no == batch_no:
            self.put(self._heard, terminal_no, (len(self._batches[terminal_no]), sums))

    def totals_heard(self, terminal_no: str, batch_no: str) -> BatchSums | None:
        """See contract."""
        numbers = self._batches.get(terminal_no, ())
        if numbers[-1:] != (batch_no,):
            return None
        serial, sums = self._heard[terminal_no]
        return sums if serial == len(numbers) else None

    def close_batch(self, terminal_no: str, batch_no: str, today: date) -> Terminal:
        """See contract."""
        terminal = self._registered(terminal_no)
        if terminal.batch_no != batch_no:
            return terminal
        for number, held in self.sales.items():
            if held.sale.terminal_no == terminal_no and not held.settled:
                self.put(self.sales, number, held._replace(settled=True))
        opened = terminal._replace(batch_no=next_batch_no(batch_no), batch_opened_on=f"{today:%Y%m%d}")
        self.put(self._terminals, terminal_no, opened)
        self.put(self._batches, terminal_no, (*self._batches[terminal_no], opened.batch_no))
        self.put(self._opened, terminal_no, (*self._opened[terminal_no], opened.batch_opened_on))
        return opened

    def _registered(self, terminal_no: str) -> Terminal:
        terminal = self._terminals.get(terminal_no)
        if terminal is None:
            raise LedgerError(f"terminal {terminal_no} is not registered")
        return terminal


def _owner(terminal: Terminal) -> tuple[str, str]:
    return terminal.merchant_no, terminal.epoch


def _counts(line: Line) -> bool:
    return bool(line.counted_fen) and not line.reversed


def _whole(number: str) -> int:
    return int(number) if number.isascii() and number.isdecimal() else 0
