"""The camera's picture in half blocks, two pixels to a cell. Its one rule: it draws the grey it is given, at its size.

It knows no camera. Colours are the LCD's, in SHADES steps between its darkest and its lightest.
"""

from functools import cache

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
        if self._preview is None or not width:
            return Strip.blank(width)
        return Strip(cells(self._preview, y, width, height, self._theme), width)


def cells(preview: Preview, y: int, width: int, height: int, theme: str) -> list[Segment]:
    """One row of a picture that is drawn width x height cells large; runs of one colour are one segment."""
    upper, lower = (_pixels(preview, row, width, height * 2) for row in (2 * y, 2 * y + 1))
    row = zip(upper, lower, strict=True)
    if theme == ASCII:
        return [Segment("".join(_DENSITY[(a + b) * len(_DENSITY) // (2 * SHADES)] for a, b in row))]
    segments: list[Segment] = []
    last, count = None, 0
    for pair in (*row, None):
        if pair != last:
            if last is not None:
                segments.append(Segment(_UPPER * count, _style(*last, theme)))
            last, count = pair, 0
        count += 1
    return segments


def _pixels(preview: Preview, row: int, width: int, height: int) -> list[int]:
    """Shades of one row of pixels, nearest of the preview's."""
    start = row * preview.height // height * preview.width
    if preview.width == width:
        return [grey * SHADES >> 8 for grey in preview.grey[start : start + width]]
    return [preview.grey[start + x * preview.width // width] * SHADES >> 8 for x in range(width)]


@cache
def _style(upper: int, lower: int, theme: str) -> Style:
    dark, light = sorted((Color.parse(name) for name in PALETTES[theme]["lcd"]), key=lambda one: one.brightness)
    shades = (dark.blend(light, shade / (SHADES - 1)) for shade in (upper, lower))
    return Style.from_color(*(shade.rich_color for shade in shades))
