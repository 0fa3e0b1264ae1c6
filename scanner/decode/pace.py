"""How many modules a code has: those counts whose modules its edges keep time with.

Reads nothing. The rule: a row of pixels and the counts that may be in, the same counts out, the likeliest first.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.uint8]

_NEARBY = np.asarray([0.98, 0.99, 1, 1.01, 1.02])  # of the width, tried for the pace of edges
_TIMES = 16_384  # points of the transform: fine enough to part 35 modules from 46
_SMOOTH_PART = 20  # of the code: what changes more slowly is light, not edges
_NARROWEST = 0.96  # of what the bars seem to measure: blur widens them


def counts_of_modules(row: Array, code_px: float, counts: Sequence[int]) -> list[int]:
    """These counts of modules, those first whose modules the edges in a row of pixels keep time with."""
    change = np.abs(np.diff(row.astype(np.float32)))
    change -= cv2.blur(change[None, :], (max(3, int(code_px) // _SMOOTH_PART), 1))[0]
    power = np.abs(np.fft.rfft(change, _TIMES))
    widths = code_px * _NARROWEST * _NEARBY
    at = np.rint(np.asarray(counts)[:, None] * (_TIMES / widths[None, :])).astype(np.intp)
    times = power[np.minimum(at, len(power) - 1)].max(axis=1)
    return [counts[one] for one in np.argsort(-times)]
