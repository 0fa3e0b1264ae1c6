"""How the parts of the face share a terminal of this size: which of them are there. Pure.

The rule: from 60x20 on every page can be worked; what has no room of its own (the paper) is a key away, and below that
one sentence asks for room.
"""

from terminal.face.keys import Key
from terminal.face.scene import Scene
from terminal.face.stage import room_of
from terminal.screens.page import LCD_ROOM, LEAST
from terminal.themes import ASCII

BESIDE_COLUMNS = 80
"""LCD and paper side by side."""

ROOMY_ROWS = 24
"""Keys with a row between them, and the card slot."""


def layout(scene: Scene) -> frozenset[str]:
    """Classes of the style sheet: tiny (too small), low (keys stand close), alone (the device without paper), wide (the
    LCD takes all), paper (the paper takes all).
    """
    columns, rows = scene.size
    if columns < LEAST[0] or rows < LEAST[1]:
        return frozenset({"tiny"})
    low = {"low"} if rows < ROOMY_ROWS else set()
    wide = room_of(scene) != LCD_ROOM
    alone = columns < BESIDE_COLUMNS or wide
    if scene.overlay == Key.PAPER and (alone or scene.theme == ASCII):
        return frozenset({"paper"})
    return frozenset(low | ({"wide"} if wide else {"alone"} if alone else set()))
