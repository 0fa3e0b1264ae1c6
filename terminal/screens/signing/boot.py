"""自检: what stands on the LCD before the desk is open, and what a cashier may do when it will not open. Pure."""

from dataclasses import replace

from terminal.face.asks.ask import Ask
from terminal.face.asks.signing import Open, Opened
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, PageScreen, Turn, View


class BootPage(PageScreen):
    """确认 tries again once the desk was refused."""

    page = Page.BOOT

    def view(self, scene: Scene, t: Texts) -> View:
        checks = (Line(t("boot.keys")), Line(t("boot.screen")), Line(t("boot.paper")))
        desk = Line(t("boot.desk_refused" if scene.note else "boot.desk"))
        lines = (Line(), Line(t("boot.name"), Look.STRONG), Line(), *checks, desk)
        return View(t("boot.title"), lines, t("hint.again" if scene.note else "hint.wait"))

    def press(self, scene: Scene, key: str) -> Turn:
        return Turn(scene, ask=Open()) if key == "ok" else Turn(scene)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, Opened):
            return Turn(scene)
        return Turn(opened_on(scene, answer), Event.DONE)


def opened_on(scene: Scene, desk: Opened) -> Scene:
    """The scene with what the desk is."""
    known = replace(scene, practice=desk.practice, customers=desk.customers)
    return replace(known, preferences=desk.preferences, published=desk.published)
