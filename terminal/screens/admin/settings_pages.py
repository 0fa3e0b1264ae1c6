"""管理: 恢复练习数据, 语言, 版本. Pure."""

from dataclasses import replace

from terminal.face.asks.ask import Ask
from terminal.face.asks.signing import Opened, Reset
from terminal.face.drafts.refund import Draft
from terminal.face.menu import LANGUAGES
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene, Sheet
from terminal.language import Texts
from terminal.screens.list_page import ListPage
from terminal.screens.page import Line, Look, PageScreen, Turn, View, wrapped
from terminal.version import program_version


class ResetPage(PageScreen):
    """恢复练习数据: orders, journal, ledger and locks together; signs off."""

    page = Page.RESET

    def view(self, scene: Scene, t: Texts) -> View:
        return View(t("menu.reset"), (Line(), *wrapped(t("reset.words"))), t("hint.reset"))

    def press(self, scene: Scene, key: str) -> Turn:
        if key == "ok":
            return Turn(scene, ask=Reset())
        return Turn(scene, Event.BACK) if key == "back" else Turn(scene)

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, Opened):
            return Turn(scene)
        fresh = replace(scene, customers=answer.customers, results=(), draft=Draft(), sheet=Sheet(), station=None)
        return Turn(fresh.noted("note.reset", alarm=False), Event.DONE)


class LanguagePage(ListPage):
    """语言 / Language."""

    page, title = Page.LANGUAGE, "menu.language"

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return tuple(t(text) for text in LANGUAGES.values())

    def size(self, scene: Scene) -> int:
        return len(LANGUAGES)

    def chosen(self, scene: Scene, index: int) -> Turn:
        return Turn(replace(scene, lang=list(LANGUAGES)[index]), Event.DONE)


class VersionPage(PageScreen):
    """版本, and which terminal this is."""

    page = Page.VERSION

    def view(self, scene: Scene, t: Texts) -> View:
        lines = [Line(t("version.program", number=program_version())), Line()]
        if scene.station is not None:
            station = scene.station
            lines += [Line(t("version.merchant", number=station.merchant_no)), *wrapped(station.merchant_name)[:2]]
            lines += [Line(t("version.terminal", number=station.terminal_no))]
            lines += [Line(t("version.batch", number=station.batch_no)), *wrapped(station.link)[:1]]
        if scene.practice:
            lines += [Line(t("version.practice"), Look.STRONG)]
        return View(t("menu.version"), tuple(lines), t("hint.result"))
