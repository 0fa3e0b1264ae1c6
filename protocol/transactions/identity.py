"""Who asks, and as which message: the key of a refund, and the station that sends any other transaction."""

from dataclasses import dataclass

from protocol.transactions.checks import is_digits, is_printable, require

FOREIGN_EPOCH = "00000000"
"""Epoch of a terminal that has none: not ours, it says neither epoch nor business date (house decision 2)."""
NO_DATE = "00000000"
"""Business date where a message says none."""
_HEX = frozenset("0123456789abcdef")


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
        if len(self.merchant_no) != 15 or not self.merchant_no.isascii():
            raise ValueError("a merchant number has 15 characters")
        if len(self.terminal_no) != 8 or not self.terminal_no.isascii():
            raise ValueError("a terminal number has 8 characters")
        if len(self.epoch) != 8 or not _HEX.issuperset(self.epoch):
            raise ValueError("an epoch has 8 hex digits")
        if not is_digits(self.batch_no, 6):
            raise ValueError("a batch number has 6 digits")
        if not is_digits(self.trace_no, 6):
            raise ValueError("a trace number has 6 digits")
        if not is_digits(self.business_date, 8):
            raise ValueError("a business date is yyyymmdd")

    def __str__(self) -> str:
        parts = (self.merchant_no, self.terminal_no, self.epoch, self.batch_no, self.trace_no, self.business_date)
        return "-".join(parts)

    @classmethod
    def parse(cls, text: str) -> "RefundKey":
        """What str() gave: parts of known widths, as a number may hold the sign between them. Raises ValueError."""
        head, rest = (text[:15], text[16:24]), text[25:].split("-")
        require(len(rest) == 4 and text[15:16] == text[24:25] == "-", "a key is written in six parts")
        return cls(*head, *rest)


@dataclass(frozen=True, slots=True)
class Station:
    """Who sends a message, and its own number.

    merchant_no: 15 characters, field 42. terminal_no: 8 characters, field 41. batch_no, trace_no: 6 digits (60.2, 11).
    operator_no: up to 3 characters (63.1), "" where the message names none.
    """

    merchant_no: str
    terminal_no: str
    batch_no: str
    trace_no: str
    operator_no: str = ""

    def __post_init__(self) -> None:
        require(is_printable(self.merchant_no, 15), "a merchant number has 15 characters")
        require(is_printable(self.terminal_no, 8), "a terminal number has 8 characters")
        require(is_digits(self.batch_no, 6), "a batch number has 6 digits")
        require(is_digits(self.trace_no, 6), "a trace number has 6 digits")
        require(is_printable(f"{self.operator_no:3}", 3), "an operator number has at most 3 characters")
