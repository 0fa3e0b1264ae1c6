"""Orders of a desk in memory: those it has, by the rules of terminal.trade.order_list. See fake_desk."""

from collections.abc import Mapping
from dataclasses import dataclass

from protocol.transactions import Original
from terminal.desk.doors import Story
from terminal.trade.order_list import OrderList, listed, named

TODAY = "20261121"


@dataclass(frozen=True)
class FakeOrders:
    """sales: by order number. vouchers: of those that can be voided, by order number."""

    sales: Mapping[str, Original]
    vouchers: Mapping[str, str]

    def listed(self, digits: str = "") -> OrderList:
        originals = tuple(self.sales.values())
        of_batch = [original for original in originals if original.order_no in self.vouchers]
        return named(digits, of_batch, TODAY, originals) if digits else listed(originals)

    def story(self, original: Original) -> Story:
        return Story((), self.vouchers.get(original.order_no, ""))
