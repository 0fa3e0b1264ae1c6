"""A wide page of text longer than it is high: + and - turn it. Pure. Lists to choose from are list_page.py's."""

from dataclasses import replace

from terminal.face.scene import Scene
from terminal.language import Texts, translator
from terminal.screens.list_page import numbered, turned
from terminal.screens.page import Line, PageScreen, Turn, View, going


class PagedText(PageScreen):
    """The cursor is the first line that is seen."""

    wide = True

    def head(self, scene: Scene, t: Texts) -> str:
        """The title, without the number of the page."""
        raise NotImplementedError

    def text(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        """All of it, no line wider than the room."""
        raise NotImplementedError

    def foot(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        """Lines that stand below every page of it."""
        return ()

    def hint(self, scene: Scene, t: Texts) -> str:
        """The last row."""
        return t("hint.paged")

    def view(self, scene: Scene, t: Texts) -> View:
        lines, foot = self.text(scene, t), self.foot(scene, t)
        height = self.room(scene).rows - len(foot)
        first = scene.cursor // height * height
        shown = lines[first : first + height]
        gap = (Line(),) * (height - len(shown)) if foot else ()
        title = numbered(self.head(scene, t), scene.cursor, len(lines), height)
        return View(title, (*shown, *gap, *foot), self.hint(scene, t))

    def press(self, scene: Scene, key: str) -> Turn:
        if key not in {"plus", "minus"}:
            return going(scene, key)
        t = translator(scene.lang)
        height = self.room(scene).rows - len(self.foot(scene, t))
        return Turn(replace(scene, cursor=turned(scene.cursor, key, len(self.text(scene, t)), height)))
