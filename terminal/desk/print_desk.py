"""打印 at the cash desk: implements terminal.desk.doors.Prints on one workplace - slips again, lists, totals.

Nothing is asked of the host here. The rule: what is printed again says so, and is taken from the journal alone.
"""

from terminal.desk.batch_desk import BatchDesk
from terminal.desk.door import Refusal
from terminal.desk.register import Printout
from terminal.desk.workplace import Workplace
from terminal.trade.batch import SettlementRecord, Transaction
from terminal.trade.refund import RefundRecord


class PrintDesk:
    """See the module."""

    def __init__(self, place: Workplace, batch: BatchDesk) -> None:
        self._place = place
        self._batch = batch

    def again(self, voucher_no: str = "") -> Printout:
        """See terminal.desk.doors.Prints."""
        batch = self._batch.now().transactions
        if not batch and not voucher_no:
            raise Refusal("nothing_to_print")
        return self.slip_of(self._batch.find(voucher_no) if voucher_no else batch[-1])

    def slip_of(self, one: Transaction) -> Printout:
        """The slip of this one again, of whatever batch."""
        parts = self._place.parts
        if isinstance(one, RefundRecord):
            parts.printer.print_receipt(one, reprint=True)
            return Printout(*parts.printer.last_of(one.key), parts.printer.trouble_of(one.key))
        parts.paper.print_payment(one, reprint=True)
        return parts.paper.last_of(one.key)

    def settlement_again(self) -> Printout:
        """See terminal.desk.doors.Prints."""
        return self._place.parts.paper.print_settlement(self._last(), reprint=True)

    def details(self, *, settled: bool = False) -> Printout:
        """See terminal.desk.doors.Prints."""
        batch = self._batch.now()
        if settled:
            batch = self._batch.counted(self._place.signed_on(), self._last().batch_no)
        if not batch.transactions:
            raise Refusal("nothing_to_print")
        return self._place.parts.paper.print_details(batch, settled=settled)

    def summary(self) -> Printout:
        """See terminal.desk.doors.Prints."""
        batch = self._batch.now()
        if not batch.transactions:
            raise Refusal("nothing_to_print")
        return self._place.parts.paper.print_summary(batch)

    def _last(self) -> SettlementRecord:
        last = self._batch.last_settlement()
        if last is None:
            raise Refusal("nothing_to_print")
        return last
