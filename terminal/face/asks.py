"""What the screens ask of the desk, one frozen value each; `perform` is what the desk thread does with it.

No thread and no widget here. The rule: an ask carries everything it needs, so that it can be tested by equality.
"""

from dataclasses import dataclass
from pathlib import Path

from protocol.cards import Card
from protocol.transactions import ByOrder, ByReference, Original
from terminal.desk.door import CashDesk, CounterCustomer, RefundRequest, RefundResult, Slip, Station, Tell
from terminal.trade.refund import RefundRecord


@dataclass(frozen=True, slots=True)
class Open:
    """Make the desk: journal, keys, link. Answered by Opened."""


@dataclass(frozen=True, slots=True)
class Opened:
    """practice: no real money moves. customers: those at the practice counter, None where there is none."""

    practice: bool
    customers: tuple[CounterCustomer, ...] | None


@dataclass(frozen=True, slots=True)
class CheckOperator:
    """操作员号 and password. Answered by None."""

    operator_no: str
    password: str

    def __repr__(self) -> str:
        return f"CheckOperator({self.operator_no})"


@dataclass(frozen=True, slots=True)
class SignOnAt:
    """签到. Answered by Station."""

    operator_no: str


@dataclass(frozen=True, slots=True)
class Resume:
    """Settle what an earlier run left open. Answered by a tuple of RefundResult, other links' open records too."""


@dataclass(frozen=True, slots=True)
class CheckSupervisor:
    """主管密码. Answered by None."""

    password: str

    def __repr__(self) -> str:
        return "CheckSupervisor()"


@dataclass(frozen=True, slots=True)
class TakeSlip:
    """The slip of one customer at the counter. Answered by Slip."""

    index: int


@dataclass(frozen=True, slots=True)
class ScanPicture:
    """Read a picture and find its original. Answered by Original."""

    picture: Path


@dataclass(frozen=True, slots=True)
class Find:
    """Find an original by keyed numbers. Answered by Original."""

    what: ByOrder | ByReference


@dataclass(frozen=True, slots=True)
class Keyed:
    """An original that nobody can be asked about: reference, date and amount from its slip. Answered by Original."""

    what: ByReference
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Submit:
    """One refund. Answered by RefundResult."""

    request: RefundRequest
    card: Card | None


@dataclass(frozen=True, slots=True)
class Settle:
    """Take up an open refund, or give it up (cancel). Answered by RefundResult."""

    record: RefundRecord
    card: Card | None
    cancel: bool = False


@dataclass(frozen=True, slots=True)
class Reset:
    """恢复练习数据. Answered by Opened, as the customers at the counter are new."""


Ask = (
    Open
    | CheckOperator
    | SignOnAt
    | Resume
    | CheckSupervisor
    | TakeSlip
    | ScanPicture
    | Find
    | Keyed
    | Submit
    | Settle
    | Reset
)
Answer = None | Opened | Station | Slip | Original | RefundResult | tuple[RefundResult, ...]


def perform(desk: CashDesk, ask: Ask, tell: Tell) -> Answer:
    """Do what is asked, in the thread that owns the desk. Raises what the desk raises."""
    match ask:
        case Open():
            return _opened(desk)
        case CheckOperator(operator_no, password):
            desk.check_operator(operator_no, password)
            return None
        case SignOnAt(operator_no):
            return desk.sign_on(operator_no)
        case Resume():
            return _resumed(desk, tell)
        case CheckSupervisor(password):
            desk.check_supervisor(password)
            return None
        case TakeSlip(index):
            return desk.counter.slip(index) if desk.counter else None
        case ScanPicture(picture):
            return desk.find(desk.scan(picture))
        case Find(what):
            return desk.find(what)
        case Keyed(what, amount_fen):
            return desk.keyed(what, amount_fen)
        case Submit(request, card):
            return desk.refund(request, card, tell)
        case Settle(record, card, cancel):
            return desk.settle(record, card, cancel, tell)
        case Reset():
            desk.reset_practice()
            return _opened(desk)


def _opened(desk: CashDesk) -> Opened:
    return Opened(desk.practice, desk.counter.customers() if desk.counter else None)


def _resumed(desk: CashDesk, tell: Tell) -> tuple[RefundResult, ...]:
    results = desk.resume(tell)
    told = {result.record.key for result in results}
    return results + tuple(RefundResult(record) for record in desk.open_refunds() if record.key not in told)
