"""What is printed for payments and settlements: their records as receipts (terminal.receipt), by the desk's printer.

No line of text is made here. The rule: nothing is raised into a payment; what could not be printed has no note in the
journal, and is printed at the next start.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from protocol.transactions import Channel, EntryMode, RefundKey, Verdict
from terminal.desk.register import Printer
from terminal.moments import moment_of
from terminal.printers.outcome import Printout
from terminal.receipt import (
    Aside,
    Batch,
    Copy,
    Fault,
    Kind,
    Listing,
    Origin,
    Receipt,
    Record,
    Subtotal,
    Transaction,
    Uncounted,
)
from terminal.records.journal import JournalError
from terminal.trade.balance import BalanceTold, Inquiry
from terminal.trade.batch import (
    Beside,
    CountedBatch,
    KindTotal,
    SettlementRecord,
    SettlementState,
    batch_key,
    kind_of,
)
from terminal.trade.batch import Transaction as Batched
from terminal.trade.payment import PaymentRecord
from terminal.trade.refund import Cause

_TEXTS_OF_63 = 20
"""63.2: the issuer's text, UnionPay's and the acquirer's, of so many characters each (domain notes 2)."""


class PaymentPrinter:
    """Implements terminal.line.payment_talks.PaymentPaper. clock: wall time for an answer that carried none.
    cause_text: why a 冲正 was owed, in words. mark: how the journal stood at an event, by kind and subject. beside:
    what a settlement's slip names beside its totals.
    """

    def __init__(
        self,
        printer: Printer,
        clock: Callable[[], datetime],
        cause_text: Callable[[Cause], str],
        mark: Callable[[str, str], str],
        beside: Callable[[SettlementRecord], tuple[Beside, ...]],
    ) -> None:
        self._printer = printer
        self._clock = clock
        self._cause_text = cause_text
        self._mark = mark
        self._told_beside = beside

    def print_payment(self, record: PaymentRecord, *, reprint: bool = False) -> None:
        """See PaymentPaper."""
        self._print(record, Kind(record.kind.value), reprint=reprint)

    def print_fault(self, record: PaymentRecord) -> None:
        """See PaymentPaper."""
        self._print(record, Kind.FAULT)

    def print_settlement(self, record: SettlementRecord, *, reprint: bool = False) -> Printout:
        """See PaymentPaper."""
        return self._printer.print_made(lambda: self._settlement(record, reprint=reprint), record.key, report=True)

    def print_details(self, batch: CountedBatch, *, settled: bool = False) -> Printout:
        """See PaymentPaper."""
        return self._report(Kind.SETTLED_DETAILS if settled else Kind.DETAILS, batch, _listing)

    def print_summary(self, batch: CountedBatch) -> Printout:
        """See PaymentPaper."""
        return self._report(Kind.SUMMARY, batch, _summed)

    def print_balance(self, told: BalanceTold, inquiry: Inquiry) -> Printout:
        """See PaymentPaper."""
        return self._printer.print_made(lambda: self._balance(told, inquiry), str(inquiry.key), report=True)

    def last_of(self, key: RefundKey) -> Printout:
        """See PaymentPaper."""
        return self._printer.of(str(key))

    def _print(self, record: PaymentRecord, kind: Kind, *, reprint: bool = False) -> None:
        make = partial(self._receipt, record, kind, reprint=reprint)
        self._printer.print_made(make, str(record.key))

    def _receipt(self, record: PaymentRecord, kind: Kind, *, reprint: bool) -> Receipt:
        key, paid = record.key, _transaction(record)
        fault = kind is Kind.FAULT
        cause = self._cause_text(record.cause) if fault else ""
        return Receipt(
            kind=kind,
            shop=self._printer.shop(key.merchant_no, key.terminal_no, practice=record.practice),
            operator_no=record.operator_no,
            batch_no=key.batch_no,
            at=self._at(key.business_date, record.reached),
            content=Fault(Kind(record.kind.value), paid, cause, record.tries) if fault else paid,
            copy=None if fault else Copy.MERCHANT,
            reprint=reprint,
        )

    def _balance(self, told: BalanceTold, inquiry: Inquiry) -> Receipt:
        key = inquiry.key
        return Receipt(
            kind=Kind.BALANCE,
            shop=self._printer.shop(key.merchant_no, key.terminal_no, practice=inquiry.practice),
            operator_no=inquiry.operator_no,
            batch_no=key.batch_no,
            at=self._at(key.business_date, inquiry.reached),
            content=Transaction(
                channel=Channel.CARD,
                voucher_no=key.trace_no,
                amount_fen=told.balance_fen or 0,
                payer=told.payer,
                entry=EntryMode(inquiry.entry[:2]),
                issuer=inquiry.issuer,
                reference_no=inquiry.reference_no,
            ),
        )

    def _settlement(self, record: SettlementRecord, *, reprint: bool) -> Receipt:
        link = record.link
        domestic, foreign = record.verdicts or (Verdict.NOT_JUDGED, Verdict.NOT_JUDGED)
        return Receipt(
            kind=Kind.SETTLEMENT,
            shop=self._printer.shop(link.merchant_no, link.terminal_no, practice=record.practice),
            operator_no=record.operator_no,
            batch_no=record.batch_no,
            at=self._settled_at(record),
            content=Batch(
                _subtotals(record.kinds),
                record.ours.domestic,
                record.ours.foreign,
                domestic,
                foreign,
                self._closed_at(record),
                by_host=record.state is SettlementState.HOST_CLOSED,
                uncounted=self._beside(record),
            ),
            reprint=reprint,
        )

    def _closed_at(self, record: SettlementRecord) -> str:
        """The journal's mark of the closing; a journal that can't be read leaves the line out."""
        try:
            by_host = record.state is SettlementState.HOST_CLOSED
            return self._mark("batch.host_closed" if by_host else "batch.closed", record.key)
        except JournalError:
            return ""

    def _beside(self, record: SettlementRecord) -> tuple[Uncounted, ...]:
        """As it stood when the batch ended; a journal that can't be read leaves it out."""
        try:
            return _uncounted(self._told_beside(record))
        except JournalError:
            return ()

    def _report(self, kind: Kind, batch: CountedBatch, told: Callable[[CountedBatch], Batch | Listing]) -> Printout:
        link = batch.link
        shop = self._printer.shop(link.merchant_no, link.terminal_no, practice=batch.practice)

        def make() -> Receipt:
            return Receipt(kind, shop, batch.operator_no, batch.batch_no, self._clock(), told(batch))

        return self._printer.print_made(make, batch_key(link, batch.batch_no), report=True)

    def _settled_at(self, record: SettlementRecord) -> datetime:
        """The host's time; of a batch that it closed by itself, when that was noted here."""
        begun = datetime.fromisoformat(record.opened_at)
        return self._at(f"{begun:%Y%m%d}", record.reached) if record.reached else begun.astimezone()

    def _at(self, since: str, reached: str) -> datetime:
        """The host's time, MMDDhhmmss: the first such moment whose day is not before `since` (yyyymmdd)."""
        year = int(since[:4]) + (reached[:4] < since[4:])
        try:
            return moment_of(f"{year}{reached}").astimezone()
        except ValueError:
            return self._clock()


def _subtotals(kinds: tuple[KindTotal, ...]) -> tuple[Subtotal, ...]:
    return tuple(Subtotal(Kind(one.kind), one.channel, one.count, one.fen) for one in kinds)


def _uncounted(some: tuple[Beside, ...]) -> tuple[Uncounted, ...]:
    return tuple(Uncounted(Aside.OWN if one.own else Aside(one.state.value), one.count, one.fen) for one in some)


def _listing(batch: CountedBatch) -> Listing:
    return Listing(tuple(map(_listed, batch.transactions)), tuple(map(_listed, batch.late)))


def _summed(batch: CountedBatch) -> Batch:
    ours = batch.totals
    return Batch(_subtotals(batch.kinds), ours.domestic, ours.foreign, uncounted=_uncounted(batch.beside))


def _listed(one: Batched) -> Record:
    auth_no = one.auth_no if isinstance(one, PaymentRecord) else ""
    return Record(one.key.trace_no, Kind(kind_of(one)), one.channel, one.payer or None, one.amount_fen, auth_no)


def _transaction(record: PaymentRecord) -> Transaction:
    original = record.original
    voucher_no = original.trace_no if original is not None and original.trace_no.strip("0") else ""
    return Transaction(
        channel=record.channel,
        voucher_no=record.voucher_no,
        amount_fen=record.amount_fen,
        payer=record.payer or None,
        entry=EntryMode(record.entry[:2]) if record.channel is Channel.CARD else None,
        issuer=record.issuer,
        card_type=record.scheme,
        auth_no=record.auth_no,
        reference_no=record.reference_no,
        origin=Origin(
            record.original_reference, original.month_day if original else "", voucher_no, record.original_auth_no
        ),
        exchange_no=record.exchange_no,
        remarks=tuple(filter(str.strip, (record.note[at : at + _TEXTS_OF_63] for at in range(0, 60, _TEXTS_OF_63)))),
    )
