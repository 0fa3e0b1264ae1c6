"""Sales that were made before the ledger knew of them: the practice shop's own, and imported ones. Pure.

The rule: relative days become dates here; a sale never lies in the future of the moment at which the shop opens.
"""

from dataclasses import dataclass, field
from datetime import datetime

from emulator.shop.orders import Order, Shop, paid_at
from protocol.cards import TEST_CARDS
from protocol.transactions import Channel, Goods


@dataclass(frozen=True, slots=True)
class OpeningSale:
    """An earlier sale and what has already gone back of it. card_number: of a card payment, else ""; it is hashed
    before it is kept. payer: masked. paid_date: yyyymmdd. paid_time: hhmmss.
    """

    order_no: str
    reference_no: str
    voucher_no: str
    paid_date: str
    paid_time: str
    channel: Channel
    payer: str
    card_number: str = field(repr=False)
    amount_fen: int
    refunded_fen: int
    voided: bool
    goods: tuple[Goods, ...]


def shop_sales(shop: Shop, now: datetime) -> tuple[OpeningSale, ...]:
    """The shop's sales, dated back from `now`, in the shop's order."""
    return tuple(_sale(order, now, moment) for order, moment in zip(shop.orders, paid_at(shop, now), strict=True))


def _sale(order: Order, now: datetime, moment: datetime) -> OpeningSale:
    return OpeningSale(
        order_no=order.order_no,
        reference_no=order.reference_no(now.date()),
        voucher_no=order.voucher_no,
        paid_date=f"{moment:%Y%m%d}",
        paid_time=f"{moment:%H%M%S}",
        channel=order.channel,
        payer=order.payer_masked,
        card_number=TEST_CARDS[order.payer].number if order.channel is Channel.CARD else "",
        amount_fen=order.amount_fen,
        refunded_fen=order.refunded_fen,
        voided=order.voided,
        goods=tuple(Goods(line.sku, line.name, line.unit_fen, line.quantity, line.returned) for line in order.lines),
    )
