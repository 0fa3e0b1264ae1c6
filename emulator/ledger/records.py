"""What the ledger keeps, as values: terminals, sales, holds, entries, and the sums of a batch. No storage, no rules.

Amounts are integer fen; dates yyyymmdd, times hhmmss. The rule: a value says what stood in the books when it was read
and never changes afterwards; card numbers are here only as keyed hashes.
"""

import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple, Protocol

from protocol.transactions import Channel, Goods, Original, OriginalState, OutsideRoute, RefundKey

FIRST_BATCH, LAST_BATCH = "000001", "999999"
_CARDS = 10_000
"""Cards whose keyed hash is remembered: a busy day's; 2 MB."""


class Kind(StrEnum):
    """What an entry did, or wanted to do. Payments by 扫码 are SALE and VOID with another channel."""

    REFUND = "refund"
    SALE = "sale"
    VOID = "void"
    OFFLINE_SALE = "offline_sale"
    ADJUSTMENT = "adjustment"
    PRE_AUTH = "pre_auth"
    PRE_AUTH_VOID = "pre_auth_void"
    COMPLETION = "completion"
    COMPLETION_VOID = "completion_void"
    OUTSIDE = "outside"
    """Entered as paid outside the terminal: against what remains of a sale, and in no total."""


class Side(StrEnum):
    """Where an entry counts in the totals of its batch (field 48)."""

    DEBIT = "D"
    CREDIT = "C"
    NEITHER = ""


# fmt: off
SIDES: dict[Kind, Side] = {  # domain notes 6; an adjustment changes its sale
    Kind.REFUND:          Side.CREDIT,
    Kind.SALE:            Side.DEBIT,
    Kind.VOID:            Side.CREDIT,
    Kind.OFFLINE_SALE:    Side.DEBIT,
    Kind.ADJUSTMENT:      Side.NEITHER,
    Kind.PRE_AUTH:        Side.NEITHER,
    Kind.PRE_AUTH_VOID:   Side.NEITHER,
    Kind.COMPLETION:      Side.DEBIT,
    Kind.COMPLETION_VOID: Side.CREDIT,
    Kind.OUTSIDE:         Side.NEITHER,
}
# fmt: on


class SaleState(StrEnum):
    """Of a sale. REVERSED: withdrawn by 冲正, as if it had not been."""

    NORMAL = "normal"
    VOIDED = "voided"
    REVERSED = "reversed"


_NORMAL = SaleState.NORMAL  # here, for an attribute of an enumeration is slow to reach


class HoldState(StrEnum):
    """Of a pre-authorisation. RELEASED: voided, the money is free again; COMPLETED: a sale took it."""

    OPEN = "open"
    RELEASED = "released"
    COMPLETED = "completed"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Identity:
    """Which ledger this is. ledger_id: 16 hex digits, new with every reset. shop_epoch: 1 at first, then one more."""

    ledger_id: str
    opened_on: date
    shop_epoch: int
    merchant_no: str


class Terminal(NamedTuple):
    """A registered terminal and its open batch. epoch: of the one journal that owns the number, or FOREIGN_EPOCH, whose
    business date is the day on which the open batch was opened. sealed_keys: b"" before the first keys.

    A NamedTuple, as Sale is: a store makes both for every refund, which takes a dataclass eight times as long.
    """

    merchant_no: str
    terminal_no: str
    epoch: str
    batch_no: str
    batch_opened_on: str
    sealed_keys: bytes = b""

    def __repr__(self) -> str:
        """Without the keys."""
        return f"Terminal{self[:-1]}"


class Sale(NamedTuple):
    """A sale (kind SALE, OFFLINE_SALE or COMPLETION): what does not change of it.

    terminal_no, batch_no: "" for a sale made before the ledger was opened. order_no: "" where the shop gave none.
    auth_no: "" or 6 characters. payer: masked. card_hash: "" for a payment without card. hold_id: of the
    pre-authorisation that a completion took.
    """

    id: int
    kind: Kind
    merchant_no: str
    terminal_no: str
    batch_no: str
    voucher_no: str
    order_no: str
    reference_no: str
    auth_no: str
    paid_date: str
    paid_time: str
    channel: Channel
    payer: str
    card_hash: str
    instalment: bool
    hold_id: int | None

    def __repr__(self) -> str:
        """Without the card."""
        return f"Sale{self._replace(card_hash='')[:]}"


class Held(NamedTuple):
    """A sale as the books hold it now. settled: its batch is closed, or it is older than the ledger. outside_fen: what
    of it is paid outside the terminal.
    """

    sale: Sale
    amount_fen: int
    refunded_fen: int
    state: SaleState
    settled: bool
    outside_fen: int = 0

    @property
    def given_back_fen(self) -> int:
        """By refunds and outside the terminal."""
        return self.refunded_fen + self.outside_fen

    @property
    def remaining_fen(self) -> int:
        """What may still be refunded; 0 unless the sale stands."""
        return self.amount_fen - self.given_back_fen if self.state is _NORMAL else 0


@dataclass(frozen=True, slots=True)
class Hold:
    """A pre-authorisation: the merchant may take amount_fen of this card. It is named by auth_no and paid_date."""

    id: int
    merchant_no: str
    terminal_no: str
    auth_no: str
    paid_date: str
    payer: str
    card_hash: str = field(repr=False)
    amount_fen: int
    state: HoldState


class StoredAnswer(NamedTuple):
    """What was answered to a key, once and for ever. reference_no, auth_no: "" when declined.

    local_date, settle_date: MMDD; local_time: hhmmss, the host's.
    """

    code: str
    reference_no: str = ""
    auth_no: str = ""
    amount_fen: int = 0
    local_date: str = ""
    local_time: str = ""
    settle_date: str = ""


@dataclass(frozen=True, slots=True)
class OutsideNote:
    """Of what is paid outside the terminal: how, for which case (12 digits), and by which two operators (2 digits)."""

    route: OutsideRoute
    case_no: str
    operator_no: str
    supervisor_no: str


@dataclass(frozen=True, slots=True)
class OutsideLine:
    """What stands, or stood until it was released, as paid outside the terminal. order_no, reference_no, paid_date: of
    its sale.
    """

    key: RefundKey
    order_no: str
    reference_no: str
    paid_date: str
    amount_fen: int
    note: OutsideNote
    released: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """What the ledger has answered under one key. order_no: of the sale it touched, "" without one. counted_fen: its
    part in the totals of its batch, 0 when declined. foreign: by a card from abroad. reversed: withdrawn by 冲正,
    or released.
    """

    key: RefundKey
    kind: Kind
    digest: str
    answer: StoredAnswer
    approved: bool
    order_no: str
    counted_fen: int
    foreign: bool
    reversed: bool


@dataclass(frozen=True, slots=True)
class Sums:
    """Debits and credits of one side of a batch, fen and items. Unlike `Totals` of field 48 they know no 999."""

    debit_fen: int = 0
    debit_count: int = 0
    credit_fen: int = 0
    credit_count: int = 0


@dataclass(frozen=True, slots=True)
class BatchSums:
    """The host's totals of one batch: domestic cards, and foreign ones."""

    domestic: Sums = Sums()
    foreign: Sums = Sums()


_ORIGINAL_STATES = {SaleState.VOIDED: OriginalState.VOIDED, SaleState.REVERSED: OriginalState.VOIDED}


def original_of(held: Held, goods: tuple[Goods, ...]) -> Original:
    """The sale as the order query tells it. A reversed one says VOIDED: there is nothing to refund."""
    sale = held.sale
    return Original(
        order_no=sale.order_no,
        reference_no=sale.reference_no,
        voucher_no=sale.voucher_no,
        paid_date=sale.paid_date,
        paid_time=sale.paid_time,
        channel=sale.channel,
        payer=sale.payer,
        amount_fen=held.amount_fen,
        refunded_fen=held.refunded_fen,
        outside_fen=held.outside_fen,
        state=_ORIGINAL_STATES.get(held.state) or _state_of(held),
        goods=goods,
    )


def _state_of(held: Held) -> OriginalState:
    if held.given_back_fen == 0:
        return OriginalState.NORMAL
    return OriginalState.REFUNDED if held.given_back_fen == held.amount_fen else OriginalState.PARTLY_REFUNDED


def card_hasher(secret: bytes) -> Callable[[str], str]:
    """`contract.Ledger.card_hash` under this secret."""

    @lru_cache(_CARDS)
    def hashed(number: str) -> str:
        return hmac.digest(secret, number.encode("ascii"), "sha256").hex()

    return hashed


WRAPPED_FROM, WRAPPED_TO = "900000", "100000"
"""Where a terminal has batches from the first and under the second, its numbers have begun again."""


def next_batch_no(batch_no: str) -> str:
    """One more, and 000001 after 999999 (domain notes 6)."""
    return FIRST_BATCH if batch_no == LAST_BATCH else f"{int(batch_no) + 1:06d}"


class Counted(Protocol):
    """What a total is made of: an entry, or what stands for one in the books. kind: the word of a Kind."""

    @property
    def kind(self) -> str:
        """What was done."""

    @property
    def counted_fen(self) -> int:
        """How much of it counts."""

    @property
    def foreign(self) -> bool:
        """By a card from abroad."""


def sums_of(entries: Iterable[Counted]) -> BatchSums:
    """The totals of what counts."""
    sides = {False: [0, 0, 0, 0], True: [0, 0, 0, 0]}
    for entry in entries:
        place = 0 if SIDES[Kind(entry.kind)] is Side.DEBIT else 2
        sides[entry.foreign][place] += entry.counted_fen
        sides[entry.foreign][place + 1] += 1
    return BatchSums(Sums(*sides[False]), Sums(*sides[True]))
