"""打印 at the cash desk: implements terminal.desk.doors.Prints on one workplace - slips again, lists, totals.

Nothing is asked of the host here. The rule: what is printed again says so, and is taken from the journal alone.
"""

from collections.abc import Callable

from terminal.desk.batch_desk import BatchDesk
from terminal.desk.door import Refusal
from terminal.desk.slips import print_again, unprinted
from terminal.desk.workplace import Workplace
from terminal.printers.outcome import Printout
from terminal.trade.balance import BalanceTold
from terminal.trade.batch import SettlementRecord


class PrintDesk:
    """See the module."""

    def __init__(self, place: Workplace, batch: BatchDesk) -> None:
        self._place = place
        self._batch = batch

    def listen(self, wake: Callable[[], None]) -> None:
        """See terminal.desk.doors.Prints."""
        self._place.listen(wake)

    def collect(self) -> tuple[Printout, ...]:
        """See terminal.desk.doors.Prints."""
        return self._place.parts.printer.collect()

    def wait(self, within_s: float) -> tuple[Printout, ...]:
        """See terminal.desk.doors.Prints."""
        self._place.parts.printer.wait(within_s)
        return self.collect()

    def of(self, subject: str) -> Printout:
        """See terminal.desk.doors.Prints."""
        return self._place.parts.printer.of(subject)

    def again(self, voucher_no: str = "") -> Printout:
        """See terminal.desk.doors.Prints."""
        batch = self._batch.now().transactions
        if not batch and not voucher_no:
            raise Refusal("nothing_to_print")
        return print_again(self._place, self._batch.find(voucher_no) if voucher_no else batch[-1])

    def left(self) -> tuple[str, ...]:
        """See terminal.desk.doors.Prints."""
        return tuple(str(one.key) for one in unprinted(self._place))

    def settlement_again(self) -> Printout:
        """See terminal.desk.doors.Prints."""
        return self._place.parts.paper.print_settlement(self._last(), reprint=True)

    def details(self, *, settled: bool = False) -> Printout:
        """See terminal.desk.doors.Prints."""
        batch = self._batch.settled(self._last()) if settled else self._batch.now()
        if not (batch.transactions or batch.late):
            raise Refusal("nothing_to_print")
        return self._place.parts.paper.print_details(batch, settled=settled)

    def summary(self) -> Printout:
        """See terminal.desk.doors.Prints."""
        batch = self._batch.now()
        if not batch.transactions:
            raise Refusal("nothing_to_print")
        return self._place.parts.paper.print_summary(batch)

    def balance(self, told: BalanceTold) -> Printout:
        """See terminal.desk.doors.Prints."""
        if told.balance_fen is None or told.inquiry is None:
            raise Refusal("nothing_to_print")
        return self._place.parts.paper.print_balance(told, told.inquiry)

    def _last(self) -> SettlementRecord:
        last = self._batch.last_settlement()
        if last is None:
            raise Refusal("never_settled")
        return last
