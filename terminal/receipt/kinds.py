"""The kinds of receipts, one row each, and the one value `Receipt`, whose parts must fit its kind.

Pure. The rule: what differs from kind to kind stands here and nowhere else; the order of lines is terminal.receipt's
rows. Type letters are those of Lakala's settlement lists.
"""

from dataclasses import dataclass
from datetime import datetime

from protocol.transactions import Channel, Reverses
from terminal.receipt.facts import Batch, Content, Copy, Fault, Kind, Listing, Shop, Transaction

TO_CARD = "本人确认以上交易,同意将其计入本卡账户"
TO_PAYER = "本人确认以上交易,同意退回原付款账户"


@dataclass(frozen=True, slots=True)
class KindRow:
    """zh, en: the transaction's name, "" where it is none. letter: in lists, "" for what is in none. back: money goes
    back, so the amount has a minus. signed: the words under the signature, "" where nobody signs. names: the parts of
    the origin that it can't do without. copies: it comes in copies. content: what it is made of. title: over the sheet
    in both languages, the first "" where it is the profile's.
    """

    zh: str = ""
    en: str = ""
    letter: str = ""
    back: bool = False
    signed: str = ""
    names: tuple[str, ...] = ()
    copies: bool = True
    content: type[Content] = Transaction
    title: tuple[str, str] = ("", "POS SALES SLIP")


# fmt: off
_AUTH, _VOUCHER, _REFERENCE = ("auth_no", "month_day"), ("voucher_no",), ("reference_no", "month_day")
KINDS: dict[Kind, KindRow] = {
    #                             zh                en                 letter back   signed    names
    Kind.SALE:            KindRow("消费",           "SALE",            "S",   False, TO_CARD),
    Kind.VOID:            KindRow("消费撤销",       "VOID",            "V",   True,  TO_CARD,  _VOUCHER),
    Kind.PRE_AUTH:        KindRow("预授权",         "PRE-AUTH",        "",    False, TO_CARD),
    Kind.PRE_AUTH_VOID:   KindRow("预授权撤销",     "PRE-AUTH VOID",   "",    True,  TO_CARD,  _AUTH),
    Kind.COMPLETION:      KindRow("预授权完成",     "COMPLETION",      "P",   False, TO_CARD,  _AUTH),
    Kind.COMPLETION_VOID: KindRow("预授权完成撤销", "COMPLETION VOID", "A",   True,  TO_CARD,  _VOUCHER),
    Kind.QR_SALE:         KindRow("扫码消费",       "QR SALE"),
    Kind.QR_VOID:         KindRow("扫码撤销",       "QR VOID",         "V",   True,  "",       _VOUCHER),
    Kind.REFUND:          KindRow("退货",           "REFUND",          "R",   True,  TO_CARD,  _REFERENCE),
    Kind.QR_REFUND:       KindRow("扫码退货",       "QR REFUND",       "T",   True,  TO_PAYER, _REFERENCE),
    Kind.BALANCE:         KindRow("余额查询",       "BALANCE", copies=False, title=("余额查询单", "BALANCE INQUIRY")),
    Kind.FAULT:           KindRow(copies=False, content=Fault, title=("***故障报告单,非凭证联***", "POS FAULT REPORT")),
    Kind.SETTLEMENT:      KindRow(copies=False, content=Batch, title=("结算总计单", "SETTLEMENT TOTALS")),
    Kind.SETTLED_DETAILS: KindRow(copies=False, content=Listing, title=("结算明细单", "SETTLEMENT DETAILS")),
    Kind.DETAILS:         KindRow(copies=False, content=Listing, title=("交易明细单", "TRANSACTION DETAILS")),
    Kind.SUMMARY:         KindRow(copies=False, content=Batch, title=("交易汇总单", "TRANSACTION SUMMARY")),
}
_BY_WALLET: dict[Channel, str] = {Channel.WECHAT: "W", Channel.ALIPAY: "Z", Channel.UNIONPAY_QR: "Y"}
_BY_PHONE = frozenset({Kind.QR_SALE, Kind.QR_VOID, Kind.QR_REFUND})
_REVERSIBLE = frozenset(Reverses)
# fmt: on


def letter(kind: Kind, channel: Channel) -> str:
    """The type letter in a list of transactions; a QR sale is named by its wallet. "-" for what is in no list."""
    return (_BY_WALLET.get(channel, "") if kind is Kind.QR_SALE else KINDS[kind].letter) or "-"


def signed_fen(kind: Kind, fen: int) -> int:
    """An amount as it counts: what goes back to the customer is negative."""
    return -fen if KINDS[kind].back else fen


@dataclass(frozen=True, slots=True)
class Receipt:
    """One sheet of paper. at: host-local time. copy: None where the kind has no copies. reprint: it was, or may have
    been, printed before.

    ValueError where the parts do not fit together: another kind's content, a card's payment by phone, no amount, an
    origin that lacks what the kind refers to, a copy too few or too many.
    """

    kind: Kind
    shop: Shop
    operator_no: str
    batch_no: str
    at: datetime
    content: Content
    copy: Copy | None = None
    reprint: bool = False

    def __post_init__(self) -> None:
        row, content = KINDS[self.kind], self.content
        if not isinstance(content, row.content):
            raise ValueError(f"a {self.kind} receipt is made of {row.content.__name__}")
        if row.copies != (self.copy is not None):
            raise ValueError("a payment is printed as a copy, a report as itself")
        if isinstance(content, Transaction):
            _check_transaction(self.kind, content)
        elif isinstance(content, Fault):
            if content.of.value not in _REVERSIBLE:
                raise ValueError(f"a {content.of} has no reversal")
            _check_transaction(content.of, content.payment)


def _check_transaction(kind: Kind, content: Transaction) -> None:
    if (kind in _BY_PHONE) == (content.channel is Channel.CARD):
        raise ValueError("a card pays by card, a phone by QR code")
    if kind is not Kind.BALANCE and content.amount_fen < 1:
        raise ValueError("a payment or refund is 1 fen or more")
    if not all(getattr(content.origin, name) for name in KINDS[kind].names):
        raise ValueError(f"a {kind} receipt names its original")
