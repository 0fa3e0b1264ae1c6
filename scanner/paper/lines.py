"""Lines of text -> a picture of 58 mm thermal paper: 384 dots, 32 half-width columns, the bundled font.

Knows nothing of slips or receipts, opens no file but its font. The rule: each character is drawn alone in its own cell
(12 x 24 dots, 24 x 24 when wide), so columns stand under each other whatever the font's advance widths say. The same
lines give the same bytes.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from scanner.paper.cells import cells

PAPER_DOTS = 384  # printed width of 58 mm paper at 8 dots a millimetre
EDGE_DOTS = 40  # paper on either side that no print head reaches; it gives bars their quiet zone
COLUMNS = 32
LINE_DOTS = 30
MARGIN_DOTS = 20  # above and below: a tear-off edge, not part of the text
MAX_LINES = 400  # 1.5 m of paper; more is a mistake of the caller

_EM = 24
_BASELINE = 24  # dots from the top of a line: ascenders reach 21 up, descenders 5 down
_FONT = "NotoSansMonoCJKsc-GB2312.otf"
_MISSING = "\uffff"  # no font has it: what is drawn for it is drawn for all that this one lacks
_GETA, _UNKNOWN = "〓", "?"
"""In place of what the font lacks: the mark that typesetters put for a missing sign, which GB 2312 has for that very
purpose; and for a narrow one the question mark that printers put. A crossed box is taken for a smudge.
"""
_WHITE, _BLACK = 255, 0


def draw_lines(lines: Iterable[str], dots: int = PAPER_DOTS) -> Image.Image:
    """Lines of at most 32 columns -> a grey picture without margins; what is wider is cut at the paper's edge.

    dots: printed width of another paper, 12 a column. ValueError for more than MAX_LINES.
    """
    rows = tuple(lines)
    if len(rows) > MAX_LINES:
        raise ValueError(f"{len(rows)} lines are more than {MAX_LINES}")
    paper = Image.new("L", (dots, LINE_DOTS * len(rows)), _WHITE)
    for row, text in enumerate(rows):
        column = 0
        for sign in text:
            span = cells(sign)
            if span and sign != " ":
                paper.paste(_cell(sign, span), (column * _EM // 2, row * LINE_DOTS))
            column += span
    return paper


def stack(parts: Iterable[Image.Image], dots: int = PAPER_DOTS, edge_dots: int = EDGE_DOTS) -> Image.Image:
    """Pictures one under the other, each in the middle of the paper, with its unprinted edges all round."""
    pictures = tuple(parts)
    paper = Image.new("L", (dots + 2 * edge_dots, sum(one.height for one in pictures) + 2 * MARGIN_DOTS), _WHITE)
    top = MARGIN_DOTS
    for one in pictures:
        paper.paste(one, ((paper.width - one.width) // 2, top))
        top += one.height
    return paper


def png(picture: Image.Image) -> bytes:
    """A picture as PNG, the same bytes each time: no time stamp, no metadata."""
    buffer = BytesIO()
    picture.save(buffer, "PNG")  # to optimise takes ten times as long and saves a twentieth
    return buffer.getvalue()


@cache
def _font() -> ImageFont.FreeTypeFont:
    data = files("scanner.paper").joinpath("fonts", _FONT).read_bytes()
    return ImageFont.truetype(BytesIO(data), _EM, layout_engine=ImageFont.Layout.BASIC)


@cache
def _cell(sign: str, span: int) -> Image.Image:
    """One character in its cell; one that the font draws wider than its cell is squeezed into it."""
    shown = sign if _drawn(sign) != _drawn(_MISSING) else _GETA if span > 1 else _UNKNOWN
    advance = max(round(_font().getlength(shown)), span * _EM // 2)
    cell = Image.new("L", (advance, LINE_DOTS), _WHITE)
    ImageDraw.Draw(cell).text((0, _BASELINE), shown, font=_font(), fill=_BLACK, anchor="ls")
    return cell.resize((span * _EM // 2, LINE_DOTS)) if advance > span * _EM // 2 else cell


def _drawn(sign: str) -> bytes:
    """As the font draws it."""
    return bytes(_font().getmask(sign))
