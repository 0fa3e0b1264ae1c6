"""A payment's record -> what goes to the host for it: the request, and the 冲正 that takes it back. Pure.

The rule: what may not be kept (card number, track, PIN block, payer code) comes in beside the record and goes into the
message alone; a 冲正 can be made of the record alone (docs/decisions/0014).
"""

from dataclasses import dataclass, field

from protocol.cards import Card, mask
from protocol.pin_block import seal_pin
from protocol.security import Key
from protocol.transactions import (
    CardEntry,
    Channel,
    Completion,
    CompletionVoid,
    EntryMode,
    Pin,
    PinCipher,
    PreAuth,
    PreAuthVoid,
    QrSale,
    QrVoid,
    RefundKey,
    Reversal,
    ReversalReason,
    Reversible,
    Sale,
    Station,
    VoidSale,
    Voucher,
)
from protocol.transactions.reversal import QR_ENTRY
from scanner.payer_codes import payer_wallet
from terminal.trade.payment import PaymentKind, PaymentRecord

_SINGLE_LENGTH = 8
_TRACK_REST = "101" + "0" * 10
"""Behind number and expiry on the track of a practice card: service code 101 (magnetic stripe, no PIN), then zeros."""

_WALLETS = {"WeChat": Channel.WECHAT, "Alipay": Channel.ALIPAY, "UnionPay": Channel.UNIONPAY_QR}


@dataclass(frozen=True, slots=True)
class Presented:
    """What the customer held out, in memory only: a card that was swiped, or a payer code. number: of the card, "".

    payer: masked. channel: how it pays. Its repr shows no more than the mask.
    """

    channel: Channel
    payer: str
    card: CardEntry | None = field(default=None, repr=False)
    payer_code: str = field(default="", repr=False)

    @property
    def entry(self) -> str:
        """Field 22: how it was read, and whether a PIN was typed."""
        return QR_ENTRY if self.card is None else self.card.mode + ("1" if self.card.pin else "2")

    @property
    def number(self) -> str:
        """The card's, "" without one."""
        return self.card.pan if self.card else ""


NOTHING = Presented(Channel.CARD, "")
"""Nobody holds anything out."""


def swiped(card: Card, pin: str, pik: Key | None) -> Presented:
    """A card through the slot, with the PIN that was typed ("" for none) under the PIK of the present sign-on.

    ValueError for a PIN that is none, and for one without a key.
    """
    track2 = f"{card.number}D{card.expiry}{_TRACK_REST}"
    return Presented(
        Channel.CARD, card.masked, CardEntry(EntryMode.SWIPE, track2=track2, pin=_sealed(pin, card, pik))
    )  # fmt: skip


def shown(payer_code: str) -> Presented:
    """A code on the customer's phone. ValueError for what is no payer code."""
    channel = _WALLETS.get(payer_wallet(payer_code))
    if channel is None:
        raise ValueError("no payer code")
    return Presented(channel, mask(payer_code), payer_code=payer_code)


def request_of(record: PaymentRecord, presented: Presented) -> Reversible:
    """What goes to the host. ValueError where what the kind needs was not presented."""
    sender, fen, card = _station(record), record.amount_fen, presented.card
    reference_no, auth_no = record.original_reference, record.original_auth_no
    match record.kind, record.original, card:
        case PaymentKind.QR_SALE, None, None:
            return QrSale(sender, fen, record.channel, presented.payer_code)
        case PaymentKind.QR_VOID, Voucher() as original, None:
            return QrVoid(sender, fen, record.channel, reference_no, original)
        case PaymentKind.SALE, None, CardEntry():
            return Sale(sender, fen, card)
        case PaymentKind.VOID, Voucher() as original, CardEntry():
            return VoidSale(sender, fen, card, reference_no, original)
        case PaymentKind.COMPLETION_VOID, Voucher() as original, CardEntry():
            return CompletionVoid(sender, fen, card, reference_no, original)
        case PaymentKind.PRE_AUTH, None, CardEntry():
            return PreAuth(sender, fen, card)
        case PaymentKind.PRE_AUTH_VOID, Voucher(month_day=day), CardEntry():
            return PreAuthVoid(sender, fen, card, auth_no, day)
        case PaymentKind.COMPLETION, Voucher(month_day=day), CardEntry():
            return Completion(sender, fen, card, auth_no, day)
    raise ValueError(f"a {record.kind} is not made of this")


def reversal_for(record: PaymentRecord, reason: ReversalReason, number: str = "") -> Reversal:
    """The 0400. number: of the card, where it is at hand; a host finds the original by its trace number."""
    return Reversal(
        _station(record),
        record.kind,
        record.amount_fen,
        record.entry,
        reason,
        number=number,
        original=record.original,
    )


def named_by_day(month_day: str) -> Voucher:
    """A pre-authorisation in field 61: by its date alone."""
    return Voucher("000000", "000000", month_day)


def sender_of(key: RefundKey, operator_no: str) -> Station:
    """Who sends a message under this key."""
    return Station(key.merchant_no, key.terminal_no, key.batch_no, key.trace_no, operator_no)


def _station(record: PaymentRecord) -> Station:
    return sender_of(record.key, record.operator_no)


def _sealed(pin: str, card: Card, pik: Key | None) -> Pin | None:
    if not pin:
        return None
    if pik is None:
        raise ValueError("a PIN needs a key")
    cipher = PinCipher.DES if pik.size == _SINGLE_LENGTH else PinCipher.TRIPLE_DES
    return Pin(seal_pin(pik, pin, card.number), cipher=cipher)
