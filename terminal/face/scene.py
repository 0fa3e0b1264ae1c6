"""Everything the face shows, as one frozen value: the page, what has been keyed, what the desk has answered.

Pure. The rule: a page keeps nothing of its own; what a cashier keyed lies here, so that 取消 finds it again.
"""

import math
from dataclasses import dataclass, field, replace

from protocol.cards import Card
from protocol.transactions import Channel, Original
from terminal.desk.door import CounterCustomer, RefundResult, Slip, Station
from terminal.face.asks import Ask
from terminal.face.entry import Amount
from terminal.face.flow import Facts, Page
from terminal.trade.refund import OPEN, RefundRecord

PAPER_COLUMNS = 32
"""58 mm paper: 32 half-width columns."""


@dataclass(frozen=True, slots=True)
class Note:
    """A message on the LCD: text id and its details. alarm: something was refused, the bell rings once."""

    text: str
    details: tuple[tuple[str, str | int], ...] = ()
    alarm: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """What lies in the paper pane. roll: it comes out line by line. modules: a QR code under the lines; tail: below."""

    lines: tuple[str, ...] = ()
    modules: tuple[tuple[bool, ...], ...] = ()
    tail: tuple[str, ...] = ()
    roll: bool = False


NOTHING_KEYED = Amount()
BLANK = Sheet()


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


@dataclass(frozen=True, slots=True)
class Scene:
    """now_s: monotonic seconds. clock: HH:MM. locked_until_s: wrong passwords close the keys until then.

    busy: what the desk is working on; keys wait. cursor: the chosen row of a list. overlay: "help", "leave" or "".
    line_down: the last thing tried over the line got no answer.
    password: whatever secret is being keyed. results: what an earlier run left, and refunds that are still open.
    """

    page: Page = Page.BOOT
    lang: str = "zh_CN"
    practice: bool = True
    customers: tuple[CounterCustomer, ...] | None = None
    station: Station | None = None
    line_down: bool = False
    operator_no: str = "01"
    password: str = field(default="", repr=False)
    locked_until_s: float = 0.0
    cursor: int = 0
    draft: Draft = EMPTY
    results: tuple[RefundResult, ...] = ()
    sheet: Sheet = BLANK
    busy: Ask | None = None
    note: Note | None = None
    overlay: str = ""
    now_s: float = 0.0
    clock: str = ""

    @property
    def facts(self) -> Facts:
        """What the flow table may ask."""
        draft, original = self.draft, self.draft.original
        settled = draft.settling
        channel = settled.channel if settled else original.channel if original else None
        return Facts(
            by_reference=draft.by_reference,
            card=channel is Channel.CARD,
            goods=original is not None and original.remaining_fen > 0 and any(goods.left for goods in original.goods),
            by_amount=draft.by_amount,
            settling=settled is not None,
            open=any(result.record.state in OPEN for result in self.results),
            found=bool(self.results),
            counter=bool(self.customers),
        )

    @property
    def locked_s(self) -> int:
        """Whole seconds until keys are taken again; 0 when they are."""
        return max(0, math.ceil(self.locked_until_s - self.now_s))

    def noted(self, text: str, *, alarm: bool = True, **details: str | int) -> "Scene":
        """This scene with a message on the LCD."""
        return replace(self, note=Note(text, tuple(details.items()), alarm))

    def drafted(self, draft: Draft) -> "Scene":
        """This scene with another draft."""
        return replace(self, draft=draft)
