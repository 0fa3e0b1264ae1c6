"""What a receipt (签购单) says, as values: who prints, what happened, what a batch came to. No line is made here.

Pure. The rule: a value that no honest slip could carry is refused when it is made - an amount too large for the wire, a
card number that is not masked - so that layout and printers never have to judge.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from protocol.money import MAX_FEN
from protocol.transactions import Channel, EntryMode, Totals, Verdict
from protocol.transactions.checks import is_digits

MAX_ITEMS = 100  # goods on one receipt; an order of the wire has fewer
LATE_MOST = 50  # refunds of which the host tells behind a full batch; each was a person's to look after before
MAX_RECORDS = 500 + LATE_MOST  # records of one list: a terminal's batch is full with 500
MAX_QR_BYTES = 120  # a code of 45 modules: at 6 dots a module it still fits 58 mm with its quiet zone
MAX_BAR_DIGITS = 16  # 123 modules of Code 128 C at 3 dots are 369 of 384 dots
_BAR_DIGITS = range(2, MAX_BAR_DIGITS + 1, 2)
_BETWEEN, _WHOLE = re.compile(r"[\s-]"), re.compile(r"\d{11}")

NO_TOTALS = Totals()


class Kind(StrEnum):
    """What is printed; one row each in terminal.receipt.kinds. The first eight are named as protocol's Reverses are."""

    SALE = "sale"
    VOID = "void"
    PRE_AUTH = "preauth"
    PRE_AUTH_VOID = "preauth_void"
    COMPLETION = "completion"
    COMPLETION_VOID = "completion_void"
    QR_SALE = "qr_sale"
    QR_VOID = "qr_void"
    REFUND = "refund"
    QR_REFUND = "qr_refund"
    BALANCE = "balance"
    FAULT = "fault"
    SETTLEMENT = "settlement"
    SETTLED_DETAILS = "settled_details"
    DETAILS = "details"
    SUMMARY = "summary"


class Copy(StrEnum):
    """存根: whose copy it is; the cardholder's alone is not signed."""

    MERCHANT = "merchant"
    BANK = "bank"
    CARDHOLDER = "cardholder"


TWO_COPIES = (Copy.MERCHANT, Copy.CARDHOLDER)
THREE_COPIES = (Copy.MERCHANT, Copy.BANK, Copy.CARDHOLDER)


@dataclass(frozen=True, slots=True)
class Shop:
    """Who prints. merchant_no: 15 characters. terminal_no: 8. acquirer: ready text; Lakala's slips name Lakala whatever
    it is. hotline, version: ready text, "" leaves the line out. practice: no real money moves.
    """

    merchant_name: str
    merchant_no: str
    terminal_no: str
    practice: bool
    acquirer: str = ""
    hotline: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """The transaction that this one refers to. reference_no: 12. month_day: MMDD. voucher_no, auth_no: 6. "" unsaid."""

    reference_no: str = ""
    month_day: str = ""
    voucher_no: str = ""
    auth_no: str = ""

    def __post_init__(self) -> None:
        if self.month_day and not is_digits(self.month_day, 4):
            raise ValueError("the original's date is MMDD")


@dataclass(frozen=True, slots=True)
class Transaction:
    """One payment, or what undoes one.

    voucher_no: 6 digits (= trace). amount_fen: 1..MAX_FEN, of a balance any within MAX_FEN either way. payer: masked
    card number or payer id, None if unknown. entry: how the card was read, None if nobody says. expiry: YYMM or "0000".
    reference_no: its own, 12. order_no: the shop's, 14 digits. merchant_order_no, trade_no: a wallet's. exchange_no:
    batch and voucher of the refund of an exchange (换货), on both its slips. case_no: of the case it was paid from.
    items: (name, quantity, fen). chip: (name, hex) as AID, ARQC. issuer, card_type, reason, outcome, expected_arrival,
    remarks: ready text; "" leaves the line out. qr: text of a QR code, at most MAX_QR_BYTES; bars: an even number of
    digits, at most MAX_BAR_DIGITS; "" none.
    """

    channel: Channel
    voucher_no: str
    amount_fen: int
    payer: str | None = None
    entry: EntryMode | None = None
    issuer: str = ""
    card_type: str = ""
    expiry: str = ""
    auth_no: str = ""
    reference_no: str = ""
    origin: Origin = Origin()
    order_no: str = ""
    merchant_order_no: str = ""
    trade_no: str = ""
    exchange_no: str = ""
    case_no: str = ""
    items: tuple[tuple[str, int, int], ...] = ()
    chip: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    outcome: str = ""
    expected_arrival: str = ""
    remarks: tuple[str, ...] = ()
    qr: str = ""
    bars: str = ""

    def __post_init__(self) -> None:
        if not is_digits(self.voucher_no, 6):
            raise ValueError("a voucher number has 6 digits")
        if abs(self.amount_fen) > MAX_FEN:
            raise ValueError("an amount has at most 12 digits")
        if len(self.items) > MAX_ITEMS:
            raise ValueError(f"a receipt has at most {MAX_ITEMS} goods")
        if self.expiry and not is_digits(self.expiry, 4):
            raise ValueError("an expiry date is YYMM")
        if len(self.qr.encode("utf-8", "replace")) > MAX_QR_BYTES or not self.qr.isprintable():
            raise ValueError(f"a QR code has at most {MAX_QR_BYTES} bytes of printable text")
        if self.bars and not (is_digits(self.bars, len(self.bars)) and len(self.bars) in _BAR_DIGITS):
            raise ValueError(f"bars carry an even number of digits, at most {MAX_BAR_DIGITS}")
        _require_masked(self.payer)


@dataclass(frozen=True, slots=True)
class Fault:
    """A reversal that did not go through. of: the kind of what was to be undone. cause: ready text. tries: so far."""

    of: Kind
    payment: Transaction
    cause: str
    tries: int


@dataclass(frozen=True, slots=True)
class Subtotal:
    """All transactions of one kind, and for QR payments of one wallet. fen: without a sign."""

    kind: Kind
    channel: Channel
    count: int
    fen: int


class Aside(StrEnum):
    """Why a refund counts in no total: a person ended it, or has still to check it. APPROVED: its host counted it in an
    earlier batch, whose slip was printed before it said so; OWN: in this one, and said so behind its totals.
    """

    CLOSED_DONE = "closed_done"
    CLOSED_UNDONE = "closed_undone"
    MANUAL = "manual"
    APPROVED = "approved"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Uncounted:
    """How many refunds are in no total, and their sum in fen."""

    why: Aside
    count: int
    fen: int


@dataclass(frozen=True, slots=True)
class Batch:
    """The totals of a batch; with the host's verdicts once it is settled. A side NOT_JUDGED prints no verdict.

    journal_head: the hash that the journal ended with, printed so that a journal cut short is noticed; "" unsaid.
    by_host: the host has closed it by itself, and has told no totals. uncounted: refunds that its totals have not.
    """

    subtotals: tuple[Subtotal, ...]
    domestic: Totals
    foreign: Totals = NO_TOTALS
    domestic_verdict: Verdict = Verdict.NOT_JUDGED
    foreign_verdict: Verdict = Verdict.NOT_JUDGED
    journal_head: str = ""
    by_host: bool = False
    uncounted: tuple[Uncounted, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One transaction in a list. payer: masked, None if unknown. fen: without a sign."""

    voucher_no: str
    kind: Kind
    channel: Channel
    payer: str | None
    fen: int
    auth_no: str = ""

    def __post_init__(self) -> None:
        _require_masked(self.payer)


@dataclass(frozen=True, slots=True)
class Listing:
    """The transactions of a batch, oldest first, at most MAX_RECORDS of all. late: told by the host behind its end, and
    in no total of it.
    """

    records: tuple[Record, ...]
    late: tuple[Record, ...] = ()

    def __post_init__(self) -> None:
        if len(self.records) + len(self.late) > MAX_RECORDS:
            raise ValueError(f"a list has at most {MAX_RECORDS} records")


Content = Transaction | Fault | Batch | Listing


def _require_masked(payer: str | None) -> None:
    if payer is not None and _WHOLE.search(_BETWEEN.sub("", payer)):
        raise ValueError("a payer stands on a receipt masked, never whole")
