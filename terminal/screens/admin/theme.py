"""管理-主题: the colours of the face, and whether it may draw signs that are not ASCII. Pure."""

from dataclasses import replace

from terminal.face.pages import Event, Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.list_page import ListPage
from terminal.screens.page import Turn
from terminal.themes import THEMES


class ThemePage(ListPage):
    """The one that is shown is marked; another is shown at once."""

    page, title = Page.THEME, "menu.theme"

    def entered(self, scene: Scene) -> Scene:
        return replace(scene, cursor=THEMES.index(scene.theme))

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return tuple(t(f"theme.{name}") for name in THEMES)

    def size(self, scene: Scene) -> int:
        return len(THEMES)

    def chosen(self, scene: Scene, index: int) -> Turn:
        return Turn(replace(scene, theme=THEMES[index]), Event.DONE)
