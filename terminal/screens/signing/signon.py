"""操作员签到: number, password, then 签到 on the line and what an earlier run left open. Pure."""

from dataclasses import replace

from terminal.desk.operators import Admitted, Right, Role
from terminal.face.asks.admin import ListOperators
from terminal.face.asks.ask import Ask, Progress
from terminal.face.asks.payment import AskOwed, Owed
from terminal.face.asks.printing import AskLeft, Left
from terminal.face.asks.settlement import AskUnclosed, Unclosed
from terminal.face.asks.signing import Arrived, Enter, FindOperator, Resume, SignOnAt
from terminal.face.drafts.admin import NO_ADMIN
from terminal.face.drafts.cases import NO_CASES
from terminal.face.drafts.settlement import SettlementDraft
from terminal.face.keys import Key
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.entry_page import EntryPage
from terminal.screens.page import Line, Look, Turn
from terminal.screens.signing.boot import opened_on
from terminal.trade.payment import PaymentRecord

PRESET = "01"


class OperatorPage(EntryPage):
    """请输入操作员号: two digits, 01 stands there; an unknown one is refused before a password is asked for."""

    page = Page.OPERATOR
    title, prompt, hint = "title.operator", "prompt.operator", "hint.operator"
    least = most = 2
    restart = True

    def get(self, scene: Scene) -> str:
        return scene.operator_no

    def put(self, scene: Scene, text: str) -> Scene:
        return replace(scene, operator_no=text)

    def press(self, scene: Scene, key: str) -> Turn:
        return Turn(replace(scene, overlay=Key.QUIT)) if key == "back" else super().press(scene, key)

    def complete(self, scene: Scene, text: str) -> Turn:
        return Turn(scene, ask=FindOperator(text))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        return Turn(scene, Event.DONE) if isinstance(ask, FindOperator) else Turn(scene)

    def entered(self, scene: Scene) -> Scene:
        operator_no = PRESET if scene.admin.authority is not None else scene.operator_no
        return replace(scene, station=None, line_down=False, operator_no=operator_no, admin=NO_ADMIN, cases=NO_CASES)


class PasswordPage(EntryPage):
    """请输入操作员密码; in practice the published one stands on the prompt. 00 and 99 go to their own menus."""

    page = Page.PASSWORD
    title, prompt = "title.operator", "prompt.password"
    least, most = 4, 8
    secret = True

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        return published(scene, scene.operator_no, t)

    def complete(self, scene: Scene, text: str) -> Turn:
        return Turn(scene, ask=Enter(scene.operator_no, text))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        match ask:
            case Enter() if isinstance(answer, Admitted):
                lessons = scene.lessons.worked_by(answer.operator_no)
                return _admitted(replace(scene, password="", lessons=lessons), answer)
            case SignOnAt() if isinstance(answer, Arrived):
                return Turn(replace(opened_on(scene, answer.desk), station=answer.station, owed=()), ask=Resume())
            case Resume() if isinstance(answer, tuple):
                return Turn(replace(scene, results=answer), ask=AskOwed())
            case AskOwed() if isinstance(answer, Owed):
                owed = {record.key: record for record in (*scene.owed, *answer.records)}
                return Turn(replace(scene, owed=tuple(owed.values())), ask=AskLeft())
            case AskLeft() if isinstance(answer, Left):
                return Turn(replace(scene, printing=scene.printing.left(answer.keys)), ask=AskUnclosed())
            case AskUnclosed() if isinstance(answer, Unclosed):
                draft = SettlementDraft(answer.counted, untold=answer.counted is not None)
                return Turn(replace(scene, settlement=draft), Event.DONE)
            case _:
                return Turn(scene)

    def told(self, scene: Scene, progress: Progress) -> Scene:
        """A 冲正 that an earlier run left, while it is sent: what became of it is shown after sign-on."""
        if not isinstance(progress, PaymentRecord):
            return scene
        owed = {one.key: one for one in scene.owed} | {progress.key: progress}
        return replace(scene, owed=tuple(owed.values()))


def published(scene: Scene, operator_no: str, t: Texts) -> tuple[Line, ...]:
    """In practice: the password that stands as long as nobody has changed it."""
    password = scene.published_of(operator_no)
    return (Line(t("prompt.published", password=password), Look.DIM),) if password else ()


def _admitted(scene: Scene, who: Admitted) -> Turn:
    """An operator signs on on the line; 00 and 99 never do."""
    if who.may(Right.TRADE):
        return Turn(scene, ask=SignOnAt(who.operator_no))
    admin = replace(NO_ADMIN, authority=who)
    return Turn(scene.managing(admin), Event.DONE, ListOperators(who) if who.role is Role.SUPERVISOR else None)
