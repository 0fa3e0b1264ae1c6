"""A page that asks once more before something is done that cannot be taken back. Pure.

The rule: what a scanner or a stray hand keys here confirms nothing: after any digit, or text in one piece, 确认 must be
pressed twice.
"""

from dataclasses import replace

from terminal.face.pages import Event
from terminal.face.scene import Scene
from terminal.screens.page import PageScreen, Turn


class SurePage(PageScreen):
    """确认 does it, 取消 goes back."""

    def confirmed(self, scene: Scene) -> Turn:
        """确认 was pressed by somebody who looked."""
        raise NotImplementedError

    def turned(self, scene: Scene, key: str) -> Turn:
        """Any other key, where the page has a use for one."""
        return Turn(scene)

    def press(self, scene: Scene, key: str) -> Turn:
        if key == "back":
            return Turn(scene, Event.BACK)
        if key.isdecimal():
            return _stray(scene, stray=True)
        if key != "ok":
            return self.turned(scene, key)
        return _stray(scene, stray=False) if scene.stray else self.confirmed(scene)

    def pasted(self, scene: Scene, text: str) -> Turn:
        return _stray(scene, stray=True)


def _stray(scene: Scene, *, stray: bool) -> Turn:
    """After a digit it is to be looked at; after the first 确认 behind one, once more is enough."""
    return Turn(replace(scene, stray=stray).noted("note.not_confirmed" if stray else "note.once_more"))
