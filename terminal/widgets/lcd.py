"""The LCD: rows of text in its own colours. Its one rule: it draws rows and reports clicks, and knows no page."""

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from terminal.screens.page import Line, Look
from terminal.themes import DEFAULT, PALETTES, Palette
from terminal.widgets.pressed import Pressed

# How a line is written, and the role of its colours; "" for those of the LCD itself.
_STYLES: dict[Look, tuple[str, str]] = {
    Look.PLAIN: ("", ""),
    Look.STRONG: ("bold", ""),
    Look.CHOSEN: ("bold", "lcd-chosen"),
    Look.ENTRY: ("bold", ""),
    Look.DIM: ("", "lcd-dim"),
    Look.STATUS: ("bold", "lcd-status"),
    Look.TITLE: ("bold underline", ""),
}


class Lcd(Static):
    """rows: what to show, top to bottom. palette: colours by role."""

    rows: reactive[tuple[Line, ...]] = reactive(())
    palette: reactive[Palette] = reactive(PALETTES[DEFAULT])

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__("", id=id, markup=False)

    def watch_rows(self) -> None:
        self.update(Content("\n").join([self._drawn(row) for row in self.rows]))

    def watch_palette(self) -> None:
        self.watch_rows()

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and offset.y < len(self.rows) and self.rows[offset.y].key:
            self.post_message(Pressed(self.rows[offset.y].key))

    def _drawn(self, row: Line) -> Content:
        line = Content.styled(row.text, self._style(*_STYLES[row.look]))
        start = row.text.find(row.mark) if row.mark else -1
        return line if start < 0 else line.stylize(self._style("bold", "mark"), start, start + len(row.mark))

    def _style(self, weight: str, role: str) -> str:
        return f"{weight} {' on '.join(self.palette[role])}" if role else weight
