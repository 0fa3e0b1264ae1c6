"""练习设备: a trainee lets something happen to the practice device - a low battery, no paper, a dead line. Pure.

The rule: it changes the device as `tuihuo emulator ctl set` does, and nothing else; what follows is for the terminal to
notice.
"""

from dataclasses import replace

from terminal.face.asks.ask import Ask
from terminal.face.asks.device import TurnKnob
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.language import Texts
from terminal.screens.list_page import ListPage
from terminal.screens.page import Turn
from terminal.trade.preflight import DeviceReport

_ALL_WELL = (("battery", 100), ("paper", "plenty"), ("printer", "ready"), ("line", 100), ("clock", 0))

# fmt: off
KNOBS: tuple[tuple[str, tuple[tuple[str, str | int], ...]], ...] = (
    # text                     what happens
    ("knob.battery_low",       (("battery", 15),)),
    ("knob.battery_empty",     (("battery", 3),)),
    ("knob.charging",          (("charge", 100),)),
    ("knob.paper_low",         (("paper", "low"),)),
    ("knob.paper_out",         (("paper", "out"),)),
    ("knob.printer_hot",       (("printer", "hot"),)),
    ("knob.printer_open",      (("printer", "open"),)),
    ("knob.line_weak",         (("line", 60),)),
    ("knob.line_down",         (("line", 0),)),
    ("knob.clock_wrong",       (("clock", 3600),)),
    ("knob.all_well",          _ALL_WELL),
)
# fmt: on


class KnobsPage(ListPage):
    """The knobs."""

    page, title = Page.KNOBS, "menu.knobs"

    def rows(self, scene: Scene, t: Texts) -> tuple[str, ...]:
        return tuple(t(text) for text, _ in KNOBS)

    def size(self, scene: Scene) -> int:
        return len(KNOBS)

    def chosen(self, scene: Scene, index: int) -> Turn:
        return Turn(scene, ask=TurnKnob(KNOBS[index][1]))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        if not isinstance(answer, DeviceReport):
            return Turn(scene)
        return Turn(replace(scene, device=replace(scene.device, report=answer)).noted("note.knob", alarm=False))
