"""A sheet -> a picture of the paper, drawn with the bundled font (scanner/paper/lines.py draws the letters).

The rule: what a thermal printer does with dots is done with dots here - double size is drawn twice as large, bold is
printed twice, one dot apart - so that the picture is the paper.
"""

from PIL import Image, ImageChops

from scanner.paper.lines import draw_lines, png, stack
from scanner.practice.slip import draw_bars, draw_modules, qr_modules
from terminal.columns import pad
from terminal.printers.outcome import Output
from terminal.receipt import Bars, Look, Paper, Part, Text

_AIR_DOTS = 8  # above and below bars

# fmt: off
_SCALES: dict[Look, tuple[int, int]] = {
    Look.PLAIN: (1, 1), Look.BOLD: (1, 1), Look.TALL: (1, 2), Look.BIG: (2, 2),
}
# fmt: on


def png_bytes(sheet: Output) -> bytes:
    """The picture as a PNG file; the same sheet gives the same bytes."""
    return png(on_paper(drawn(sheet), sheet.paper))


def drawn(sheet: Output) -> list[Image.Image]:
    """Each part by itself, in grey at 8 dots a millimetre."""
    return [_drawn(part, sheet.paper) for part in sheet.parts]


def on_paper(pictures: list[Image.Image], paper: Paper) -> Image.Image:
    """Drawn parts under each other, with the paper's edges."""
    return stack(pictures, paper.dots, paper.edge_dots)


def _drawn(part: Part, paper: Paper) -> Image.Image:
    if isinstance(part, Text):
        return _text(part, paper)
    return _bars(part, paper) if isinstance(part, Bars) else draw_modules(qr_modules(part.payload))


def _text(part: Text, paper: Paper) -> Image.Image:
    wide, high = _SCALES[part.look]
    line = draw_lines([part.text], paper.dots // wide)
    if part.look is not Look.PLAIN:
        line = _twice(line)
    return line if (wide, high) == (1, 1) else line.resize((line.width * wide, line.height * high))


def _twice(line: Image.Image) -> Image.Image:
    """Printed once more, one dot to the right; what that moves over the edge is gone."""
    moved = Image.new("L", line.size, 255)
    moved.paste(line, (1, 0))
    return ImageChops.darker(line, moved)


def _bars(part: Bars, paper: Paper) -> Image.Image:
    bars = draw_bars(part.digits)
    caption = draw_lines([pad(part.caption, paper.columns, "centre")], paper.dots)
    whole = Image.new("L", (paper.dots, bars.height + 2 * _AIR_DOTS + caption.height), 255)
    whole.paste(bars, ((paper.dots - bars.width) // 2, _AIR_DOTS))
    whole.paste(caption, (0, bars.height + 2 * _AIR_DOTS))
    return whole
