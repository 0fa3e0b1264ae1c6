"""One refund while it is prepared: what was keyed, scanned and chosen, and what the desk has answered. Pure."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from protocol.cards import Card
from protocol.transactions import Original
from scanner.salesslip import SalesSlip
from terminal.desk.door import RefundResult, Slip
from terminal.face.entry import Amount
from terminal.trade.order_list import OrderList
from terminal.trade.refund import RefundRecord

if TYPE_CHECKING:  # with it come the receipts, which no first page needs
    from terminal.desk.doors import Story

NOTHING_KEYED = Amount()
NOTHING_LISTED = OrderList()


class Way(StrEnum):
    """Which entry of 退货 was chosen: how the original is named, and which ones are taken."""

    SLIP = "slip"
    REFERENCE = "reference"
    QR = "qr"


class Option(StrEnum):
    """退货方式. Chosen on its page; afterwards it is what the figures say (Draft.option)."""

    WHOLE = "whole"
    PART = "part"
    AMOUNT = "amount"
    EXCHANGE = "exchange"


@dataclass(frozen=True, slots=True)
class Draft:
    """One refund while it is prepared. order, reference, month_day, search: as keyed. quantities: beside the goods.
    keyed_quantities, keyed_amount: as they stand on their pages, where 取消 leaves them; quantities and amount are what
    was chosen.

    slips: of several orders on one picture, one to be chosen. unsigned: the original's slip could have been signed and
    is not. customer: index at the counter. slip: of that customer. listed: orders to choose from. dated: it was
    named by reference and date. story: what is known here of the original. option_wanted: chosen and not yet keyed to
    its end. exchange: a new sale follows (换货). settling: the open refund being taken up, if any. told: the last state
    heard of while sending. delivered: the host has what was sent last. closing: the settling one is to be ended by hand
    as done (else as not done), closing_reason: by which of terminal.desk.closing.REASONS. correcting: it is one that a
    person ended, to be put right.
    """

    way: Way = Way.SLIP
    order: str = ""
    reference: str = ""
    month_day: str = ""
    dated: bool = False
    search: str = ""
    listed: OrderList = NOTHING_LISTED
    slips: tuple[SalesSlip, ...] = ()
    unsigned: bool = False
    customer: int | None = None
    slip: Slip | None = None
    original: Original | None = None
    story: "Story | None" = None
    quantities: tuple[int, ...] = ()
    keyed_quantities: tuple[int, ...] = ()
    by_amount: bool = False
    amount: Amount = NOTHING_KEYED
    keyed_amount: Amount = NOTHING_KEYED
    option_wanted: Option = Option.WHOLE
    exchange: bool = False
    reason: int = 0
    card: Card | None = None
    settling: RefundRecord | None = None
    told: RefundRecord | None = None
    delivered: bool = False
    result: RefundResult | None = None
    closing: bool = False
    closing_reason: int = 0
    correcting: bool = False

    @property
    def by_reference(self) -> bool:
        """银行卡退货: the original is named by reference and date."""
        return self.way is Way.REFERENCE

    def with_original(self, original: Original, story: "Story") -> "Draft":
        """This draft about an original: the whole of it. What was chosen for the same one before is kept."""
        if original == self.original:
            return replace(self, story=story, card=None)
        about = replace(self, original=original, story=story, reason=0, card=None)
        return about.whole()

    def unkeyed(self) -> "Draft":
        """This draft with nothing keyed that names an original."""
        return replace(self, order="", reference="", month_day="")

    def whole(self) -> "Draft":
        """全退: all goods that are left, all the money that is left."""
        if self.original is None:
            return self
        left = tuple(goods.left for goods in self.original.goods)
        amount = Amount(self.original.remaining_fen, preset=True)
        keyed = replace(self, keyed_quantities=left, keyed_amount=amount)
        return replace(keyed, quantities=left, by_amount=not any(left), amount=amount, exchange=False)

    def chosen(self, *, by_amount: bool) -> "Draft":
        """The option that was wanted is keyed to its end, by goods or by an amount: what was keyed is chosen."""
        wanted = replace(self, by_amount=by_amount, exchange=self.option_wanted is Option.EXCHANGE)
        if by_amount:
            return replace(wanted, amount=self.keyed_amount)
        return replace(wanted, quantities=self.keyed_quantities)

    @property
    def option(self) -> Option:
        """What this refund is."""
        if self.exchange:
            return Option.EXCHANGE
        if self.original is None or (self.is_whole and not self.unasked):
            return Option.WHOLE
        return Option.AMOUNT if self.by_amount else Option.PART

    @property
    def unasked(self) -> bool:
        """Nobody knows the original: there is its slip alone, and the amount that was keyed."""
        return self.original is not None and not (self.original.order_no or self.original.payer)

    @property
    def is_whole(self) -> bool:
        """Everything that is left comes back."""
        left = tuple(goods.left for goods in self.original.goods) if self.original else ()
        if self.by_amount:
            return self.original is not None and not any(left) and self.amount.fen == self.original.remaining_fen
        return self.quantities == left

    def goods_fen(self, quantities: tuple[int, ...]) -> int:
        """Price of that many of the goods, never more than what remains."""
        if self.original is None:
            return 0
        priced = zip(self.original.goods, quantities, strict=True)
        return min(sum(goods.unit_fen * quantity for goods, quantity in priced), self.original.remaining_fen)

    @property
    def refund_fen(self) -> int:
        """What this refund will be about."""
        if self.by_amount:
            return self.amount.fen
        return self.original.remaining_fen if self.original and self.is_whole else self.goods_fen(self.quantities)

    @property
    def items(self) -> tuple[tuple[str, int], ...]:
        """(sku, quantity) of the chosen goods; empty for an amount."""
        if self.original is None or self.by_amount:
            return ()
        chosen = zip(self.original.goods, self.quantities, strict=True)
        return tuple((goods.sku, quantity) for goods, quantity in chosen if quantity)


EMPTY = Draft()
