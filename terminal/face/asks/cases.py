"""Asks of 退款申请: lists, one case, its acts, its papers, its money, what is printed of it.

The rule: whoever asks is shown; after every change the case is read anew. by: who asks. viewer: whose view of it
follows, as a reviewer's password counts for one act.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from protocol.cards import Card
from protocol.transactions import ByOrder, ByReference, Original
from terminal.desk.door import CashDesk, RefundResult, Refusal
from terminal.desk.operators import Admitted
from terminal.face.asks.ask import Tell
from terminal.face.asks.refund import Looked, looked
from terminal.printers.outcome import Printout

if TYPE_CHECKING:  # no first page needs a case
    from terminal.case.acts import Act
    from terminal.case.case import Case
    from terminal.case.papers import Kind, Paper
    from terminal.case.request import Form, Sale
    from terminal.desk.case_door import Bundle, CaseSheet, CaseView, Listed, PayeeKeyedIn
    from terminal.desk.case_inbox import Incoming


@dataclass(frozen=True, slots=True)
class CaseRows:
    """What was found. due: how many cases are due in all."""

    rows: "tuple[Listed, ...]"
    due: int


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """The case as it is now. printed: what came out with it. done: it is another than before."""

    view: "CaseView"
    printed: Printout | None = None
    done: bool = True


@dataclass(frozen=True, slots=True)
class DueTold:
    """How many cases are due."""

    count: int


@dataclass(frozen=True, slots=True)
class CountDue:
    """Cases that are due, for the main menu. Asked aside. Answered by DueTold."""

    by: Admitted
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> DueTold:
        return DueTold(desk.cases_due(self.by))


@dataclass(frozen=True, slots=True)
class ListCases:
    """Cases, by what they wait for. Answered by CaseRows."""

    by: Admitted
    which: str
    text: str = field(repr=False)
    busy: ClassVar[str] = "busy.cases"

    def perform(self, desk: CashDesk, tell: Tell) -> CaseRows:
        from terminal.desk.case_door import Which

        return CaseRows(desk.cases.listed(self.by, Which(self.which), self.text), desk.cases_due(self.by))


@dataclass(frozen=True, slots=True)
class ViewCase:
    """One case. Answered by CaseSeen."""

    by: Admitted
    case_no: str
    busy: ClassVar[str] = "busy.cases"

    def perform(self, desk: CashDesk, tell: Tell) -> CaseSeen:
        return CaseSeen(desk.cases.view(self.by, self.case_no), done=False)


@dataclass(frozen=True, slots=True)
class OpenCase:
    """受理. Answered by CaseSeen."""

    by: Admitted
    kind: "Kind"
    original: Original
    form: "Form"
    busy: ClassVar[str] = "busy.save"

    def perform(self, desk: CashDesk, tell: Tell) -> CaseSeen:
        return _seen(desk, self.by, desk.cases.open(self.by, self.kind, self.original, self.form))


@dataclass(frozen=True, slots=True)
class DoAct:
    """Whatever needs its own words alone. Answered by CaseSeen."""

    by: Admitted
    viewer: Admitted
    case_no: str
    act: "Act"
    busy: ClassVar[str] = "busy.save"

    def perform(self, desk: CashDesk, tell: Tell) -> CaseSeen:
        return _seen(desk, self.viewer, desk.cases.act(self.by, self.case_no, self.act))


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """The form anew. Answered by CaseSeen."""

    by: Admitted
    case_no: str
    form: "Form"
    busy: ClassVar[str] = "busy.save"

    def perform(self, desk: CashDesk, tell: Tell) -> CaseSeen:
        return _seen(desk, self.by, desk.cases.change_form(self.by, self.case_no, self.form))


@dataclass(frozen=True, slots=True)
class ListInbox:
    """Files in the folder in which papers come in. Answered by a tuple of Incoming."""

    by: Admitted
    busy: ClassVar[str] = "busy.read"

    def perform(self, desk: CashDesk, tell: Tell) -> "tuple[Incoming, ...]":
        return desk.cases.inbox(self.by)


@dataclass(frozen=True, slots=True)
class LookAtFile:
    """One file, before it is attached. Answered by Incoming."""

    by: Admitted
    file: Path
    busy: ClassVar[str] = "busy.read"

    def perform(self, desk: CashDesk, tell: Tell) -> "Incoming":
        return desk.cases.incoming(self.by, self.file)


@dataclass(frozen=True, slots=True)
class AttachPaper:
    """附上. Answered by CaseSeen."""

    by: Admitted
    case_no: str
    paper: "Paper"
    file: Path = field(repr=False)
    busy: ClassVar[str] = "busy.attach"

    def perform(self, desk: CashDesk, tell: Tell) -> CaseSeen:
        return _seen(desk, self.by, desk.cases.attach(self.by, self.case_no, self.paper, self.file))


@dataclass(frozen=True, slots=True)
class DiscardPaper:
    """销毁. Answered by CaseSeen."""

    by: Admitted
    viewer: Admitted
    case_no: str
    sha256: str
    why: str
    busy: ClassVar[str] = "busy.save"

    def perform(self, desk: CashDesk, tell: Tell) -> CaseSeen:
        return _seen(desk, self.viewer, desk.cases.discard(self.by, self.case_no, self.sha256, self.why))


@dataclass(frozen=True, slots=True)
class DrawAgreement:
    """出协议. anew: whoever signed another text signs again. Answered by CaseSeen, with what was printed."""

    by: Admitted
    case_no: str
    anew: bool = False
    busy: ClassVar[str] = "busy.print"

    def perform(self, desk: CashDesk, tell: Tell) -> CaseSeen:
        case, printed = desk.cases.draw_agreement(self.by, self.case_no, anew=self.anew)
        return _seen(desk, self.by, case, printed)


@dataclass(frozen=True, slots=True)
class KeyPayee:
    """Who is to be paid outside: keyed for the first time, or (again) by the second person, who enters it. Answered by
    CaseSeen.
    """

    by: Admitted
    viewer: Admitted
    case_no: str
    payee: "PayeeKeyedIn" = field(repr=False)
    again: bool = False
    busy: ClassVar[str] = "busy.enter"

    def perform(self, desk: CashDesk, tell: Tell) -> CaseSeen:
        key = desk.cases.enter if self.again else desk.cases.key_payee
        return _seen(desk, self.viewer, key(self.by, self.case_no, self.payee))


@dataclass(frozen=True, slots=True)
class ReleaseEntry:
    """It will not be paid outside. Answered by CaseSeen."""

    by: Admitted
    viewer: Admitted
    case_no: str
    why: str
    busy: ClassVar[str] = "busy.enter"

    def perform(self, desk: CashDesk, tell: Tell) -> CaseSeen:
        return _seen(desk, self.viewer, desk.cases.release(self.by, self.case_no, self.why))


@dataclass(frozen=True, slots=True)
class PayOutside:
    """终端外已付: whoever paid keys the payee once more. Answered by CaseSeen."""

    by: Admitted
    viewer: Admitted
    case_no: str
    reference: str
    day: str
    payee: "PayeeKeyedIn" = field(repr=False)
    busy: ClassVar[str] = "busy.save"

    def perform(self, desk: CashDesk, tell: Tell) -> CaseSeen:
        paid = desk.cases.pay_outside(self.by, self.case_no, self.payee, self.reference, self.day)
        return _seen(desk, self.viewer, paid)


@dataclass(frozen=True, slots=True)
class TakeUp:
    """Ask the host again. Answered by CaseSeen."""

    by: Admitted
    viewer: Admitted
    case_no: str
    busy: ClassVar[str] = "busy.enter"

    def perform(self, desk: CashDesk, tell: Tell) -> CaseSeen:
        return _seen(desk, self.viewer, desk.cases.take_up(self.by, self.case_no))


@dataclass(frozen=True, slots=True)
class FindOfCase:
    """The original of a case, as it is now. Answered by Looked."""

    sale: "Sale"
    busy: ClassVar[str] = "busy.find"

    def perform(self, desk: CashDesk, tell: Tell) -> Looked:
        return looked(desk, _original(desk, self.sale))


@dataclass(frozen=True, slots=True)
class RefundCase:
    """What is due, back the way it came; its page shows how it goes. Answered by RefundResult."""

    by: Admitted
    case_no: str
    card: Card | None
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> RefundResult:
        return desk.cases.refund(self.by, self.case_no, self.card, tell)


@dataclass(frozen=True, slots=True)
class PrintCase:
    """One of its papers. Answered by Printout."""

    by: Admitted
    case_no: str
    sheet: "CaseSheet"
    lang: str
    busy: ClassVar[str] = "busy.print"

    def perform(self, desk: CashDesk, tell: Tell) -> Printout:
        return desk.cases.print(self.by, self.case_no, self.sheet, self.lang)


@dataclass(frozen=True, slots=True)
class MakeBundle:
    """证据包. Answered by Bundle."""

    by: Admitted
    case_no: str
    lang: str
    busy: ClassVar[str] = "busy.export"

    def perform(self, desk: CashDesk, tell: Tell) -> "Bundle":
        return desk.cases.bundle(self.by, self.case_no, self.lang)


@dataclass(frozen=True, slots=True)
class ReadSlow:
    """How long each step took. Answered by a tuple of lines."""

    by: Admitted
    columns: int
    lang: str
    busy: ClassVar[str] = "busy.cases"

    def perform(self, desk: CashDesk, tell: Tell) -> tuple[str, ...]:
        return desk.cases.slow_lines(self.by, self.columns, self.lang)


@dataclass(frozen=True, slots=True)
class ExportSlow:
    """The same as a new PDF. Answered by its Path."""

    by: Admitted
    lang: str
    busy: ClassVar[str] = "busy.export"

    def perform(self, desk: CashDesk, tell: Tell) -> Path:
        return desk.cases.slow_report(self.by, self.lang)


def _seen(desk: CashDesk, by: Admitted, case: "Case", printed: Printout | None = None) -> CaseSeen:
    return CaseSeen(desk.cases.view(by, case.case_no), printed)


def _original(desk: CashDesk, sale: "Sale") -> Original:
    by_reference = ByReference(sale.reference_no, sale.month_day)
    try:
        return desk.find(ByOrder(sale.order_no) if sale.order_no else by_reference)
    except Refusal as refusal:
        if refusal.word != "no_order_source":
            raise
        return desk.keyed(by_reference, sale.amount_fen)
