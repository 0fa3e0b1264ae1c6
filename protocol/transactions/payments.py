"""Payments and what undoes or corrects them: typed requests, and the one shape of their answers.

消费, 消费撤销, 余额查询, the 预授权 family, 离线结算, 结算调整, 小费, and the 扫码 pair (a 扫码退货 is a Refund).
How silence ends is a column of the dialect's matrix, not of these values.
"""

from dataclasses import dataclass, field

from protocol.money import MAX_FEN
from protocol.transactions.card_entry import CardEntry
from protocol.transactions.checks import is_printable, is_reference, require, require_amount, require_month_day
from protocol.transactions.identity import Station
from protocol.transactions.originals import Channel, Voucher

_AMOUNT, _REFERENCE = "an amount", "a reference number has 12 letters or digits"
_AUTH_NO = "an authorisation number has 6 characters"


@dataclass(frozen=True, slots=True)
class Sale:
    """消费 0200. instalment: 分期 (25 = 64), which can't be refunded."""

    sender: Station
    amount_fen: int
    card: CardEntry
    instalment: bool = False

    def __post_init__(self) -> None:
        require_amount(self.amount_fen, _AMOUNT)


@dataclass(frozen=True, slots=True)
class _Void:
    """A whole payment of today's batch is undone. reference_no: its field 37. original: its 61.1-61.3."""

    sender: Station
    amount_fen: int
    card: CardEntry
    reference_no: str
    original: Voucher

    def __post_init__(self) -> None:
        require_amount(self.amount_fen, _AMOUNT)
        require(is_reference(self.reference_no), _REFERENCE)


@dataclass(frozen=True, slots=True)
class VoidSale(_Void):
    """消费撤销 0200: of a sale."""


@dataclass(frozen=True, slots=True)
class CompletionVoid(_Void):
    """预授权完成撤销 0200: of a completion."""


@dataclass(frozen=True, slots=True)
class Balance:
    """余额查询 0200: no amount, and nothing to reverse."""

    sender: Station
    card: CardEntry


@dataclass(frozen=True, slots=True)
class PreAuth:
    """预授权 0100: holds an amount. Its answer's auth_no and date name it from then on."""

    sender: Station
    amount_fen: int
    card: CardEntry

    def __post_init__(self) -> None:
        require_amount(self.amount_fen, _AMOUNT)


@dataclass(frozen=True, slots=True)
class _OfHold:
    """What is done with a hold. auth_no: 6 characters, field 38. original_month_day: MMDD, 61.3."""

    sender: Station
    amount_fen: int
    card: CardEntry
    auth_no: str
    original_month_day: str

    def __post_init__(self) -> None:
        require_amount(self.amount_fen, _AMOUNT)
        require(is_printable(self.auth_no, 6) and not self.auth_no.isspace(), _AUTH_NO)
        require_month_day(self.original_month_day, "the date of the pre-authorisation")


@dataclass(frozen=True, slots=True)
class PreAuthVoid(_OfHold):
    """预授权撤销 0100: gives the hold up."""


@dataclass(frozen=True, slots=True)
class Completion(_OfHold):
    """预授权完成 0200 (请求): takes the money of a hold, answered on-line."""


@dataclass(frozen=True, slots=True)
class CompletionNotice(_OfHold):
    """预授权完成 0220 (通知): the same, stored and forwarded; no reversal."""


@dataclass(frozen=True, slots=True)
class OfflineSale:
    """离线结算 0220: a sale approved by telephone or by nobody. auth_no: field 38, "" where there is none."""

    sender: Station
    amount_fen: int
    card: CardEntry
    auth_no: str = ""

    def __post_init__(self) -> None:
        require_amount(self.amount_fen, _AMOUNT)
        require(self.auth_no == "" or is_printable(self.auth_no, 6), _AUTH_NO)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """结算调整 0220, or 小费 (`tip`): the final amount of an earlier transaction of this batch."""

    sender: Station
    amount_fen: int
    card: CardEntry
    original: Voucher
    tip: bool = False

    def __post_init__(self) -> None:
        require_amount(self.amount_fen, _AMOUNT)


@dataclass(frozen=True, slots=True)
class QrSale:
    """扫码消费 0200. payer_code: what the customer shows, 8 to 40 digits, of face pay letters too; it is money,
    and never shown.
    channel: None where the message leaves it to the code.
    """

    sender: Station
    amount_fen: int
    channel: Channel | None
    payer_code: str = field(repr=False)

    def __post_init__(self) -> None:
        require_amount(self.amount_fen, _AMOUNT)
        _require_qr(self.channel)
        require(self.payer_code.isascii() and self.payer_code.isalnum(), "a payer code is made of digits and letters")
        require(8 <= len(self.payer_code) <= 40, "a payer code has 8 to 40 of them")


@dataclass(frozen=True, slots=True)
class QrVoid:
    """扫码撤销 0200: reference_no and original as in VoidSale; no card.
    channel: None where the message leaves it to the original.
    """

    sender: Station
    amount_fen: int
    channel: Channel | None
    reference_no: str
    original: Voucher

    def __post_init__(self) -> None:
        require_amount(self.amount_fen, _AMOUNT)
        _require_qr(self.channel)
        require(is_reference(self.reference_no), _REFERENCE)


CardPayment = (
    Sale
    | VoidSale
    | Balance
    | PreAuth
    | PreAuthVoid
    | Completion
    | CompletionNotice
    | CompletionVoid
    | OfflineSale
    | Adjustment
)


@dataclass(frozen=True, slots=True)
class PaymentAnswer:
    """0210, 0110 or 0230 to any of them. Whatever the host left out is "", 0 or None: a rejection is often just a code.

    reference_no: field 37. auth_no: 38. amount_fen: 4. local_date, settle_date: MMDD; local_time: hhmmss. scheme: 63.1
    (CUP, VIS …). issuer, acquirer: the two halves of field 44. note: texts of 63.2. balance_fen: field 54, below zero
    for a debt. number: field 2, never shown. chip_data: field 55 for the card.
    """

    code: str
    reference_no: str = ""
    auth_no: str = ""
    amount_fen: int = 0
    local_date: str = ""
    local_time: str = ""
    settle_date: str = ""
    scheme: str = ""
    issuer: str = ""
    acquirer: str = ""
    note: str = ""
    balance_fen: int | None = None
    number: str = field(default="", repr=False)
    chip_data: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        require(0 <= self.amount_fen <= MAX_FEN, "an amount is 0 fen or more")
        require(self.balance_fen is None or abs(self.balance_fen) <= MAX_FEN, "a balance has at most 12 digits")


def _require_qr(channel: Channel | None) -> None:
    require(channel is not Channel.CARD, "a scanned payment is not by card")
