"""Draws a terminal's screen as a PNG with the bundled font: how docs/pictures are made. Not a test, not in the product.

Textual's own SVG squeezes Chinese to half its width; cells drawn one by one keep their place. What is drawn are runs of
text with their colours, from wherever they come. Usage, for what tmux shows:
tmux capture-pane -t NAME -e -N -p | python tests/pictures/draw.py OUT.png
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from scanner.paper.cells import cells

CELL_W, CELL_H, FONT_PX = 12, 26, 22
FONT = next((Path(__file__).parents[2] / "scanner" / "fonts").glob("*.otf"))
Colour = tuple[int, int, int]
WHITE, BLACK = (229, 229, 229), (0, 0, 0)
BASIC = (
    BLACK, (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), WHITE,
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
    (255, 255, 255),
)  # fmt: skip
# Block characters as parts of a cell: left, top, right, bottom in eighths.
BLOCKS = {
    "█": (0, 0, 8, 8), "▀": (0, 0, 8, 4), "▄": (0, 4, 8, 8), "▁": (0, 7, 8, 8), "▇": (0, 1, 8, 8), "▔": (0, 0, 8, 1),
    "▎": (0, 0, 2, 8), "▊": (0, 0, 6, 8), "▌": (0, 0, 4, 8), "▐": (4, 0, 8, 8),
}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """Text in one style."""

    text: str
    ink: Colour = WHITE
    paper: Colour = BLACK
    bold: bool = False
    line: bool = False


def picture(rows: Sequence[Sequence[Run]], columns: int) -> Image.Image:
    """The screen, row by row."""
    drawn = Image.new("RGB", (columns * CELL_W, len(rows) * CELL_H), BLACK)
    canvas, font = ImageDraw.Draw(drawn), ImageFont.truetype(str(FONT), FONT_PX)
    for y, row in enumerate(rows):
        x = 0
        for run in row:
            for sign in run.text:
                x = _sign(canvas, font, run, sign, x, y * CELL_H)
    return drawn


def _sign(canvas: ImageDraw.ImageDraw, font: ImageFont.FreeTypeFont, run: Run, sign: str, x: int, y: int) -> int:
    wide = cells(sign) * CELL_W
    canvas.rectangle((x, y, x + wide - 1, y + CELL_H - 1), fill=run.paper)
    if sign in BLOCKS:
        left, top, right, bottom = (eighths / 8 for eighths in BLOCKS[sign])
        box = (x + left * CELL_W, y + top * CELL_H, x + right * CELL_W - 1, y + bottom * CELL_H - 1)
        canvas.rectangle(box, fill=run.ink)
    elif sign.strip():
        for shift in (0, 1) if run.bold else (0,):
            canvas.text((x + wide / 2 + shift, y + CELL_H / 2), sign, font=font, fill=run.ink, anchor="mm")
    if run.line:
        canvas.line((x, y + CELL_H - 2, x + wide - 1, y + CELL_H - 2), fill=run.ink)
    return x + wide


def captured(screen: str, lines: int = 24) -> list[list[Run]]:
    """What tmux captured, as runs."""
    pen = Pen()
    return [list(_runs(line, pen)) for line in screen.split("\n")[:lines]]


def _runs(line: str, pen: "Pen") -> Iterator[Run]:
    for part in re.split(r"(\x1b\[[0-9;]*m)", line):
        if part.startswith("\x1b["):
            pen.apply([int(code or 0) for code in part[2:-1].split(";")])
        elif part:
            yield Run(part, *pen.colours(), bold=pen.bold, line=pen.line)


class Pen:
    """The style that the last escape sequences chose."""

    def __init__(self) -> None:
        self.plain()

    def plain(self) -> None:
        """As at the start."""
        self.ink, self.paper = WHITE, BLACK
        self.swapped = self.bold = self.line = False

    def colours(self) -> tuple[Colour, Colour]:
        """Ink and paper as they are drawn."""
        return (self.paper, self.ink) if self.swapped else (self.ink, self.paper)

    def apply(self, codes: list[int]) -> None:
        """One SGR sequence."""
        while codes:
            code = codes.pop(0)
            if code == 0:
                self.plain()
            elif code in (1, 22):
                self.bold = code == 1
            elif code in (4, 24):
                self.line = code == 4
            elif code in (7, 27):
                self.swapped = code == 7
            elif code in (38, 48):
                colour = palette(codes.pop(1)) if codes[0] == 5 else (codes.pop(1), codes.pop(1), codes.pop(1))
                codes.pop(0)
                self.ink, self.paper = (colour, self.paper) if code == 38 else (self.ink, colour)
            elif 30 <= code <= 37 or 90 <= code <= 97:
                self.ink = BASIC[code - 30 if code < 40 else code - 82]
            elif 40 <= code <= 47 or 100 <= code <= 107:
                self.paper = BASIC[code - 40 if code < 50 else code - 92]
            elif code in (39, 49):
                self.ink, self.paper = (WHITE, self.paper) if code == 39 else (self.ink, BLACK)


def palette(number: int) -> Colour:
    """The 256 colours of xterm."""
    if number < 16:
        return BASIC[number]
    if number < 232:
        steps = (0, 95, 135, 175, 215, 255)
        number -= 16
        return steps[number // 36], steps[number // 6 % 6], steps[number % 6]
    grey = 8 + (number - 232) * 10
    return grey, grey, grey


if __name__ == "__main__":
    picture(captured(sys.stdin.read()), 80).save(sys.argv[1])
