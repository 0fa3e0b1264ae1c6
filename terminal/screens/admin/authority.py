"""主管密码 or 系统管理员密码, before what an operator may not do alone. Pure."""

from dataclasses import replace
from typing import ClassVar

from terminal.desk.operators import SUPERVISOR, SYSTEM, Admitted
from terminal.face.asks.admin import ListOperators, ReadLine, ReadSettings
from terminal.face.asks.ask import Ask
from terminal.face.asks.signing import CheckOperator
from terminal.face.drafts.admin import Task
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.entry_page import EntryPage
from terminal.screens.page import Line, Turn
from terminal.screens.signing.signon import published


class AuthorityPage(EntryPage):
    """whose: the operator whose password is asked for."""

    whose: ClassVar[str]
    secret = True

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        return published(scene, self.whose, t)

    def complete(self, scene: Scene, text: str) -> Turn:
        return Turn(scene, ask=CheckOperator(self.whose, text))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, Admitted):
            return Turn(scene)
        return Turn(scene.managing(replace(scene.admin, authority=answer)), Event.DONE, self.first(scene, answer))

    def first(self, scene: Scene, by: Admitted) -> Ask:
        """What the next page begins with."""
        raise NotImplementedError


class StaffPasswordPage(AuthorityPage):
    """Before 操作员."""

    page, title, prompt, whose = Page.STAFF_PASSWORD, "menu.staff", "prompt.supervisor", SUPERVISOR
    least = most = 6

    def first(self, scene: Scene, by: Admitted) -> Ask:
        return ListOperators(by)


class SetupPasswordPage(AuthorityPage):
    """Before 参数 and 通讯."""

    page, title, prompt, whose = Page.SETUP_PASSWORD, "title.setup", "prompt.system", SYSTEM
    least = most = 8

    def first(self, scene: Scene, by: Admitted) -> Ask:
        return ReadLine(by) if scene.admin.task is Task.LINE else ReadSettings(by)
