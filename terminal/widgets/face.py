"""The whole face: LCD, card slot, keypad, paper and the row of keys. Its one rule: it shows a scene and knows no page.

Each part takes what is new to it; what has not changed is not drawn again.
"""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Region
from textual.widgets import Static

from scanner.camera.news import Preview
from terminal.face.keys import Key
from terminal.face.layout import layout
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.face.stage import room_of
from terminal.screens.frame import bar, frame, idle, keypad, slot, small
from terminal.screens.page import EDGE_COLUMNS
from terminal.screens.refund.camera import picture_room
from terminal.themes import ASCII, PALETTES
from terminal.widgets.camera_view import CameraView
from terminal.widgets.keybar import KeyBar
from terminal.widgets.keypad import Keypad
from terminal.widgets.lcd import Lcd
from terminal.widgets.paper import Paper

PICTURE_TOP = 4
"""Border, status, title and the first row of the page stand above the camera's picture."""
_BACK = frozenset({Key.PAPER_UP, Key.UP, Key.MINUS})


class Face(Vertical):
    """roll_s: seconds a line of receipt takes to come out."""

    def __init__(self, *, roll_s: float) -> None:
        super().__init__()
        self._lcd, self._keypad = Lcd(id="lcd"), Keypad(id="keypad")
        self._slot, self._bar = KeyBar(id="slot"), KeyBar(id="bar")
        self._camera = CameraView(id="camera")
        self._paper = Paper(id="paper", roll_s=roll_s)

    def compose(self) -> ComposeResult:
        with Horizontal(id="desk"):
            with Vertical(id="device"):
                yield self._lcd
                yield self._camera
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
        self._lay_camera(scene)

    def look(self, preview: Preview | None, theme: str) -> None:
        """The camera's picture."""
        self._camera.look(preview, theme)

    def _lay_camera(self, scene: Scene) -> None:
        """Over the rows that its page leaves free, while that is seen."""
        there = scene.page is Page.CAMERA and not scene.overlay and bool(scene.camera.name)
        self._camera.set_class(there, "there")
        if not there:
            self._camera.look(None, scene.theme)
            return
        room = room_of(scene)
        box = picture_room(room)
        left = EDGE_COLUMNS // 2 + (room.columns - box.columns) // 2
        self._camera.place(Region(left, PICTURE_TOP, box.columns, box.rows))

    def finish_roll(self) -> None:
        """What still comes out of the printer is out."""
        self._paper.finish()

    def turn_paper(self, key: str) -> None:
        """A page of the paper back or on."""
        (self._paper.scroll_page_up if key in _BACK else self._paper.scroll_page_down)(animate=False)
