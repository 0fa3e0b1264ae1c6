"""A QR code on crumpled paper made flat: where its modules really lie is measured, and the picture bent back.

A decoder has found its corners but not read it. Edges of modules lie on a grid of known pace, so the phase of the edges
near a place says by how much the paper has moved there; from the three finder patterns, which lie right, the measure
spreads over the code without losing count. Decodes nothing. The rule: grey picture and corners in, two pictures out.
"""

import heapq
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.uint8]
Floats = NDArray[np.float32]

MODULES = (21, 57)  # versions 1 to 10: what a slip may carry
PX = 8  # pixels a module
_QUIET = 4  # modules of margin, ISO/IEC 18004
_SPREAD = 1.75  # modules, sigma: how far round a place edges are asked
_STEP = 2  # modules from one place to the next
_FINDER = 3  # modules from the code's edge to the middle of a finder pattern
_SOFT = 0.15  # modules, sigma: noise is no edge
_NEIGHBOURHOOD = 7  # modules: what a module is darker or lighter than
_DRAWN_PX = 3  # pixels a module when drawn anew
_TURN = 2 * np.pi


def flattened(grey: Array, corners: tuple[tuple[int, int], ...], modules: int) -> Iterator[tuple[str, Array]]:
    """The code bent back, and drawn anew from what its modules then look like; each with its name.

    corners: upper left, upper right, lower right, lower left as a decoder tells them. modules: of a side.
    """
    square = _squared(grey, corners, modules)
    soft = cv2.GaussianBlur(square, (0, 0), _SOFT * PX).astype(np.float32)
    edges = (np.abs(cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=1)), np.abs(cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=1)))
    right, down = _moved(edges[0], modules), _moved(np.ascontiguousarray(edges[1].T), modules).T
    pixels = np.arange(len(square), dtype=np.float32)
    flat = cv2.remap(
        square, pixels[None, :] + right, pixels[:, None] + down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    yield "flat", np.asarray(flat, np.uint8)
    yield "drawn anew", _drawn(np.asarray(flat, np.uint8), modules)


def _squared(grey: Array, corners: tuple[tuple[int, int], ...], modules: int) -> Array:
    """The code upright, PX pixels a module, with its quiet zone."""
    near, far = _QUIET * PX, (_QUIET + modules) * PX
    square = np.asarray([(near, near), (far, near), (far, far), (near, far)], np.float32)
    there = cv2.getPerspectiveTransform(np.asarray(corners, np.float32), square)
    side = near + far
    seen = cv2.warpPerspective(grey, there, (side, side), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.uint8)


def _moved(edges: Floats, modules: int) -> Floats:
    """By how many pixels the print lies further right than it should, at every pixel."""
    side = len(edges)
    pace = (np.arange(side, dtype=np.float32) + 0.5) * np.float32(_TURN / PX)
    places = np.arange(_QUIET, _QUIET + modules, _STEP)
    near = np.ix_(places, places)
    real, imaginary = (_around(edges * wave[None, :])[near] for wave in (np.cos(pace), np.sin(pace)))
    sure = np.hypot(real, imaginary) / (_around(edges)[near] + np.float32(1e-3))
    phase = _counted(np.arctan2(imaginary, real).tolist(), sure.tolist())
    moved = cv2.GaussianBlur(np.asarray(phase, np.float32) * np.float32(PX / _TURN), (0, 0), 0.8)
    at = np.arange(side, dtype=np.float32) / (_STEP * PX) - (places[0] + 0.5) / _STEP
    at = np.clip(at, 0, len(places) - 1).astype(np.float32)
    everywhere = cv2.remap(moved, np.tile(at, (side, 1)), np.tile(at[:, None], (1, side)), cv2.INTER_CUBIC)
    return np.asarray(everywhere, np.float32)


def _around(values: Floats) -> Floats:
    """Module by module, the mean of what is round it."""
    side = len(values) // PX
    means = cv2.resize(values, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(means, (0, 0), _SPREAD), np.float32)


def _counted(phase: list[list[float]], sure: list[list[float]]) -> list[list[float]]:
    """Phases with whole turns added, so that neighbours agree: from the finder patterns on, the surest place first."""
    last = len(phase) - 1
    first = round(_FINDER / _STEP)
    counted: dict[tuple[int, int], float] = {}
    open_places = [(-2.0, y, x) for y, x in ((first, first), (first, last - first), (last - first, first))]
    heapq.heapify(open_places)
    while open_places:
        _, y, x = heapq.heappop(open_places)
        if (y, x) in counted:
            continue
        known = [counted[one] for one in _near(y, x, last, _ALL_ROUND) if one in counted]
        expected = sum(known) / len(known) if known else phase[y][x]
        counted[y, x] = phase[y][x] + _TURN * round((expected - phase[y][x]) / _TURN)
        for b, a in _near(y, x, last, _NEXT):
            if (b, a) not in counted:
                heapq.heappush(open_places, (-sure[b][a], b, a))
    return [[counted[y, x] for x in range(last + 1)] for y in range(last + 1)]


_NEXT = ((-1, 0), (1, 0), (0, -1), (0, 1))
_ALL_ROUND = (*_NEXT, (-1, -1), (-1, 1), (1, -1), (1, 1))


def _near(y: int, x: int, last: int, ways: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int]]:
    return ((y + b, x + a) for b, a in ways if 0 <= y + b <= last and 0 <= x + a <= last)


def _drawn(flat: Array, modules: int) -> Array:
    """Every module black that is darker in its middle than its neighbourhood, on white."""
    middles = cv2.blur(flat, (5, 5))[PX // 2 :: PX, PX // 2 :: PX].astype(np.float32)
    middles = middles[_QUIET : _QUIET + modules, _QUIET : _QUIET + modules]
    around = cv2.blur(middles, (_NEIGHBOURHOOD, _NEIGHBOURHOOD), borderType=cv2.BORDER_REFLECT)
    drawn = np.full((modules + 2 * _QUIET,) * 2, 255, np.uint8)
    drawn[_QUIET:-_QUIET, _QUIET:-_QUIET][middles < around] = 0
    return np.ascontiguousarray(np.repeat(np.repeat(drawn, _DRAWN_PX, axis=0), _DRAWN_PX, axis=1))
