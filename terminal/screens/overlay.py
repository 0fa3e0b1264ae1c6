"""What every overlay is: it lies over a page, and a key that it has no use for takes it away. Pure.

The rule: the page underneath keeps everything.
"""

from dataclasses import replace
from typing import ClassVar

from terminal.face.asks.ask import Ask
from terminal.face.keys import Key
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.page import LCD_ROOM, Room, Turn, View


class Overlay:
    """opens: the key that lays it over a page, and that takes it away again. asks: aside, as it is laid there."""

    opens: ClassVar[Key]
    asks: ClassVar[Ask | None] = None

    @property
    def name(self) -> str:
        """What Scene.overlay says while it lies there."""
        return str(self.opens)

    def room(self, scene: Scene, below: Room) -> Room:
        """How much it may draw; below: the room of the page."""
        return LCD_ROOM

    def view(self, scene: Scene, t: Texts, below: View) -> View:
        """Draw it; below: the page, drawn."""
        raise NotImplementedError

    def press(self, scene: Scene, key: str, below: View) -> Turn:
        """What a key does while it lies there; below: the page, drawn."""
        return away(scene)


def away(scene: Scene) -> Turn:
    """The page underneath again."""
    return Turn(replace(scene, overlay="", over=0))
