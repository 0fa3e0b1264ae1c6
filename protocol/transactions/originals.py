"""Originals: what was sold and paid, how a host or a terminal names it, and the question for it (order query, ours)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from protocol.money import MAX_FEN
from protocol.transactions.checks import is_digits, is_reference, require, require_month_day

MAX_NAME = 400
"""Characters of a name of goods: far more than a slip shows, and few enough for a message."""
_ARTICLE, _WHOLE = re.compile(r"[0-9A-Za-z_-]{1,20}"), re.compile(r"[0-9]{11}")


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


@dataclass(frozen=True, slots=True)
class Goods:
    """One line of an order: `quantity` sold at `unit_fen` each, of which `returned` have come back."""

    sku: str
    name: str
    unit_fen: int
    quantity: int
    returned: int = 0

    def __post_init__(self) -> None:
        require({type(self.sku), type(self.name)} == {str}, "goods have an article number and a name")
        require(_ARTICLE.fullmatch(self.sku) is not None, "an article number has 1 to 20 characters")
        require(0 < len(self.name) <= MAX_NAME, f"goods have a name of at most {MAX_NAME} characters")
        require(0 < self.unit_fen <= MAX_FEN, "a unit price is 1 fen or more")
        require(self.quantity > 0, "a quantity is 1 or more")
        require(0 <= self.returned <= self.quantity, "returned goods are no more than were sold")

    @property
    def left(self) -> int:
        """How many can still be returned."""
        return self.quantity - self.returned


@dataclass(frozen=True, slots=True)
class Original:
    """An original sale as the order source knows it (order number, reference, goods, what was already refunded).

    order_no: 14 digits, or "" where the source knows only a reference. reference_no: 12 alphanumerics, field 37.
    voucher_no: 6 digits or "". paid_date: yyyymmdd. paid_time: hhmmss. payer: masked card number or payer id.
    refunded_fen: by the original means. outside_fen: entered as paid, or to be paid, outside the terminal.
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
    outside_fen: int = 0

    def __post_init__(self) -> None:
        require(is_reference(self.reference_no), "a reference number has 12 letters or digits")
        require(self.order_no == "" or is_digits(self.order_no, 14), "an order number has 14 digits")
        require(_WHOLE.search(self.payer) is None and len(self.payer) <= 64, "a payer is masked")
        require(is_digits(self.paid_date, 8), "the date of sale is yyyymmdd")
        require(is_digits(self.paid_time, 6), "the time of sale is hhmmss")
        require(0 < self.amount_fen <= MAX_FEN, "an amount is 1 fen or more")
        require(self.refunded_fen >= 0 and self.outside_fen >= 0, "what went back of an amount is 0 fen or more")
        require(self.given_back_fen <= self.amount_fen, "refunds are no more than the amount")

    @property
    def given_back_fen(self) -> int:
        """By the original means and outside the terminal."""
        return self.refunded_fen + self.outside_fen

    @property
    def remaining_fen(self) -> int:
        """What may still be refunded; 0 when the sale was voided."""
        return 0 if self.state is OriginalState.VOIDED else self.amount_fen - self.given_back_fen

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
class Voucher:
    """How a later transaction names an earlier one (61.1-61.3): batch and trace number (凭证号), 6 digits, and MMDD.

    A pre-authorisation is named by its date alone, and batch and trace are zeros.
    """

    batch_no: str
    trace_no: str
    month_day: str

    def __post_init__(self) -> None:
        require(is_digits(self.batch_no, 6), "a batch number has 6 digits")
        require(is_digits(self.trace_no, 6), "a voucher number has 6 digits")
        require_month_day(self.month_day, "the date of the original")


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
