"""A refund case walked on a real desk, from the first talk to where a test wants it: by 01, reviewed by 00 or 98."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from supervisor import nobody

from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder, Original
from scanner.salesslip import order_no
from terminal.case.acts import (
    Applied,
    Approved,
    GoodsChecked,
    GoodsReceived,
    GoodsSent,
    PapersBegun,
    Signed,
)
from terminal.case.case import Case
from terminal.case.papers import Kind
from terminal.case.request import Form
from terminal.case.words import Fault, Intake, Party, Route
from terminal.desk.case_door import PayeeKeyedIn
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundResult, Refusal
from terminal.desk.operators import Admitted

CARD_ORDER, QR_ORDER = order_no("800000260001"), order_no("800000260002")
CARD_PAID, QR_PAID = 12_850, 5_990
CLERK, BOSS, MANAGER = Admitted("01"), Admitted("00"), Admitted("98", manager=True)
CARD = TEST_CARDS["unionpay"]
ACCOUNT = "6205500000000000004"
PAYEE = PayeeKeyedIn(Route.BANK, "张小明", ACCOUNT, "中国工商银行上海分行")


def paid_now(desk: Desk, by: Admitted, case_no: str, reference: str = "ICBC-1", payee: PayeeKeyedIn = PAYEE) -> Case:
    """Paid outside the terminal, today."""
    return desk.cases.pay_outside(by, case_no, payee, reference, datetime.now().astimezone().date().isoformat())


def word(call: Callable[[], object]) -> str:
    """What it is refused with; "" where it is not."""
    try:
        call()
    except Refusal as refusal:
        return refusal.word
    return ""


def form_of(original: Original, kind: Kind = Kind.TRANSACTION, wanted_fen: int = 0, receipt_no: str = "") -> Form:
    """What the customer wrote: all of it back, unless less is wanted."""
    device = kind is Kind.DEVICE
    return Form(
        applicant="王女士",
        contact="138****0000",
        receipt_no=receipt_no or original.order_no,
        intake=Intake.SHOP,
        wanted_fen=wanted_fen or original.remaining_fen,
        reason="买后第二天不能开机" if device else "同一笔付了两次",
        wanted_by="2099-12-01",
        fault=Fault.FAULT if device else None,
        parts=("主机", "电源线") if device else (),
        return_address="上海市南京东路1号" if device else "",
    )


class CaseWalk:
    """One case and who works on it. folder: where its papers' files come from."""

    def __init__(self, desk: Desk, folder: Path, kind: Kind = Kind.TRANSACTION, order: str = CARD_ORDER) -> None:
        self.desk, self.folder, self.kind = desk, folder, kind
        self.original = desk.find(ByOrder(order))
        self.no = ""

    @property
    def case(self) -> Case:
        """As it stands."""
        return self.desk.cases.view(BOSS, self.no).case

    def opened(self, wanted_fen: int = 0) -> "CaseWalk":
        """受理."""
        form = form_of(self.original, self.kind, wanted_fen)
        self.no = self.desk.cases.open(CLERK, self.kind, self.original, form).case_no
        return self

    def gathered(self) -> "CaseWalk":
        """With every paper that is missing."""
        self.desk.cases.act(CLERK, self.no, PapersBegun())
        for paper in self.case.missing:
            file = self.folder / f"{self.no}-{paper}.txt"
            file.write_text(f"{paper} of {self.no}", encoding="utf-8")
            self.desk.cases.attach(CLERK, self.no, paper, file)
        return self

    def applied(self) -> "CaseWalk":
        """提交申请."""
        self.desk.cases.act(CLERK, self.no, Applied())
        return self

    def approved(self, route: Route = Route.ORIGINAL, by: Admitted = MANAGER, granted_fen: int = 0) -> "CaseWalk":
        """审核通过, less the fee of the rules."""
        case = self.case
        granted = granted_fen or case.form.wanted_fen - case.terms.fee_fen
        self.desk.cases.act(by, self.no, Approved(granted, case.terms.fee_fen, route, ""))
        return self

    def signed(self) -> "CaseWalk":
        """协议 by both."""
        case, _printed = self.desk.cases.draw_agreement(CLERK, self.no)
        assert case.agreement is not None
        for party, name in ((Party.CUSTOMER, "王女士"), (Party.SHOP, "李店长")):
            self.desk.cases.act(CLERK, self.no, Signed(party, name, case.agreement.sha256))
        return self

    def returned(self) -> "CaseWalk":
        """The device came back whole."""
        self.desk.cases.act(CLERK, self.no, GoodsSent("顺丰", "SF1234567890"))
        self.desk.cases.act(CLERK, self.no, GoodsReceived())
        self.desk.cases.act(CLERK, self.no, GoodsChecked("完好"))
        return self

    def ready(self, route: Route = Route.ORIGINAL, wanted_fen: int = 0) -> "CaseWalk":
        """To be paid."""
        walked = self.opened(wanted_fen).gathered().applied().approved(route).signed()
        return walked.returned() if self.kind is Kind.DEVICE else walked

    def refund(self, by: Admitted = BOSS) -> RefundResult:
        """Through the terminal, with the card that paid."""
        return self.desk.cases.refund(by, self.no, CARD, nobody)

    def keyed(self) -> "CaseWalk":
        """The payee, by the first person."""
        self.desk.cases.key_payee(CLERK, self.no, PAYEE)
        return self

    def entered(self, payee: PayeeKeyedIn = PAYEE) -> Case:
        """By the second person."""
        return self.desk.cases.enter(BOSS, self.no, payee)
