"""Asks of 交易记录: lists, one record's life, its slip again, the day, the last settlement, files."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from terminal.desk.door import CashDesk
from terminal.desk.doors import Exported
from terminal.desk.operators import Admitted
from terminal.face.asks.ask import Tell
from terminal.printers.outcome import Printout
from terminal.records.report import DayReport, Filter, Report
from terminal.records.timeline import Step
from terminal.trade.batch import SettlementRecord


@dataclass(frozen=True, slots=True)
class Today:
    """This operator's refunds of today. Answered by Report."""

    operator_no: str
    busy: ClassVar[str] = "busy.records"

    def perform(self, desk: CashDesk, tell: Tell) -> Report:
        return desk.records.today(self.operator_no)


@dataclass(frozen=True, slots=True)
class FindRecords:
    """Whatever the filter takes. Answered by Report."""

    by: Admitted
    asked: Filter
    busy: ClassVar[str] = "busy.records"

    def perform(self, desk: CashDesk, tell: Tell) -> Report:
        return desk.records.find(self.by, self.asked)


@dataclass(frozen=True, slots=True)
class Life:
    """One record's life. Answered by a tuple of Step."""

    key: str
    busy: ClassVar[str] = "busy.records"

    def perform(self, desk: CashDesk, tell: Tell) -> tuple[Step, ...]:
        return desk.records.life(self.key)


@dataclass(frozen=True, slots=True)
class PrintRecord:
    """Its slip again, of whatever batch. Answered by Printout."""

    key: str
    busy: ClassVar[str] = "busy.print"

    def perform(self, desk: CashDesk, tell: Tell) -> Printout:
        return desk.records.again(self.key)


@dataclass(frozen=True, slots=True)
class Day:
    """日报 of one day, "" for today. Answered by DayReport."""

    by: Admitted
    day: str = ""
    busy: ClassVar[str] = "busy.records"

    def perform(self, desk: CashDesk, tell: Tell) -> DayReport:
        return desk.records.day_report(self.by, self.day)


@dataclass(frozen=True, slots=True)
class ExportDay:
    """日报 as a new PDF. Answered by its Path."""

    by: Admitted
    day: str
    lang: str
    busy: ClassVar[str] = "busy.export"

    def perform(self, desk: CashDesk, tell: Tell) -> Path:
        return desk.records.export_day(self.by, self.day, self.lang)


@dataclass(frozen=True, slots=True)
class LastSettlement:
    """The last closed one. Answered by SettlementRecord, or None."""

    busy: ClassVar[str] = "busy.records"

    def perform(self, desk: CashDesk, tell: Tell) -> SettlementRecord | None:
        return desk.records.settlement()


@dataclass(frozen=True, slots=True)
class Export:
    """Into a new file. Answered by Exported."""

    by: Admitted
    asked: Filter
    form: str
    lang: str
    busy: ClassVar[str] = "busy.export"

    def perform(self, desk: CashDesk, tell: Tell) -> Exported:
        return desk.records.export(self.by, self.asked, self.form, self.lang)
