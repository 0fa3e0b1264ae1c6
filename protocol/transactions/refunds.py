"""退货: the refund, its answer, and our questions what became of it. Nothing here moves money by itself."""

from dataclasses import dataclass
from enum import StrEnum

from protocol.cards import Card
from protocol.codes import Outcome, refund_outcome
from protocol.money import MAX_FEN
from protocol.transactions.card_entry import CardEntry
from protocol.transactions.checks import is_digits, is_printable, is_reference, require, require_amount
from protocol.transactions.identity import RefundKey, Station
from protocol.transactions.originals import Channel, Voucher


class CardReader(StrEnum):
    """Who reads the card of a card payment: this terminal, or the payment device that it talks to."""

    TERMINAL = "terminal"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class Refund:
    """退货 0220 (`repeat`: 0221, the same request again under the same key).

    card: the original card, for Channel.CARD only, and not where the device reads it (card_read_by). items: (sku,
    quantity) pairs, for the shop's stock; may be empty.
    """

    key: RefundKey
    amount_fen: int
    original_reference: str
    original_month_day: str
    channel: Channel
    order_no: str = ""
    card: Card | None = None
    items: tuple[tuple[str, int], ...] = ()
    operator_no: str = "01"
    repeat: bool = False
    card_read_by: CardReader = CardReader.TERMINAL

    def __post_init__(self) -> None:
        require(0 < self.amount_fen <= MAX_FEN, "a refund is 1 fen or more")
        card_wanted = self.channel is Channel.CARD and self.card_read_by is CardReader.TERMINAL
        require((self.card is not None) == card_wanted, "a card goes with a card payment")
        require(is_digits(self.original_month_day, 4), "the date of the original is MMDD")
        require(is_reference(self.original_reference), "a reference number has 12 letters or digits")
        fits = not self.items or all(quantity > 0 for _, quantity in self.items)
        require(fits, "a returned quantity is 1 or more")


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """0230. reference_no: the refund's own new reference (field 37), "" when declined before one was made.
    local_date MMDD and local_time hhmmss are the host's.
    """

    code: str
    reference_no: str
    amount_fen: int
    local_date: str
    local_time: str
    settle_date: str = ""

    def moved(self, asked_fen: int) -> Outcome:
        """Whether the money of a refund of so much moved: YES for the whole of it only, and UNKNOWN where a yes names
        another amount, or a code is listed nowhere (protocol.codes).
        """
        matches = self.amount_fen == asked_fen
        outcome = refund_outcome(self.code, amount_matches=matches)
        return Outcome.UNKNOWN if outcome is Outcome.YES and not matches else outcome


class Found(StrEnum):
    """What a host knows of a refund key; NOT_FOUND is said in so many words, never by a code or by silence."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class OutcomeQuery:
    """0600/0610, ours: what became of the refund with this key? `trace_no` is the query's own."""

    key: RefundKey
    trace_no: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """0600/0610, ours: refuse the refund with this key from now on (a tombstone), unless it was done already."""

    key: RefundKey
    trace_no: str


@dataclass(frozen=True, slots=True)
class OutcomeAnswer:
    """Answer to OutcomeQuery and Cancel. code 00: understood. `outcome` is the stored 0230 when FOUND."""

    code: str
    found: Found = Found.NOT_FOUND
    outcome: RefundAnswer | None = None


@dataclass(frozen=True, slots=True)
class ChipRefund:
    """IC脱机退货 (60.1 = 27): of an offline chip sale, named by its voucher and the terminal that made it (field 62).

    original_terminal_no: 8 characters. Its answer is a PaymentAnswer.
    """

    sender: Station
    amount_fen: int
    card: CardEntry
    original: Voucher
    original_terminal_no: str

    def __post_init__(self) -> None:
        require_amount(self.amount_fen, "a refund")
        require(is_printable(self.original_terminal_no, 8), "a terminal number has 8 characters")
