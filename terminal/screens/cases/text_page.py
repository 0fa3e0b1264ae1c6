"""A page on which one text of any signs is keyed: what is sought, where a file lies. Pure."""

from dataclasses import replace
from typing import ClassVar

from terminal.columns import wrap
from terminal.face.pages import Event
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.entry_page import CURSOR
from terminal.screens.page import Line, Look, PageScreen, Turn, View


class TextPage(PageScreen):
    """title, prompt: text ids. most: characters."""

    title: ClassVar[str]
    prompt: ClassVar[str]
    most: ClassVar[int]
    wide = True

    def complete(self, scene: Scene, text: str) -> Turn:
        """确认 on what was keyed, blanks around it left out."""
        raise NotImplementedError

    def entered(self, scene: Scene) -> Scene:
        return _put(scene, "")

    def view(self, scene: Scene, t: Texts) -> View:
        room = self.room(scene)
        rows = wrap(scene.cases.keyed + CURSOR, room.columns - 2)[-(room.rows - 4) :]
        entry = tuple(Line(f"  {row}", Look.ENTRY) for row in rows)
        return View(t(self.title), (Line(), Line(t(self.prompt)), *entry), t("hint.entry"))

    def press(self, scene: Scene, key: str) -> Turn:
        keyed = scene.cases.keyed
        match key:
            case "back":
                return Turn(scene, Event.BACK)
            case "clear":
                return Turn(_put(scene, keyed[:-1]))
            case "ok":
                return self.complete(scene, keyed.strip())
            case _ if len(key) == 1 and len(keyed) < self.most:
                return Turn(_put(scene, keyed + key))
            case _:
                return Turn(scene)

    def pasted(self, scene: Scene, text: str) -> Turn:
        return Turn(_put(scene, text[: self.most]))


def _put(scene: Scene, text: str) -> Scene:
    return scene.casing(replace(scene.cases, keyed=text))
