"""The counter of the practice shop: who stands there, and the slips that they hold out. Implements
terminal.desk.door.Counter for a terminal that has the emulator in its process.

It draws nothing itself: terminal.practice_slip does, when somebody looks. The rule: a slip shows what the ledger says
of its order, as the days of the practice shop are those of its ledger.
"""

from pathlib import Path

from emulator.ledger.contract import LedgerError
from emulator.practice_host import order_in
from emulator.shop.orders import Shop, SlipKind, SlipShown, load_shop
from protocol.cards import TEST_CARDS
from scanner.salesslip import PRACTICE_SLIP_KEY
from terminal.desk.door import CounterCustomer, Slip
from terminal.language import Texts

FOREIGN_SHOP_KEY = b"another shop's slip key, for practice"
"""Signs the slips of the counter's customers who came to the wrong shop."""


class PracticeCounter:
    """folder: of the pictures, emptied of those that an earlier counter drew. ledger: where the orders are."""

    def __init__(self, folder: Path, ledger: Path, texts: Texts) -> None:
        self._folder = folder
        self._ledger = ledger
        self._texts = texts
        self._shop = load_shop()
        self._drawn: dict[int, Slip] = {}
        for old in folder.glob("*.png"):
            old.unlink(missing_ok=True)

    def customers(self) -> tuple[CounterCustomer, ...]:
        """Who stands at the counter, in order."""
        return tuple(
            CounterCustomer(
                one.name,
                one.words,
                TEST_CARDS.get(one.presents),
                _order_shown(self._shop, one.slip),
                one.name_en,
                one.words_en,
                one.id,
            )
            for one in self._shop.customers
        )

    def slip(self, index: int) -> Slip:
        """The slip of that customer, drawn when first asked for."""
        if index not in self._drawn:
            self._drawn[index] = self._draw(self._shop.customers[index].slip)
        return self._drawn[index]

    def _draw(self, shown: SlipShown) -> Slip:
        from terminal import practice_slip  # draws with Pillow

        if shown.kind is SlipKind.PAYMENT_CODE:
            return practice_slip.payer_code(shown.wallet, self._texts("practice.payer_code"), self._folder)
        order_no = self._shop.order(shown.order).order_no
        original = order_in(self._ledger, order_no)
        if original is None:
            raise LedgerError(f"no order {order_no}")
        foreign = shown.kind is SlipKind.FOREIGN_ORDER
        shop_name = self._texts("practice.other_shop") if foreign else self._shop.name
        sale = practice_slip.printed_sale(original, shop_name, self._texts)
        if shown.kind is SlipKind.BAD_CHECK:
            return practice_slip.misprinted_slip(sale, self._folder)
        return practice_slip.sales_slip(sale, FOREIGN_SHOP_KEY if foreign else PRACTICE_SLIP_KEY, self._folder)


def _order_shown(shop: Shop, shown: SlipShown) -> str:
    """The order that a slip of ours is about; "" for every other thing that is held out."""
    return shop.order(shown.order).order_no if shown.kind in {SlipKind.ORDER, SlipKind.BAD_CHECK} else ""
