"""Asks of 结算: what the batch comes to, and the settlement itself."""

from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar

from terminal.desk.door import CashDesk, Refusal, Station
from terminal.face.asks.ask import Tell
from terminal.printers.outcome import Printout
from terminal.trade.batch import CountedBatch, SettlementRecord, SettlementState, Transaction
from terminal.trade.refund import State


@dataclass(frozen=True, slots=True)
class Counted:
    """batch: the open one. begun: a settlement that was not finished, which comes first. undecided: a refund or a 冲正
    of this host is.
    """

    batch: CountedBatch
    begun: SettlementRecord | None
    undecided: bool

    @property
    def open(self) -> bool:
        """Something is to be settled before anybody signs off."""
        return self.begun is not None or bool(self.batch.transactions)

    @property
    def nothing(self) -> bool:
        """There is nothing to settle, and nothing that may still have to be; what a person found out to be done is in
        the host's batch, too.
        """
        done = any(one.state is State.CLOSED_DONE for one in self.batch.beside)
        return not (self.open or self.undecided or done)


@dataclass(frozen=True, slots=True)
class CountBatch:
    """What would be settled. Answered by Counted."""

    busy: ClassVar[str] = "busy.count"

    def perform(self, desk: CashDesk, tell: Tell) -> Counted:
        batch = desk.batch.now()
        waiting: tuple[Transaction, ...] = (*desk.open_refunds(), *desk.payments.unsettled())
        return Counted(batch, desk.batch.unfinished(), any(one.link == batch.link for one in waiting))


@dataclass(frozen=True, slots=True)
class Unclosed:
    """counted: of the settlement that an earlier run did not finish here, None where there is none."""

    counted: Counted | None


@dataclass(frozen=True, slots=True)
class AskUnclosed:
    """At sign-on: nothing is sold or given back before that is done. Answered by Unclosed."""

    busy: ClassVar[str] = "busy.resume"

    def perform(self, desk: CashDesk, tell: Tell) -> Unclosed:
        begun = desk.batch.unclosed()
        here = bool(begun) and desk.batch.now().link in {one.link for one in begun}
        return Unclosed(CountBatch().perform(desk, tell) if here else None)


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
