"""What is being done in 管理: who may, to whom, and what was keyed. Pure.

The rule: it is put away on leaving 管理, so that nobody goes on by the password of somebody who has left.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from terminal.desk.office import LinkState, LinkTest, Setting
from terminal.desk.operators import Admitted, Role


class Task(StrEnum):
    """With an operator, or with a parameter."""

    NOTHING = ""
    ADD = "add"
    REMOVE = "remove"
    SET_PASSWORD = "set_password"  # noqa: S105 - a task, no password
    OWN_PASSWORD = "own_password"  # noqa: S105
    MANAGER = "manager"
    PARAMETERS = "parameters"
    LINE = "line"


NUMBERING = frozenset({Task.ADD, Task.REMOVE, Task.SET_PASSWORD, Task.MANAGER})
"""What an operator's number is asked for."""


@dataclass(frozen=True, slots=True)
class AdminDraft:
    """authority: whose password was keyed for this. number: the operator that it is about. new: the password to be.
    operators: all of them; managers: who of them is 店长. settings, chosen: the parameters, and the one that is looked
    at. text: its value as keyed. line, tested: 通讯.
    """

    authority: Admitted | None = None
    task: Task = Task.NOTHING
    number: str = ""
    new: str = field(default="", repr=False)
    operators: tuple[str, ...] = ()
    managers: frozenset[str] = frozenset()
    settings: tuple[Setting, ...] = ()
    chosen: int = 0
    text: str = ""
    line: LinkState | None = None
    tested: LinkTest | None = None

    def facts(self, *, signed_on: bool) -> dict[str, bool]:
        """What the flow table may ask. signed_on: an operator is."""
        role = self.authority.role if self.authority is not None else None
        return {
            "supervisor": not signed_on and role is Role.SUPERVISOR,
            "system": not signed_on and role is Role.SYSTEM,
            "staff": role is Role.SUPERVISOR,
            "removing": self.task is Task.REMOVE,
            "appointing": self.task is Task.MANAGER,
            "numbering": self.task in NUMBERING,
            "lining": self.task is Task.LINE,
        }


NO_ADMIN = AdminDraft()
