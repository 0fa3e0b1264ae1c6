"""The camera's picture in half blocks, two pixels to a cell. Its one rule: it draws the grey it is given, at its size.

It knows no camera. Colours are the LCD's, in SHADES steps between its darkest and its lightest.
"""

from collections.abc import Iterable
from functools import cache
from itertools import groupby

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from scanner.camera.news import Preview
from terminal.themes import ASCII, DEFAULT, PALETTES

SHADES = 16
"""More are not told apart at this size, and each pair of them is a style."""
_DENSITY = " .:-=+*#%@"
_UPPER = "▀"


class CameraView(Widget, can_focus=False):
    """look(preview, theme): what it shows from now on; None for nothing."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._preview: Preview | None = None
        self._theme = DEFAULT

    def look(self, preview: Preview | None, theme: str) -> None:
        """Draw this one; older ones are forgotten."""
        self._preview, self._theme = preview, theme
        self.refresh()

    def place(self, region: Region) -> None:
        """Where it lies over the LCD, in cells of its container."""
        self.styles.offset = region.offset
        self.styles.width, self.styles.height = region.size

    def render_line(self, y: int) -> Strip:
        width, height = self.size
        drawn = cells(self._preview, y, width, height, self._theme) if self._preview is not None else []
        return Strip(drawn).adjust_cell_length(width).apply_style(self.rich_style)


def cells(preview: Preview, y: int, width: int, height: int, theme: str) -> list[Segment]:
    """One row of a picture that is drawn into width x height cells, its shape kept, in their middle; runs of one colour
    are one segment.
    """
    wide, high = fitted(preview, width, height)
    top = y - (height - high) // 2
    if not 0 <= top < high:
        return []
    upper, lower = (_pixels(preview, row, wide, high * 2) for row in (2 * top, 2 * top + 1))
    pairs = zip(upper, lower, strict=True)
    drawn = [_in_signs(pairs)] if theme == ASCII else _in_halves(pairs, theme)
    return [Segment(" " * ((width - wide) // 2)), *drawn]


def fitted(preview: Preview, width: int, height: int) -> tuple[int, int]:
    """Columns and rows of cells that the picture takes: as large as fits."""
    part = min(width / preview.width, 2 * height / preview.height)
    return max(1, round(preview.width * part)), max(1, round(preview.height * part / 2))


def _in_signs(pairs: Iterable[tuple[int, int]]) -> Segment:
    return Segment("".join(_DENSITY[(a + b) * len(_DENSITY) // (2 * SHADES)] for a, b in pairs))


def _in_halves(pairs: Iterable[tuple[int, int]], theme: str) -> list[Segment]:
    return [Segment(_UPPER * len(list(run)), _style(*pair, theme)) for pair, run in groupby(pairs)]


def _pixels(preview: Preview, row: int, width: int, height: int) -> list[int]:
    """Shades of one row of pixels, nearest of the preview's."""
    start = row * preview.height // height * preview.width
    line = preview.grey[start : start + preview.width]
    if preview.width != width:
        line = bytes(line[x * preview.width // width] for x in range(width))
    return [grey * SHADES >> 8 for grey in line]


@cache
def _style(upper: int, lower: int, theme: str) -> Style:
    dark, light = sorted((Color.parse(name) for name in PALETTES[theme]["lcd"]), key=lambda one: one.brightness)
    shades = (dark.blend(light, shade / (SHADES - 1)) for shade in (upper, lower))
    return Style.from_color(*(shade.rich_color for shade in shades))
