"""Asks of 结算: what the batch comes to, and the settlement itself."""

from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from terminal.desk.door import CashDesk, Refusal, Station
from terminal.face.asks.ask import Tell
from terminal.printers.outcome import Printout
from terminal.trade.batch import CountedBatch, SettlementRecord, SettlementState


@dataclass(frozen=True, slots=True)
class Counted:
    """batch: the open one. begun: a settlement that was not finished, which comes first."""

    batch: CountedBatch
    begun: SettlementRecord | None

    @property
    def nothing(self) -> bool:
        """There is nothing to settle."""
        return self.begun is None and not self.batch.transactions


@dataclass(frozen=True, slots=True)
class CountBatch:
    """What would be settled. Answered by Counted."""

    busy: ClassVar[str] = "busy.count"

    def perform(self, desk: CashDesk, tell: Tell) -> Counted:
        return Counted(desk.batch.now(), desk.batch.unfinished())


@dataclass(frozen=True, slots=True)
class Settled:
    """How it stands. station: signed on again in the new batch, None where that was not reached. printed: the slip."""

    record: SettlementRecord
    station: Station | None
    printed: Printout


@dataclass(frozen=True, slots=True)
class SettleBatch:
    """结算; a closed batch is followed by 签到, which opens the next. Answered by Settled."""

    operator_no: str
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> Settled:
        record, station = desk.batch.settle(tell), None
        if record.state is SettlementState.CLOSED:
            with suppress(Refusal):  # it is closed all the same, and the next transaction signs on by itself
                station = desk.sign_on(self.operator_no)
        return Settled(record, station, desk.prints.of(record.key))
