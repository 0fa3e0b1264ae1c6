"""管理 and the menus below it. What stands on them is data in terminal/face/walks/admin.py. Pure.

The rule: what somebody's password was keyed for ends on coming back to 管理.
"""

from dataclasses import replace

from terminal.face.asks.admin import Listed, ListOperators, ReadLine, ReadSettings
from terminal.face.asks.ask import Ask
from terminal.face.asks.signing import SignOnAt
from terminal.face.drafts.admin import NO_ADMIN, Task
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.screens.menus import MenuPage
from terminal.screens.page import Turn

_SETUP = {Event.SETUP: Task.PARAMETERS, Event.LINE: Task.LINE}
_STAFF = {
    Event.ADD: Task.ADD,
    Event.REMOVE: Task.REMOVE,
    Event.SET_PASSWORD: Task.SET_PASSWORD,
    Event.OWN_PASSWORD: Task.OWN_PASSWORD,
    Event.MANAGER: Task.MANAGER,
}


class AdminMenu(MenuPage):
    """管理, of an operator or of 99."""

    page, title = Page.ADMIN, "title.admin"

    def entered(self, scene: Scene) -> Scene:
        authority = None if scene.station is not None else scene.admin.authority
        return scene.managing(replace(NO_ADMIN, authority=authority))

    def chosen(self, scene: Scene, event: Event) -> Turn:
        task = Task.OWN_PASSWORD if event is Event.OWN_PASSWORD else _SETUP.get(event, Task.NOTHING)
        number = scene.operator_no if task is Task.OWN_PASSWORD else ""
        ready = scene.managing(replace(scene.admin, task=task, number=number))
        return Turn(ready, event, _asked(ready, event))


class OperatorsMenu(MenuPage):
    """操作员: 增加, 删除, 查询, 改密码; what was asked on the way here is answered here."""

    page, title = Page.OPERATORS, "menu.staff"

    def chosen(self, scene: Scene, event: Event) -> Turn:
        authority = scene.admin.authority
        own = authority.operator_no if authority is not None and event is Event.OWN_PASSWORD else ""
        task = _STAFF.get(event, Task.NOTHING)
        return Turn(scene.managing(replace(scene.admin, task=task, number=own)), event)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, Listed):
            return Turn(scene)
        return Turn(scene.managing(replace(scene.admin, operators=answer.numbers, managers=answer.managers)))


class DisplayMenu(MenuPage):
    """显示: how the terminal looks."""

    page, title = Page.DISPLAY, "menu.display"


class PracticeMenu(MenuPage):
    """练习: what there is on a practice terminal alone."""

    page, title = Page.PRACTICE, "menu.practice"


def _asked(scene: Scene, event: Event) -> Ask | None:
    """What the next page begins with."""
    authority = scene.admin.authority
    match event:
        case Event.SIGN_IN:
            return SignOnAt(scene.operator_no)
        case Event.SETUP if authority is not None:
            return ReadSettings(authority)
        case Event.LINE if authority is not None:
            return ReadLine(authority)
        case Event.STAFF if authority is not None:
            return ListOperators(authority)
        case _:
            return None


class ShiftMenu(MenuPage):
    """Somebody else takes over, the batch stays open; or 签退."""

    page, title = Page.SHIFT, "menu.shift"
