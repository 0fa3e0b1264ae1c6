"""Grey picture -> symbols: the steps of the cascade, cheapest first, until one has read what was wanted.

What a code means is not decided here. The rule: a step that guesses is believed only where its text checks itself or
two readings agree.
"""

import time
from collections.abc import Callable
from pathlib import Path

import zxingcpp
from PIL import Image

from scanner.decode.picture import open_picture
from scanner.decode.symbol import Reading, StepTaken, Symbol, text_of

MAX_SYMBOLS = 16  # a slip has two; a sheet full of codes is no slip, and the first ones say so
BUDGET_MS = 250.0  # processor time a picture may cost, opening it included

# fmt: off
# QR codes and Code 128 are on slips and on payers' phones; EAN-13 is what goods carry and what gets scanned by mistake.
SYMBOLOGIES: tuple[tuple[zxingcpp.BarcodeFormat, str], ...] = (
    (zxingcpp.BarcodeFormat.QRCode,  "qr"),
    (zxingcpp.BarcodeFormat.Code128, "code128"),
    (zxingcpp.BarcodeFormat.EAN13,   "ean13"),
)
# The cascade, cheapest first: (name, turn by 90 degrees, also at half size, also light on dark).
STEPS: tuple[tuple[str, bool, bool, bool], ...] = (
    ("zxing fast",    False, False, False),
    ("zxing default", True,  True,  True),
)
# fmt: on
_FORMATS = zxingcpp.BarcodeFormats([one for one, _ in SYMBOLOGIES])
_NAMES = dict(SYMBOLOGIES)


def unheard(_: StepTaken | str) -> None:
    """Nobody listens to the steps."""


def read_picture(
    source: Path | str | bytes,
    *,
    budget_ms: float = BUDGET_MS,
    skip: frozenset[str] = frozenset(),
    heard: Callable[[StepTaken], None] = unheard,
    begins: Callable[[str], None] = unheard,
) -> Reading:
    """All codes on a picture file, each once, at most MAX_SYMBOLS; none where there is none. PictureError as
    open_picture. budget_ms, skip, heard and begins as read_codes; opening counts, as a step "open".
    """
    begins("open")
    began = time.process_time()
    picture = open_picture(source)
    opened = StepTaken("open", _since(began))
    heard(opened)
    read = read_codes(picture, budget_ms=budget_ms - opened.cpu_ms, skip=skip, heard=heard, begins=begins)
    return Reading(read.symbols, (opened, *read.steps))


def read_codes(
    picture: Image.Image,
    *,
    budget_ms: float = BUDGET_MS,
    skip: frozenset[str] = frozenset(),
    heard: Callable[[StepTaken], None] = unheard,
    begins: Callable[[str], None] = unheard,
) -> Reading:
    """All codes on a grey picture (mode L), for at most so much processor time.

    skip: names of steps that are left out. heard: called with each step once it has ended, so that what was read is
    known even if a later step takes the process with it. begins: called with a step's name just before it runs, so that
    the one that did is known, too.
    """
    return _read_grey(memoryview(picture.tobytes()).cast("B", (picture.height, picture.width)), skip, heard, begins)


def read_frame(grey: memoryview, turn: int) -> Reading:
    """One frame of a camera: steps 1 and 2, and of the further steps one, the turn-th (any count, taken round).

    grey: height x width bytes in one piece, not copied.
    """
    return _read_grey(grey, frozenset(), unheard, unheard)


def _read_grey(
    pixels: memoryview, skip: frozenset[str], heard: Callable[[StepTaken], None], begins: Callable[[str], None]
) -> Reading:
    found: dict[tuple[str, bytes], Symbol] = {}
    taken: list[StepTaken] = []
    for step in (step for step in STEPS if step[0] not in skip):
        begins(step[0])
        began = time.process_time()
        new = [symbol for symbol in _read(pixels, step) if (symbol.symbology, symbol.raw) not in found]
        found |= {(symbol.symbology, symbol.raw): symbol for symbol in new}
        taken.append(StepTaken(step[0], _since(began), tuple(new)))
        heard(taken[-1])
        if any(symbol.symbology == "qr" for symbol in found.values()):
            break
    return Reading(tuple(found.values())[:MAX_SYMBOLS], tuple(taken))


def _since(began: float) -> float:
    return (time.process_time() - began) * 1000


def _read(pixels: memoryview, step: tuple[str, bool, bool, bool]) -> list[Symbol]:
    name, turn, half, invert = step
    codes = zxingcpp.read_barcodes(pixels, _FORMATS, try_rotate=turn, try_downscale=half, try_invert=invert)
    return [Symbol(_NAMES[code.format], text_of(code.bytes), code.bytes, name) for code in codes]
