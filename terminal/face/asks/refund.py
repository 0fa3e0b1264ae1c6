"""Asks of 退货: the supervisor, the slip and its original, one refund, and what became of an open one."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from protocol.cards import Card
from protocol.transactions import ByOrder, ByReference, Original, RefundKey
from scanner.decode.symbol import Symbol
from scanner.salesslip import SalesSlip
from terminal.desk.door import CashDesk, RefundRequest, RefundResult, Slip
from terminal.desk.operators import Admitted
from terminal.face.asks.ask import Tell
from terminal.trade.order_list import OrderList
from terminal.trade.refund import RefundRecord

if TYPE_CHECKING:  # with it come the receipts, which no first page needs
    from terminal.desk.doors import Story


@dataclass(frozen=True, slots=True)
class Looked:
    """An original that was found, and what is known of it here. unsigned: the slip it was found by could have been
    signed, and is not.
    """

    original: Original
    story: "Story"
    unsigned: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """Refunds that wait for a person, that one has ended, and those that stood on the list, as they stand now; what
    changed last comes last.
    """

    records: tuple[RefundRecord, ...]


@dataclass(frozen=True, slots=True)
class CheckSupervisor:
    """主管密码. Answered by Admitted."""

    password: str
    busy: ClassVar[str] = "busy.check"

    def __repr__(self) -> str:
        return "CheckSupervisor()"

    def perform(self, desk: CashDesk, tell: Tell) -> Admitted:
        return desk.check_supervisor(self.password)


@dataclass(frozen=True, slots=True)
class TakeSlip:
    """The slip of one customer at the counter. Answered by Slip."""

    index: int
    busy: ClassVar[str] = "busy.slip"

    def perform(self, desk: CashDesk, tell: Tell) -> Slip | None:
        return desk.counter.slip(self.index) if desk.counter else None


@dataclass(frozen=True, slots=True)
class ScanPicture:
    """Read a picture and find its original. Answered by Looked."""

    picture: Path
    busy: ClassVar[str] = "busy.scan"

    def perform(self, desk: CashDesk, tell: Tell) -> Looked:
        return by_slip(desk, desk.scan(self.picture))


@dataclass(frozen=True, slots=True)
class ReadCode:
    """What a scanner typed: find the original of the slip it is. Answered by Looked."""

    text: str
    busy: ClassVar[str] = "busy.find"

    def __repr__(self) -> str:
        return "ReadCode()"  # it may be a payer's code

    def perform(self, desk: CashDesk, tell: Tell) -> Looked:
        return by_slip(desk, desk.read(self.text))


@dataclass(frozen=True, slots=True)
class ReadSeen:
    """What a camera has read: find the original of the slip it is. Answered by Looked."""

    codes: tuple[Symbol, ...]
    busy: ClassVar[str] = "busy.find"

    def perform(self, desk: CashDesk, tell: Tell) -> Looked:
        return by_slip(desk, desk.seen(self.codes))


SCANS = (ScanPicture, ReadCode, ReadSeen)
"""What asks for a slip that came by itself: it takes the place of every number that was keyed."""


@dataclass(frozen=True, slots=True)
class FindBySlip:
    """Find the original of one of several slips. Answered by Looked."""

    slip: SalesSlip
    busy: ClassVar[str] = "busy.find"

    def perform(self, desk: CashDesk, tell: Tell) -> Looked:
        return by_slip(desk, self.slip)


@dataclass(frozen=True, slots=True)
class ListOrders:
    """The orders that these digits mean, all at hand without any. Answered by OrderList."""

    digits: str = ""
    busy: ClassVar[str] = "busy.find"

    def perform(self, desk: CashDesk, tell: Tell) -> OrderList:
        return desk.orders.listed(self.digits)


@dataclass(frozen=True, slots=True)
class Find:
    """Find an original by keyed numbers. Answered by Looked."""

    what: ByOrder | ByReference
    busy: ClassVar[str] = "busy.find"

    def perform(self, desk: CashDesk, tell: Tell) -> Looked:
        return looked(desk, desk.find(self.what))


@dataclass(frozen=True, slots=True)
class Keyed:
    """An original that nobody can be asked about: reference, date and amount from its slip. Answered by Looked."""

    what: ByReference
    amount_fen: int
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> Looked:
        return looked(desk, desk.keyed(self.what, self.amount_fen))


@dataclass(frozen=True, slots=True)
class Submit:
    """One refund, allowed by whom; its page shows how it goes. Answered by RefundResult."""

    by: Admitted
    request: RefundRequest
    card: Card | None
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> RefundResult:
        return desk.refund(self.by, self.request, self.card, tell)


@dataclass(frozen=True, slots=True)
class Settle:
    """Take up an open refund, or give it up (cancel). Answered by RefundResult."""

    record: RefundRecord
    card: Card | None
    cancel: bool = False
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> RefundResult:
        return desk.settle(self.record, self.card, self.cancel, tell)


@dataclass(frozen=True, slots=True)
class CloseRefund:
    """人工了结 of an open refund, allowed by whom. Answered by RefundRecord."""

    by: Admitted
    record: RefundRecord
    reason: str
    done: bool
    busy: ClassVar[str] = "busy.close"

    def perform(self, desk: CashDesk, tell: Tell) -> RefundRecord:
        return desk.close_by_hand(self.by, self.record, self.reason, done=self.done)


@dataclass(frozen=True, slots=True)
class LookForOpen:
    """What waits for a person by now, and what became of those of these keys. Asked aside. Answered by Waiting."""

    shown: tuple[RefundKey, ...]
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> Waiting:
        return Waiting(desk.for_a_person(self.shown))


def by_slip(desk: CashDesk, slip: SalesSlip) -> Looked:
    """The original of a slip."""
    return replace(looked(desk, desk.find(slip)), unsigned=slip.unsigned)


def looked(desk: CashDesk, original: Original) -> Looked:
    """An original with what is known of it here."""
    return Looked(original, desk.orders.story(original))
