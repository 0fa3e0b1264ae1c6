"""The keypad: sixteen keys in the trade's colours. Its one rule: labels and keys come in together and may change."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Grid
from textual.reactive import reactive
from textual.widgets import Static

from terminal.widgets.pressed import Pressed

KEYS, COLUMNS = 16, 4
_COLOURS = {"back": "red", "clear": "yellow", "menu": "blue", "ok": "green"}


class Keypad(Grid):
    """keys: (key, label) row by row; red 取消, yellow 清除, blue 菜单, green 确认."""

    keys: reactive[tuple[tuple[str, str], ...]] = reactive(())

    def compose(self) -> ComposeResult:
        for _ in range(KEYS):
            yield Static("", markup=False)

    def watch_keys(self, keys: tuple[tuple[str, str], ...]) -> None:
        rows = ("odd", "even")  # told apart where they stand close
        for at, (cap, (key, label)) in enumerate(zip(self.query(Static), keys, strict=False)):
            cap.update(label)
            cap.set_classes(f"{_COLOURS.get(key, 'digit' if key.isdecimal() else 'soft')} {rows[at // COLUMNS % 2]}")

    def on_click(self, event: events.Click) -> None:
        caps = list(self.query(Static))
        if event.widget in caps:
            self.post_message(Pressed(self.keys[caps.index(event.widget)][0]))
