"""The whole face: LCD, card slot, keypad, paper and the row of keys. Its one rule: it shows a scene and knows no page.

Each part takes what is new to it; what has not changed is not drawn again.
"""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from terminal.face.keys import Key
from terminal.face.layout import layout
from terminal.face.scene import Scene
from terminal.screens.frame import bar, frame, idle, keypad, slot, small
from terminal.themes import ASCII, PALETTES
from terminal.widgets.keybar import KeyBar
from terminal.widgets.keypad import Keypad
from terminal.widgets.lcd import Lcd
from terminal.widgets.paper import Paper

_BACK = frozenset({Key.PAPER_UP, Key.UP, Key.MINUS})


class Face(Vertical):
    """roll_s: seconds a line of receipt takes to come out."""

    def __init__(self, *, roll_s: float) -> None:
        super().__init__()
        self._lcd, self._keypad = Lcd(id="lcd"), Keypad(id="keypad")
        self._slot, self._bar = KeyBar(id="slot"), KeyBar(id="bar")
        self._paper = Paper(id="paper", roll_s=roll_s)

    def compose(self) -> ComposeResult:
        with Horizontal(id="desk"):
            with Vertical(id="device"):
                yield self._lcd
                yield self._slot
                yield self._keypad
            yield self._paper
        yield Static(small(), id="tiny", markup=False)
        yield self._bar

    def show(self, scene: Scene) -> None:
        """Draw this scene."""
        self._lcd.palette, self._lcd.rows = PALETTES[scene.theme], frame(scene)
        self._keypad.keys, self._slot.items = keypad(scene), slot(scene)
        self._paper.ascii, self._paper.idle, self._paper.sheet = scene.theme == ASCII, idle(scene), scene.sheet
        self._bar.items = bar(scene)
        self._slot.set_class(bool(self._slot.items), "lit")
        self.set_classes(layout(scene))

    def finish_roll(self) -> None:
        """What still comes out of the printer is out."""
        self._paper.finish()

    def turn_paper(self, key: str) -> None:
        """A page of the paper back or on."""
        (self._paper.scroll_page_up if key in _BACK else self._paper.scroll_page_down)(animate=False)
