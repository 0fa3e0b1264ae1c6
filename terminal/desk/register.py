"""Prints receipts: the sheets from terminal.receipt, the way out by terminal.printers, a note in the journal.

A refund's receipt is printed for a durable APPROVED only, and marked 重打印 whenever it may have been printed before
(M13). The rule: nothing here waits for a disk or a printer, and nothing that goes wrong is raised into a transaction:
the lines are there at once, files and troubles are collected later, by the thread that owns the journal.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeVar

from protocol.transactions import Channel, Original
from scanner.salesslip import SlipError
from terminal.moments import moment_of
from terminal.printers.outcome import NotPrinted, Output, Printout, Why
from terminal.printers.spool import Done
from terminal.receipt import (
    LAKALA,
    MM58,
    TWO_COPIES,
    Copy,
    Kind,
    Origin,
    Paper,
    Part,
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

LATEST = 100
"""Slips and originals in memory: a terminal runs for weeks, and what is older is asked for again."""
_NOTHING = Printout()
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
Draw = Callable[[Receipt, Paper, Profile], tuple[Part, ...]]
"""A receipt as it stands on this paper, in this house's manner. May raise ValueError for what no slip could carry."""


class Sheets(Protocol):
    """Where sheets go: terminal.printers.spool.Spool."""

    def put(self, sheets: Sequence[Output]) -> int:
        """Take one job; its number, or 0 where there is no room."""

    def fetch(self) -> tuple[Done, ...]:
        """What is done and was not fetched before."""

    def listen(self, wake: Callable[[], None]) -> None:
        """Have `wake` called whenever there is something to fetch."""

    def wait(self, within_s: float) -> bool:
        """Until every job is done; False when the time is over before."""

    def close(self) -> None:
        """Give up what has not begun."""


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
class Job:
    """What the spool has in hand. subject: what the journal calls what it is about. told: the same as the Printout says
    it, which is "" for a report. note: what the journal says of it beside its files.
    """

    subject: str
    told: str
    operator_no: str
    note: tuple[tuple[str, object], ...]


class Printer:
    """Prints by way of `spool`. clock: wall time for an answer that carried none."""

    def __init__(
        self,
        spool: Sheets,
        head: Head,
        notes: Notes,
        clock: Callable[[], datetime],
        style: Style | None = None,
        draw: Draw = layout,
    ) -> None:
        self._spool = spool
        self._head = head
        self._notes = notes
        self._clock = clock
        self._style = style or Style()
        self._draw = draw
        self._jobs: dict[int, Job] = {}
        self._printouts: dict[str, Printout] = {}
        self._originals: dict[tuple[str, str], Original] = {}
        self._tried: set[str] = set()

    def know(self, original: Original) -> None:
        """An original whose goods may have to be named on a receipt."""
        _keep(self._originals, (original.reference_no, original.month_day), original)

    def print_receipt(self, record: RefundRecord, *, reprint: bool = False) -> None:
        """The copies of an approved refund; what comes of it is `of` its key."""
        self.print_made(lambda: self._receipt(record, reprint=reprint), str(record.key))

    def print_made(self, make: Callable[[], Receipt], subject: str, *, report: bool = False) -> Printout:
        """Any receipt: where it comes in copies each of this desk's, else the one sheet. make: may raise ValueError for
        what no honest slip could carry. subject: what the journal calls the transaction or batch.
        report: of a batch, so that it is no transaction's slip.
        """
        self._tried.add(subject)
        told = "" if report else subject
        try:
            receipt = make()
            sheets = self._sheets(receipt)
        except ValueError as error:
            printout = Printout(trouble=(NotPrinted("", Why.CONTENT, str(error)),), subject=told)
        else:
            job = Job(subject, told, receipt.operator_no, (("reprint", receipt.reprint),))
            printout = self._begun(job, sheets, self._lines(receipt, sheets))
        _keep(self._printouts, subject, printout)
        return printout

    def print_paper(self, sheet: Output, lines: tuple[str, ...], case_no: str, operator_no: str, name: str) -> Printout:
        """A paper of a case, once. lines: as a screen shows it. name: of the paper, as the journal notes it."""
        job = Job(case_no, "", operator_no, (("paper", name),))
        return self._begun(job, (sheet,), lines)

    @property
    def paper(self) -> Paper:
        """What roll this desk prints on."""
        return self._style.paper

    def of(self, subject: str) -> Printout:
        """What came so far of what was last printed for this subject in this run; empty without, or long after."""
        return self._printouts.get(subject, _NOTHING)

    def on_their_way(self) -> frozenset[str]:
        """Subjects of what is with the printers, or was not collected yet."""
        return frozenset(job.subject for job in self._jobs.values())

    def tried(self, subject: str) -> bool:
        """Something was printed for it in this run, or should have been."""
        return subject in self._tried

    def collect(self) -> tuple[Printout, ...]:
        """What has come out or failed since, in order. Each is noted in the journal where at least one way took all of
        it. Waits for nothing.
        """
        return tuple(self._finished(done) for done in self._spool.fetch())

    def wait(self, within_s: float) -> bool:
        """Until everything is out or has failed, and can be collected; False when the time is over before."""
        return self._spool.wait(within_s)

    def listen(self, wake: Callable[[], None]) -> None:
        """Have `wake` called by another thread whenever there is something to collect; it must not wait."""
        self._spool.listen(wake)

    def close(self) -> None:
        """Give the printers a moment, then note what came out; the rest is printed at the next start."""
        self._spool.close()
        self.collect()

    def rehearse(self, record: RefundRecord) -> None:
        """Raises ValueError for what no receipt could say; nothing is printed."""
        self._sheet(self._receipt(record, reprint=False))

    def shop(self, merchant_no: str, terminal_no: str, *, practice: bool) -> Shop:
        """The head of any receipt of this desk."""
        head = self._head
        return Shop(head.merchant_name, merchant_no, terminal_no, practice, head.acquirer, head.hotline, head.version)

    def _sheet(self, receipt: Receipt) -> Output:
        style = self._style
        return Output(self._draw(receipt, style.paper, style.profile), style.paper, file_stem(receipt), receipt.copy)

    def _sheets(self, receipt: Receipt) -> tuple[Output, ...]:
        copies = self._style.copies if receipt.copy is not None else (None,)
        return tuple(self._sheet(_copied(receipt, copy)) for copy in copies)

    def _lines(self, receipt: Receipt, sheets: tuple[Output, ...]) -> tuple[str, ...]:
        """As the screen's paper shows it, which is 58 mm wide whatever the printers have; an empty line a tear."""
        shown = [self._narrow(receipt, sheet) for sheet in sheets]
        return tuple(line for at, parts in enumerate(shown) for line in (("",) if at else ()) + text_lines(parts))

    def _narrow(self, receipt: Receipt, sheet: Output) -> tuple[Part, ...]:
        if sheet.paper is MM58:
            return sheet.parts
        return self._draw(_copied(receipt, sheet.copy), MM58, self._style.profile)

    def _begun(self, job: Job, sheets: tuple[Output, ...], lines: tuple[str, ...]) -> Printout:
        number = self._spool.put(sheets)
        if not number:
            return Printout(lines, trouble=(NotPrinted("", Why.TOO_MANY if job.told else Why.LATER),), subject=job.told)
        self._jobs[number] = job
        return Printout(lines, printing=True, subject=job.told, number=number)

    def _finished(self, done: Done) -> Printout:
        job = self._jobs.pop(done.number)
        trouble = done.trouble + (self._note(job, done) if done.whole else ())
        last = self.of(job.subject)
        newest = last.number == done.number
        after = Printout(last.lines if newest else (), done.files, trouble, subject=job.told, number=done.number)
        if newest:
            self._printouts[job.subject] = after
        return after

    def _note(self, job: Job, done: Done) -> tuple[NotPrinted, ...]:
        names: list[object] = [path.name for path in done.files]
        body: dict[str, object] = {"files": names, **dict(job.note)}
        if done.trouble:
            body["trouble"] = [f"{one.printer}: {one.why}" for one in done.trouble]
        try:
            self._notes.note("receipt.printed", operator_no=job.operator_no, subject=job.subject, body=body)
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
            at=self.reached(record),
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
            case_no=record.case_no,
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

    def reached(self, record: RefundRecord) -> datetime:
        """The host's time: the first such day that is not before the business date."""
        date = record.key.business_date
        year = int(date[:4]) + (record.reached[:4] < date[4:])
        try:
            return moment_of(f"{year}{record.reached}").astimezone()
        except ValueError:
            return self._clock()


def _copied(receipt: Receipt, copy: Copy | None) -> Receipt:
    return receipt if receipt.copy is copy else replace(receipt, copy=copy)


def _items(record: RefundRecord, original: Original | None) -> tuple[tuple[str, int, int], ...]:
    """(name, quantity, fen) of each returned item; none where the original, which knows the prices, is not at hand."""
    lines = {line.sku: line for line in original.goods} if original is not None else {}
    found = ((lines[sku], quantity) for sku, quantity in record.items if sku in lines)
    return tuple((line.name, quantity, line.unit_fen * quantity) for line, quantity in found)


def _keep(kept: dict[_Key, _Value], key: _Key, value: _Value) -> None:
    """The newest LATEST are kept."""
    kept.pop(key, None)
    kept[key] = value
    if len(kept) > LATEST:
        del kept[next(iter(kept))]
