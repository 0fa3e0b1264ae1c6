"""操作员: whose number, who there is, and 删除. Passwords are passwords.py's. Pure."""

from dataclasses import replace

from terminal.desk.door import Refusal
from terminal.desk.operators import Admitted, Right, Role, role_of
from terminal.face.asks.admin import Appoint, Listed, RemoveOperator
from terminal.face.asks.ask import Ask
from terminal.face.drafts.admin import Task
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.entry_page import EntryPage
from terminal.screens.list_page import ListPage
from terminal.screens.page import Line, Look, Turn, View, faulted, wrapped
from terminal.screens.sure import SurePage


class OperatorNoPage(EntryPage):
    """01 to 98; what can't be done with that one is said before any password is keyed."""

    page = Page.OPERATOR_NO
    title, prompt = "menu.staff", "prompt.operator"
    least = most = 2

    def get(self, scene: Scene) -> str:
        return scene.admin.number

    def put(self, scene: Scene, text: str) -> Scene:
        return scene.managing(replace(scene.admin, number=text))

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        return (Line(t(f"menu.{scene.admin.task}"), Look.STRONG), Line(t("operators.numbers"), Look.DIM))

    def complete(self, scene: Scene, text: str) -> Turn:
        known = text in scene.admin.operators
        if role_of(text) is not Role.OPERATOR:
            return Turn(faulted(scene, Refusal("operator_number")))
        if known == (scene.admin.task is Task.ADD):
            return Turn(faulted(scene, Refusal("operator_exists" if known else "operator_unknown")))
        refusal = _not_theirs(scene, text)
        return Turn(faulted(scene, refusal)) if refusal is not None else Turn(scene, Event.DONE)


def _not_theirs(scene: Scene, number: str) -> Refusal | None:
    """99 appoints and sets a shop manager's password; 00 ends an appointment and sets everybody else's."""
    admin, manager = scene.admin, number in scene.admin.managers
    appoints = admin.authority is not None and admin.authority.may(Right.APPOINT)
    if admin.task is Task.SET_PASSWORD and appoints and not manager:
        return Refusal("manager_none", operator=number)
    theirs = {Task.MANAGER: not manager, Task.SET_PASSWORD: manager}.get(admin.task, False)
    return Refusal("manager_by_system") if theirs and not appoints else None


class OperatorListPage(ListPage):
    """查询."""

    page, title = Page.OPERATOR_LIST, "menu.list"

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        managers = scene.admin.managers
        roles = ((one, Admitted(one, manager=one in managers).role) for one in scene.admin.operators)
        return tuple(f"{number} {t(f'role.{role}')}" for number, role in roles)

    def size(self, scene: Scene) -> int:
        return len(scene.admin.operators)

    def chosen(self, scene: Scene, index: int) -> Turn:
        return Turn(scene, Event.DONE)


class RemoveOperatorPage(SurePage):
    """删除, after a second look."""

    page = Page.REMOVE_OPERATOR

    def view(self, scene: Scene, t: Texts) -> View:
        words = Line(t("operators.sure", operator=scene.admin.number), Look.STRONG)
        return View(t("menu.remove"), (Line(), words), t("hint.sure"))

    def confirmed(self, scene: Scene) -> Turn:
        by = scene.admin.authority
        return Turn(scene, ask=RemoveOperator(by, scene.admin.number) if by is not None else None)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        return saved(scene, answer)

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        return Turn(faulted(scene, refusal), Event.REFUSED)


class ShopManagerPage(SurePage):
    """店长: 确认 appoints an operator, or ends the appointment of one who is."""

    page = Page.SHOP_MANAGER

    def view(self, scene: Scene, t: Texts) -> View:
        text = "operators.dismiss" if scene.admin.number in scene.admin.managers else "operators.appoint"
        words = wrapped(t(text, operator=scene.admin.number), Look.STRONG)
        return View(t("menu.manager"), (Line(), *words), t("hint.sure"))

    def confirmed(self, scene: Scene) -> Turn:
        by, number = scene.admin.authority, scene.admin.number
        stays = number not in scene.admin.managers
        return Turn(scene, ask=Appoint(by, number, stays) if by is not None else None)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, Listed):
            return Turn(scene)
        done = replace(scene.admin, number="", task=Task.NOTHING, operators=answer.numbers, managers=answer.managers)
        return Turn(scene.managing(done).noted("note.saved", alarm=False), Event.DONE)

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        return Turn(faulted(scene, refusal), Event.REFUSED)


def saved(scene: Scene, answer: object) -> Turn:
    """A change of operators is durable."""
    admin, told = scene.admin, answer if isinstance(answer, tuple) else ()
    numbers = set(admin.operators) - {admin.number} if admin.task is Task.REMOVE else {*admin.operators, admin.number}
    done = replace(admin, number="", new="", task=Task.NOTHING, operators=tuple(sorted(numbers)))
    return Turn(replace(scene, published=told, admin=done).noted("note.saved", alarm=False), Event.DONE)
