"""The paper pane: a customer's slip lies there, a receipt rolls out line by line. Its one rule: it prints what it gets.

A QR code is drawn in half blocks, two rows of modules to a line, so that its modules are nearly square.
"""

from collections.abc import Sequence
from itertools import zip_longest

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.reactive import reactive
from textual.timer import Timer
from textual.widgets import Static

from terminal.columns import clean, drawn_in_ascii, pad, width
from terminal.face.scene import PAPER_COLUMNS, Sheet

EDGES = 2
"""A column of white left and right of the lines."""

ROLL_S = 0.08
"""A line of receipt, seconds; about what a thermal printer takes."""

_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


class Paper(VerticalScroll):
    """sheet: what lies there; idle: words in its place while nothing does; ascii: without signs of doubtful width.

    roll_s: seconds a line, 0 for none.
    """

    can_focus = False
    sheet: reactive[Sheet] = reactive(Sheet())
    idle: reactive[tuple[str, ...]] = reactive(())
    ascii: reactive[bool] = reactive(False)

    def __init__(self, *, id: str, roll_s: float = ROLL_S) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._roll_s = roll_s
        self._timer: Timer | None = None
        self._out = 0

    def compose(self) -> ComposeResult:
        yield Static("", id="idle", markup=False)
        yield Static("", id="sheet", markup=False)

    def watch_idle(self, words: tuple[str, ...]) -> None:
        self.query_one("#idle", Static).update("\n".join(pad(line, PAPER_COLUMNS, "centre") for line in words))

    def watch_sheet(self, sheet: Sheet) -> None:
        if self._timer is not None:
            self._timer.stop()
        rolling = sheet.roll and self._roll_s > 0
        self._out = 0 if rolling else len(self._lines())
        self._timer = self.set_interval(self._roll_s, self._feed) if rolling else None
        self._lay()
        if not rolling:
            self.scroll_home(animate=False)

    def watch_ascii(self) -> None:
        self._lay_anew()

    def on_resize(self) -> None:
        if self.ascii:
            self._lay_anew()

    def _lay_anew(self) -> None:
        """A code in ASCII takes more lines, where it has room; what was out before is out still."""
        if self._timer is None:
            self._out = len(self._lines())
        self._lay()

    def finish(self) -> None:
        """The rest of a receipt that is still rolling comes out at once."""
        if self._timer is not None:
            self._feed(len(self._lines()))

    def _feed(self, lines: int = 1) -> None:
        follow = self.is_vertical_scroll_end  # somebody who scrolled back reads on in peace
        self._out += lines
        self._lay()
        if follow:
            self.scroll_end(animate=False)
        if self._timer is not None and self._out >= len(self._lines()):
            self._timer.stop()
            self._timer = None

    def _lines(self) -> list[str]:
        """What is printed; a code that has no room in ASCII is left to the page that F4 gives the paper."""
        if not self.ascii:
            return printed(self.sheet)
        code = hashes(self.sheet.modules)
        fits = all(width(line) <= self.size.width - EDGES for line in code)
        return [drawn_in_ascii(line) for line in printed(self.sheet, code if fits else ["[QR: F4]"][: len(code)])]

    def _lay(self) -> None:
        paper, lines = self.query_one("#sheet", Static), self._lines()
        paper.styles.width = max(PAPER_COLUMNS, *map(width, lines)) + EDGES if lines else None
        paper.update("\n".join(lines[: self._out]))
        paper.display = self._out > 0
        self.query_one("#idle").display = self._out == 0


def printed(sheet: Sheet, code: Sequence[str] | None = None) -> list[str]:
    """The lines on the paper, each PAPER_COLUMNS wide. code: its QR code drawn otherwise than in half blocks."""
    above, below = ([pad(clean(line), PAPER_COLUMNS) for line in lines] for lines in (sheet.lines, sheet.tail))
    code = half_blocks(sheet.modules) if code is None else code
    quiet = [" " * PAPER_COLUMNS] if code else []  # a code is read only with white around it
    return [*above, *quiet, *code, *quiet, *below]


def hashes(modules: tuple[tuple[bool, ...], ...]) -> list[str]:
    """A QR code's modules in ASCII, two cells each: for a terminal that draws no blocks."""
    return ["".join("##" if dark else "  " for dark in row) for row in modules]


def half_blocks(modules: tuple[tuple[bool, ...], ...]) -> list[str]:
    """A QR code's modules (True is dark) as centred lines of half blocks."""
    pairs = zip_longest(modules[::2], modules[1::2], fillvalue=())
    lines = ("".join(_HALVES[pair] for pair in zip_longest(top, bottom, fillvalue=False)) for top, bottom in pairs)
    return [pad(line, PAPER_COLUMNS, "centre") for line in lines]
