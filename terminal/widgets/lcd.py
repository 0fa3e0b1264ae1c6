"""The LCD: rows of text in fixed colours. Its one rule: it draws rows and reports clicks, and knows no page."""

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from terminal.screens.page import Line, Look
from terminal.widgets.pressed import Pressed

# Fixed colours, not the theme's: an LCD is lit from behind whatever the room looks like.
_STYLES = {
    Look.PLAIN: "",
    Look.STRONG: "bold",
    Look.CHOSEN: "bold #d9e8c9 on #24452f",
    Look.ENTRY: "bold",
    Look.DIM: "#3c5a41",
    Look.STATUS: "bold on #a3ba8d",
    Look.TITLE: "bold underline",
}
_MARK = "bold #ffffff on #b3261e"


class Lcd(Static):
    """rows: what to show, top to bottom."""

    rows: reactive[tuple[Line, ...]] = reactive(())

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__("", id=id, markup=False)

    def watch_rows(self, rows: tuple[Line, ...]) -> None:
        self.update(Content("\n").join([_drawn(row) for row in rows]))

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and offset.y < len(self.rows) and self.rows[offset.y].key:
            self.post_message(Pressed(self.rows[offset.y].key))


def _drawn(row: Line) -> Content:
    line = Content.styled(row.text, _STYLES[row.look])
    start = row.text.find(row.mark) if row.mark else -1
    return line if start < 0 else line.stylize(_MARK, start, start + len(row.mark))
