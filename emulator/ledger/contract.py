"""What the acquirer needs from its ledger: the one interface, and what its calls say. No storage here.

The rule: money moves in one place only, `Ledger.apply` (and `reverse`, its way back), which under one write lock looks
the key up, lets the host decide, does the decided move where its conditions hold and stores the answer, or nothing at
all. Nothing here draws a random number or reads a clock: both come in as arguments.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from emulator.ledger.moves import AnyKey, Attempt, Ruling
from emulator.ledger.opening import OpeningSale
from emulator.ledger.records import BatchSums, Entry, Held, Hold, Identity, Kind, OutsideLine, StoredAnswer, Terminal
from emulator.shop.orders import Shop
from protocol.transactions import Goods, Original

Entropy = Callable[[int], bytes]
"""So many random bytes."""
OVER_LIMIT = "61"
"""交易金额超限: what is answered where the host approved and the move's conditions did not hold."""
FIRST_TERMINAL, LAST_TERMINAL = 88000001, 99999999


class LedgerError(Exception):
    """The ledger cannot be used or could not do as asked: newer or foreign file, busy, disk full, no shop opened.

    After a write that raised it, what was stored is unknown until read again by its key.
    """


class SaleTakenError(LedgerError):
    """An earlier sale can't be taken in: its number stands in the books already. index: which of those given, from 0;
    column: order_no, or reference_no (with paid_date).
    """

    def __init__(self, index: int, column: str) -> None:
        super().__init__(f"sale {index + 1}: its {column} is in the books already")
        self.index = index
        self.column = column


class Registration(StrEnum):
    """Why a terminal number was refused."""

    IN_USE = "in_use"  # another journal owns it
    UNKNOWN = "unknown"  # never given out by this ledger


class Reversed(StrEnum):
    """What became of a reversal, or of a release."""

    DONE = "done"  # undone now
    BEFORE = "before"  # undone, or cancelled, before
    NEVER_SEEN = "never_seen"  # no such key; it is refused from now on, should the original be late
    NOT_DONE = "not_done"  # the original was declined: there is nothing to undo
    OTHER_AMOUNT = "other_amount"  # the original was for another amount; nothing was changed
    IMPOSSIBLE = (
        "impossible"  # another kind; a refund; settled; or something else was done with it since. Nothing was changed
    )


class Applied(NamedTuple):
    """It was done now, and only now. A NamedTuple, for it is made for nearly every message; equal to no other outcome,
    which are dataclasses.
    """

    answer: StoredAnswer


@dataclass(frozen=True, slots=True)
class Refused:
    """It was declined now; the decline is stored under its key."""

    answer: StoredAnswer


@dataclass(frozen=True, slots=True)
class Repeated:
    """The key was answered before: the stored answer, approval or decline."""

    answer: StoredAnswer


@dataclass(frozen=True, slots=True)
class BodyDiffers:
    """The key was answered before for another body: nothing was changed."""


@dataclass(frozen=True, slots=True)
class Tombstoned:
    """The key was cancelled or reversed: it will never be applied (again)."""


class Books(Protocol):
    """Reading. Inside `apply` what was read stays as it is until the move is done."""

    def sale_by_order(self, merchant_no: str, order_no: str) -> Held | None:
        """The sale with this order number at this merchant."""

    def sale_by_reference(self, merchant_no: str, reference_no: str, paid_date: str) -> Held | None:
        """The sale with this reference number, paid on this day (yyyymmdd) at this merchant."""

    def sale_by_voucher(self, terminal_no: str, batch_no: str, voucher_no: str) -> Held | None:
        """The latest sale of this terminal with these batch and voucher numbers, as a void names it."""

    def hold(self, merchant_no: str, auth_no: str, paid_date: str) -> Hold | None:
        """The pre-authorisation with this number, made on this day (yyyymmdd)."""

    def goods(self, sale_id: int) -> tuple[Goods, ...]:
        """The goods of a sale, and how many of them came back; () where none are known."""

    def merchant_fen(self, merchant_no: str) -> int:
        """What the acquirer owes the merchant, adding up all its sales: refunds are paid out of it. Inside `apply`
        others that ask it wait until the move is done, so that it is asked for before any sale is.
        """


Decide = Callable[[Books, int], Ruling]
"""The host's rules: the books under the lock, and the number of this entry (1, 2, 3 …, never given twice) -> answer and
move. Called at most once an attempt, must be pure."""

Outcome = Applied | Refused | Repeated | BodyDiffers | Tombstoned


class Ledger(Books, Protocol):
    """The acquirer's memory. A method is one transaction and may raise LedgerError; several processes may share it,
    but an object belongs to the thread that made it.
    """

    def open_shop(self, shop: Shop, now: datetime, entropy: Entropy) -> Identity:
        """Fill an empty ledger with the shop's sales, dated back from `now`; an opened one stays as it is."""

    def reset(self, shop: Shop, now: datetime, entropy: Entropy) -> Identity:
        """Forget everything and open anew under a new ledger id, atomically."""

    def add_sales(self, sales: Sequence[OpeningSale]) -> None:
        """Take earlier sales in, all or none. SaleTakenError: which one is there already."""

    def identity(self) -> Identity:
        """Which ledger this is; LedgerError before a shop was opened."""

    def card_hash(self, number: str) -> str:
        """HMAC-SHA-256 of a card number under this ledger's secret, hex; the only form in which one is kept."""

    def register(self, epoch: str, wanted: str | None, today: date) -> Terminal | Registration:
        """The terminal of this journal: its own number, or the next free one (wanted None); no other journal's.
        today: when the batch of a new one is opened.
        """

    def enrol(self, terminal: Terminal) -> Terminal:
        """A terminal that brings its own number (foreign, or configured). The number's owner is the first merchant and
        epoch under which something was answered with money, or cancelled; until then whoever signs on last has it.

        As given, a batch begun anew and no keys, where it was nobody's or the holder has no entry yet; as it stands
        where it is the holder's own, or keeps it; the terminal that this epoch has already, where it has another one.
        """

    def terminal(self, terminal_no: str) -> Terminal | None:
        """The terminal with this number."""

    def last_trace(self, merchant_no: str, terminal_no: str, epoch: str) -> str:
        """The highest trace number with an entry of this epoch, in the latest of its batches that has one; "" without
        any. Batch numbers end at 999999 and begin again: those under 100000 are later than those from 900000.
        """

    def store_keys(self, terminal_no: str, sealed_keys: bytes) -> None:
        """Keep the sealed working keys of a registered terminal; they replace the earlier ones."""

    def batch_opened_on(self, terminal_no: str, batch_no: str) -> str:
        """The day (yyyymmdd) of a batch, open or closed (the latest of this number); "" where there was none such."""

    def batch_sums(self, terminal_no: str, batch_no: str) -> BatchSums | None:
        """The totals of a batch, open or closed (the latest of this number); None: this terminal had none such."""

    def batch_entries(self, terminal_no: str, batch_no: str) -> tuple[Entry, ...]:
        """What counts in those totals, in the order of answering: what an upload is compared with."""

    def hear_totals(self, terminal_no: str, batch_no: str, sums: BatchSums) -> None:
        """An 0500 came, and was answered with these totals of its batch. Where another batch is open, nothing is
        changed. LedgerError: no such terminal.
        """

    def totals_heard(self, terminal_no: str, batch_no: str) -> BatchSums | None:
        """What the last 0500 of this batch was answered with; None: none came, or the batch is not open."""

    def close_batch(self, terminal_no: str, batch_no: str, today: date) -> Terminal:
        """结算: settle the open batch and open the next (000001 after 999999). The terminal as it then stands; where
        another batch is open, nothing is changed. LedgerError: no such terminal.
        """

    def originals(self) -> tuple[Original, ...]:
        """All sales, oldest entry first."""

    def original_by_order(self, merchant_no: str, order_no: str) -> Original | None:
        """A sale with its goods, for people."""

    def original_by_reference(self, merchant_no: str, reference_no: str, paid_date: str) -> Original | None:
        """The same by reference number and day (yyyymmdd)."""

    def apply(self, attempt: Attempt, decide: Decide) -> Outcome:
        """Do it at most once: the stored answer for a known key, else what `decide` says, and that stored.

        Where the decided move can't be done nothing moves and OVER_LIMIT is answered, without reference number.
        """

    def reverse(self, key: AnyKey, kind: Kind, amount_fen: int) -> Reversed:
        """冲正: undo what this key did, and never do it again. IMPOSSIBLE where another kind stands there."""

    def release(self, key: AnyKey) -> Reversed:
        """Give back, once, what an entry of Kind.OUTSIDE took of its sale, and never take it again under this key.
        IMPOSSIBLE where another kind stands there; NOT_DONE: it took nothing.
        """

    def outside_lines(self) -> tuple[OutsideLine, ...]:
        """Everything that was entered as paid outside the terminal, in the order of entering."""

    def last_number(self) -> int:
        """Of the latest entry, 0 before the first: the host's own reference numbers come to an end."""

    def outcome(self, key: AnyKey) -> Repeated | Tombstoned | None:
        """What became of this key; None: never seen."""

    def cancel(self, key: AnyKey) -> Repeated | Tombstoned:
        """Never apply this key from now on; when it was answered already, that answer."""

    def entry(self, key: AnyKey) -> Entry | None:
        """The entry under one key."""

    def all_refunds(self) -> tuple[Entry, ...]:
        """Every answered refund, approved or declined, in the order of answering."""

    def group(self) -> AbstractContextManager[None]:
        """`with ledger.group():` one durable commit for all calls inside, at its end; an error undoes them all.

        LedgerError from the end, or once from a call inside: none of the answers may be sent.
        """

    def discrepancies(self) -> tuple[str, ...]:
        """What does not agree, a line each; () when the books balance. Checked: each sale's refunds are its refund
        entries (M4), what is paid outside is its entries that stand, both together are no more than was paid, and the
        accounts of merchants and holds are what sales and holds say (M27).
        """

    def close(self) -> None:
        """Let go of the store; nothing is lost by not calling it."""

    def __enter__(self) -> Self:
        """Closed at the end of the `with`."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
