"""Refund cases in memory: acts go through terminal.case.steps, nothing is kept; of rights a reviewer's alone."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from protocol.cards import Card
from protocol.transactions import Original, RefundKey
from terminal.case.acts import (
    Act,
    AgreementDrawn,
    EntryIntended,
    EntryReleased,
    EntryTaken,
    FormChanged,
    Happened,
    Opened,
    PaidOutside,
    PaperAttached,
    PaperDiscarded,
    PayeeKeyed,
    RefundMoved,
    ReleaseIntended,
)
from terminal.case.case import Case
from terminal.case.course import Payee
from terminal.case.judge import CaseFault, require_possible
from terminal.case.papers import NEEDED, Kind, Paper
from terminal.case.request import Form, Sale, Terms
from terminal.case.steps import step
from terminal.case.waiting import waiting
from terminal.case.words import RefundStanding
from terminal.desk.case_door import Bundle, CaseSheet, CaseView, Faulty, Listed, PayeeKeyedIn, Which
from terminal.desk.case_inbox import Incoming
from terminal.desk.case_may import may_now
from terminal.desk.door import RefundResult, Refusal
from terminal.desk.operators import PRACTICE_MANAGERS, Admitted
from terminal.printers.outcome import Printout
from terminal.trade.refund import Cause, LinkIdentity, RefundRecord, State

TODAY = date(2026, 11, 22)
DUE_DAYS = (2, 7, 1, 3, 5, 7, 14)
HERE = LinkIdentity("practice", "898310000000001", "00000001", "0" * 16)
FILES = tuple(
    Incoming(Path("home") / "inbox" / name, 123_456, "2026-11-21 17:05")
    for name in ("发票.png", "fault-report.pdf", "合同副本 第1页.jpg")
)


@dataclass
class FakeCases:
    """Implements terminal.desk.case_door.Cases. cases: by number. faulty: papers that are not what was attached. text:
    hash of an agreement that is drawn now.
    """

    cases: dict[str, Case] = field(default_factory=dict)
    faulty: tuple[Faulty, ...] = ()
    files: tuple[Incoming, ...] = FILES
    rules: Callable[[Kind], Terms] = lambda kind: Terms("示例", "2026-01-01", NEEDED[kind], due_days=DUE_DAYS)
    asked: list[object] = field(default_factory=list)
    minutes: int = 0
    text: str = "a" * 64

    def listed(self, by: Admitted, which: Which = Which.OPEN, text: str = "") -> tuple[Listed, ...]:
        rows = (Listed(case, waiting(case, TODAY)) for case in self.cases.values())
        found = [row for row in rows if self._wanted(row, which) and text in _searchable(row.case)]
        return tuple(sorted(found, key=lambda row: (not row.waiting.overdue, -int(row.case.case_no))))

    def _wanted(self, row: Listed, which: Which) -> bool:
        return which is Which.ALL or (row.waiting.overdue if which is Which.DUE else row.waiting.why is not None)

    def view(self, by: Admitted, case_no: str) -> CaseView:
        case = self._case(case_no)
        may = may_now(case, replace(by, manager=by.operator_no in PRACTICE_MANAGERS), self._at())
        sheets = tuple(CaseSheet)[: 1 + (case.decision is not None) + 4 * (case.agreement is not None)]
        left = case.sale.amount_fen - case.paid_fen
        return CaseView(case, waiting(case, TODAY), may, self.faulty, left, sheets)

    def open(self, by: Admitted, kind: Kind, original: Original, form: Form) -> Case:
        sale = Sale(
            original.order_no, original.reference_no, original.voucher_no, original.paid_date, original.channel,
            original.payer, original.amount_fen,
        )  # fmt: skip
        number = f"20261122{len(self.cases) + 1:04}"
        return self._happened(by, number, Opened(kind, sale, form, self.rules(kind), practice=True))

    def act(self, by: Admitted, case_no: str, act: Act) -> Case:
        return self._happened(by, case_no, act)

    def change_form(self, by: Admitted, case_no: str, form: Form) -> Case:
        return self._happened(by, case_no, FormChanged(form, self._case(case_no).terms))

    def attach(self, by: Admitted, case_no: str, paper: Paper, file: Path) -> Case:
        if file.name == "gone.png":
            raise Refusal("picture_unreadable")
        number = len(self._case(case_no).papers)
        try:
            attached = PaperAttached(paper, f"{number:064x}", file.name, 123_456, "image/png", "2029-11-22")
        except ValueError:
            raise Refusal("case_words") from None
        return self._happened(by, case_no, attached)

    def inbox(self, by: Admitted) -> tuple[Incoming, ...]:
        return self.files

    def incoming(self, by: Admitted, file: Path) -> Incoming:
        if file.name == "gone.png":
            raise Refusal("evidence_unreadable", file=file.name, reason="No such file or directory")
        return Incoming(file, 123_456, "2026-11-21 17:05")

    def discard(self, by: Admitted, case_no: str, sha256: str, why: str) -> Case:
        return self._happened(by, case_no, PaperDiscarded(sha256, why))

    def draw_agreement(
        self, by: Admitted, case_no: str, lang: str = "zh_CN", *, anew: bool = False
    ) -> tuple[Case, Printout]:
        agreed = self._case(case_no).agreement
        if agreed is not None and agreed.signatures and agreed.sha256 != self.text and not anew:
            raise Refusal("agreement_voids", case=case_no)
        case = self._happened(by, case_no, AgreementDrawn(self.text))
        return case, Printout(("退款协议", "双方签字后生效"), printing=True, subject=case_no, number=1)

    def refund(
        self, by: Admitted, case_no: str, card: Card | None, tell: Callable[[RefundRecord], None]
    ) -> RefundResult:
        case = self._case(case_no)
        key = RefundKey(HERE.merchant_no, HERE.terminal_no, "0a1b2c3d", "000001", f"{self.minutes:06}", "20261122")
        record = RefundRecord(
            key, HERE, case.due_fen, case.sale.reference_no, case.sale.month_day, case.sale.channel,
            case.sale.order_no, case.sale.payer, (), "customer", "01", by.operator_no, True,
            "2026-11-22T10:00:00+08:00", State.PENDING,
        )  # fmt: skip
        tell(record)
        self._happened(by, case_no, RefundMoved(str(key), case.due_fen, RefundStanding.PAID))
        done = replace(record, state=State.APPROVED, code="00", reference_no="000000000999", cause=Cause(""))
        return RefundResult(done, ("签购单",))

    def key_payee(self, by: Admitted, case_no: str, payee: PayeeKeyedIn) -> Case:
        return self._happened(by, case_no, PayeeKeyed(_masked(by, payee)))

    def enter(self, by: Admitted, case_no: str, payee: PayeeKeyedIn) -> Case:
        case, key = self._case(case_no), f"E{self.minutes}"
        digest = _masked(by, payee).digest
        self._happened(by, case_no, EntryIntended(key, case.due_fen, digest, at_host=True))
        return self._happened(by, case_no, EntryTaken(key))

    def pay_outside(self, by: Admitted, case_no: str, payee: PayeeKeyedIn, reference: str, day: str) -> Case:
        return self._happened(by, case_no, PaidOutside(reference, day, _masked(by, payee).digest))

    def release(self, by: Admitted, case_no: str, why: str) -> Case:
        entry = self._case(case_no).entry
        key = entry.key if entry else ""
        self._happened(by, case_no, ReleaseIntended(key, why))
        return self._happened(by, case_no, EntryReleased(key))

    def take_up(self, by: Admitted, case_no: str) -> Case:
        entry = self._case(case_no).entry
        return self._happened(by, case_no, EntryTaken(entry.key if entry else ""))

    def print(self, by: Admitted, case_no: str, sheet: CaseSheet, lang: str = "zh_CN") -> Printout:
        self.asked.append(sheet)
        return Printout((sheet.value,), (Path("home") / f"{case_no}-{sheet}.pdf",), subject=case_no, number=2)

    def bundle(self, by: Admitted, case_no: str, lang: str) -> Bundle:
        folder = Path("home") / "practice" / "exports"
        return Bundle(folder / f"case-{case_no}.pdf", folder / f"case-{case_no}.zip", ("a" * 64, "b" * 64))

    def slow_report(self, by: Admitted, lang: str) -> Path:
        return Path("home") / "practice" / "exports" / "slow-20261122.pdf"

    def slow_lines(self, by: Admitted, columns: int, lang: str) -> tuple[str, ...]:
        return tuple(f"{number}  4  12.5 d  {'#' * number}"[:columns] for number in range(1, 30))

    def about(self, original: Original) -> Case | None:
        return next((one for one in self.cases.values() if one.sale.reference_no == original.reference_no), None)

    def _case(self, case_no: str) -> Case:
        if case_no not in self.cases:
            raise Refusal("case_unknown", case=case_no)
        return self.cases[case_no]

    def _at(self) -> str:
        return f"2026-11-22T{9 + self.minutes // 60:02}:{self.minutes % 60:02}:00+08:00"

    def _happened(self, by: Admitted, case_no: str, act: Act) -> Case:
        self.minutes += 1
        at = self._at()
        self.asked.append((by.operator_no, act))
        happened, before = Happened(case_no, at, by.operator_no, act), self.cases.get(case_no)
        try:
            require_possible(before, happened)
        except CaseFault as fault:
            raise Refusal(fault.word, **fault.details) from None
        case = step(before, happened)
        self.cases[case_no] = case
        return case


def older(case: Case, days: int) -> Case:
    """The same case, so many days before."""

    def before(at: str) -> str:
        return str(date.fromisoformat(at[:10]) - timedelta(days)) + at[10:]

    life = tuple(replace(mark, at=before(mark.at)) for mark in case.life)
    return replace(case, opened_at=before(case.opened_at), life=life)


def _searchable(case: Case) -> str:
    return f"{case.case_no} {case.form.receipt_no} {case.form.applicant}"


def _masked(by: Admitted, payee: PayeeKeyedIn) -> Payee:
    keyed = f"{payee.route}{payee.name}{payee.account}{payee.bank}"
    digest = f"{sum(map(ord, keyed)):064x}"
    return Payee(payee.route, payee.name[:1] + "**", f"****{payee.account[-4:]}", payee.bank, digest, by.operator_no)
