"""A cashier without widgets: presses keys on the pure face, and the desk answers at once; and the screens of a day."""

from fake_desk import CARD_ORDER, FakeDesk

from scanner.camera.news import Listed, Opened, Over, Seen
from terminal.desk.door import Refusal
from terminal.face import stage
from terminal.face.asks.ask import Ask, Progress
from terminal.face.pages import Page
from terminal.face.scene import Scene
from terminal.screens.frame import frame
from terminal.screens.page import Turn


class Cashier:
    """Presses keys on the pure face and lets the fake desk answer at once; `scene` is what stands there after."""

    def __init__(self, desk: FakeDesk, lang: str = "zh_CN") -> None:
        self.desk = desk
        self.told: list[Progress] = []
        self.left = False
        self._take(stage.started(lang))

    @property
    def page(self) -> Page:
        return self.scene.page

    @property
    def lcd(self) -> str:
        return "\n".join(line.text for line in frame(self.scene))

    def press(self, *keys: str) -> "Cashier":
        """Keys one after another; a run of digits may be written as one text of two or more."""
        for key in keys:
            for one in key if key.isdecimal() else (key,):
                self._take(stage.after_key(self.scene, one))
        return self

    def paste(self, text: str) -> "Cashier":
        """Text in one piece: pasted, or typed by a scanner."""
        self._take(stage.after_text(self.scene, text))
        return self

    def hear_camera(self, news: Opened | Seen | Listed | Over) -> "Cashier":
        """The camera tells something."""
        self._take(stage.after_camera(self.scene, news))
        return self

    def wait(self, seconds: float) -> "Cashier":
        self.scene = stage.after_tick(self.scene, self.scene.now_s + seconds, "10:20")
        return self

    def sign_on(self) -> "Cashier":
        return self.press("ok", "0000", "ok")

    def at_order(self) -> "Cashier":
        return self.sign_on().press("3", "1", "123456", "ok")

    def at_original(self, number: str = CARD_ORDER) -> "Cashier":
        return self.at_order().press(number, "ok")

    def _hear(self, progress: Progress) -> None:
        self.told.append(progress)
        self.scene = stage.after_told(self.scene, progress)

    def _take(self, turn: Turn) -> None:
        self.scene, self.left = turn.scene, turn.leave
        for ask in (turn.ask, turn.aside):
            if ask is not None:
                self._answer(ask)

    def _answer(self, ask: Ask) -> None:
        try:
            answer = ask.perform(self.desk, self._hear)
        except Refusal as refusal:
            self._take(stage.after_refusal(self.scene, ask, refusal))
        else:
            self._take(stage.after_answer(self.scene, ask, answer))


class Day:
    """Screens worth looking at, by name, taken while a cashier works through them."""

    def __init__(self, desk: FakeDesk, lang: str) -> None:
        self.cashier = Cashier(desk, lang)
        self.shots: dict[str, Scene] = {}

    def shot(self, name: str, *keys: str) -> "Day":
        """Press these keys, then take what stands there."""
        self.cashier.press(*keys)
        assert name not in self.shots, name
        self.shots[name] = self.cashier.scene
        return self

    def held(self, name: str, *keys: str) -> "Day":
        """Press these keys; take what stands there while the desk still works on what the last one asked."""
        self.cashier.press(*keys[:-1])
        self.shots[name] = stage.after_key(self.cashier.scene, keys[-1]).scene
        return self.press(keys[-1])

    def press(self, *keys: str) -> "Day":
        """Keys on the way, nothing taken."""
        self.cashier.press(*keys)
        return self
