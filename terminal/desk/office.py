"""What a face may ask of the cash desk in 管理: operators and their passwords, parameters, and the line.

As terminal.desk.door: no widget, no wire; methods block, and every one may raise Refusal with a word of desk.FAULTS.
The rule: whoever asks shows whom the door has admitted, and the desk looks up what that one may do.
"""

from dataclasses import dataclass
from typing import Protocol

from terminal.desk.operators import Admitted


@dataclass(frozen=True, slots=True)
class Setting:
    """One parameter. text: its value as it is keyed; "" for the preset of whoever is asked. shown: that preset. fixed:
    it can be looked at only.
    """

    name: str
    text: str
    shown: str = ""
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class LinkState:
    """link: in force. given: by the command line, which wins over the parameter. found: links there could be, by what
    is plugged in.
    """

    link: str
    given: bool
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkTest:
    """A line that was tried: open, and the host gave keys. merchant_no, terminal_no: what it calls this terminal."""

    link: str
    merchant_no: str
    terminal_no: str


class Staff(Protocol):
    """操作员. Every change is durable when the call returns. Refusal right_missing, operator_number."""

    def require(self, operator_no: str) -> None:
        """There is such an operator. Refusal operator_unknown."""

    def numbers(self, by: Admitted) -> tuple[str, ...]:
        """Every operator."""

    def managers(self, by: Admitted) -> tuple[str, ...]:
        """Every 店长; for the supervisor and the system operator."""

    def appoint(self, by: Admitted, operator_no: str) -> None:
        """This operator, 01 to 98, is shop manager from now on; by 99. Refusal operator_unknown, manager_already,
        manager_by_system.
        """

    def dismiss(self, by: Admitted, operator_no: str) -> None:
        """No shop manager any more, and an operator still; by 00 or 99. Refusal operator_unknown, manager_none."""

    def published(self) -> tuple[tuple[str, str], ...]:
        """(number, password) of those in practice who still have the published one."""

    def add(self, by: Admitted, operator_no: str, password: str) -> None:
        """增加, 01 to 98. Refusal operator_exists, password_malformed."""

    def remove(self, by: Admitted, operator_no: str) -> None:
        """删除, 01 to 98. Refusal operator_unknown, operator_signed_on."""

    def set_password(self, by: Admitted, operator_no: str, password: str) -> None:
        """改密码, one's own, an operator's by the supervisor, or a shop manager's by the system operator. Refusal
        operator_unknown, password_malformed, manager_by_system.
        """


class Setup(Protocol):
    """参数 and 通讯; what is changed counts from the next sign-on. Refusal right_missing."""

    def settings(self, by: Admitted) -> tuple[Setting, ...]:
        """All of them in their order, batch and trace number too."""

    def change(self, by: Admitted, name: str, text: str) -> None:
        """One of them, as it was keyed; durable when it returns. Refusal parameter_malformed (name, reason),
        parameter_bound, parameter_not_here, parameters_write, trace_backward.
        """

    def line(self, by: Admitted) -> LinkState:
        """通讯."""

    def try_line(self, by: Admitted) -> LinkTest:
        """Open the line in force and sign on, for a test: whoever was signed on is so anew, nobody else is. Refusal
        link_unavailable, link_silent, sign_on_refused …
        """
