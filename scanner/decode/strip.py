"""Bars turned upright, as a strip of grey: its rows averaged along the bars, sharpened, and where in them the bars lie.

Finds and decodes nothing. The rule: whatever is made of a strip stays as wide as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.uint8]

_SHARP_SIGMA, _SHARP_BY = 6.0, 2.0  # pixels of a strip; how much of the difference is added
_ROWS = 4
_MISSED = 0.06  # of the bars' width, at either end: how exactly a decoder tells where its code ends
_BUSY_PART = 33  # of the row: three modules of a hundred
_MORE_THAN_AN_EDGE = 1.6  # windows: a single edge is one wide
_GAP = 0.12  # of what it parts: a wide space between few bars; a quiet zone is wider
_BUSY = 0.3  # of what the busiest quarter has


@dataclass(frozen=True, slots=True)
class Strip:
    """Bars turned upright. pixels: grey, at most STRIP_WIDTH x STRIP_HEIGHTS[1]. quiet_px: what stands left and
    right of the bars.
    """

    pixels: Array
    quiet_px: int

    def is_filled_by(self, places: Sequence[tuple[int, int]]) -> bool:
        """Whether a code with these corners is all of the bars and no part of them."""
        width, columns = self.pixels.shape[1], [x for x, _ in places]
        room = self.quiet_px + (width - 2 * self.quiet_px) * _MISSED
        return bool(columns) and min(columns) <= room and max(columns) >= width - room


def averaged(strip: Strip, parts: int) -> Array:
    """The strip cut along the code into so many parts, each of them averaged along its bars: parts x width."""
    edges = np.linspace(0, strip.pixels.shape[0], parts + 1).astype(int)
    return np.stack([cv2.reduce(strip.pixels[a:b], 0, cv2.REDUCE_AVG)[0] for a, b in pairwise(edges)])


def sharpened(rows: Array) -> Array:
    """Rows with their edges made steeper, against blur across the bars."""
    wide = rows.astype(np.float32)
    soft = cv2.GaussianBlur(wide, (0, 0), sigmaX=_SHARP_SIGMA, sigmaY=0.01)
    return np.asarray(np.clip(wide + _SHARP_BY * (wide - soft), 0, 255), np.uint8)


def extent(rows: Array) -> tuple[int, int]:
    """Where in rows of pixels the bars lie: the longest stretch without a gap as wide as a quiet zone.

    The edge of the paper, which runs along the bars, lies beyond such a gap and is no part of them.
    """
    change = np.abs(cv2.Sobel(rows.astype(np.float32), cv2.CV_32F, 1, 0, ksize=1)).mean(axis=0, dtype=np.float32)
    window = max(3, rows.shape[1] // _BUSY_PART)
    busy = cv2.blur(change[None, :], (window, 1))[0]
    still, most = np.percentile(busy, (2, 75))
    dense = np.concatenate(([0], busy > still + _BUSY * (most - still), [0])).astype(np.int8)
    stretches = list(zip(np.flatnonzero(np.diff(dense) == 1), np.flatnonzero(np.diff(dense) == -1), strict=True))
    start, end = max(stretches, key=lambda one: one[1] - one[0], default=(0, rows.shape[1]))
    for near, far in sorted(stretches, key=lambda one: abs(one[0] + one[1] - start - end)):
        low, high = min(start, near), max(end, far)
        gap = (high - low) - (end - start) - (far - near)
        if far - near > _MORE_THAN_AN_EDGE * window and 0 < gap < _GAP * (high - low):
            start, end = low, high
    return int(start), int(end)


def as_picture(row: Array) -> Array:
    """One row of pixels as a picture that a decoder finds scan lines in."""
    return np.ascontiguousarray(np.broadcast_to(row, (_ROWS, row.shape[-1])))
