"""What a face may ask of the cash desk about refund cases (退款申请): lists, one case, its acts, papers and money.

As terminal.desk.door: no widget, no wire; methods block, and every one may raise Refusal with a word of desk.FAULTS.
The rule: whoever asks shows whom the door has admitted; every change is durable when the call returns, and one that may
not happen (a CaseFault) is a Refusal by the same word, after which nothing has changed.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from protocol.cards import Card
from protocol.transactions import Original
from terminal.case.acts import Act
from terminal.case.case import Case
from terminal.case.papers import Kind, Paper
from terminal.case.request import Form
from terminal.case.waiting import Waiting
from terminal.case.words import Route
from terminal.desk.case_inbox import Incoming
from terminal.desk.door import RefundResult, TellBoth
from terminal.desk.operators import Admitted
from terminal.printers.outcome import Printout
from terminal.trade.refund import RefundRecord


class CaseSheet(StrEnum):
    """What can be printed of a case, and from when on. APPLICATION: 退款申请表. ANSWER: 审核答复. AGREEMENT: 退款协议.
    RETURN: 退货寄回单 of a device. PAY_ORDER: 付款通知单 of a payment outside. CONFIRMATION: 退款确认及感谢函.
    """

    APPLICATION = "application"
    ANSWER = "answer"
    AGREEMENT = "agreement"
    RETURN = "return"
    PAY_ORDER = "pay_order"
    CONFIRMATION = "confirmation"


class Which(StrEnum):
    """Which cases a list shows. DUE: whose time is over, or whose papers may go."""

    OPEN = "open"
    DUE = "due"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Listed:
    """One case in a list, and what it waits for."""

    case: Case
    waiting: Waiting


@dataclass(frozen=True, slots=True)
class Faulty:
    """A paper whose file is not what was attached, or CaseSheet.AGREEMENT and not what was drawn. vanished: it is gone,
    else it was changed.
    """

    paper: Paper | CaseSheet
    sha256: str
    name: str
    vanished: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case as a page shows it. may: words of the acts (terminal.case.acts.ACTS) that are possible now and that the
    asker has the right to. faulty: papers that are not what was attached. remaining_fen: of its original, None where
    no source can say. denied: refunds of it that a person ended as done and of which the host has said no since.
    """

    case: Case
    waiting: Waiting
    may: tuple[str, ...]
    faulty: tuple[Faulty, ...] = ()
    remaining_fen: int | None = None
    sheets: tuple[CaseSheet, ...] = ()
    denied: tuple[RefundRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class PayeeKeyedIn:
    """Who is to be paid outside the terminal, as it was keyed; in memory only. bank: "" for a wallet."""

    route: Route
    name: str = field(repr=False)
    account: str = field(repr=False)
    bank: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """证据包: one PDF with everything, and the same for programs. sha256: of each, in that order."""

    pdf: Path
    machine: Path
    sha256: tuple[str, str]


class Cases(Protocol):
    """退款申请. by: who asks; Refusal right_missing, case_unknown (case)."""

    def listed(self, by: Admitted, which: Which = Which.OPEN, text: str = "") -> tuple[Listed, ...]:
        """Those, longest overdue first, then the newest. text: part of a number, a receipt or an applicant's name."""

    def view(self, by: Admitted, case_no: str) -> CaseView:
        """One case, its papers looked at."""

    def open(self, by: Admitted, kind: Kind, original: Original, form: Form) -> Case:
        """受理. Refusal case_duplicate (case), case_wanted_over, case_fault_missing, case_fee_over …"""

    def act(self, by: Admitted, case_no: str, act: Act) -> Case:
        """Whatever needs nothing but its own words; the others have a method of their own, and are Refusal usage here.
        Approved looks at every paper's file and at the original first: Refusal case_papers_missing (papers),
        evidence_vanished, evidence_changed (paper, name), case_own_request, case_over_limit, amount_over_remaining …
        """

    def change_form(self, by: Admitted, case_no: str, form: Form) -> Case:
        """The form anew, under the rules that the case was opened with."""

    def attach(self, by: Admitted, case_no: str, paper: Paper, file: Path) -> Case:
        """Keep a copy of a file. Refusal evidence_unreadable (file), evidence_empty, evidence_large, paper_twice."""

    def inbox(self, by: Admitted) -> tuple[Incoming, ...]:
        """Files in the folder in which papers come in (`inbox` beside `exports`), newest first, 200 at most."""

    def incoming(self, by: Admitted, file: Path) -> Incoming:
        """A file wherever it lies, before it is attached. Refusal evidence_unreadable, evidence_no_file (file)."""

    def discard(self, by: Admitted, case_no: str, sha256: str, why: str) -> Case:
        """Take a paper's file away; its hash stays. Refusal paper_unknown, case_same_person."""

    def draw_agreement(
        self, by: Admitted, case_no: str, lang: str = "zh_CN", *, anew: bool = False
    ) -> tuple[Case, Printout]:
        """协议, printed for both to sign. lang: of its text, which is kept with its hash; Chinese is the legal one.

        The same text once more is printed and keeps who has signed it. anew: another one, though somebody has signed.
        Refusal agreement_voids.
        """

    def refund(self, by: Admitted, case_no: str, card: Card | None, tell: TellBoth) -> RefundResult:
        """What is due, through the terminal, back the way it came. Refusal case_not_ready, case_route, and whatever a
        refund is refused with.
        """

    def key_payee(self, by: Admitted, case_no: str, payee: PayeeKeyedIn) -> Case:
        """Who is to be paid outside, for the first time. Refusal payee_malformed (field, reason), case_route."""

    def enter(self, by: Admitted, case_no: str, payee: PayeeKeyedIn) -> Case:
        """The same, keyed by a second person: entered against what remains of the original, here and at a host that
        keeps such entries. The case is then ENTERED, READY again where the host refused (its Mark says why), or
        ENTERING where nobody answered: `take_up` asks again. Refusal payee_differs, case_same_person,
        amount_over_remaining …
        """

    def pay_outside(self, by: Admitted, case_no: str, payee: PayeeKeyedIn, reference: str, day: str) -> Case:
        """It was paid outside: whoever paid keys the payee once more, from the customer's paper. reference: of that
        payment. day: ISO day. Refusal payee_differs, case_same_person, case_paid_day, case_reference_used (case) …
        """

    def release(self, by: Admitted, case_no: str, why: str) -> Case:
        """It will not be paid outside: give the entry back."""

    def take_up(self, by: Admitted, case_no: str) -> Case:
        """Ask the host again about an entry or a release that had no answer; under the same key."""

    def print(self, by: Admitted, case_no: str, sheet: CaseSheet, lang: str = "zh_CN") -> Printout:
        """One of its papers; 协议 in the very text that was drawn. Refusal case_not_yet (sheet), evidence_vanished,
        evidence_changed (of that text).
        """

    def bundle(self, by: Admitted, case_no: str, lang: str) -> Bundle:
        """证据包, new files beside the journal. Refusal not_exported."""

    def slow_report(self, by: Admitted, lang: str) -> Path:
        """How long each step took, slow cases, and a chart: a PDF. Refusal not_exported."""

    def slow_lines(self, by: Admitted, columns: int, lang: str) -> tuple[str, ...]:
        """The same as lines of a page, none wider than its columns."""

    def about(self, original: Original) -> Case | None:
        """The case of this original that blocks its quick refund, else one that is open; None without either."""
