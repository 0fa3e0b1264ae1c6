"""Money given back outside the terminal: entered against what remains of an original, or released again. All ours.

No payee, account or bank here, and nothing is paid by these messages: they keep a refund and a bank transfer from
giving the same money twice. The rule: an entry is the same by its key, so that silence is answered by sending it again.
Sources: ours, docs/protocol.md section 4; no public text has such a message.
"""

from dataclasses import dataclass
from enum import StrEnum

from protocol.money import MAX_FEN
from protocol.transactions.checks import is_digits, is_reference, require, require_amount, require_month_day
from protocol.transactions.identity import RefundKey


class OutsideRoute(StrEnum):
    """How the money goes back where it can't go back by the original means."""

    BANK = "bank"
    WECHAT = "wechat"
    ALIPAY = "alipay"


class Unneeded(StrEnum):
    """Why an entry is released: nothing was, or will be, paid by it."""

    WITHDRAWN = "withdrawn"
    """The customer wants it no more."""
    ORIGINAL_MEANS = "original_means"
    """It goes back by the original means after all."""
    RETURNED = "returned"
    """The payment came back: no such account, or refused there."""
    MISTAKE = "mistake"
    """It was entered wrongly."""


class OutsideStanding(StrEnum):
    """What has become of an entry at the host."""

    ENTERED = "entered"
    """It takes its amount from what remains of the original."""
    RELEASED = "released"
    """It takes nothing, and its key is refused from now on."""


@dataclass(frozen=True, slots=True)
class OutsideEntry:
    """0620/0630: amount_fen of this original is to be paid outside the terminal, by `route`.

    original_reference: 12 characters, original_month_day: MMDD, order_no: 14 digits or "". case_no: 12 digits.
    operator_no: who keyed it, supervisor_no: the second person; 2 digits each. trace_no: of this message, 6 digits; ""
    for the key's own, the first time it is sent: sent again it is another message, which no link takes for a duplicate.
    """

    key: RefundKey
    amount_fen: int
    original_reference: str
    original_month_day: str
    route: OutsideRoute
    case_no: str
    operator_no: str
    supervisor_no: str
    order_no: str = ""
    trace_no: str = ""

    def __post_init__(self) -> None:
        require_amount(self.amount_fen, "an entry")
        require(is_reference(self.original_reference), "a reference number has 12 letters or digits")
        require_month_day(self.original_month_day, "the date of the original")
        require(self.order_no == "" or is_digits(self.order_no, 14), "an order number has 14 digits")
        require(is_digits(self.case_no, 12), "a case number has 12 digits")
        require(is_digits(self.operator_no, 2) and is_digits(self.supervisor_no, 2), "an operator number has 2 digits")
        require(self.operator_no != self.supervisor_no, "the second person is another")
        require(self.trace_no == "" or is_digits(self.trace_no, 6), "a trace number has 6 digits")


@dataclass(frozen=True, slots=True)
class OutsideRelease:
    """0620/0630: the entry with this key is not needed; what it took may be given back otherwise. trace_no: of this
    message, 6 digits, another one each time it is sent.
    """

    key: RefundKey
    trace_no: str
    why: Unneeded

    def __post_init__(self) -> None:
        require(is_digits(self.trace_no, 6), "a trace number has 6 digits")


@dataclass(frozen=True, slots=True)
class OutsideAnswer:
    """0630 to both. code 00: it stands as `standing` says, now or since before; any other: refused. standing: None of a
    key that took nothing. remaining_fen: what may still go back of the original, as the host answers; None: not told.
    """

    code: str
    standing: OutsideStanding | None = None
    remaining_fen: int | None = None

    def __post_init__(self) -> None:
        fits = self.remaining_fen is None or 0 <= self.remaining_fen <= MAX_FEN
        require(fits, "what remains is 0 fen or more")
