"""语言 / Language, each in its own words. Pure."""

from dataclasses import replace

from terminal.face.menu import LANGUAGES
from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.list_page import ListPage
from terminal.screens.page import Turn


class LanguagePage(ListPage):
    """Switched at once."""

    page, title = Page.LANGUAGE, "menu.language"

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return tuple(t(text) for text in LANGUAGES.values())

    def size(self, scene: Scene) -> int:
        return len(LANGUAGES)

    def chosen(self, scene: Scene, index: int) -> Turn:
        return Turn(replace(scene, lang=list(LANGUAGES)[index]), Event.DONE)
