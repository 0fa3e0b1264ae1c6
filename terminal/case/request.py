"""What a case is opened with: the sale, the form, and the shop's rules as they hold for it. Pure values.

The rule: the sale is as its host or its paper said it, the form as the customer does; neither holds a card number.
"""

from dataclasses import dataclass

from protocol.transactions import Channel
from protocol.transactions.checks import is_digits, is_reference, require, require_amount
from terminal.case.checks import MOST_NAME, MOST_WORDS, require_day, require_masked, require_said
from terminal.case.papers import Paper
from terminal.case.words import Fault, Intake, Stage
from terminal.trade.refund import LinkIdentity
from terminal.trade.sale_name import sale_name

MOST_PARTS = 40
"""Parts of one device that comes back: as many lines as a form holds."""


@dataclass(frozen=True, slots=True)
class Article:
    """Goods by article number, name and how many. name: "" where nobody said it."""

    sku: str
    name: str
    quantity: int

    def __post_init__(self) -> None:
        require(bool(self.sku) and self.quantity > 0, "an article has a number, and there is one at least")


@dataclass(frozen=True, slots=True)
class Sale:
    """The original that is disputed. order_no: 14 digits or "". paid_date: yyyymmdd. payer: masked. link: at whose host
    it was found, as two hosts number their references alike; None in cases that did not say it. goods: what of it had
    not come back when the case was opened; empty where its source, or an older case, did not say it.
    """

    order_no: str
    reference_no: str
    voucher_no: str
    paid_date: str
    channel: Channel
    payer: str
    amount_fen: int
    link: LinkIdentity | None = None
    goods: tuple[Article, ...] = ()

    def __post_init__(self) -> None:
        require(is_reference(self.reference_no), "a reference number has 12 letters or digits")
        require(self.order_no == "" or is_digits(self.order_no, 14), "an order number has 14 digits")
        require(is_digits(self.paid_date, 8), "the date of sale is yyyymmdd")
        require_masked(self.payer, "a payer")
        require_amount(self.amount_fen, "a sale")

    @property
    def month_day(self) -> str:
        """MMDD, as field 61.3 carries it."""
        return self.paid_date[4:]

    @property
    def named(self) -> tuple[str, str]:
        """What makes it this sale and no other."""
        return sale_name(self.reference_no, self.month_day)

    @property
    def numbers(self) -> tuple[str, ...]:
        """What is said of it by number."""
        return self.order_no, self.reference_no, self.voucher_no

    @property
    def keyed(self) -> bool:
        """Nobody told of it: reference, date and amount are what people typed of a slip."""
        return not (self.order_no or self.voucher_no or self.payer)

    def at(self, link: LinkIdentity) -> bool:
        """This host may know it."""
        return self.link in (None, link)


@dataclass(frozen=True, slots=True)
class Form:
    """退款申请表. receipt_no: of the paper in the customer's hand. wanted_fen: what is wanted back. wanted_by: ISO day,
    "" for none. reason: in the customer's words. fault, parts: of a device. items: (sku, quantity), empty for
    an amount.
    """

    applicant: str
    contact: str
    receipt_no: str
    intake: Intake
    wanted_fen: int
    reason: str
    wanted_by: str = ""
    items: tuple[tuple[str, int], ...] = ()
    fault: Fault | None = None
    parts: tuple[str, ...] = ()
    return_address: str = ""

    def __post_init__(self) -> None:
        for name in ("applicant", "contact", "receipt_no", "reason"):
            require_said(getattr(self, name), name, MOST_WORDS if name == "reason" else MOST_NAME)
        require_said(self.return_address, "return_address", MOST_WORDS, empty=True)
        require_amount(self.wanted_fen, "what is wanted back")
        require_day(self.wanted_by, "wanted_by", empty=True)
        require(len(self.parts) <= MOST_PARTS, f"parts: {MOST_PARTS} at most")
        for part in self.parts:
            require_said(part, "parts", MOST_NAME)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Receipt and serial numbers."""
        return self.receipt_no, *self.parts


@dataclass(frozen=True, slots=True)
class Terms:
    """The shop's rules as they hold for one case, and go on to hold whatever the shop decides later.

    policy: its name. since: ISO day its rules came into force. papers: needed before it may be approved. fee_fen: what
    the shop keeps of what is wanted. against: what the rules have against it, text ids `against.*` of the policy, empty
    for nothing. refused: one of those refuses outright. limit_fen: the most that 00 may grant; 0 for any amount.
    retain_days: how long papers are kept. due_days: for each of the seven steps, 0 for no time set.
    """

    policy: str
    since: str
    papers: tuple[Paper, ...]
    fee_fen: int = 0
    against: tuple[str, ...] = ()
    limit_fen: int = 0
    retain_days: int = 1095
    due_days: tuple[int, ...] = (0,) * len(Stage)
    refused: bool = False

    def __post_init__(self) -> None:
        require(len(self.due_days) == len(Stage), "due days: one for each of the seven steps")
        require(self.fee_fen >= 0, "a fee is 0 fen or more")
