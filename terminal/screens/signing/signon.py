"""操作员签到: number, password, then 签到 on the line and what an earlier run left open. Pure."""

from dataclasses import replace

from terminal.desk.door import Refusal, Station
from terminal.face.asks.ask import Ask, Progress
from terminal.face.asks.payment import AskOwed
from terminal.face.asks.signing import CheckOperator, Resume, SignOnAt
from terminal.face.keys import Key
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.entry_page import EntryPage
from terminal.screens.page import Line, Look, Turn, faulted
from terminal.trade.payment import PaymentRecord


class OperatorPage(EntryPage):
    """请输入操作员号: two digits, 01 stands there."""

    page = Page.OPERATOR
    title, prompt = "title.operator", "prompt.operator"
    least = most = 2
    restart = True

    def get(self, scene: Scene) -> str:
        return scene.operator_no

    def put(self, scene: Scene, text: str) -> Scene:
        return replace(scene, operator_no=text)

    def press(self, scene: Scene, key: str) -> Turn:
        return Turn(replace(scene, overlay=Key.QUIT)) if key == "back" else super().press(scene, key)

    def entered(self, scene: Scene) -> Scene:
        return replace(scene, station=None, line_down=False)


class PasswordPage(EntryPage):
    """请输入操作员密码; in practice the password stands on the prompt."""

    page = Page.PASSWORD
    title, prompt = "title.operator", "prompt.password"
    least, most = 4, 8
    secret = True

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        return (Line(t("prompt.password_practice"), Look.DIM),) if scene.practice else ()

    def complete(self, scene: Scene, text: str) -> Turn:
        return Turn(scene, ask=CheckOperator(scene.operator_no, text))

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        unknown = refusal.word in ("operator_unknown", "operator_supervisor")  # the number must be keyed again
        return Turn(faulted(scene, refusal), Event.REFUSED if unknown else None)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        match ask:
            case CheckOperator():
                return Turn(replace(scene, password=""), ask=SignOnAt(scene.operator_no))
            case SignOnAt() if isinstance(answer, Station):
                return Turn(replace(scene, station=answer, owed=()), ask=Resume())
            case Resume() if isinstance(answer, tuple):
                return Turn(replace(scene, results=answer), ask=AskOwed())
            case AskOwed() if isinstance(answer, tuple):
                told = {record.key for record in answer}
                undone = tuple(record for record in scene.owed if record.key not in told)
                return Turn(replace(scene, owed=undone + answer), Event.DONE)
            case _:
                return Turn(scene)

    def told(self, scene: Scene, progress: Progress) -> Scene:
        """A 冲正 that an earlier run left, while it is sent: what became of it is shown after sign-on."""
        if not isinstance(progress, PaymentRecord):
            return scene
        owed = {one.key: one for one in scene.owed} | {progress.key: progress}
        return replace(scene, owed=tuple(owed.values()))
