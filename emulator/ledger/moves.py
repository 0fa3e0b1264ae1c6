"""What an approved transaction does to the books: one move, and how a move is taken back. Values and two tables.

The rule: a move is conditional. The store does all of it where its conditions hold under the lock, or nothing at all,
whatever the host's rules said before.
"""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from emulator.ledger.records import HoldState, Kind, OutsideNote, SaleState, StoredAnswer
from protocol.codes import CODES, is_approved
from protocol.transactions import Channel, RefundKey
from protocol.transactions.checks import require_amount

_APPROVED = frozenset(filter(is_approved, CODES))

CARDHOLDERS, HELD, OPENING = "cardholders", "held", "opening"
"""Accounts: all cardholders' money; of it what pre-authorisations hold; what was sold before the ledger was opened."""


@lru_cache(maxsize=1024)
def merchant(merchant_no: str) -> str:
    """Account of what the acquirer owes a merchant."""
    return f"merchant {merchant_no}"


def digest_of(body: tuple[str | int, ...]) -> str:
    """SHA-256, hex: the form in which a store on disk keeps a body. Amounts have twelve digits in it."""
    text = "\x1f".join([f"{part:012d}" if isinstance(part, int) else part for part in body])
    return hashlib.sha256(text.encode()).hexdigest()


class EntryKey(NamedTuple):
    """The parts of a RefundKey, under which an entry stands. Whoever read them has judged each by itself."""

    merchant_no: str
    terminal_no: str
    epoch: str
    batch_no: str
    trace_no: str
    business_date: str


AnyKey = RefundKey | EntryKey


class Attempt(NamedTuple):
    """One money-moving message as it reached the host. body: what "same body" means (house decision 2), part by part;
    a number is an amount in fen. foreign: by a card from abroad, counted apart in the batch.
    """

    key: AnyKey
    kind: Kind
    body: tuple[str | int, ...]
    foreign: bool = False

    @property
    def digest(self) -> str:
        """Of the body."""
        return digest_of(self.body)


@dataclass(frozen=True, slots=True)
class NewSale:
    """A sale to be written; terminal, batch and voucher number are those of its key. payer: masked."""

    amount_fen: int
    reference_no: str
    paid_date: str
    paid_time: str
    auth_no: str = ""
    channel: Channel = Channel.CARD
    payer: str = ""
    card_hash: str = field(default="", repr=False)
    order_no: str = ""
    instalment: bool = False

    def __post_init__(self) -> None:
        require_amount(self.amount_fen, "a sale")


@dataclass(frozen=True, slots=True)
class Sell:
    """Take the money of a sale. Fails: its order number, or its reference on that day, stands there already."""

    sale: NewSale


class Refund(NamedTuple):
    """Give `amount_fen` of a sale back. items: (sku, quantity). Fails: the amount is not 1 fen or more, the sale does
    not stand or is another merchant's than the key's, or money or goods that remain are less.
    """

    sale_id: int
    amount_fen: int
    items: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Void:
    """Undo a sale whole. hold_id: of a completion, whose pre-authorisation is then open again. Fails: the sale does not
    stand, is settled, or something of it went back.
    """

    sale_id: int
    hold_id: int | None = None


@dataclass(frozen=True, slots=True)
class Adjust:
    """Change the amount of a sale (小费, 结算调整). Fails as Void does."""

    sale_id: int
    amount_fen: int

    def __post_init__(self) -> None:
        require_amount(self.amount_fen, "a sale")


@dataclass(frozen=True, slots=True)
class Authorise:
    """Hold an amount. Fails: the authorisation number stands there already on that day."""

    auth_no: str
    paid_date: str
    amount_fen: int
    payer: str
    card_hash: str = field(repr=False)

    def __post_init__(self) -> None:
        require_amount(self.amount_fen, "a hold")


@dataclass(frozen=True, slots=True)
class Release:
    """Give a hold up. Fails: it is not open."""

    hold_id: int


@dataclass(frozen=True, slots=True)
class Complete:
    """Take the money of a hold; what was held above it is free again. Fails: the hold is not open, or as Sell does."""

    hold_id: int
    sale: NewSale


@dataclass(frozen=True, slots=True)
class SetAside:
    """Keep `amount_fen` of a sale from being refunded: it is paid outside the terminal, by the merchant's own means, so
    that no account moves. Fails as Refund does.
    """

    sale_id: int
    amount_fen: int
    note: OutsideNote


Move = Sell | Refund | Void | Adjust | Authorise | Release | Complete | SetAside


class Ruling(NamedTuple):
    """What the host decided: the answer to store, and the move that goes with an approval."""

    answer: StoredAnswer
    move: Move | None = None

    @property
    def approved(self) -> bool:
        """Raises ValueError for a decline that moves."""
        approved = self.answer.code in _APPROVED
        if self.move is not None and not approved:
            raise ValueError(f"a transaction answered with {self.answer.code} moves nothing")
        return approved


class Turn(NamedTuple):
    """From which state to which a sale and its hold turn; None: it is not touched. A sale that ceases to stand gives
    its money back, one that stands again takes it; a hold that ceases to be open frees its money, one that opens
    holds it.
    """

    sale: tuple[SaleState, SaleState] | None
    hold: tuple[HoldState, HoldState] | None


_VOIDED, _STANDS_AGAIN = (SaleState.NORMAL, SaleState.VOIDED), (SaleState.VOIDED, SaleState.NORMAL)
_WITHDRAWN = (SaleState.NORMAL, SaleState.REVERSED)
_RELEASED, _HELD_AGAIN = (HoldState.OPEN, HoldState.RELEASED), (HoldState.RELEASED, HoldState.OPEN)
_TAKEN, _NOT_TAKEN = (HoldState.OPEN, HoldState.COMPLETED), (HoldState.COMPLETED, HoldState.OPEN)

VOIDING, VOIDING_COMPLETION = Turn(_VOIDED, None), Turn(_VOIDED, _NOT_TAKEN)
RELEASING, COMPLETING = Turn(None, _RELEASED), Turn(None, _TAKEN)
# fmt: off
BACK: dict[Kind, Turn] = {  # 冲正: how what a kind did is undone; the others have no reversal (domain notes 3)
    Kind.SALE:            Turn(_WITHDRAWN,    None),
    Kind.VOID:            Turn(_STANDS_AGAIN, None),
    Kind.PRE_AUTH:        Turn(None,          (HoldState.OPEN, HoldState.REVERSED)),
    Kind.PRE_AUTH_VOID:   Turn(None,          _HELD_AGAIN),
    Kind.COMPLETION:      Turn(_WITHDRAWN,    _NOT_TAKEN),
    Kind.COMPLETION_VOID: Turn(_STANDS_AGAIN, _TAKEN),
}
# fmt: on
