"""Transactions of two days, written by hand, for the tests of lists, reports and their pages."""

from dataclasses import dataclass, field
from pathlib import Path

from protocol.cards import TEST_CARDS
from protocol.transactions import Channel, RefundKey, Totals, Verdict, Voucher
from terminal.desk.door import Refusal
from terminal.desk.doors import Exported
from terminal.desk.operators import Admitted, Right
from terminal.printers.outcome import Printout
from terminal.records.report import DayReport, Filter, Group, Report, day_report, report
from terminal.records.timeline import Step
from terminal.trade.batch import BatchTotals, SettlementRecord, SettlementState, Transaction
from terminal.trade.payment import PaymentKind, PaymentRecord, PaymentState
from terminal.trade.refund import Cause, LinkIdentity, RefundRecord, State

DAY, DAY_BEFORE = "2026-11-22", "2026-11-21"
MERCHANT, TERMINAL_NO = "898310000000001", "00000001"
HERE = LinkIdentity("practice", MERCHANT, TERMINAL_NO, "0" * 16)
CARD = TEST_CARDS["unionpay"].masked


def key(trace: int, batch_no: str = "000002") -> RefundKey:
    return RefundKey(MERCHANT, TERMINAL_NO, "0a1b2c3d", batch_no, f"{trace:06}", "20261122")


def refund(trace: int, fen: int = 100, state: State = State.APPROVED, **changes: object) -> RefundRecord:
    said: dict[str, object] = {
        "key": key(trace),
        "link": HERE,
        "amount_fen": fen,
        "original_reference": "000000000123",
        "original_month_day": "1120",
        "channel": Channel.CARD,
        "order_no": "",
        "payer": CARD,
        "items": (),
        "reason": "customer",
        "operator_no": "01",
        "supervisor_no": "00",
        "practice": True,
        "opened_at": f"{DAY}T10:{trace % 60:02}:30+08:00",
        "state": state,
    }
    return RefundRecord(**{**said, **changes})  # type: ignore[arg-type]


def payment(trace: int, fen: int, kind: PaymentKind, state: PaymentState, **changes: object) -> PaymentRecord:
    said: dict[str, object] = {
        "key": key(trace),
        "link": HERE,
        "kind": kind,
        "amount_fen": fen,
        "channel": Channel.CARD,
        "payer": CARD,
        "entry": "022",
        "operator_no": "01",
        "supervisor_no": "",
        "practice": True,
        "opened_at": f"{DAY}T10:{trace % 60:02}:30+08:00",
        "state": state,
    }
    return PaymentRecord(**{**said, **changes})  # type: ignore[arg-type]


# fmt: off
REFUNDS = (
    refund(1, 99_900, opened_at=f"{DAY_BEFORE}T23:59:59+08:00", key=key(1, "000001")),
    refund(2, 200, code="00", reference_no="000000000902"),
    refund(3, 100, order_no="81234567890112", exchange_no="000002000003"),
    refund(4, 1234, State.DECLINED, code="51"),
    refund(5, 800, State.NOT_SENT, cause=Cause.LINE_LOST, payer="621700******4321"),
    refund(6, 900, State.UNKNOWN, cause=Cause.NO_ANSWER),
    refund(7, 700, channel=Channel.ALIPAY, payer="2088****1122", operator_no="02", original_reference="000000000777"),
)
SALES = (
    payment(8, 5000, PaymentKind.SALE, PaymentState.APPROVED, auth_no="A1B2C3"),
    payment(9, 6000, PaymentKind.SALE, PaymentState.DUE, cause=Cause.NO_ANSWER, tries=1),
    payment(10, 5000, PaymentKind.VOID, PaymentState.APPROVED, original=Voucher("000002", "000008", "1122")),
    payment(11, 1, PaymentKind.QR_SALE, PaymentState.APPROVED, channel=Channel.WECHAT, payer="1350****7788",
            operator_no="02", reference_no="ABCDEFGH0011", exchange_no="000002000003"),
)
# fmt: on
TRANSACTIONS: tuple[Transaction, ...] = (*REFUNDS, *SALES)
_TOTALS = BatchTotals(Totals(5000, 1, 5300, 3), Totals())
SETTLED = SettlementRecord(
    HERE, "000001", "01", True, f"{DAY_BEFORE}T18:00:00+08:00", _TOTALS, host=_TOTALS,
    verdicts=(Verdict.BALANCED, Verdict.NOT_JUDGED), state=SettlementState.CLOSED, reached="1121180001",
)  # fmt: skip
STEPS = (
    Step(f"{DAY_BEFORE}T23:59:58.000+08:00", "refund.intent", "01", "00", "pending", sends=1),
    Step(f"{DAY}T00:00:08.000+08:00", "refund.unknown", "01", "00", "querying", cause=Cause.NO_ANSWER, sends=1),
    Step(f"{DAY}T00:00:12.500+08:00", "refund.approved", "01", "00", "approved", "00", "000000000902", queries=2),
    Step(f"{DAY}T00:00:13.000+08:00", "receipt.printed", "01", files=("a.txt", "a.png"), trouble=("lp: no paper",)),
    Step(f"{DAY}T09:30:00.000+08:00", "receipt.printed", "02", files=("b.txt",), reprint=True),
    Step(f"{DAY}T09:31:00.000+08:00", "other", "02", name="case.opened"),
)


@dataclass
class FakeRecords:
    """Implements terminal.desk.doors.Records over a tuple of transactions; it remembers what it was asked."""

    transactions: tuple[Transaction, ...] = TRANSACTIONS
    steps: tuple[Step, ...] = STEPS
    asked: list[object] = field(default_factory=list)
    fails: list[str] = field(default_factory=list)
    disk: str = ""
    damaged: bool = False
    settled: SettlementRecord | None = SETTLED

    def today(self, operator_no: str) -> Report:
        return self._found(Filter(since=DAY, until=DAY, operator_no=operator_no, group=Group.REFUND))

    def find(self, by: Admitted, asked: Filter) -> Report:
        assert by.operator_no in {asked.operator_no, "00"}
        return self._found(asked)

    def _found(self, asked: Filter) -> Report:
        if self.damaged:
            raise Refusal("journal_damaged")
        self.asked.append(asked)
        return report(self.transactions, asked)

    def life(self, key: str) -> tuple[Step, ...]:
        self.asked.append(key)
        return self.steps

    def again(self, key: str) -> Printout:
        self.asked.append(key)
        if self.fails:
            raise Refusal(self.fails.pop(0))
        return Printout(("***重打印票据***", key[-17:]), printing=True, subject=key, number=len(self.asked))

    def day_report(self, by: Admitted, day: str = "") -> DayReport:
        whole = day_report(self.transactions, day or DAY)
        return whole if by.may(Right.EVERYBODY) else whole.of_operator(by.operator_no)

    def settlement(self) -> SettlementRecord | None:
        return self.settled

    def export_day(self, by: Admitted, day: str, lang: str) -> Path:
        self.asked.append((day, lang))
        return Path("home") / "practice" / "exports" / "day-20261122-180000.pdf"

    def export(self, by: Admitted, asked: Filter, form: str, lang: str) -> Exported:
        if self.disk:
            raise Refusal("not_exported", reason=self.disk)
        self.asked.append((asked, form, lang))
        found = report(self.transactions, asked).found
        return Exported(Path("home") / "practice" / "exports" / f"records-20261122-180000.{form}", found, found)
