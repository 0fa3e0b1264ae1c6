"""A sheet -> ESC/POS bytes for a thermal printer with a Chinese font: GB18030 text, native QR code and Code 128, a cut.

Pure; no line and no file. The rule: a printer starts from nothing known (ESC @), and a line is as wide as the paper in
the printer's own font, where every character outside ASCII takes two columns: blanks give way for those that are one
on a screen. Commands are Epson's ESC/POS; sizes by GS !, as ESC ! leaves Chinese characters small on many printers.
"""

import re
from collections.abc import Iterator

from terminal.columns import pad
from terminal.printers.outcome import Output
from terminal.receipt import Bars, Look, Part, Qr, Text

ENCODING = "gb18030"
QR_DOTS = 6  # a module, as on the pictures
BAR_DOTS, BAR_HEIGHT = 3, 104  # a module; 13 mm, as on the pictures
FEED_LINES = 6  # from the print head to the knife

# fmt: off
INIT         = b"\x1b@"              # ESC @     forget every setting
CHINESE      = b"\x1c&"              # FS &      two bytes of the high half are one character
CENTRE, LEFT = b"\x1ba\x01", b"\x1ba\x00"        # ESC a n
FEED_AND_CUT = b"\x1bd" + bytes([FEED_LINES]) + b"\x1dV\x01"  # ESC d n, GS V 1: a bridge of paper stays

# GS ! n (width in the high half, height in the low one), ESC E n (bold)
LOOKS: dict[Look, bytes] = {
    Look.PLAIN: b"\x1d!\x00" b"\x1bE\x00",
    Look.BOLD:  b"\x1d!\x00" b"\x1bE\x01",
    Look.TALL:  b"\x1d!\x01" b"\x1bE\x01",
    Look.BIG:   b"\x1d!\x11" b"\x1bE\x01",
}
# fmt: on


def escpos_bytes(sheet: Output) -> bytes:
    """One sheet, from reset to cut."""
    return INIT + CHINESE + b"".join(_written(sheet.parts, sheet.paper.columns)) + FEED_AND_CUT


def _written(parts: tuple[Part, ...], columns: int) -> Iterator[bytes]:
    look = None
    for part in parts:
        if isinstance(part, Text):
            if part.look is not look:
                yield LOOKS[part.look]
            look = part.look
            yield encoded(part.text, columns // 2 if look is Look.BIG else columns) + b"\n"
        else:
            yield LOOKS[Look.PLAIN]
            look = Look.PLAIN
            yield _qr(part) if isinstance(part, Qr) else _bars(part, columns)


def encoded(text: str, columns: int) -> bytes:
    """A line in the printer's bytes, at most `columns` wide on it as long as there are double blanks to take from."""
    excess = sum(1 if sign.isascii() else 2 for sign in text) - columns
    while excess > 0 and (gap := max(re.finditer(" {2,}", text), key=_length, default=None)) is not None:
        gone = min(excess, _length(gap) - 1)
        text, excess = text[: gap.start()] + text[gap.start() + gone :], excess - gone
    return text.encode(ENCODING, "replace")


def _length(gap: re.Match[str]) -> int:
    return gap.end() - gap.start()


def _qr(code: Qr) -> bytes:
    """GS ( k, functions 65 (model 2), 67 (dots a module), 69 (level M), 80 (the text), 81 (print)."""
    text = code.payload.encode("utf-8")
    settings = (b"A\x32\x00", b"C" + bytes([QR_DOTS]), b"E\x31", b"P0" + text, b"Q0")
    return CENTRE + b"".join(_two_dimensional(one) for one in settings) + LEFT


def _two_dimensional(function: bytes) -> bytes:
    return b"\x1d(k" + (len(function) + 1).to_bytes(2, "little") + b"1" + function


def _bars(bars: Bars, columns: int) -> bytes:
    """GS h height, GS w dots a module, GS f 0 and GS H 0 (no digits of its own), GS k 73: Code 128, {C two by two."""
    pairs = bytes(int(bars.digits[at : at + 2]) for at in range(0, len(bars.digits), 2))
    data = b"{C" + pairs
    shape = b"\x1dh" + bytes([BAR_HEIGHT]) + b"\x1dw" + bytes([BAR_DOTS]) + b"\x1df\x00" + b"\x1dH\x00"
    code = CENTRE + shape + b"\x1dkI" + bytes([len(data)]) + data + LEFT
    return code + encoded(pad(bars.caption, columns, "centre").rstrip(), columns) + b"\n"
