"""What the acquirer needs from its ledger: the types and the one small interface. No storage here.

Amounts are integer fen; dates yyyymmdd. The rule: money moves in one place only, `Ledger.apply_refund`, which under
one write lock looks the key up, lets the host decide, moves the remaining amount and stores the answer, or nothing at
all. Nothing here draws a random number or reads a clock: both come in as arguments.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from emulator.shop.orders import Shop
from protocol.transactions import Original, RefundAnswer, RefundKey

Entropy = Callable[[int], bytes]
"""So many random bytes."""


class LedgerError(Exception):
    """The ledger cannot be used or could not do as asked: newer or foreign file, busy, disk full, no shop opened.

    After a write that raised it, what was stored is unknown until read again by its key.
    """


@dataclass(frozen=True, slots=True)
class Identity:
    """Which ledger this is. ledger_id: 16 hex digits, new with every reset. shop_epoch: 1 at first, then one more."""

    ledger_id: str
    opened_on: date
    shop_epoch: int
    merchant_no: str


@dataclass(frozen=True, slots=True)
class Terminal:
    """A registered terminal. epoch: of the one journal that owns the number. sealed_keys: b"" before the first keys."""

    terminal_no: str
    epoch: str
    batch_no: str
    sealed_keys: bytes = field(default=b"", repr=False)


class Registration(StrEnum):
    """Why a terminal number was refused."""

    IN_USE = "in_use"  # another journal owns it
    UNKNOWN = "unknown"  # never given out by this ledger


@dataclass(frozen=True, slots=True)
class Held:
    """An original as the ledger holds it. card_hash: keyed hash of the card that paid, "" for a payment without one."""

    original: Original
    card_hash: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One refund as it reached the host. digest: what "same body" means (house decision 2), hex.

    original_date: yyyymmdd, "" when field 61.3 names no date at all. items: (sku, quantity).
    """

    key: RefundKey
    digest: str
    amount_fen: int
    original_reference: str
    original_date: str
    items: tuple[tuple[str, int], ...] = ()


Decide = Callable[[Held | None, int], RefundAnswer]
"""The host's rules: the original as it stands under the lock, and the next refund number (1, 2, 3 …, never given
twice) -> the answer to store; code 00 moves the money. Called at most once an attempt, must be pure."""


@dataclass(frozen=True, slots=True)
class Applied:
    """The refund was done now, and only now."""

    answer: RefundAnswer


@dataclass(frozen=True, slots=True)
class Refused:
    """The refund was declined now; the decline is stored under its key."""

    answer: RefundAnswer


@dataclass(frozen=True, slots=True)
class Repeated:
    """The key was answered before: the stored answer, approval or decline."""

    answer: RefundAnswer


@dataclass(frozen=True, slots=True)
class BodyDiffers:
    """The key was answered before for another body: nothing was changed."""


@dataclass(frozen=True, slots=True)
class Tombstoned:
    """The key was cancelled: it will never be applied."""


@dataclass(frozen=True, slots=True)
class RefundRow:
    """A refund the ledger has answered, approved (code 00) or declined. order_no: "" when no original was found."""

    key: RefundKey
    digest: str
    original_reference: str
    order_no: str
    answer: RefundAnswer

    @property
    def approved(self) -> bool:
        """Whether money moved."""
        return self.answer.code == "00"


class Ledger(Protocol):
    """The acquirer's memory. A method is one transaction and may raise LedgerError; several processes may share it."""

    def open_shop(self, shop: Shop, today: date, entropy: Entropy) -> Identity:
        """Fill an empty ledger with the shop's sales, dated back from `today`; an opened one stays as it is."""

    def reset(self, shop: Shop, today: date, entropy: Entropy) -> Identity:
        """Forget everything and open anew under a new ledger id, atomically."""

    def identity(self) -> Identity:
        """Which ledger this is; LedgerError before a shop was opened."""

    def card_hash(self, number: str) -> str:
        """HMAC-SHA-256 of a card number under this ledger's secret, hex; the only form in which one is kept."""

    def register(self, epoch: str, wanted: str | None) -> Terminal | Registration:
        """The terminal of this journal: its own number, or the next free one (wanted None); no other journal's."""

    def terminal(self, terminal_no: str) -> Terminal | None:
        """The terminal with this number."""

    def store_keys(self, terminal_no: str, sealed_keys: bytes) -> None:
        """Keep the sealed working keys of a registered terminal; they replace the earlier ones."""

    def original_by_order(self, merchant_no: str, order_no: str) -> Held | None:
        """The sale with this order number at this merchant."""

    def original_by_reference(self, merchant_no: str, reference_no: str, paid_date: str) -> Held | None:
        """The sale with this reference number, paid on this day (yyyymmdd) at this merchant."""

    def originals(self) -> tuple[Original, ...]:
        """All sales, in the shop's order."""

    def apply_refund(self, attempt: Attempt, decide: Decide) -> Applied | Refused | Repeated | BodyDiffers | Tombstoned:
        """Do a refund at most once: the stored answer for a known key, else what `decide` says, and that stored."""

    def outcome(self, key: RefundKey) -> Repeated | Tombstoned | None:
        """What became of the refund with this key; None: never seen."""

    def cancel(self, key: RefundKey) -> Repeated | Tombstoned:
        """Never apply this key from now on; when it was answered already, that answer."""

    def all_refunds(self) -> tuple[RefundRow, ...]:
        """Every answered refund, in the order of answering."""

    def rows(self, key: RefundKey) -> tuple[RefundRow, ...]:
        """The rows under one key: none or one."""
