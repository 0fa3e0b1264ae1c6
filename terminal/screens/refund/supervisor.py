"""请输入主管密码, before any refund. Pure."""

from dataclasses import replace

from terminal.desk.operators import SUPERVISOR, Admitted
from terminal.face.asks.ask import Ask
from terminal.face.asks.refund import CheckSupervisor
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.entry_page import EntryPage
from terminal.screens.page import Line, Turn
from terminal.screens.signing.signon import published


class SupervisorPage(EntryPage):
    """Six digits; in practice they stand on the prompt. What was allowed before counts no more from here on."""

    page = Page.SUPERVISOR
    title, prompt = "title.refund", "prompt.supervisor"
    least = most = 6
    secret = True

    def entered(self, scene: Scene) -> Scene:
        return replace(scene, allowed=None)

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        return published(scene, SUPERVISOR, t)

    def complete(self, scene: Scene, text: str) -> Turn:
        return Turn(scene, ask=CheckSupervisor(text))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, Admitted):
            return Turn(scene)
        return Turn(replace(scene, allowed=answer, device=replace(scene.device, admitted=True)), Event.DONE)
