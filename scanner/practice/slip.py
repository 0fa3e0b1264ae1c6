"""Draws a practice sales slip: ready text lines, a QR code and bars, on 58 mm paper.

Knows no order and no shop: what stands on the slip is handed in. The rule: the practice mark stands at the top, in the
middle and at the bottom, always. Also gives the code's modules, for a terminal that draws them as half blocks.
"""

from collections.abc import Sequence

import segno
from barcode.codex import Code128
from PIL import Image

from scanner.paper.cells import width
from scanner.paper.lines import COLUMNS, PAPER_DOTS, draw_lines, stack
from scanner.salesslip import PRACTICE_MARK, spaced

QR_VERSION = 3  # 29 modules, M: a slip's 28 to 41 alphanumerics; a short payload reads better than any decoder helps
QR_DOTS = 6  # dots a module
QR_QUIET = 4  # modules of white round it (ISO/IEC 18004)
BAR_DOTS = 3  # dots a module: 112 modules of 14 digits are 336 of 384 dots, with the paper's edge as quiet zone
BAR_HEIGHT = 104  # dots, 13 mm: enough for a hand-held reader and for a tilted photograph
MARK_LINES = 3  # the practice mark between two empty lines
MAX_BAR_DIGITS = 32  # 211 modules at 1 dot; what is longer belongs into a QR code


def draw_slip(slip_payload: str, order_no: str, lines: Sequence[str]) -> Image.Image:
    """A slip as a grey picture of 58 mm paper, 384 of its 464 dots printed.

    slip_payload: text of the QR code, "" for none. order_no: digits of the bars, an even number of them, "" for none;
    14 are printed 4-4-4-2 under the bars. lines: text of at most 32 columns each, printed above the codes.
    ValueError for bars that are not an even number of digits, or for more text than a QR code holds.
    """
    mark = draw_lines(["", _centred(PRACTICE_MARK), ""])
    parts = [mark, draw_lines(lines)]
    if slip_payload:
        parts.append(draw_modules(qr_modules(slip_payload)))
    parts.append(mark)
    if order_no:
        printed = spaced(order_no) if len(order_no) == 14 else order_no
        parts += [draw_bars(order_no), draw_lines([_centred(printed)])]
    return stack([*parts, mark])


def qr_modules(payload: str) -> tuple[tuple[bool, ...], ...]:
    """The QR code of a text, level M, row by row without its quiet zone; True is black.

    Version 3 where the text fits, else as large as needed; alphanumeric mode where its characters allow it, else UTF-8.
    """
    encoding = None if payload.isascii() else "utf-8"  # else segno takes Chinese for Shift_JIS where it can
    try:
        code = segno.make_qr(payload, error="m", version=QR_VERSION, boost_error=False, encoding=encoding)
    except segno.DataOverflowError:
        code = segno.make_qr(payload, error="m", boost_error=False, encoding=encoding)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def draw_modules(modules: Sequence[Sequence[bool]]) -> Image.Image:
    """A square code with its quiet zone, 6 dots a module or as many as the paper allows."""
    side = len(modules) + 2 * QR_QUIET
    picture = Image.new("L", (side, side), 255)
    picture.putdata([0 if dark else 255 for row in _quiet(modules) for dark in row])
    scale = min(QR_DOTS, PAPER_DOTS // side)
    return picture.resize((side * scale, side * scale), Image.Resampling.NEAREST)


def bar_modules(digits: str) -> tuple[bool, ...]:
    """Code 128 of an even number of digits, in set C throughout; True is a bar. No quiet zone."""
    if not (digits.isascii() and digits.isdecimal() and len(digits) % 2 == 0 and len(digits) <= MAX_BAR_DIGITS):
        raise ValueError("bars carry an even number of digits")
    return tuple(module == "1" for module in Code128(digits).build()[0])


def _quiet(modules: Sequence[Sequence[bool]]) -> list[list[bool]]:
    side = len(modules) + 2 * QR_QUIET
    white = [[False] * side] * QR_QUIET
    return [*white, *([False] * QR_QUIET + list(row) + [False] * QR_QUIET for row in modules), *white]


def draw_bars(digits: str) -> Image.Image:
    """Code 128 of an even number of digits, 3 dots a module or as many as 58 mm allow. No quiet zone at the sides."""
    modules = bar_modules(digits)
    picture = Image.new("L", (len(modules), 1), 255)
    picture.putdata([0 if bar else 255 for bar in modules])
    scale = min(BAR_DOTS, PAPER_DOTS // len(modules))
    return picture.resize((len(modules) * scale, BAR_HEIGHT), Image.Resampling.NEAREST)


def _centred(text: str) -> str:
    return " " * ((COLUMNS - width(text)) // 2) + text
