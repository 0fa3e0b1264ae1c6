"""Finds bars in a grey picture, whichever way they lie, and turns them upright: a strip a code, its bars vertical.

Decodes nothing. The rule: bars are a region whose gradients all lie along one line and point both ways on it in equal
measure; a region's own direction is measured, not tried.
"""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Array = NDArray[np.uint8]

FINDING_SIDE = 700  # pixels of the longer side when looking for bars: two and more a module of a slip's
CELL = 8  # pixels of that picture; a cell is bars or is not
MOST_STRIPS = 3  # a slip has one; text in even lines may look like more
STRIP_WIDTH = 1_000  # pixels; 7 to 9 a module of a slip's bars
MOST_WIDENING = 4.0
STRIP_HEIGHTS = (8, 200)  # pixels

_COHERENT = 0.6  # of 1: how much of a cell's gradients lies along one line; noise has 0.1 to 0.4, bars 0.8 and more
_ONE_SIDED = 0.06  # an edge of paper points one way and has 0.2 and more
_LEAST_ENERGY = 60.0  # mean squared gradient of Sobel's mask: contrast of 3 grey levels
_LIKE_THE_STRONGEST = 0.1
_APART = np.radians(14)  # directions within one region, by perspective and folds
_DIRECTIONS = 36
_LEAST_CELLS = 8
_SHARP_SIGMA, _SHARP_BY = 6.0, 2.0  # pixels of a strip; how much of the difference is added
_ROWS = 4
_QUIET = 0.12  # of the width of the bars, on either side: 10 modules of 112 are 0.09


@dataclass(frozen=True, slots=True)
class Region:
    """Where bars lie: at `angle` (radians, across the bars) the ranges along and across it, in pixels of the picture.

    bend: by how much the direction turns from the middle to the right end, in radians, as perspective makes it.
    """

    weight: float
    angle: float
    bend: float
    along: tuple[float, float]
    across: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Strip:
    """Bars turned upright. pixels: grey, at most STRIP_WIDTH x STRIP_HEIGHTS[1]. px: how many of them a picture's pixel
    became along the code.
    """

    pixels: Array
    px: float


def strips(grey: Array) -> tuple[Strip, ...]:
    """The likeliest places, upright."""
    return tuple(upright(grey, region) for region in regions(grey)[:MOST_STRIPS])


def regions(grey: Array) -> list[Region]:
    """Places that may hold bars, the one with most of them first."""
    field = _Field(grey)
    found: list[Region] = []
    votes = field.votes()
    for _ in range(MOST_STRIPS):
        peak = int(votes.argmax())
        if votes[peak] <= 0:
            break
        found += field.regions_along((peak + 0.5) / _DIRECTIONS * np.pi - np.pi / 2)
        votes[[(peak + near) % _DIRECTIONS for near in (-2, -1, 0, 1, 2)]] = 0
    return sorted(found, key=lambda region: -region.weight)


class _Field:
    """Gradients of a picture, cell by cell."""

    def __init__(self, grey: Array) -> None:
        height, width = grey.shape
        scale = min(1.0, FINDING_SIDE / max(height, width))
        small = (max(3 * CELL, round(width * scale)), max(3 * CELL, round(height * scale)))
        picture = cv2.GaussianBlur(cv2.resize(grey, small, interpolation=cv2.INTER_AREA), (3, 3), 0)
        dx, dy = (one.astype(np.float32) for one in cv2.spatialGradient(picture))
        self.cells = (max(2, small[0] // CELL), max(2, small[1] // CELL))
        self.step = (width / self.cells[0], height / self.cells[1])
        xx, yy, xy = self._mean(dx * dx), self._mean(dy * dy), self._mean(dx * dy)
        energy = xx + yy + np.float32(1e-3)
        one_way = (self._mean(dx) ** 2 + self._mean(dy) ** 2) / energy
        self.real, self.imaginary = xx - yy, 2 * xy  # of the doubled angle
        coherence = np.hypot(self.real, self.imaginary) / energy
        least = max(_LEAST_ENERGY, _LIKE_THE_STRONGEST * float(np.percentile(energy, 97)))
        self.free = (coherence > _COHERENT) & (energy > least) & (one_way < _ONE_SIDED)
        self.weight = np.where(self.free, coherence * np.sqrt(energy), 0)
        self.angle = np.arctan2(self.imaginary, self.real) / 2

    def _mean(self, values: Floats) -> Floats:
        cells = cv2.resize(values, self.cells, interpolation=cv2.INTER_AREA)
        return np.asarray(cv2.boxFilter(cells, -1, (3, 3)), np.float32)

    def votes(self) -> NDArray[np.float64]:
        """How much there is of each direction, of its neighbours' too."""
        bins = ((self.angle + np.pi / 2) / np.pi * _DIRECTIONS).astype(np.intp) % _DIRECTIONS
        counts = np.bincount(bins.ravel(), self.weight.ravel(), _DIRECTIONS)
        return np.asarray(counts + np.roll(counts, 1) + np.roll(counts, -1), np.float64)

    def regions_along(self, angle: float) -> list[Region]:
        """The two largest regions of about this direction; their cells belong to no other afterwards."""
        off = np.abs((self.angle - angle + np.pi / 2) % np.pi - np.pi / 2)
        here = (self.free & (off < _APART)).astype(np.uint8)
        here = np.asarray(cv2.morphologyEx(here, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), np.uint8)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(here, connectivity=8)
        self.free &= here == 0
        weights = np.bincount(labels.ravel(), self.weight.ravel(), count)
        weights[0] = 0
        best = [int(label) for label in weights.argsort()[::-1][:2] if stats[label, cv2.CC_STAT_AREA] >= _LEAST_CELLS]
        return [self._region(labels == label, float(weights[label])) for label in best]

    def _region(self, inside: NDArray[np.bool_], weight: float) -> Region:
        real, imaginary = self.real[inside], self.imaginary[inside]
        angle = float(np.arctan2(imaginary.sum(), real.sum()) / 2)
        rows, columns = np.nonzero(inside)
        x, y = (columns + 0.5) * self.step[0], (rows + 0.5) * self.step[1]
        along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
        edge = max(self.step)
        return Region(
            weight,
            angle,
            0.0,
            (float(along.min()) - edge, float(along.max()) + edge),
            (float(across.min()) - edge / 3, float(across.max()) + edge / 3),
        )


def upright(grey: Array, region: Region) -> Strip:
    """The region with its quiet zones, its bars vertical."""
    left, right = region.along
    quiet = (right - left) * _QUIET
    left, right = left - quiet, right + quiet
    top, below = region.across
    px = min(MOST_WIDENING, STRIP_WIDTH / (right - left))
    width = max(1, round((right - left) * px))
    height = round(min(max(below - top, STRIP_HEIGHTS[0]), STRIP_HEIGHTS[1]))
    py = height / (below - top)
    cos, sin = np.cos(region.angle), np.sin(region.angle)
    back = np.array([[cos / px, -sin / py, left * cos - top * sin], [sin / px, cos / py, left * sin + top * cos]])
    how = cv2.WARP_INVERSE_MAP | (cv2.INTER_CUBIC if px > 1 else cv2.INTER_AREA)
    return Strip(
        np.asarray(cv2.warpAffine(grey, back, (width, height), flags=how, borderMode=cv2.BORDER_REPLICATE), np.uint8),
        px,
    )


def averaged(strip: Strip, parts: int) -> Array:
    """The strip cut along the code into so many parts, each of them averaged along its bars: parts x width."""
    edges = np.linspace(0, strip.pixels.shape[0], parts + 1).astype(int)
    return np.stack([cv2.reduce(strip.pixels[a:b], 0, cv2.REDUCE_AVG)[0] for a, b in pairwise(edges)])


def sharpened(rows: Array) -> Array:
    """Rows with their edges made steeper, against blur across the bars."""
    wide = rows.astype(np.float32)
    soft = cv2.GaussianBlur(wide, (0, 0), sigmaX=_SHARP_SIGMA, sigmaY=0.01)
    return np.asarray(np.clip(wide + _SHARP_BY * (wide - soft), 0, 255), np.uint8)


def as_picture(row: Array) -> Array:
    """One row of pixels as a picture that a decoder finds scan lines in."""
    return np.ascontiguousarray(np.broadcast_to(row, (_ROWS, row.shape[-1])))
