"""冲正: undoing what may or may not have been done, after silence. A refund has none (decision 0004)."""

from dataclasses import dataclass, field
from enum import StrEnum

from protocol.transactions.checks import is_digits, is_number, require, require_amount
from protocol.transactions.identity import Station
from protocol.transactions.originals import Voucher
from protocol.transactions.payments import (
    Completion,
    CompletionVoid,
    PreAuth,
    PreAuthVoid,
    QrSale,
    QrVoid,
    Sale,
    VoidSale,
)

QR_ENTRY = "032"
"""Field 22 of a scanned code, without PIN."""
CLOSING_CODES = frozenset({"00", "12", "25"})
"""Codes of an 0410 after which nothing is left to undo: done, not possible, no such original (domain rule S18)."""

Reversible = Sale | VoidSale | PreAuth | PreAuthVoid | Completion | CompletionVoid | QrSale | QrVoid


class Reverses(StrEnum):
    """What a reversal undoes; each is the name of a row of the dialect's matrix."""

    SALE = "sale"
    VOID = "void"
    PRE_AUTH = "preauth"
    PRE_AUTH_VOID = "preauth_void"
    COMPLETION = "completion"
    COMPLETION_VOID = "completion_void"
    QR_SALE = "qr_sale"
    QR_VOID = "qr_void"


class ReversalReason(StrEnum):
    """Field 39 of an 0400 request."""

    TIMED_OUT = "98"
    TERMINAL_FAULT = "96"
    BAD_MAC = "A0"
    OTHER = "06"


# fmt: off
_REVERSES: dict[type, Reverses] = {
    Sale:           Reverses.SALE,
    VoidSale:       Reverses.VOID,
    PreAuth:        Reverses.PRE_AUTH,
    PreAuthVoid:    Reverses.PRE_AUTH_VOID,
    Completion:     Reverses.COMPLETION,
    CompletionVoid: Reverses.COMPLETION_VOID,
    QrSale:         Reverses.QR_SALE,
    QrVoid:         Reverses.QR_VOID,
}
# fmt: on


@dataclass(frozen=True, slots=True)
class Reversal:
    """冲正 0400. sender: the original's, with its trace number, so that the host finds it. entry: field 22 of the
    original, 3 digits. number, expiry, sequence: of its card, as far as it said them; never shown. original: field 61
    of the original where it had one.
    """

    sender: Station
    reverses: Reverses
    amount_fen: int
    entry: str
    reason: ReversalReason
    number: str = field(default="", repr=False)
    expiry: str = field(default="", repr=False)
    sequence: str = ""
    original: Voucher | None = None

    def __post_init__(self) -> None:
        require_amount(self.amount_fen, "an amount")
        require(is_digits(self.entry, 3), "an entry mode has 3 digits")
        require(self.number == "" or is_number(self.number), "a card number has 13 to 19 digits")
        require(self.expiry == "" or is_digits(self.expiry, 4), "an expiry date is YYMM")
        require(self.sequence == "" or is_digits(self.sequence, 3), "a card sequence number has three digits")


@dataclass(frozen=True, slots=True)
class ReversalAnswer:
    """0410. local_date: MMDD, local_time: hhmmss, "" where the host says none."""

    code: str
    reference_no: str = ""
    local_date: str = ""
    local_time: str = ""

    @property
    def closed(self) -> bool:
        """Nothing is left to undo."""
        return self.code in CLOSING_CODES


def reversal_of(request: Reversible, reason: ReversalReason) -> Reversal:
    """The reversal of `request`: same sender and trace, same amount, same card; no track, PIN or payer code."""
    what = _REVERSES[type(request)]
    match request:
        case QrSale():
            return Reversal(request.sender, what, request.amount_fen, QR_ENTRY, reason)
        case QrVoid():
            return Reversal(request.sender, what, request.amount_fen, QR_ENTRY, reason, original=request.original)
    card = request.card
    return Reversal(
        request.sender,
        what,
        request.amount_fen,
        card.mode + ("1" if card.pin else "2"),
        reason,
        card.pan,
        card.expiry,
        card.sequence,
        _original(request),
    )


def _original(request: Reversible) -> Voucher | None:
    match request:
        case VoidSale() | CompletionVoid():
            return request.original
        case PreAuthVoid() | Completion():
            return Voucher("000000", "000000", request.original_month_day)
    return None
