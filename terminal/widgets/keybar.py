"""A row of keys by name: the last row of the face, and the card slot. Its one rule: what it shows can be clicked."""

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
        start = self._start()
        for key, label in self.items:
            if start <= event.x < start + width(label):
                self.post_message(Pressed(key))
                return
            start += width(label) + len(GAP)

    def _start(self) -> int:
        """The column of the first key: behind one space, or as the row is centred."""
        if self.styles.text_align != "center":
            return 1
        return (self.size.width - sum(width(label) + len(GAP) for _, label in self.items) + len(GAP) - 1) // 2 + 1
