"""The sale that a verb is about, by its slip, its order number, or its reference and date; and how it is found.

The rule: where no source knows it, what was typed of it has to do, and says its amount.
"""

from dataclasses import dataclass
from pathlib import Path

from cyclopts import Parameter

from protocol.transactions import ByOrder, ByReference, Original
from scanner.salesslip import SalesSlip
from terminal.desk.cashdesk import Desk
from terminal.desk.door import Refusal
from terminal.trade.order_source import is_reference

Named = SalesSlip | ByOrder | ByReference
"""What a sale is looked up by."""


@Parameter(name="*")
@dataclass(frozen=True, slots=True)
class OfSale:
    """The sale that it is about.

    Parameters
    ----------
    slip
        Picture of the sales slip.
    order
        Sales order number, 14 digits.
    rrn
        Reference number of the original, 12 letters or digits; with --date.
    date
        Date of the original, MMDD.
    """

    slip: Path | None = None
    order: str = ""
    rrn: str = ""
    date: str = ""

    def wanted(self, desk: Desk) -> Named:
        """Exactly one of the three ways. Refusal usage, or the slip's."""
        if [bool(self.slip), bool(self.order), bool(self.rrn)].count(True) != 1 or bool(self.rrn) != bool(self.date):
            raise Refusal("usage", hint="--slip IMAGE | --order NO | --rrn RRN --date MMDD")
        if self.rrn and not is_reference(self.rrn, self.date):
            raise Refusal("usage", hint="--rrn RRN --date MMDD")
        if self.slip is not None:
            return desk.scan(self.slip)
        return ByOrder(self.order) if self.order else ByReference(self.rrn, self.date)


OF_SALE = OfSale()


def found(desk: Desk, what: Named, amount_fen: int | None) -> Original:
    """From the order source; where there is none, from what was typed: reference, date and amount."""
    try:
        return desk.find(what)
    except Refusal as refusal:
        if refusal.word != "no_order_source" or not isinstance(what, ByReference) or amount_fen is None:
            raise
        return desk.keyed(what, amount_fen)
