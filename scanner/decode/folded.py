"""Whether bars on crumpled paper say a Code 128 over their whole height: made straight first, they must look the same.

Folds bend bars, and nothing else; another slip's edge puts other bars there, which no bending makes the same. The rule:
some windows of the height are read, none as anything else, and every part of every window is as in those.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.decode import unfold
from scanner.decode.height import LEAST_WINDOWS, WINDOWS, falls_within, read_row
from scanner.decode.strip import Strip, averaged, extent, sharpened

Array = NDArray[np.uint8]

_PARTS = 20  # of the code, that are compared: half a sign of a slip's each
_LEAST_PX = 4  # of a part
_OFF_PX = 3  # by which a part may still lie elsewhere: a third of a slip's module
_OTHERWISE = 0.1
"""Of a part's swing: what differs more is other print. Of 120 slips folded by up to 4 dots none has 0.1 and more; of 58
pictures of two slips with edges so steep that three windows are read as a third one's, 56 have 0.12 and more.
"""
_RAGGED = 4  # the part of a height at either end where folds let in what lies above and below
_GONE = 0.5  # of a part's swing: what has less is partly paper


@dataclass(frozen=True, slots=True)
class Height:
    """Bars made straight. rows: the windows of their height. texts: what the first decoder reads on each. parts: of the
    code, where each begins and ends.
    """

    rows: Array
    texts: tuple[bytes, ...]
    parts: tuple[tuple[int, int], ...]

    def says(self, raw: bytes) -> bool:
        """Whether it says these bytes and nothing else anywhere."""
        reading = [at for at, text in enumerate(self.texts) if text == raw]
        if len(reading) < LEAST_WINDOWS or any(text not in (raw, b"") for text in self.texts):
            return False
        usual = np.asarray(self.rows[reading].mean(axis=0), self.rows.dtype)
        swing = float(usual[self.parts[0][0] : self.parts[-1][1]].std())
        differ = np.asarray([[_differs(row, usual, part, swing) for part in self.parts] for row in self.rows])
        return not any(falls_within(row, _OTHERWISE) for row in differ)


def height_of(strip: Strip) -> Height | None:
    """The height of a strip, its folds taken out; None where that is too small to say anything."""
    straight = unfold.unfolded(strip)
    start, end = extent(averaged(straight, 3))
    if end - start < _PARTS * _LEAST_PX or len(straight.pixels) < WINDOWS:
        return None
    parts = tuple(pairwise(int(edge) for edge in np.linspace(start, end, _PARTS + 1)))
    rows = averaged(_level(straight, parts), WINDOWS)
    return Height(rows, tuple(read_row(row) for row in sharpened(rows)), parts)


def _level(strip: Strip, parts: Sequence[tuple[int, int]]) -> Strip:
    """Without the lines at the top and the bottom that are bars in some places only."""
    pixels, margin = strip.pixels, len(strip.pixels) // _RAGGED
    swing = np.stack([pixels[:, start:end].std(axis=1) for start, end in parts])
    usual = np.median(swing[:, margin : len(pixels) - margin], axis=1, keepdims=True)
    gone = (swing < _GONE * usual).any(axis=0)
    top = int(np.flatnonzero(gone[:margin]).max(initial=-1)) + 1
    bottom = len(pixels) - margin + int(np.flatnonzero(gone[len(pixels) - margin :]).min(initial=margin))
    return Strip(pixels[top:bottom], strip.quiet_px) if bottom - top >= WINDOWS else strip


def _differs(row: Array, usual: Array, part: tuple[int, int], swing: float) -> float:
    """What a part of a row has that the usual one does not explain, whatever the light. swing: of the whole code."""
    start, end = part
    near = row[max(0, start - _OFF_PX) : end + _OFF_PX]
    alike = max(0.0, float(cv2.matchTemplate(near[None, :], usual[None, start:end], cv2.TM_CCOEFF_NORMED).max()))
    most = max(float(row[start:end].std()), float(usual[start:end].std()))
    return (1 - alike * alike) * min(1.0, (most / max(swing, 1.0)) ** 2)
