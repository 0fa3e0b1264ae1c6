"""What the pages have in common that wait for a slip by themselves, the camera's and the folder's. Pure.

The rule: what is refused is told and the wait goes on with what came meanwhile, a scan by hand too; a digit is the
first of a number keyed by hand.
"""

from dataclasses import replace

from terminal.desk.door import Refusal
from terminal.face.asks.ask import Ask
from terminal.face.pages import Event
from terminal.face.scene import Scene
from terminal.screens.page import PageScreen, Turn, faulted
from terminal.screens.refund.order import OrderPage, found
from terminal.screens.refund.scanned import instead

_ORDER = OrderPage()


class WaitingPage(PageScreen):
    """`upcoming` and, where a refusal is not told as on other pages, `telling` are each page's own."""

    def upcoming(self, scene: Scene) -> Turn:
        """What waits is looked up next, where the desk is at rest."""
        raise NotImplementedError

    def telling(self, scene: Scene, ask: Ask, refusal: Refusal) -> Scene:
        """The scene that tells what was refused."""
        return faulted(scene, refusal)

    def press(self, scene: Scene, key: str) -> Turn:
        if key.isdecimal():
            return Turn(scene.drafted(replace(scene.draft, order=key)), Event.BY_ORDER)
        return Turn(scene, Event.BACK) if key == "back" else Turn(scene)

    def pasted(self, scene: Scene, text: str) -> Turn:
        """As on the order page, where digits that are no whole number lead to."""
        turn = _ORDER.pasted(scene.drafted(scene.draft.unkeyed()), text)
        return replace(turn, event=Event.BY_ORDER) if turn.scene.draft.order else turn

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        turn = found(scene, answer)
        return turn if turn.event is not None else self.upcoming(turn.scene)

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        return instead(scene, refusal) or self.upcoming(self.telling(scene, ask, refusal))
