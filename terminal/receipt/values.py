"""What stands in a line of a receipt: the words of the trade, the two acquirers' ways of writing, values as text.

Pure. The rule: a function here reads one value off a receipt and gives ready text, "" where there is none; practice has
no currency and no acquirer of this world. A slip speaks both languages at once, so its words are no part of the
catalogues.
"""

from dataclasses import dataclass

from protocol.money import capitals, format_yuan
from protocol.transactions import Channel, EntryMode
from scanner.salesslip import spaced
from terminal.receipt.facts import Copy, Fault, Kind, Transaction
from terminal.receipt.kinds import KINDS, Receipt, signed_fen


@dataclass(frozen=True, slots=True)
class Profile:
    """Whose slips these are. title: over a live slip. practice_title: without anybody's name. minus: amounts that go
    back have one. amount: between currency and figures. unit: after them. entry: before the letter that says how a card
    was read. acquirer: fixed name, "" takes the shop's. reprint: the mark. foot: the copy's name stands at the bottom
    too. expiry: how year and month are put together. labels: its column of terminal.receipt.rows.
    says_card: the way of payment is named where it is a card, too.
    """

    title: str
    practice_title: str
    minus: bool
    amount: str
    unit: str
    entry: str
    acquirer: str
    reprint: str
    foot: bool
    expiry: str
    labels: int
    says_card: bool


# fmt: off
UNIONPAY = Profile(
    title="银联POS签购单", practice_title="POS签购单", minus=False, amount=":",  unit="",    entry=" ",
    acquirer="",       reprint="****重打印****",     foot=False, expiry="20{}/{}", labels=0, says_card=False,
)
LAKALA = Profile(
    title="POS签购单",     practice_title="POS签购单", minus=True,  amount=" ",  unit=" 元", entry=" /",
    acquirer="拉卡拉", reprint="***重打印票据***",   foot=True,  expiry="{}/{}",   labels=1, says_card=True,
)

PRACTICE_CURRENCY, PRACTICE_ACQUIRER = "练习币", "练习收单"
FAULT_WORDS = "冲正不成功,请人工处理"
SIGN_HERE = "持卡人签名 CARDHOLDER SIGNATURE"
THANKS = "谢谢惠顾 THANK YOU"

ENTRY_LETTERS: dict[EntryMode, str] = {
    EntryMode.SWIPE: "S", EntryMode.CHIP: "I", EntryMode.TAP: "C", EntryMode.MANUAL: "M", EntryMode.FALLBACK: "F",
}
CHANNELS: dict[Channel, str] = {
    Channel.CARD: "银行卡", Channel.WECHAT: "微信支付", Channel.ALIPAY: "支付宝", Channel.UNIONPAY_QR: "银联二维码",
}
COPIES: dict[Copy, tuple[str, str]] = {
    Copy.MERCHANT:   ("商户存根",   "MERCHANT COPY"),
    Copy.BANK:       ("银行存根",   "BANK COPY"),
    Copy.CARDHOLDER: ("持卡人存根", "CARDHOLDER COPY"),
}
# fmt: on


def currency(receipt: Receipt, name: str) -> str:
    """The currency's name, which practice does not have."""
    return PRACTICE_CURRENCY if receipt.shop.practice else name


def grouped(number: str) -> str:
    """A masked card number in groups of four, any other payer id as it is."""
    if 13 <= len(number) <= 19 and set(number) <= set("0123456789*"):
        return " ".join(number[at : at + 4] for at in range(0, len(number), 4))
    return number


def kind_of(receipt: Receipt) -> Kind:
    """The kind of the payment that a receipt is about, a fault slip's too."""
    return receipt.content.of if isinstance(receipt.content, Fault) else receipt.kind


def transaction_of(receipt: Receipt) -> Transaction:
    """The payment that a receipt is about, a fault slip's too."""
    content = receipt.content
    if isinstance(content, Fault):
        return content.payment
    if isinstance(content, Transaction):
        return content
    raise TypeError(f"a {receipt.kind} receipt is about no single payment")


def fault_of(receipt: Receipt) -> Fault:
    """The reversal that a fault slip reports."""
    if isinstance(receipt.content, Fault):
        return receipt.content
    raise TypeError(f"a {receipt.kind} receipt reports no fault")


def card(receipt: Receipt, profile: Profile) -> str:
    """Masked card number and how it was read."""
    paid = transaction_of(receipt)
    if paid.channel is not Channel.CARD or not paid.payer:
        return ""
    return grouped(paid.payer) + (profile.entry + ENTRY_LETTERS[paid.entry] if paid.entry is not None else "")


def phone(receipt: Receipt, _profile: Profile) -> str:
    """A wallet's masked payer id."""
    paid = transaction_of(receipt)
    return "" if paid.channel is Channel.CARD else paid.payer or ""


def way_of_payment(receipt: Receipt, profile: Profile) -> str:
    """Card or which wallet."""
    channel = transaction_of(receipt).channel
    return CHANNELS[channel] if profile.says_card or channel is not Channel.CARD else ""


def acquirer(receipt: Receipt, profile: Profile) -> str:
    """Who settles with the shop."""
    return PRACTICE_ACQUIRER if receipt.shop.practice else profile.acquirer or receipt.shop.acquirer


def type_name(receipt: Receipt, _profile: Profile) -> str:
    """The transaction's name in both languages."""
    named = KINDS[kind_of(receipt)]
    return f"{named.zh}({named.en})"


def expiry(receipt: Receipt, profile: Profile) -> str:
    """The card's last month; 0000 says that nobody knows it."""
    yymm = transaction_of(receipt).expiry
    return profile.expiry.format(yymm[:2], yymm[2:]) if yymm not in ("", "0000") else ""


def auth_no(receipt: Receipt, _profile: Profile) -> str | None:
    """A card's line stays even when it is empty; a phone has none."""
    paid = transaction_of(receipt)
    return paid.auth_no if paid.channel is Channel.CARD else paid.auth_no or None


def moment(receipt: Receipt, _profile: Profile) -> str:
    """Date and time."""
    return f"{receipt.at:%Y/%m/%d %H:%M:%S}"


def amount(receipt: Receipt, profile: Profile) -> str:
    """What was paid or goes back, in figures."""
    if receipt.kind is Kind.BALANCE:
        return ""
    fen = transaction_of(receipt).amount_fen
    return _figures(receipt, profile, signed_fen(kind_of(receipt), fen) if profile.minus else fen)


def in_capitals(receipt: Receipt, _profile: Profile) -> str:
    """The same in Chinese capitals, which have no minus."""
    if receipt.kind is Kind.BALANCE:
        return ""
    return currency(receipt, "人民币") + capitals(transaction_of(receipt).amount_fen)


def balance(receipt: Receipt, profile: Profile) -> str:
    """What a card may still spend."""
    return _figures(receipt, profile, transaction_of(receipt).amount_fen) if receipt.kind is Kind.BALANCE else ""


def original_day(receipt: Receipt, _profile: Profile) -> str:
    """MM/DD of the transaction referred to; 0000 says that nobody knows it."""
    month_day = transaction_of(receipt).origin.month_day
    return f"{month_day[:2]}/{month_day[2:]}" if month_day.strip("0") else ""


def order_no(receipt: Receipt, _profile: Profile) -> str:
    """The shop's order number as its slips print it."""
    number = transaction_of(receipt).order_no
    return spaced(number) if number else ""


def _figures(receipt: Receipt, profile: Profile, fen: int) -> str:
    unit = "" if receipt.shop.practice else profile.unit
    return f"{currency(receipt, 'RMB')}{profile.amount}{format_yuan(fen, commas=False)}{unit}"
