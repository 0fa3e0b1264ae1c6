"""A page on which one number is keyed: operator, passwords, order, reference, date. Pure.

The rule: it keys and clears; what a complete number leads to is each page's own `complete`. What comes in one piece
takes the place of what was keyed, also where it is refused.
"""

from dataclasses import replace
from typing import ClassVar

from terminal.face.entry import keyed, lettered, packed
from terminal.face.pages import Event
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import Line, Look, PageScreen, Turn, View

CURSOR = "_"


class EntryPage(PageScreen):
    """title, prompt, short: text ids. least, most: characters. restart: a full entry begins anew with the next key.

    hint: text id.
    """

    title: ClassVar[str]
    prompt: ClassVar[str]
    short: ClassVar[str] = "note.short"
    least: ClassVar[int]
    most: ClassVar[int]
    letters: ClassVar[bool] = False
    restart: ClassVar[bool] = False
    hint: ClassVar[str] = "hint.entry"

    def get(self, scene: Scene) -> str:
        """What has been keyed."""
        return scene.password

    def put(self, scene: Scene, text: str) -> Scene:
        """The scene with this keyed instead."""
        return replace(scene, password=text)

    def complete(self, scene: Scene, text: str) -> Turn:
        """确认 on an entry that is long enough."""
        return Turn(scene, Event.DONE)

    def asked(self, scene: Scene) -> str:
        """Text id of what is asked for."""
        return self.prompt

    def below(self, scene: Scene, t: Texts) -> tuple[Line, ...]:
        """Lines under the entry."""
        return ()

    def view(self, scene: Scene, t: Texts) -> View:
        text = self.get(scene)
        shown = "*" * len(text) if self.secret else text
        locked = (Line(t("note.locked", seconds=scene.locked_s), Look.STRONG),) if scene.locked_s else ()
        entry = (Line(), Line(t(self.asked(scene))), Line(f"  {shown}{CURSOR}", Look.ENTRY), Line())
        return View(t(self.title), entry + (locked or self.below(scene, t)), t(self.hint))

    def press(self, scene: Scene, key: str) -> Turn:
        text = self.get(scene)
        match key:
            case "back":
                return Turn(scene, Event.BACK)
            case "clear":
                return Turn(self.put(scene, text[:-1]))
            case "letter" if self.letters:
                return Turn(self.put(scene, lettered(text)))
            case "ok" if len(text) < self.least:
                return Turn(scene.noted(self.short))
            case "ok":
                return self.complete(scene, text)
            case _ if len(key) == 1:
                return Turn(self.put(scene, keyed(text, key, self.most, letters=self.letters, restart=self.restart)))
            case _:
                return Turn(scene)

    def unkeyed(self, scene: Scene) -> Scene:
        return self.put(scene, "")

    def pasted(self, scene: Scene, text: str) -> Turn:
        fitting = packed(text, letters=self.letters)
        if not fitting or len(fitting) > self.most:
            return Turn(self.unkeyed(scene).noted("note.unfitting"))
        return Turn(self.put(scene, fitting))
