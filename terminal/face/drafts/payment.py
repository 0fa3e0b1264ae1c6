"""One payment while it is prepared (消费, 撤销, 预授权, 查询, 待冲正), and what the desk has answered. Pure.

The rule: neither PIN nor payer code is ever a part of it; they go from the keys into the ask and nowhere else.
"""

from dataclasses import dataclass, replace
from enum import StrEnum, auto

from protocol.cards import Card
from protocol.transactions import Channel
from terminal.face.entry import Amount
from terminal.trade.balance import BalanceTold
from terminal.trade.batch import Transaction, approved
from terminal.trade.payment import UNSETTLED, ClosedAs, PaymentRecord

NOTHING_KEYED = Amount()


class Doing(StrEnum):
    """What the cashier is about; each has its words `doing.<name>`."""

    SALE = auto()
    QR_SALE = auto()
    VOID = auto()
    PRE_AUTH = auto()
    PRE_AUTH_VOID = auto()
    COMPLETION = auto()
    COMPLETION_VOID = auto()
    BALANCE = auto()
    LOOK = auto()
    REVERSE = auto()
    CLOSE_STANDS = auto()
    CLOSE_UNDONE = auto()


# fmt: off
# What the flow table may ask of each. pay_by_card: a card is presented. seen: confirmed before the card, or nothing to
# confirm. voiding: named by its voucher. by_auth_no: named by authorisation number and day. of_hold: from the menu of
# 预授权. The others say which of the queries it is.
_FACTS: dict[Doing, tuple[str, ...]] = {
    Doing.SALE:            ("pay_by_card",),
    Doing.QR_SALE:         (),
    Doing.VOID:            ("voiding", "seen"),
    Doing.PRE_AUTH:        ("pay_by_card", "of_hold"),
    Doing.PRE_AUTH_VOID:   ("pay_by_card", "of_hold", "by_auth_no"),
    Doing.COMPLETION:      ("pay_by_card", "of_hold", "by_auth_no"),
    Doing.COMPLETION_VOID: ("voiding", "seen", "of_hold"),
    Doing.BALANCE:         ("pay_by_card", "seen", "balance"),
    Doing.LOOK:            ("looking",),
    Doing.REVERSE:         ("reversing",),
    Doing.CLOSE_STANDS:    ("closing",),
    Doing.CLOSE_UNDONE:    ("closing",),
}
CLOSING: dict[Doing, ClosedAs] = {
    Doing.CLOSE_STANDS: ClosedAs.STANDS,
    Doing.CLOSE_UNDONE: ClosedAs.UNDONE,
}
"""人工了结, by what the acquirer said."""
# fmt: on


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """voucher, auth_no, month_day: as keyed. original: what the voucher names. exchange_no: of the refund whose goods
    this sale replaces (换货). exchange_open: of the refund that is looked at, where its new sale is still to come.
    instead: 撤销 in place of a refund, from its order. owed: the 冲正 being taken up. told: the last state heard of
    while sending. ended, balance: how it ended.
    """

    doing: Doing = Doing.SALE
    amount: Amount = NOTHING_KEYED
    voucher: str = ""
    original: Transaction | None = None
    auth_no: str = ""
    month_day: str = ""
    card: Card | None = None
    exchange_no: str = ""
    exchange_open: str = ""
    instead: bool = False
    owed: PaymentRecord | None = None
    told: PaymentRecord | None = None
    ended: PaymentRecord | None = None
    balance: BalanceTold | None = None

    @property
    def facts(self) -> dict[str, bool]:
        """What the flow table may ask, by its names in Facts."""
        names = dict.fromkeys(_FACTS[self.doing], True)
        if self.original is not None and "voiding" in names:
            names["pay_by_card"] = self.original.channel is Channel.CARD
        return names | {
            "instead": self.instead,
            "exchanging": bool(self.exchange_no),
            "sale_to_come": bool(self.exchange_no) and self.ended is not None and not approved(self.ended),
            "unsettled": self.ended is not None and self.ended.state in UNSETTLED,
        }

    @property
    def fen(self) -> int:
        """What it is about; 0 where no amount is."""
        known = self.owed or self.original
        return known.amount_fen if known is not None else self.amount.fen


NO_PAYMENT = PaymentDraft()


def begun(before: PaymentDraft, doing: Doing) -> PaymentDraft:
    """What is done next: the same thing once more keeps what was keyed, another one begins with nothing."""
    if doing is before.doing:
        return replace(before, amount=replace(before.amount, preset=True))
    return replace(before, doing=doing, amount=NOTHING_KEYED, auth_no="", month_day="")


def void_of(voucher_no: str) -> PaymentDraft:
    """撤销 of this voucher in place of a refund, as the order's page offers it."""
    return PaymentDraft(Doing.VOID, voucher=voucher_no, instead=True)


def exchange_for(exchange_no: str) -> PaymentDraft:
    """The new sale of an exchange (换货)."""
    return PaymentDraft(exchange_no=exchange_no)
