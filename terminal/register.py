"""Prints the receipts of approved refunds: lines from terminal.receipt, files by terminal.printers, a journal note.

A receipt is printed for a durable APPROVED only, and marked 重打印 whenever it may have been printed before (M13).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from protocol.transactions import Original, RefundKey
from terminal.receipt import Copy, ReceiptData, file_stem, receipt_lines
from terminal.refund import RefundRecord

Printed = tuple[tuple[str, ...], tuple[Path, ...]]


class Notes(Protocol):
    """Where a printed receipt is noted."""

    def note(
        self, kind: str, *, operator_no: str = "", subject: str = "", body: dict[str, object] | None = None
    ) -> None:
        """Make an event durable."""


@dataclass(frozen=True, slots=True)
class Head:
    """What every receipt of this desk says. reason_text: a reason code -> its words."""

    merchant_name: str
    hotline: str
    expected_arrival: str
    outcome: str
    reason_text: Callable[[str], str]


class Printer:
    """Prints to text and PNG in `folder`. clock: wall time for an answer that carried none."""

    def __init__(self, folder: Path, head: Head, notes: Notes, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._head = head
        self._notes = notes
        self._clock = clock
        self._last: dict[RefundKey, Printed] = {}
        self._originals: dict[tuple[str, str], Original] = {}

    def know(self, original: Original) -> None:
        """An original whose goods may have to be named on a receipt."""
        self._originals[original.reference_no, original.month_day] = original

    def print_receipt(self, record: RefundRecord, *, reprint: bool = False) -> None:
        """Merchant's copy and cardholder's copy, saved, and noted in the journal."""
        from terminal.printers.png import print_png  # Pillow is loaded when something is printed
        from terminal.printers.text import print_text

        original = self._originals.get((record.original_reference, record.original_month_day))
        merchant = self._data(record, original, reprint=reprint)
        lines: tuple[str, ...] = ()
        saved: list[Path] = []
        for data in (merchant, replace(merchant, copy=Copy.CARDHOLDER)):
            copy = receipt_lines(data)
            saved += [print_text(copy, self._folder, file_stem(data)), print_png(copy, self._folder, file_stem(data))]
            lines += (("",) if lines else ()) + copy
        names: list[object] = [path.name for path in saved]
        body: dict[str, object] = {"files": names, "reprint": reprint}
        self._notes.note("receipt.printed", operator_no=record.operator_no, subject=str(record.key), body=body)
        self._last[record.key] = (lines, tuple(saved))

    def rehearse(self, record: RefundRecord) -> None:
        """Raises ValueError for what no receipt could say; nothing is printed."""
        original = self._originals.get((record.original_reference, record.original_month_day))
        receipt_lines(self._data(record, original, reprint=False))

    def last_of(self, key: RefundKey) -> Printed:
        """Lines and files of the receipt printed for this key in this run; empty without one."""
        return self._last.get(key, ((), ()))

    def _data(self, record: RefundRecord, original: Original | None, *, reprint: bool) -> ReceiptData:
        head, key = self._head, record.key
        return ReceiptData(
            merchant_name=head.merchant_name,
            merchant_no=key.merchant_no,
            terminal_no=key.terminal_no,
            operator_no=record.operator_no,
            copy=Copy.MERCHANT,
            channel=record.channel,
            payer=record.payer or None,
            issuer="",
            batch_no=key.batch_no,
            voucher_no=key.trace_no,
            auth_no="",
            at=self._at(record),
            reference_no=record.reference_no,
            amount_fen=record.amount_fen,
            original_reference=record.original_reference,
            original_date=record.original_month_day,
            order_no=record.order_no,
            items=_items(record, original),
            reason=head.reason_text(record.reason),
            outcome=head.outcome,
            expected_arrival=head.expected_arrival,
            hotline=head.hotline,
            practice=record.practice,
            reprint=reprint,
        )

    def _at(self, record: RefundRecord) -> datetime:
        """The host's time: the first such day that is not before the business date."""
        date = record.key.business_date
        year = int(date[:4]) + (record.reached[:4] < date[4:])
        try:
            return datetime.strptime(f"{year}{record.reached}", "%Y%m%d%H%M%S").astimezone()
        except ValueError:
            return self._clock()


def _items(record: RefundRecord, original: Original | None) -> tuple[tuple[str, int, int], ...]:
    """(name, quantity, fen) of each returned item; none where the original, which knows the prices, is not at hand."""
    lines = {line.sku: line for line in original.goods} if original is not None else {}
    found = ((lines[sku], quantity) for sku, quantity in record.items if sku in lines)
    return tuple((line.name, quantity, line.unit_fen * quantity) for line, quantity in found)
