"""The cash desk: one terminal with journal, line, scanner and printers, behind the door of terminal.desk.door.

It holds the desks of one workplace together: who is at the terminal, and how it is opened, renewed and closed. The
rule: what a kind of transaction needs is its own desk's; nothing of one is decided here.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from protocol.cards import Card
from protocol.transactions import ByOrder, ByReference, CardReader, Original, RefundKey
from scanner.decode.symbol import Symbol
from scanner.salesslip import SalesSlip
from terminal.desk.batch_desk import BatchDesk
from terminal.desk.case_guard import CaseGuard
from terminal.desk.device_desk import DeviceDesk
from terminal.desk.door import (
    Counter,
    Preferences,
    RefundRequest,
    RefundResult,
    Refusal,
    Station,
    TellBoth,
)
from terminal.desk.ending_desk import EndingDesk
from terminal.desk.lesson_desk import LessonDesk
from terminal.desk.operators import SUPERVISOR, Admitted
from terminal.desk.order_desk import OrderDesk
from terminal.desk.original_desk import OriginalDesk
from terminal.desk.parts import Build, Outlet, Parts
from terminal.desk.payment_desk import PaymentDesk
from terminal.desk.policy_desk import PolicyDesk
from terminal.desk.print_desk import PrintDesk
from terminal.desk.records_desk import RecordsDesk
from terminal.desk.refund_desk import RefundDesk
from terminal.desk.setup_desk import ParameterSource, SetupDesk
from terminal.desk.staff_desk import StaffDesk
from terminal.desk.workplace import Workplace, journal_refused
from terminal.line.till import SignedOn, Till
from terminal.records.journal import Journal
from terminal.trade.refund import RefundRecord

if TYPE_CHECKING:
    from terminal.desk.case_desk import CaseDesk
    from terminal.desk.case_door import Cases


class Desk:
    """Implements terminal.desk.door.CashDesk. prepare: see terminal.desk.workplace.Workplace."""

    def __init__(
        self, prepare: Callable[[], Build], clock: Callable[[], datetime], parameters: ParameterSource
    ) -> None:
        self._place = Workplace(prepare, clock)
        self._staff = StaffDesk(self._place)
        self._setup = SetupDesk(self._place, parameters)
        self._guard = CaseGuard(self._place)
        self._payments = PaymentDesk(self._place, self._guard)
        self._policy = PolicyDesk(self._place)
        self._policy.case_of = self._guard.case_of
        self._policy.barred_by = self._guard.barred_by
        self._policy.bar_only = self._guard.bar_only
        self._place.taken_outside = self._guard.taken_outside
        self._batch = BatchDesk(self._place, self._payments)
        self._refunds = RefundDesk(self._place, self._payments, self._policy, self._guard)
        self._ending = EndingDesk(self._place, self._refunds)
        self._prints = PrintDesk(self._place, self._batch)
        self._lessons = LessonDesk(self._place)
        self._orders = OrderDesk(self._place, self._policy)
        self._originals = OriginalDesk(self._place)
        self._device = DeviceDesk(self._place)
        self._records = RecordsDesk(self._place)
        self._cases: CaseDesk | None = None

    @property
    def practice(self) -> bool:
        """No real money moves here."""
        return self._outlet.practice

    @property
    def counter(self) -> Counter | None:
        """The practice customers, or None."""
        return self._parts.counter

    @property
    def payments(self) -> PaymentDesk:
        """消费 and everything that is no refund."""
        return self._payments

    @property
    def batch(self) -> BatchDesk:
        """批次: totals, lists, 结算, 签退."""
        return self._batch

    @property
    def prints(self) -> PrintDesk:
        """打印: slips again, lists, totals."""
        return self._prints

    @property
    def orders(self) -> OrderDesk:
        """Orders to choose from."""
        return self._orders

    @property
    def device(self) -> DeviceDesk:
        """设备: its state, the check before a refund, what stood on the line."""
        return self._device

    @property
    def records(self) -> RecordsDesk:
        """交易记录: what the journal says, and files of it."""
        return self._records

    @property
    def staff(self) -> StaffDesk:
        """操作员."""
        return self._staff

    @property
    def setup(self) -> SetupDesk:
        """参数, 通讯."""
        return self._setup

    @property
    def preferences(self) -> Preferences:
        """What the parameters say of the screens."""
        return self._outlet.preferences

    @property
    def lessons(self) -> LessonDesk:
        """练习任务."""
        return self._lessons

    @property
    def cases(self) -> "Cases":
        """退款申请; nothing of it is loaded before it is wanted."""
        return self._case_desk()

    @property
    def journal(self) -> Journal:
        """The journal, for verbs that show it."""
        return self._place.journal

    def cases_due(self, by: Admitted) -> int:
        """See terminal.desk.door.CashDesk."""
        return self._case_desk().due(by) if self._guard.any() else 0

    def _case_desk(self) -> "CaseDesk":
        if self._cases is None:
            from terminal.desk.case_desk import CaseDesk

            self._cases = CaseDesk(self._guard.files, self._originals, self._refunds)
        return self._cases

    @property
    def _outlet(self) -> Outlet:
        return self._place.outlet

    @property
    def _parts(self) -> Parts:
        return self._place.parts

    @property
    def _till(self) -> Till:
        return self._place.till

    def enter(self, operator_no: str, password: str) -> Admitted:
        """See terminal.desk.door.CashDesk."""
        admitted = self.check_operator(operator_no, password)
        self._place.leave()
        return admitted

    def check_operator(self, operator_no: str, password: str) -> Admitted:
        """See terminal.desk.door.CashDesk."""
        self._gate(operator_no, password, "operator_password")
        return self._parts.gate.operators.admitted(operator_no)

    def check_supervisor(self, password: str) -> Admitted:
        """See terminal.desk.door.CashDesk."""
        self._gate(SUPERVISOR, password, "supervisor_password")
        return Admitted(SUPERVISOR)

    def _gate(self, operator_no: str, password: str, word: str) -> None:
        with journal_refused():
            self._parts.gate.check(operator_no, password, word)

    def sign_on(self, operator_no: str) -> Station:
        """Open the line, get working keys. Refusal link_unavailable, link_silent, link_garbled, sign_on_refused,
        policy_damaged …
        """
        self._policy.renew()
        if self._place.brought_up():
            self._device.forget()
        self._lessons.worked_by(operator_no)
        return self._station(self._place.sign_on(operator_no))

    def _station(self, on: SignedOn) -> Station:
        outlet = self._outlet
        return Station(
            on.identity.merchant_no,
            outlet.merchant_name,
            on.identity.terminal_no,
            on.batch_no,
            on.business_date,
            outlet.practice,
            outlet.link,
            outlet.hotline,
            on.identity,
            self._till.can.card_read_by is CardReader.TERMINAL,
            self._policy.arrivals,
        )

    def resume(self, tell: TellBoth) -> tuple[RefundResult, ...]:
        """See terminal.desk.door.CashDesk."""
        results = self._refunds.resume(tell)
        self._batch.note_closed()
        if self._guard.any():
            self._case_desk().resume()
        return results

    def open_refunds(self) -> tuple[RefundRecord, ...]:
        """See terminal.desk.door.CashDesk."""
        return self._refunds.open_refunds()

    def for_a_person(self, shown: Collection[RefundKey] = ()) -> tuple[RefundRecord, ...]:
        """See terminal.desk.door.CashDesk."""
        return self._ending.for_a_person(shown)

    def belongs_here(self, record: RefundRecord) -> bool:
        """See terminal.desk.refund_desk.RefundDesk."""
        return self._refunds.belongs_here(record)

    def scan(self, picture: Path) -> SalesSlip:
        """See terminal.desk.door.CashDesk."""
        return self._originals.scan(picture)

    def read(self, text: str) -> SalesSlip:
        """See terminal.desk.door.CashDesk."""
        return self._originals.read(text)

    def seen(self, codes: tuple[Symbol, ...]) -> SalesSlip:
        """See terminal.desk.door.CashDesk."""
        return self._originals.seen(codes)

    def find(self, what: SalesSlip | ByOrder | ByReference) -> Original:
        """See terminal.desk.door.CashDesk."""
        return self._originals.find(what)

    def keyed(self, what: ByReference, amount_fen: int) -> Original:
        """See terminal.desk.door.CashDesk."""
        return self._originals.keyed(what, amount_fen)

    def refund(self, by: Admitted, request: RefundRequest, card: Card | None, tell: TellBoth) -> RefundResult:
        """See terminal.desk.door.CashDesk."""
        return self._refunds.refund(by, request, card, tell)

    def asked_before(self, request_no: str, asked: str, card: Card | None) -> RefundResult | None:
        """See terminal.desk.refund_desk.RefundDesk."""
        return self._refunds.asked_before(request_no, asked, card)

    def settle(self, record: RefundRecord, card: Card | None, cancel: bool, tell: TellBoth) -> RefundResult:
        """See terminal.desk.door.CashDesk."""
        return self._refunds.settle(record, card, cancel, tell)

    def close_by_hand(self, by: Admitted, record: RefundRecord, reason: str, *, done: bool) -> RefundRecord:
        """See terminal.desk.door.CashDesk."""
        return self._ending.close_by_hand(by, record, reason, done=done)

    def reset_practice(self) -> None:
        """Orders, journal, ledger and locks together, under a new epoch."""
        if self._parts.counter is None:
            raise Refusal("reset_elsewhere")
        self._parts.before_reset()
        self._payments.forget()
        self._device.forget()
        self._place.renew()

    def interrupt(self) -> None:
        """See terminal.desk.door.CashDesk."""
        self._place.interrupt()
        self._originals.interrupt()

    def close(self) -> None:
        """Give back line and journal, and the process that reads pictures."""
        self._originals.close()
        self._place.close()
