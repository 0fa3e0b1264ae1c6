"""A page on which an amount is keyed: digits enter from the right, in fen. Pure.

The rule: it keys and clears, 0 is no amount, and after a refusal the next digit begins anew; what a keyed amount leads
to is each page's own `complete`.
"""

from dataclasses import replace
from typing import ClassVar

from protocol.money import format_yuan
from terminal.desk.door import Refusal
from terminal.face.asks.ask import Ask
from terminal.face.entry import Amount
from terminal.face.pages import Event
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, PageScreen, Turn, View, faulted


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
                return self._completed(scene, amount.fen)
            case "ok":
                return Turn(scene.noted("fault.amount_zero"))
            case _ if key.isdecimal():
                return Turn(self.put(scene, amount.keyed(key)))
            case _:
                return Turn(scene)

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        return Turn(self._anew(faulted(scene, refusal)))

    def _completed(self, scene: Scene, fen: int) -> Turn:
        turn = self.complete(scene, fen)
        refused = turn.event is None and turn.ask is None
        return replace(turn, scene=self._anew(turn.scene)) if refused else turn

    def _anew(self, scene: Scene) -> Scene:
        """What is refused stays to be read; the next digit begins another amount."""
        return self.put(scene, replace(self.get(scene), preset=True))
