"""恢复练习数据: orders, journal, ledger, operators and locks together; signs off. Pure.

The rule: the face begins anew too, so that nothing on it speaks of a journal that is put aside; what of it does not is
named here.
"""

from terminal.face.asks.ask import Ask
from terminal.face.asks.signing import Opened, Reset
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Turn, View, wrapped
from terminal.screens.signing.boot import opened_on
from terminal.screens.sure import SurePage


class ResetPage(SurePage):
    """确认 does it."""

    page = Page.RESET

    def view(self, scene: Scene, t: Texts) -> View:
        return View(t("menu.reset"), (Line(), *wrapped(t("reset.words"))), t("hint.reset"))

    def confirmed(self, scene: Scene) -> Turn:
        return Turn(scene, ask=Reset())

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, Opened):
            return Turn(scene)
        return Turn(opened_on(_anew(scene), answer).noted("note.reset", alarm=False), Event.DONE)


def _anew(scene: Scene) -> Scene:
    """A terminal that was just switched on, with its looks, its clock, and the trainee, whose results are kept."""
    return Scene(
        page=scene.page,
        lang=scene.lang,
        theme=scene.theme,
        size=scene.size,
        now_s=scene.now_s,
        clock=scene.clock,
        touched_s=scene.touched_s,
        lessons=scene.lessons.with_task(None),
    )
