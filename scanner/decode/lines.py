"""Whether bars that the first decoder has read fill their height, where that can be seen without OpenCV.

Reads no code. The rule: beyond the lines that said a text there is paper at once, and between them every line looks the
same; where light, noise or a lean leave a doubt, the answer is no, and height.py looks closer.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

Corners = Sequence[tuple[int, int]]

_SAMPLES = 400  # of a line: more than three a module of a slip's bars
_LEAST_LINES = 8
_BETWEEN = (0.05, 0.2, 0.35, 0.65, 0.8, 0.95)  # of the height: lines that are compared with the middle one
_QUIET = 0.2  # of the changes along the middle line
_ALIKE = 0.08  # of the middle line's range: the mean difference of another one
_GAP_PART, _LEAST_GAP = 12, 4  # of the height, and lines: how soon the paper must begin


def fills(pixels: Any, corners: Corners) -> bool:
    """pixels: height x width bytes. corners: of the lines read, upper left, upper right, lower right, lower left."""
    if len(corners) != 4:
        return False
    top, bottom = (corners[0], corners[1]), (corners[3], corners[2])
    along, across = _steps(corners)
    if along < 2 * _LEAST_LINES or across < _LEAST_LINES:
        return False
    middle = _line(pixels, top, bottom, 0.5)
    changes, swing = _changes(middle), max(middle) - min(middle)
    if not all(_difference(_line(pixels, top, bottom, at), middle) <= _ALIKE * swing for at in _BETWEEN):
        return False
    most = max(_LEAST_GAP, across // _GAP_PART)
    return all(
        any(_changes(_line(pixels, top, bottom, at)) <= _QUIET * changes for at in beyond)
        for beyond in (
            [-gap / across for gap in range(1, most + 1)],
            [1 + gap / across for gap in range(1, most + 1)],
        )
    )


def _steps(corners: Corners) -> tuple[int, int]:
    """Pixels along the code and across it."""
    sides = [max(abs(one[0] - two[0]), abs(one[1] - two[1])) for one, two in pairwise((*corners, corners[0]))]
    return min(sides[0], sides[2]), min(sides[1], sides[3])


def _line(pixels: Any, top: Corners, bottom: Corners, at: float) -> list[int]:
    """Samples of one line, at 0 the upper one that was read, at 1 the lower; beyond the picture there is paper."""
    high, wide = pixels.shape
    (left, above), (right, beyond) = (
        tuple(one + at * (two - one) for one, two in zip(*ends, strict=True)) for ends in zip(top, bottom, strict=True)
    )
    across, down = (right - left) / (_SAMPLES - 1), (beyond - above) / (_SAMPLES - 1)
    places = [(round(left + step * across), round(above + step * down)) for step in range(_SAMPLES)]
    return [pixels[y, x] if 0 <= y < high and 0 <= x < wide else 255 for x, y in places]


def _changes(line: list[int]) -> int:
    return sum(abs(two - one) for one, two in pairwise(line))


def _difference(one: list[int], two: list[int]) -> float:
    return sum(abs(a - b) for a, b in zip(one, two, strict=True)) / len(one)
