"""恢复练习数据: orders, journal, ledger, operators and locks together; signs off. Pure."""

from dataclasses import replace

from terminal.face.asks.ask import Ask
from terminal.face.asks.signing import Opened, Reset
from terminal.face.drafts.refund import Draft
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene, Sheet
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
        fresh = replace(scene, results=(), owed=(), draft=Draft(), sheet=Sheet(), station=None)
        return Turn(opened_on(fresh, answer).noted("note.reset", alarm=False), Event.DONE)
