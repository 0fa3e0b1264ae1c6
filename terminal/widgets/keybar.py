"""The last row: which keys work here, by name. Its one rule: what it shows can be clicked."""

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from terminal.columns import width
from terminal.screens.page import GAP
from terminal.widgets.pressed import Pressed


class KeyBar(Static):
    """items: (key, label), left to right; what does not fit is left out."""

    items: reactive[tuple[tuple[str, str], ...]] = reactive(())

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__("", id=id, markup=False)

    def watch_items(self, items: tuple[tuple[str, str], ...]) -> None:
        self.update(Content(" ") + Content(GAP).join([Content(label) for _, label in items]))

    def on_click(self, event: events.Click) -> None:
        start = 1
        for key, label in self.items:
            if start <= event.x < start + width(label):
                self.post_message(Pressed(key))
                return
            start += width(label) + len(GAP)
