"""Printers and a batch in memory, for the tests of the screens: they answer what they are told to, and remember."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fake_payments import FakePayments

from protocol.transactions import Channel, Totals, Verdict
from terminal.desk.door import Refusal
from terminal.desk.doors import TellSettlement
from terminal.printers.outcome import Printout
from terminal.trade.balance import BalanceTold
from terminal.trade.batch import (
    BatchTotals,
    CountedBatch,
    KindTotal,
    SettlementRecord,
    SettlementState,
    Transaction,
)
from terminal.trade.refund import LinkIdentity

LINK = LinkIdentity("practice", "898310000000001", "00000001", "0" * 16)
OURS = BatchTotals(Totals(123456, 3, 1250, 1), Totals())
KINDS = (KindTotal("sale", Channel.CARD, 2, 100000), KindTotal("qr_sale", Channel.WECHAT, 1, 23456))
BEGUN = SettlementRecord(LINK, "000001", "01", True, "2026-11-22T18:00:00", OURS, KINDS)


@dataclass
class FakePrints:
    """fails: words with which the next things are refused. asked: what was to be printed. news: what collect gives.
    unprinted: keys that an earlier run left.
    """

    fails: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    news: list[Printout] = field(default_factory=list)
    unprinted: tuple[str, ...] = ()
    wake: Callable[[], None] = lambda: None

    def listen(self, wake: Callable[[], None]) -> None:
        self.wake = wake

    def collect(self) -> tuple[Printout, ...]:
        news, self.news = tuple(self.news), []
        return news

    def wait(self, within_s: float) -> tuple[Printout, ...]:
        return self.collect()

    def of(self, subject: str) -> Printout:
        return Printout((f"结算总计单 {subject}",), printing=True, number=77)

    def left(self) -> tuple[str, ...]:
        return self.unprinted

    def again(self, voucher_no: str = "") -> Printout:
        return self._print(f"slip {voucher_no}", voucher_no or "000009")

    def settlement_again(self) -> Printout:
        return self._print("settlement")

    def details(self, *, settled: bool = False) -> Printout:
        return self._print(f"details {settled}")

    def summary(self) -> Printout:
        return self._print("summary")

    def balance(self, told: BalanceTold) -> Printout:
        return self._print(f"balance {told.balance_fen}")

    def _print(self, what: str, subject: str = "") -> Printout:
        self.asked.append(what)
        if self.fails:
            raise Refusal(self.fails.pop(0))
        return Printout((what,), printing=True, subject=subject, number=len(self.asked))


@dataclass
class FakeBatch:
    """payments: what it is a batch of. ends: how settlements end, one after the other; closed and balanced when there
    are none. told: on the way.
    """

    payments: FakePayments
    ends: list[SettlementRecord | Refusal] = field(default_factory=list)
    told: list[SettlementRecord] = field(default_factory=list)
    transactions: tuple[Transaction, ...] = ()
    begun: SettlementRecord | None = BEGUN
    left: tuple[SettlementRecord, ...] = ()
    settled: int = 0

    def sign_off(self) -> None:
        """签退."""
        if self.payments.done:
            raise Refusal("settle_first")
        self.payments.asked.append("sign_off")

    def find(self, voucher_no: str) -> Transaction:
        return self.payments.find(voucher_no)

    def today(self) -> tuple[Transaction, ...]:
        return self.payments.today()

    def now(self) -> CountedBatch:
        return CountedBatch(LINK, "000001", "01", True, self.transactions)

    def unfinished(self) -> SettlementRecord | None:
        return self.begun

    def unclosed(self) -> tuple[SettlementRecord, ...]:
        return self.left

    def settle(self, tell: TellSettlement) -> SettlementRecord:
        self.settled += 1
        for record in self.told:
            tell(record)
        end = self.ends.pop(0) if self.ends else CLOSED
        if isinstance(end, Refusal):
            raise end
        return end


CLOSED = SettlementRecord(
    LINK, "000001", "01", True, "2026-11-22T18:00:00", OURS, KINDS, OURS, (Verdict.BALANCED, Verdict.NOT_JUDGED),
    state=SettlementState.CLOSED,
)  # fmt: skip
