"""Typed requests and answers: what a terminal asks and what a host says, free of any wire format.

No bytes here: a dialect turns these values into bytes and back. Amounts are integer fen; dates are host-local text in
the trade's own shapes (yyyymmdd, MMDD, hhmmss). Every value is immutable and checked when it is made.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from protocol.cards import Card
from protocol.money import MAX_FEN

MAX_NAME = 400
"""Characters of a name of goods: far more than a slip shows, and few enough for a message."""


class Channel(StrEnum):
    """How the original was paid; a refund goes back the same way."""

    CARD = "card"
    WECHAT = "wechat"
    ALIPAY = "alipay"
    UNIONPAY_QR = "unionpay_qr"


class OriginalState(StrEnum):
    """State of an original sale at the host."""

    NORMAL = "normal"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    VOIDED = "voided"


def _digits(length: int) -> Callable[[str], bool]:
    return lambda text: len(text) == length and text.isascii() and text.isdecimal()


def _reference(text: str) -> bool:
    return len(text) == 12 and text.isascii() and text.isalnum()


def _require(fits: bool, what: str) -> None:
    if not fits:
        raise ValueError(what)


@dataclass(frozen=True, slots=True)
class RefundKey:
    """What makes one refund the same refund, frozen when its intent is written (house decision 2).

    merchant_no: 15 characters, field 42. terminal_no: 8 characters, field 41. epoch: 8 hex digits drawn once per
    journal. batch_no, trace_no: 6 digits (60.2, 11). business_date: yyyymmdd as the host gave it at sign-on.
    """

    merchant_no: str
    terminal_no: str
    epoch: str
    batch_no: str
    trace_no: str
    business_date: str

    def __post_init__(self) -> None:
        _require(len(self.merchant_no) == 15 and self.merchant_no.isascii(), "a merchant number has 15 characters")
        _require(len(self.terminal_no) == 8 and self.terminal_no.isascii(), "a terminal number has 8 characters")
        _require(len(self.epoch) == 8 and set(self.epoch) <= set("0123456789abcdef"), "an epoch has 8 hex digits")
        _require(_digits(6)(self.batch_no), "a batch number has 6 digits")
        _require(_digits(6)(self.trace_no), "a trace number has 6 digits")
        _require(_digits(8)(self.business_date), "a business date is yyyymmdd")

    def __str__(self) -> str:
        parts = (self.merchant_no, self.terminal_no, self.epoch, self.batch_no, self.trace_no, self.business_date)
        return "-".join(parts)


@dataclass(frozen=True, slots=True)
class Goods:
    """One line of an order: `quantity` sold at `unit_fen` each, of which `returned` have come back."""

    sku: str
    name: str
    unit_fen: int
    quantity: int
    returned: int = 0

    def __post_init__(self) -> None:
        _require({type(self.sku), type(self.name)} == {str}, "goods have an article number and a name")
        _require(re.fullmatch(r"[0-9A-Za-z_-]{1,20}", self.sku) is not None, "an article number has 1 to 20 characters")
        _require(0 < len(self.name) <= MAX_NAME, f"goods have a name of at most {MAX_NAME} characters")
        _require(0 < self.unit_fen <= MAX_FEN, "a unit price is 1 fen or more")
        _require(self.quantity > 0, "a quantity is 1 or more")
        _require(0 <= self.returned <= self.quantity, "returned goods are no more than were sold")

    @property
    def left(self) -> int:
        """How many can still be returned."""
        return self.quantity - self.returned


@dataclass(frozen=True, slots=True)
class Original:
    """An original sale as the order source knows it (order number, reference, goods, what was already refunded).

    order_no: 14 digits, or "" where the source knows only a reference. reference_no: 12 alphanumerics, field 37.
    voucher_no: 6 digits or "". paid_date: yyyymmdd. paid_time: hhmmss. payer: masked card number or payer id.
    """

    order_no: str
    reference_no: str
    voucher_no: str
    paid_date: str
    paid_time: str
    channel: Channel
    payer: str
    amount_fen: int
    refunded_fen: int
    state: OriginalState
    goods: tuple[Goods, ...] = ()

    def __post_init__(self) -> None:
        _require(_reference(self.reference_no), "a reference number has 12 letters or digits")
        _require(self.order_no == "" or _digits(14)(self.order_no), "an order number has 14 digits")
        _require(re.search(r"[0-9]{11}", self.payer) is None and len(self.payer) <= 64, "a payer is masked")
        _require(_digits(8)(self.paid_date), "the date of sale is yyyymmdd")
        _require(_digits(6)(self.paid_time), "the time of sale is hhmmss")
        _require(0 < self.amount_fen <= MAX_FEN, "an amount is 1 fen or more")
        _require(0 <= self.refunded_fen <= self.amount_fen, "refunds are no more than the amount")

    @property
    def remaining_fen(self) -> int:
        """What may still be refunded; 0 when the sale was voided."""
        return 0 if self.state is OriginalState.VOIDED else self.amount_fen - self.refunded_fen

    @property
    def month_day(self) -> str:
        """MMDD of the sale, as field 61.3 carries it."""
        return self.paid_date[4:]


@dataclass(frozen=True, slots=True)
class ByOrder:
    """Find the original by the sales order number (销售单号), 14 digits."""

    order_no: str


@dataclass(frozen=True, slots=True)
class ByReference:
    """Find the original by reference number (参考号, 12 alphanumerics) and date of sale (MMDD)."""

    reference_no: str
    month_day: str


@dataclass(frozen=True, slots=True)
class SignOn:
    """签到 0800. A practice terminal without a number of its own sends terminal_no "00000000": the host gives one."""

    merchant_no: str
    terminal_no: str
    epoch: str
    batch_no: str
    trace_no: str
    operator_no: str


@dataclass(frozen=True, slots=True)
class SignOnAnswer:
    """0810. working_keys: the sealed block of field 62 (40 bytes), b"" when declined. ledger_id: 16 hex digits, which
    ledger answered; emulator: the peer says that it is ours. business_date: yyyymmdd. mac: field 64 under the delivered
    MAK, over `covered`; our emulator sends one, so that not a bit of its answer can be another's.
    """

    code: str
    merchant_no: str
    terminal_no: str
    batch_no: str
    business_date: str
    local_time: str
    working_keys: bytes = b""
    ledger_id: str = ""
    emulator: bool = False
    mac: bytes = field(default=b"", compare=False, repr=False)
    covered: bytes = field(default=b"", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class OrderQuery:
    """0600/0610, ours: one page (from 1) of the description of an original sale."""

    merchant_no: str
    terminal_no: str
    batch_no: str
    trace_no: str
    find: ByOrder | ByReference
    page: int = 1


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """code 00 with the original, or 25 without (no such sale at this merchant)."""

    code: str
    original: Original | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """退货 0220 (`repeat`: 0221, the same request again under the same key).

    card: the original card, for Channel.CARD only. items: (sku, quantity) pairs, for the shop's stock; may be empty.
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

    def __post_init__(self) -> None:
        _require(0 < self.amount_fen <= MAX_FEN, "a refund is 1 fen or more")
        _require((self.card is not None) == (self.channel is Channel.CARD), "a card goes with a card payment")
        _require(_digits(4)(self.original_month_day), "the date of the original is MMDD")
        _require(_reference(self.original_reference), "a reference number has 12 letters or digits")
        _require(all(quantity > 0 for _, quantity in self.items), "a returned quantity is 1 or more")


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
class Rejected:
    """Any answer that carries nothing but a response code (77 sign on again, A0 bad MAC, 30 unreadable …)."""

    code: str


Request = SignOn | OrderQuery | Refund | OutcomeQuery | Cancel
Answer = SignOnAnswer | OrderAnswer | RefundAnswer | OutcomeAnswer | Rejected
