"""Whether bars say a Code 128 over their whole height: what a line or two of them say may be of two slips.

Where one slip lies on another with its edge aslant across the bars, some lines begin on one and end on the other, and
one in 103 of them has a right check sign. The rule: the height is cut into windows; some must say the text, and none
anything else. What says nothing (glare, a tear, print above or below) is no other text. Folded bars: folded.py.
"""

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.decode import matched, pace
from scanner.decode.fit import fit
from scanner.decode.matched import Laid
from scanner.decode.patterns import Build, code_128, digits_128, said
from scanner.decode.strip import Strip, as_picture, averaged, extent
from scanner.decode.zxing import Zxing

Array = NDArray[np.uint8]

WINDOWS = 8
LEAST_WINDOWS = 3  # of them, that must say the text
_FAINT = 0.8  # of the swing of the rows in the middle: what has less is paper, or partly that
_TRIED = 3  # counts of signs, for a text that may be written in several
_ZXING, _CODE_128 = Zxing(), frozenset({"code128"})
_LEAST_PART = 0.3  # of the swing of the plainest window: below it there is nothing
_FALLEN, _MOST = 0.04, 0.12  # of likeness; windows of bars that are whole differ by 0.01, noisy ones by 0.05
_SPREADS = 5.0  # of the median difference: so much is noise
_SEGMENTS, _LEAN_PX = 12, 6  # of bars that are compared with themselves


def says(strip: Strip, raw: bytes) -> bool:
    """Whether the bars of this strip say these bytes and nothing else anywhere: laid over them where a build fits; else
    as the first decoder reads their windows, with which the others are compared.
    """
    rows = windows(strip)
    first, last = extent(averaged(strip, 3))
    whole = np.asarray(rows.mean(axis=0), rows.dtype)
    texts = [read_row(row) for row in rows]
    if all(text == raw for text in texts) and _look_alike(rows, whole, (first, last)):
        return True
    for build in _builds(raw, whole, last - first):
        laid = matched.lay(whole, [build], last - first)
        if laid and said("code128", laid.values) == raw:
            return agrees(rows, laid)
    return _same(rows, texts, raw, (first, last))


def windows(strip: Strip) -> Array:
    """The height cut into windows, each averaged along the bars; without what lies above and below them."""
    swing = strip.pixels.std(axis=1)
    middle = len(swing) // 2
    faint = np.flatnonzero(swing < _FAINT * np.median(swing[len(swing) // 4 : -(len(swing) // 4)]))
    top = int(faint[faint < middle].max(initial=-1)) + 1
    bottom = int(faint[faint >= middle].min(initial=len(swing)))
    pixels = strip.pixels[top:bottom] if bottom - top >= WINDOWS else strip.pixels
    return averaged(Strip(pixels, strip.quiet_px), WINDOWS)


def _builds(raw: bytes, whole: Array, code_px: int) -> list[Build]:
    """Digits as most write them, in twos; else the counts of signs that a text may need whose edges keep time best."""
    if raw.isdigit() and not len(raw) % 2:
        return [digits_128(len(raw), range(100))]
    counts = range(2 + (len(raw) + 1) // 2, 3 + 2 * len(raw))
    builds = {one.modules: one for one in map(code_128, counts)}
    return [builds[modules] for modules in pace.counts_of_modules(whole, code_px, list(builds))[:_TRIED]]


def _same(rows: Array, texts: list[bytes], raw: bytes, ends: tuple[int, int]) -> bool:
    """Whether some windows are read so, none otherwise, and what is between the ends of the bars looks alike in all."""
    reading = [at for at, text in enumerate(texts) if text == raw]
    if len(reading) < LEAST_WINDOWS or any(text not in (raw, b"") for text in texts):
        return False
    if len(reading) == len(rows):
        return True
    return _look_alike(rows, np.asarray(rows[reading].mean(axis=0), rows.dtype), ends)


def _look_alike(rows: Array, usual: Array, ends: tuple[int, int]) -> bool:
    edges = np.linspace(ends[0], ends[1], _SEGMENTS + 1).astype(int)
    like = np.asarray([[_alike(row, usual, a, b) for a, b in pairwise(edges)] for row in rows])
    return not _any_falls(like)


def _alike(row: Array, usual: Array, start: int, end: int) -> float:
    near = row[max(0, start - _LEAN_PX) : end + _LEAN_PX]
    return float(cv2.matchTemplate(near[None, :], usual[None, start:end], cv2.TM_CCOEFF_NORMED).max())


def read_row(row: Array) -> bytes:
    """What the first decoder reads on a row of pixels; nothing where that is not one text."""
    found = [one.raw for one in _ZXING.read(as_picture(row), _CODE_128)]
    return found[0] if len(found) == 1 else b""


def agrees(rows: Array, laid: Laid) -> bool:
    """Whether windows of a height say what the build that lies on all of them says, and none of them anything else."""
    lines = [matched.line_of(row, laid) for row in rows]
    least = _LEAST_PART * max(float(line.std()) for line in lines)
    fits = [found for line in lines if (found := fit(line, laid.build, laid.blur))]
    if sum(found.values == laid.values for found in fits) < LEAST_WINDOWS:
        return False
    like = np.asarray([matched.likenesses(line, laid, found, least) for line, found in zip(lines, fits, strict=True)])
    return not _any_falls(like)


def _any_falls(like: NDArray[np.float64]) -> bool:
    """Windows x places: whether any falls within."""
    usual = np.median(like, axis=0)
    least = min(_MOST, max(_FALLEN, _SPREADS * float(np.median(np.abs(like - usual)))))
    return any(falls_within(usual - window, least) for window in like)


def falls_within(lower: NDArray[np.float64], least: float) -> bool:
    """Whether a place is less like its sign than in most windows, though places on either side are as usual: so is the
    place where one slip's edge lies. What ends there, or is hidden, falls off towards one side.
    """
    as_usual, fallen = np.flatnonzero(lower < least / 2), np.flatnonzero(lower > least)
    if not 0 < len(fallen) <= len(lower) / 2:  # more: other bars, or none
        return False
    return bool(len(as_usual) and np.any((fallen > as_usual[0]) & (fallen < as_usual[-1])))
