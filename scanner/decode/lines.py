"""Whether bars that the first decoder has read fill their height, where that can be seen without OpenCV.

Reads no code. The rule: beyond the lines that said a text there is paper at once, and between them every line looks the
same; where light, noise or a lean leave a doubt, the answer is no, and height.py looks closer.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

Corners = Sequence[tuple[int, int]]
Line = Callable[[int], bytes]
"""A line of the code, by how far down it is."""

_LEAST_LINES = 8
_LEAST_LENGTH = 40  # pixels: no code has fewer modules
_LEAN = 2  # pixels by which the sides may be off
_BETWEEN = 12  # lines within the height, that are compared with the middle one
_QUIET = 0.2  # of the changes along the middle line
_PARTS = 24  # of a line, that are compared each: less than half a sign of a slip's
_ALIKE = 0.08  # of the middle line's range: the mean difference of a part of another one
_BLURRED = 4  # lines between bars and paper


def fills(pixels: memoryview, corners: Corners) -> bool:
    """pixels: height x width bytes in one piece. corners: of the lines read, the first two at the ends of one of them,
    the others at those of the last, or () where they are not known.
    """
    upright = len(corners) == 4 and _level(corners, 1)
    if not upright and not (len(corners) == 4 and _level(corners, 0)):
        return False
    high, wide = pixels.shape or (0, 0)
    flat, along, across = pixels.cast("B"), int(not upright), int(upright)
    starts, ends = sorted((corners[0][along], corners[3][along])), sorted((corners[1][along], corners[2][along]))
    low, far = (starts[1], ends[0]) if starts[0] < ends[0] else (ends[1], starts[0])
    first, last = sorted((corners[0][across], corners[3][across]))
    if last - first < _LEAST_LINES or far - low < _LEAST_LENGTH or low < 0 or far > (wide if upright else high):
        return False

    def line(at: int) -> bytes:
        here = flat[at * wide + low : at * wide + far] if upright else flat[low * wide + at : far * wide + at : wide]
        return here.tobytes()

    return _whole(line, first, last, high if upright else wide)


def _level(corners: Corners, axis: int) -> bool:
    """Whether its lines are rows (1) or columns (0), and its sides hardly lean."""
    one, two, three, four = corners
    level = one[axis] == two[axis] and three[axis] == four[axis]
    return level and all(abs(a[1 - axis] - b[1 - axis]) <= _LEAN for a, b in ((one, four), (two, three)))


def _whole(line: Line, first: int, last: int, most: int) -> bool:
    middle = line((first + last) // 2)
    within = (first + (last - first) * at // _BETWEEN for at in range(1, _BETWEEN))
    return (
        all(_alike(line(at), middle) for at in within)
        and _ends((line(at) for at in range(first, -1, -1)), middle)
        and _ends((line(at) for at in range(last, most)), middle)
    )


def _ends(lines: Iterable[bytes], middle: bytes) -> bool:
    """Whether bars go on as they are, and then end, or the picture does: few lines are neither they nor paper."""
    changes, between = _changes(middle), 0
    for line in lines:
        if _changes(line) <= _QUIET * changes:
            return True
        between += not _alike(line, middle)
        if between > _BLURRED:
            return False
    return True


def _changes(line: bytes) -> int:
    return sum(abs(two - one) for one, two in pairwise(line))


def _alike(line: bytes, middle: bytes) -> bool:
    """Nowhere another sign: every part of the line is as the same part of the middle one."""
    differences = [abs(one - two) for one, two in zip(line, middle, strict=True)]
    part = max(1, len(middle) // _PARTS)
    most = _ALIKE * (max(middle) - min(middle)) * part
    return all(sum(differences[at : at + part]) <= most for at in range(0, len(middle), part))
