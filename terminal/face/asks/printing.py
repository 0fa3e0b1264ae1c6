"""Asks of 打印: slips again, lists, totals, a balance; and what has come of what was printed."""

from dataclasses import dataclass
from typing import ClassVar

from terminal.desk.door import CashDesk
from terminal.face.asks.ask import Tell
from terminal.printers.outcome import Printout
from terminal.trade.balance import BalanceTold


@dataclass(frozen=True, slots=True)
class Collect:
    """What has come out or failed since; the clerk asks it, whatever else goes on. Answered by a tuple of Printout."""

    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> tuple[Printout, ...]:
        return desk.prints.collect()


@dataclass(frozen=True, slots=True)
class Left:
    """keys: of what never came out, oldest first."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskLeft:
    """What earlier runs left unprinted, and what prints by itself no more. Answered by Left."""

    busy: ClassVar[str] = "busy.resume"

    def perform(self, desk: CashDesk, tell: Tell) -> Left:
        return Left(desk.prints.left())


@dataclass(frozen=True, slots=True)
class PrintSlip:
    """重打上一笔, or 重打任意一笔 of this batch by its voucher number. Answered by Printout."""

    voucher_no: str = ""
    busy: ClassVar[str] = "busy.print"

    def perform(self, desk: CashDesk, tell: Tell) -> Printout:
        return desk.prints.again(self.voucher_no)


@dataclass(frozen=True, slots=True)
class PrintSettlement:
    """重打结算单. Answered by Printout."""

    busy: ClassVar[str] = "busy.print"

    def perform(self, desk: CashDesk, tell: Tell) -> Printout:
        return desk.prints.settlement_again()


@dataclass(frozen=True, slots=True)
class PrintDetails:
    """明细, of the open batch or of the one that was settled last. Answered by Printout."""

    settled: bool = False
    busy: ClassVar[str] = "busy.print"

    def perform(self, desk: CashDesk, tell: Tell) -> Printout:
        return desk.prints.details(settled=self.settled)


@dataclass(frozen=True, slots=True)
class PrintSummary:
    """汇总. Answered by Printout."""

    busy: ClassVar[str] = "busy.print"

    def perform(self, desk: CashDesk, tell: Tell) -> Printout:
        return desk.prints.summary()


@dataclass(frozen=True, slots=True)
class PrintBalance:
    """余额查询单. Answered by Printout."""

    told: BalanceTold
    busy: ClassVar[str] = "busy.print"

    def perform(self, desk: CashDesk, tell: Tell) -> Printout:
        return desk.prints.balance(self.told)
