"""消费 and what goes with it: the scanned sale, the offline sale, adjustment, tip, and the balance inquiry.

The rule: a sale that is approved is written with all that a later void, adjustment or refund will ask of it.
"""

from emulator.host.attempts import (
    answer_in_batch,
    body_of,
    by_card,
    key_of,
    named,
    new_sale,
    payment_answer,
)
from emulator.host.callers import Asked
from emulator.host.issuer import refuse_card, scheme_of
from emulator.host.rules import APPROVED, INVALID, OVER_LIMIT, SHORT_OF_MONEY, WRONG_CARD
from emulator.host.voids import Naming, standing
from emulator.ledger.contract import Books
from emulator.ledger.moves import Adjust, Attempt, Move, Sell
from emulator.ledger.records import Kind
from protocol.cards import mask
from protocol.transactions import Adjustment, Balance, Channel, OfflineSale, PaymentAnswer, QrSale, Sale
from scanner.payer_codes import payer_wallet

_ADJUSTABLE = frozenset({Kind.SALE, Kind.OFFLINE_SALE})
_WALLETS = {"WeChat": Channel.WECHAT, "Alipay": Channel.ALIPAY, "UnionPay": Channel.UNIONPAY_QR}


def sale(request: Sale, asked: Asked) -> PaymentAnswer:
    """0210. Declines: 15, 14, 54, 51 by the card."""
    card, fen = request.card, request.amount_fen
    card_hash = asked.ledger.card_hash(card.pan)

    def judge(_books: Books, reference_no: str) -> Move | str:
        code = refuse_card(card, fen, asked.today, asked.policy)
        if code != APPROVED:
            return code
        return Sell(new_sale(fen, reference_no, asked, card.masked, card_hash, instalment=request.instalment))

    return by_card(Kind.SALE, request, card_hash, asked, judge, str(request.instalment))


def qr_sale(request: QrSale, asked: Asked) -> PaymentAnswer:
    """0210. Declines: 14 (no wallet's code), 12 (another wallet's than the message says), 51."""
    code, fen = request.payer_code, request.amount_fen

    def judge(_books: Books, reference_no: str) -> Move | str:
        channel = _WALLETS.get(payer_wallet(code))
        if channel is None:
            return WRONG_CARD
        if request.channel not in {None, channel}:
            return INVALID
        return (
            SHORT_OF_MONEY
            if fen > asked.policy.card_fen
            else Sell(new_sale(fen, reference_no, asked, mask(code), channel=channel))
        )

    body = body_of(Kind.SALE, request.sender, fen, asked.ledger.card_hash(code), "by code")
    attempt = Attempt(key_of(request.sender, asked), Kind.SALE, body)
    return payment_answer(answer_in_batch(attempt, fen, asked, judge))


def offline_sale(request: OfflineSale, asked: Asked) -> PaymentAnswer:
    """0230. It was approved already, by telephone or by the chip: there is nothing left to decline."""
    card, auth_no = request.card, request.auth_no
    card_hash = asked.ledger.card_hash(card.pan)

    def judge(_books: Books, reference_no: str) -> Move | str:
        return Sell(new_sale(request.amount_fen, reference_no, asked, card.masked, card_hash, auth_no=auth_no))

    return by_card(Kind.OFFLINE_SALE, request, card_hash, asked, judge, auth_no)


def adjustment(request: Adjustment, asked: Asked) -> PaymentAnswer:
    """0230. Declines: 25, 12, 14 as a void, but for the amount; 61: a tip below nothing or above the policy's."""
    card_hash = asked.ledger.card_hash(request.card.pan)
    naming = Naming(request.original, _ADJUSTABLE, Channel.CARD, card_hash, None)

    def judge(books: Books, _reference_no: str) -> Move | str:
        held = standing(books, naming, asked)
        if isinstance(held, str):
            return held
        most = held.amount_fen * (100 + asked.policy.tip_percent) // 100
        fits = not request.tip or held.amount_fen <= request.amount_fen <= most
        return Adjust(held.sale.id, request.amount_fen) if fits else OVER_LIMIT

    return by_card(Kind.ADJUSTMENT, request, card_hash, asked, judge, named(request.original), str(request.tip))


def balance(request: Balance, asked: Asked) -> PaymentAnswer:
    """0210 with what the card holds; 15, 14, 54. Nothing is stored, as no money moves."""
    card = request.card
    code = refuse_card(card, 0, asked.today, asked.policy)
    return PaymentAnswer(
        code,
        local_date=f"{asked.now:%m%d}",
        local_time=f"{asked.now:%H%M%S}",
        scheme=scheme_of(card.pan),
        balance_fen=asked.policy.card_fen if code == APPROVED else None,
        number=card.pan,
    )
