"""A page on which an amount is keyed: digits enter from the right, in fen. Pure.

The rule: it keys and clears, and 0 is no amount; what a keyed amount leads to is each page's own `complete`.
"""

from typing import ClassVar

from protocol.money import format_yuan
from terminal.face.entry import Amount
from terminal.face.pages import Event
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, PageScreen, Turn, View


class AmountEntry(PageScreen):
    """title, prompt: text ids."""

    title: ClassVar[str]
    prompt: ClassVar[str]

    def get(self, scene: Scene) -> Amount:
        """What has been keyed."""
        raise NotImplementedError

    def put(self, scene: Scene, amount: Amount) -> Scene:
        """The scene with this keyed instead."""
        raise NotImplementedError

    def complete(self, scene: Scene, fen: int) -> Turn:
        """确认 on an amount, 1 fen or more."""
        return Turn(scene, Event.DONE)

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        """Lines under the entry."""
        return ()

    def view(self, scene: Scene, t: Texts) -> View:
        entry = Line(f"  {format_yuan(self.get(scene).fen)}", Look.ENTRY)
        lines = (Line(), Line(t(self.prompt)), entry, Line(), *self.below(scene, t))
        return View(t(self.title), lines, t("hint.amount"))

    def press(self, scene: Scene, key: str) -> Turn:
        amount = self.get(scene)
        match key:
            case "back":
                return Turn(scene, Event.BACK)
            case "clear":
                return Turn(self.put(scene, amount.cleared()))
            case "ok" if amount.fen:
                return self.complete(scene, amount.fen)
            case "ok":
                return Turn(scene.noted("fault.amount_zero"))
            case _ if key.isdecimal():
                return Turn(self.put(scene, amount.keyed(key)))
            case _:
                return Turn(scene)
