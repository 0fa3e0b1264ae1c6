"""Prints receipts: the sheets from terminal.receipt, the way out by terminal.printers, a note in the journal.

A refund's receipt is printed for a durable APPROVED only, and marked 重打印 whenever it may have been printed before
(M13). The rule: nothing that goes wrong here is raised into a transaction; it is a NotPrinted, and the receipt can be
printed again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from pathlib import Path
from typing import Protocol

from protocol.transactions import Channel, Original, RefundKey
from scanner.salesslip import SlipError
from terminal.printers.file_printer import PICTURE, TEXT, FilePrinter
from terminal.printers.outcome import NotPrinted, Output, Way, Why
from terminal.receipt import (
    LAKALA,
    MM58,
    TWO_COPIES,
    Copy,
    Kind,
    Origin,
    Paper,
    Profile,
    Receipt,
    Shop,
    Transaction,
    file_stem,
    layout,
    text_lines,
)
from terminal.records.journal import JournalError
from terminal.trade.refund import RefundRecord

Printed = tuple[tuple[str, ...], tuple[Path, ...]]


class Notes(Protocol):
    """Where a printed receipt is noted. May raise JournalError."""

    def note(
        self, kind: str, *, operator_no: str = "", subject: str = "", body: dict[str, object] | None = None
    ) -> None:
        """Make an event durable."""


@dataclass(frozen=True, slots=True)
class Head:
    """What every receipt of this desk says. expected_arrival: how it was paid -> when money is back there, in words.
    reason_text: a reason code -> its words. slip_code: an order number and what was paid -> the text of its QR code, ""
    where the shop has none; may raise SlipError.
    """

    merchant_name: str
    hotline: str
    expected_arrival: Callable[[Channel], str]
    outcome: str
    reason_text: Callable[[str], str]
    slip_code: Callable[[str, int], str] = lambda _order_no, _fen: ""
    acquirer: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """How this desk prints: on which paper, whose slips, in how many copies."""

    paper: Paper = MM58
    profile: Profile = LAKALA
    copies: tuple[Copy, ...] = TWO_COPIES


@dataclass(frozen=True, slots=True)
class Printout:
    """What came of it. lines: all sheets as text, for the screen's paper. files: what was saved. trouble: what did not
    come out, empty if all did.
    """

    lines: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    trouble: tuple[NotPrinted, ...] = ()


class Printer:
    """Prints to text and PNG in `folder`, and on each of `ways` besides. clock: wall time for an answer that carried
    none.
    """

    def __init__(
        self,
        folder: Path,
        head: Head,
        notes: Notes,
        clock: Callable[[], datetime],
        style: Style | None = None,
        ways: Sequence[Way] = (),
    ) -> None:
        self._head = head
        self._notes = notes
        self._clock = clock
        self._style = style or Style()
        self._ways: tuple[Way, ...] = (FilePrinter(folder, TEXT), FilePrinter(folder, PICTURE), *ways)
        self._last: dict[RefundKey, Printout] = {}
        self._originals: dict[tuple[str, str], Original] = {}

    def know(self, original: Original) -> None:
        """An original whose goods may have to be named on a receipt."""
        self._originals[original.reference_no, original.month_day] = original

    def print_receipt(self, record: RefundRecord, *, reprint: bool = False) -> None:
        """The copies of an approved refund, noted in the journal; what came of it is `last_of` and `trouble_of`."""
        try:
            receipt = self._receipt(record, reprint=reprint)
        except ValueError as error:
            self._last[record.key] = Printout(trouble=(NotPrinted("", Why.CONTENT, str(error)),))
            return
        self._last[record.key] = self.print_copies(receipt, str(record.key))

    def print_copies(self, receipt: Receipt, subject: str) -> Printout:
        """Any receipt: where it comes in copies each of this desk's, else the one sheet. subject: what the journal
        calls the transaction or batch. Noted as printed when at least one way took all of it.
        """
        copies = self._style.copies if receipt.copy is not None else (None,)
        try:
            sheets = [self._sheet(replace(receipt, copy=copy)) for copy in copies]
        except ValueError as error:
            return Printout(trouble=(NotPrinted("", Why.CONTENT, str(error)),))
        lines: tuple[str, ...] = ()
        for sheet in sheets:
            lines += (("",) if lines else ()) + text_lines(sheet.parts, sheet.paper)
        ends = [_all_of(way, sheets) for way in self._ways]
        files = tuple(one for sheet in zip_longest(*ends) for one in sheet if isinstance(one, Path))
        trouble = tuple(one for end in ends for one in end if isinstance(one, NotPrinted))
        if len(trouble) < len(ends):
            trouble += self._note(receipt, subject, files, trouble)
        return Printout(lines, files, trouble)

    def rehearse(self, record: RefundRecord) -> None:
        """Raises ValueError for what no receipt could say; nothing is printed."""
        self._sheet(self._receipt(record, reprint=False))

    def last_of(self, key: RefundKey) -> Printed:
        """Lines and files of the receipt printed for this key in this run; empty without one."""
        printed = self._last.get(key, Printout())
        return printed.lines, printed.files

    def trouble_of(self, key: RefundKey) -> tuple[NotPrinted, ...]:
        """What of this key's receipt did not come out, in this run."""
        return self._last.get(key, Printout()).trouble

    def shop(self, merchant_no: str, terminal_no: str, *, practice: bool) -> Shop:
        """The head of any receipt of this desk."""
        head = self._head
        return Shop(head.merchant_name, merchant_no, terminal_no, practice, head.acquirer, head.hotline, head.version)

    def _sheet(self, receipt: Receipt) -> Output:
        style = self._style
        return Output(layout(receipt, style.paper, style.profile), style.paper, file_stem(receipt), receipt.copy)

    def _note(
        self, receipt: Receipt, subject: str, files: tuple[Path, ...], trouble: tuple[NotPrinted, ...]
    ) -> tuple[NotPrinted, ...]:
        names: list[object] = [path.name for path in files]
        body: dict[str, object] = {"files": names, "reprint": receipt.reprint}
        if trouble:
            body["trouble"] = [f"{one.printer}: {one.why}" for one in trouble]
        try:
            self._notes.note("receipt.printed", operator_no=receipt.operator_no, subject=subject, body=body)
        except JournalError as error:
            return (NotPrinted("", Why.NOT_NOTED, error.reason),)
        return ()

    def _receipt(self, record: RefundRecord, *, reprint: bool) -> Receipt:
        key = record.key
        return Receipt(
            kind=Kind.REFUND if record.channel is Channel.CARD else Kind.QR_REFUND,
            shop=self.shop(key.merchant_no, key.terminal_no, practice=record.practice),
            operator_no=record.operator_no,
            batch_no=key.batch_no,
            at=self._at(record),
            content=self._refund(record),
            copy=Copy.MERCHANT,
            reprint=reprint,
        )

    def _refund(self, record: RefundRecord) -> Transaction:
        head = self._head
        original = self._originals.get((record.original_reference, record.original_month_day))
        paid_fen = original.amount_fen if original is not None else record.original_fen
        return Transaction(
            channel=record.channel,
            voucher_no=record.key.trace_no,
            amount_fen=record.amount_fen,
            payer=record.payer or None,
            reference_no=record.reference_no,
            origin=Origin(record.original_reference, record.original_month_day),
            order_no=record.order_no,
            exchange_no=record.exchange_no,
            items=_items(record, original),
            reason=head.reason_text(record.reason),
            outcome=head.outcome,
            expected_arrival=head.expected_arrival(record.channel),
            qr=self._code(record.order_no, paid_fen),
            bars=record.order_no,
        )

    def _code(self, order_no: str, paid_fen: int) -> str:
        """The slip's code of the order, by which the rest of it can be returned; none for another shop's numbers."""
        try:
            return self._head.slip_code(order_no, paid_fen) if order_no and paid_fen else ""
        except SlipError:
            return ""

    def _at(self, record: RefundRecord) -> datetime:
        """The host's time: the first such day that is not before the business date."""
        date = record.key.business_date
        year = int(date[:4]) + (record.reached[:4] < date[4:])
        try:
            return datetime.strptime(f"{year}{record.reached}", "%Y%m%d%H%M%S").astimezone()
        except ValueError:
            return self._clock()


def _all_of(way: Way, sheets: Sequence[Output]) -> list[Path | NotPrinted | None]:
    """Each sheet in turn, until one fails: a printer that is out of paper is not waited for twice."""
    ends: list[Path | NotPrinted | None] = []
    for sheet in sheets:
        ends.append(way.put(sheet))
        if isinstance(ends[-1], NotPrinted):
            break
    return ends


def _items(record: RefundRecord, original: Original | None) -> tuple[tuple[str, int, int], ...]:
    """(name, quantity, fen) of each returned item; none where the original, which knows the prices, is not at hand."""
    lines = {line.sku: line for line in original.goods} if original is not None else {}
    found = ((lines[sku], quantity) for sku, quantity in record.items if sku in lines)
    return tuple((line.name, quantity, line.unit_fen * quantity) for line, quantity in found)
