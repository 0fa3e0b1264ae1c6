"""One refund while it is prepared: what was keyed, scanned and chosen, and what the desk has answered. Pure."""

from dataclasses import dataclass, replace

from protocol.cards import Card
from protocol.transactions import Original
from terminal.desk.door import RefundResult, Slip
from terminal.face.entry import Amount
from terminal.trade.refund import RefundRecord

NOTHING_KEYED = Amount()


@dataclass(frozen=True, slots=True)
class Draft:
    """One refund while it is prepared. order, reference, month_day: as keyed. quantities: beside original.goods.

    customer: index at the counter. slip: that customer's. settling: the open refund being taken up, if any.
    told: the last state heard of while sending. sending_since_s: monotonic seconds.
    """

    by_reference: bool = False
    order: str = ""
    reference: str = ""
    month_day: str = ""
    customer: int | None = None
    slip: Slip | None = None
    original: Original | None = None
    quantities: tuple[int, ...] = ()
    by_amount: bool = False
    amount: Amount = NOTHING_KEYED
    reason: int = 0
    card: Card | None = None
    settling: RefundRecord | None = None
    told: RefundRecord | None = None
    result: RefundResult | None = None
    sending_since_s: float = 0.0

    def with_original(self, original: Original) -> "Draft":
        """This draft about another original: all goods that are left, all the money that is left."""
        left = tuple(goods.left for goods in original.goods)
        amount = Amount(original.remaining_fen, preset=True)
        return replace(self, original=original, quantities=left, by_amount=False, amount=amount, card=None)

    @property
    def goods_fen(self) -> int:
        """Price of the chosen goods, never more than what remains."""
        if self.original is None:
            return 0
        priced = zip(self.original.goods, self.quantities, strict=True)
        return min(sum(goods.unit_fen * quantity for goods, quantity in priced), self.original.remaining_fen)

    @property
    def refund_fen(self) -> int:
        """What this refund will be about."""
        return self.amount.fen if self.by_amount else self.goods_fen

    @property
    def items(self) -> tuple[tuple[str, int], ...]:
        """(sku, quantity) of the chosen goods; empty for an amount."""
        if self.original is None or self.by_amount:
            return ()
        chosen = zip(self.original.goods, self.quantities, strict=True)
        return tuple((goods.sku, quantity) for goods, quantity in chosen if quantity)


EMPTY = Draft()
