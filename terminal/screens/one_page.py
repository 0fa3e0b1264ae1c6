"""One record, and what can be done about it by a digit: an open refund, a payment that is owed. Pure.

The rule: what is told of it may have pages; what can be done stands at the foot of each.
"""

from terminal.columns import pad
from terminal.face.pages import Event
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import LCD_COLUMNS, Line, Look, PageScreen, Turn, View
from terminal.screens.paging import paged, turned

Choice = tuple[str, str, Event | None]
"""digit, text id, event; without one the page itself asks the desk."""


class OnePage(PageScreen):
    """取消 goes back; 确认 goes on where nothing can be done any more."""

    def heading(self, scene: Scene, t: Texts) -> str:
        """The title."""
        raise NotImplementedError

    def about(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        """What is told of it."""
        raise NotImplementedError

    def choices(self, scene: Scene) -> tuple[Choice, ...]:
        """What can be done about it."""
        raise NotImplementedError

    def taken(self, scene: Scene, event: Event | None) -> Turn:
        """One of the choices."""
        raise NotImplementedError

    def foot(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        """The choices, as rows."""
        return tuple(offer(digit, f"{digit} {t(text)}") for digit, text, _ in self.choices(scene))

    def view(self, scene: Scene, t: Texts) -> View:
        hints = ("hint.open", "hint.list_pages") if self.choices(scene) else ("hint.result", "hint.result_pages")
        blocks, below = (self.about(scene, t),), self.foot(scene, t)
        return paged(self.heading(scene, t), blocks, scene.cursor, t(hints[0]), t(hints[1]), below)

    def press(self, scene: Scene, key: str) -> Turn:
        possible = self.choices(scene)
        if key == "back":
            return Turn(scene, Event.BACK)
        if key == "ok" and not possible:
            return Turn(scene, Event.DONE)
        for digit, _, event in possible:
            if digit == key:
                return self.taken(scene, event)
        return turned(scene, key) or Turn(scene)


def offer(digit: str, words: str) -> Line:
    """A row that presses a digit."""
    return Line(pad(f"  {words}", LCD_COLUMNS), Look.CHOSEN, digit)
