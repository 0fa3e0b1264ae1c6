"""Asks of 管理: 签退, operators, parameters, the line. What is shown after a change is read anew."""

from dataclasses import dataclass, field
from typing import ClassVar

from terminal.desk.door import CashDesk
from terminal.desk.office import LinkState, LinkTest, Setting
from terminal.desk.operators import Admitted
from terminal.face.asks.ask import Tell

Published = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SignOff:
    """签退. Answered by None."""

    busy: ClassVar[str] = "busy.sign_off"

    def perform(self, desk: CashDesk, tell: Tell) -> None:
        desk.batch.sign_off()


@dataclass(frozen=True, slots=True)
class Listed:
    """Everybody, by number, and who of them is 店长."""

    numbers: tuple[str, ...]
    managers: frozenset[str]


@dataclass(frozen=True, slots=True)
class ListOperators:
    """查询. Answered by Listed."""

    by: Admitted
    busy: ClassVar[str] = "busy.read"

    def perform(self, desk: CashDesk, tell: Tell) -> Listed:
        return Listed(desk.staff.numbers(self.by), frozenset(desk.staff.managers(self.by)))


@dataclass(frozen=True, slots=True)
class Appoint:
    """店长, or (not) any more. Answered by Listed."""

    by: Admitted
    operator_no: str
    stays: bool
    busy: ClassVar[str] = "busy.save"

    def perform(self, desk: CashDesk, tell: Tell) -> Listed:
        (desk.staff.appoint if self.stays else desk.staff.dismiss)(self.by, self.operator_no)
        return Listed(desk.staff.numbers(self.by), frozenset(desk.staff.managers(self.by)))


@dataclass(frozen=True, slots=True)
class AddOperator:
    """增加. Answered by the passwords that are still published."""

    by: Admitted
    operator_no: str
    password: str
    busy: ClassVar[str] = "busy.save"

    def __repr__(self) -> str:
        return f"AddOperator({self.operator_no})"

    def perform(self, desk: CashDesk, tell: Tell) -> Published:
        desk.staff.add(self.by, self.operator_no, self.password)
        return desk.staff.published()


@dataclass(frozen=True, slots=True)
class RemoveOperator:
    """删除. Answered as AddOperator."""

    by: Admitted
    operator_no: str
    busy: ClassVar[str] = "busy.save"

    def perform(self, desk: CashDesk, tell: Tell) -> Published:
        desk.staff.remove(self.by, self.operator_no)
        return desk.staff.published()


@dataclass(frozen=True, slots=True)
class SetPassword:
    """改密码, one's own or an operator's. Answered as AddOperator."""

    by: Admitted
    operator_no: str
    password: str
    busy: ClassVar[str] = "busy.save"

    def __repr__(self) -> str:
        return f"SetPassword({self.operator_no})"

    def perform(self, desk: CashDesk, tell: Tell) -> Published:
        desk.staff.set_password(self.by, self.operator_no, self.password)
        return desk.staff.published()


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """参数. Answered by a tuple of Setting."""

    by: Admitted
    busy: ClassVar[str] = "busy.read"

    def perform(self, desk: CashDesk, tell: Tell) -> tuple[Setting, ...]:
        return desk.setup.settings(self.by)


@dataclass(frozen=True, slots=True)
class ChangeSetting:
    """One parameter, as it was keyed. Answered as ReadSettings."""

    by: Admitted
    name: str
    text: str = field(repr=False)
    busy: ClassVar[str] = "busy.save"

    def perform(self, desk: CashDesk, tell: Tell) -> tuple[Setting, ...]:
        desk.setup.change(self.by, self.name, self.text)
        return desk.setup.settings(self.by)


@dataclass(frozen=True, slots=True)
class ReadLine:
    """通讯. Answered by LinkState."""

    by: Admitted
    busy: ClassVar[str] = "busy.read"

    def perform(self, desk: CashDesk, tell: Tell) -> LinkState:
        return desk.setup.line(self.by)


@dataclass(frozen=True, slots=True)
class ChangeLink:
    """Another link. Answered as ReadLine."""

    by: Admitted
    link: str = field(repr=False)
    busy: ClassVar[str] = "busy.save"

    def perform(self, desk: CashDesk, tell: Tell) -> LinkState:
        desk.setup.change(self.by, "link", self.link)
        return desk.setup.line(self.by)


@dataclass(frozen=True, slots=True)
class TryLine:
    """通讯测试. Answered by LinkTest."""

    by: Admitted
    busy: ClassVar[str] = "busy.try_line"

    def perform(self, desk: CashDesk, tell: Tell) -> LinkTest:
        return desk.setup.try_line(self.by)
