"""密码: the old one of whoever changes their own, then the new one twice. Pure."""

from dataclasses import replace

from terminal.desk.door import Refusal
from terminal.desk.operators import PASSWORD_DIGITS, Admitted, require_password, role_of
from terminal.face.asks.admin import AddOperator, SetPassword
from terminal.face.asks.ask import Ask
from terminal.face.asks.signing import CheckOperator
from terminal.face.drafts.admin import Task
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.admin.operators import saved
from terminal.screens.entry_page import EntryPage
from terminal.screens.page import Line, Look, Turn, faulted
from terminal.screens.signing.signon import published


class _PasswordEntry(EntryPage):
    """Whose password it is stands below; each kind of operator has its own length."""

    title = "menu.own_password"
    least, most = 4, 8
    secret = True

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        number = scene.admin.number
        digits = PASSWORD_DIGITS[role_of(number)]
        return (Line(t("password.of", operator=number, digits=digits), Look.DIM),)


class OldPasswordPage(_PasswordEntry):
    """It is checked like any other, and a wrong one counts."""

    page, prompt = Page.OLD_PASSWORD, "prompt.old_password"

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        return (*super().below(scene, t), *published(scene, scene.admin.number, t))

    def complete(self, scene: Scene, text: str) -> Turn:
        return Turn(scene, ask=CheckOperator(scene.admin.number, text))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        authority = answer if isinstance(answer, Admitted) else None
        return Turn(scene.managing(replace(scene.admin, authority=authority)), Event.DONE)


class NewPasswordPage(_PasswordEntry):
    """As many digits as that operator's have."""

    page, prompt = Page.NEW_PASSWORD, "prompt.new_password"

    def complete(self, scene: Scene, text: str) -> Turn:
        try:
            require_password(scene.admin.number, text)
        except Refusal as refusal:
            return Turn(faulted(scene, refusal))
        return Turn(scene.managing(replace(scene.admin, new=text)), Event.DONE)


class NewAgainPage(_PasswordEntry):
    """The same once more, then it is saved."""

    page, prompt = Page.NEW_AGAIN, "prompt.new_again"

    def complete(self, scene: Scene, text: str) -> Turn:
        admin, by = scene.admin, scene.admin.authority
        if text != admin.new or by is None:
            return Turn(scene.noted("note.unequal"), Event.REFUSED)
        change = AddOperator if admin.task is Task.ADD else SetPassword
        return Turn(scene, ask=change(by, admin.number, text))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        return saved(scene, answer)

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        return Turn(faulted(scene, refusal), Event.REFUSED)
