"""Asks of the start: the desk itself, the operator, 签到 and what an earlier run left."""

from dataclasses import dataclass
from typing import ClassVar

from terminal.desk.door import CashDesk, CounterCustomer, Preferences, RefundResult, Station
from terminal.desk.operators import Admitted
from terminal.face.asks.ask import Tell


@dataclass(frozen=True, slots=True)
class Opened:
    """practice: no real money moves. customers: those at the practice counter, None where there is none. preferences:
    of the parameters. published: passwords of practice that were not changed.
    """

    practice: bool
    customers: tuple[CounterCustomer, ...] | None
    preferences: Preferences
    published: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Arrived:
    """A sign-on, and what the desk is from then on: changed parameters count now."""

    station: Station
    desk: Opened


@dataclass(frozen=True, slots=True)
class Open:
    """Make the desk: journal, keys, link. Answered by Opened."""

    busy: ClassVar[str] = "busy.open"

    def perform(self, desk: CashDesk, tell: Tell) -> Opened:
        return opened(desk)


@dataclass(frozen=True, slots=True)
class FindOperator:
    """Is there one of this number? Answered by None."""

    operator_no: str
    busy: ClassVar[str] = ""

    def perform(self, desk: CashDesk, tell: Tell) -> None:
        desk.staff.require(self.operator_no)


@dataclass(frozen=True, slots=True)
class Enter:
    """Somebody comes to the terminal. Answered by Admitted."""

    operator_no: str
    password: str
    busy: ClassVar[str] = "busy.check"

    def __repr__(self) -> str:
        return f"Enter({self.operator_no})"

    def perform(self, desk: CashDesk, tell: Tell) -> Admitted:
        return desk.enter(self.operator_no, self.password)


@dataclass(frozen=True, slots=True)
class CheckOperator:
    """The password of whoever is asked for it, while an operator stays. Answered by Admitted."""

    operator_no: str
    password: str
    busy: ClassVar[str] = "busy.check"

    def __repr__(self) -> str:
        return f"CheckOperator({self.operator_no})"

    def perform(self, desk: CashDesk, tell: Tell) -> Admitted:
        return desk.check_operator(self.operator_no, self.password)


@dataclass(frozen=True, slots=True)
class SignOnAt:
    """签到. Answered by Arrived."""

    operator_no: str
    busy: ClassVar[str] = "busy.sign_on"

    def perform(self, desk: CashDesk, tell: Tell) -> Arrived:
        return Arrived(desk.sign_on(self.operator_no), opened(desk))


@dataclass(frozen=True, slots=True)
class Resume:
    """Settle what an earlier run left open. Answered by a tuple of RefundResult, other links' open records too."""

    busy: ClassVar[str] = "busy.resume"

    def perform(self, desk: CashDesk, tell: Tell) -> tuple[RefundResult, ...]:
        results = desk.resume(tell)
        told = {result.record.key for result in results}
        return results + tuple(RefundResult(record) for record in desk.open_refunds() if record.key not in told)


@dataclass(frozen=True, slots=True)
class Reset:
    """恢复练习数据. Answered by Opened, as the customers at the counter are new."""

    busy: ClassVar[str] = "busy.reset"

    def perform(self, desk: CashDesk, tell: Tell) -> Opened:
        desk.reset_practice()
        return opened(desk)


def opened(desk: CashDesk) -> Opened:
    """What the desk is, once it is made."""
    customers = desk.counter.customers() if desk.counter else None
    return Opened(desk.practice, customers, desk.preferences, desk.staff.published())
