"""Finds bars in a grey picture, whichever way they lie, and turns them upright: a strip a code, its bars vertical.

Decodes nothing. The rule: bars are a region whose gradients all lie along one line and point both ways on it in equal
measure; a region's own direction is measured, not tried.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

cv2.setNumThreads(1)  # a picture's time is one thread's time, and pictures as small as these gain nothing by more

Floats = NDArray[np.float32]
Array = NDArray[np.uint8]

FINDING_SIDE = 700  # pixels of the longer side when looking for bars: two and more a module of a slip's
CELL = 8  # pixels of that picture; a cell is bars or is not
MOST_STRIPS = 3  # a slip has one; text in even lines may look like more
STRIP_WIDTH = 1_000  # pixels; 7 to 9 a module of a slip's bars
MOST_WIDENING = 4.0
STRIP_HEIGHTS = (8, 200)  # pixels

_COHERENT = 0.5  # of 1: how much of a cell's gradients lies along one line; noise has 0.1 to 0.4, bars 0.8 and more
_ONE_SIDED = 0.06  # an edge of paper points one way and has 0.2 and more
_LEAST_ENERGY = 30.0  # mean squared gradient: contrast of 2 grey levels
_LIKE_THE_STRONGEST = 0.01  # the edge of the paper may be ten times as strong as faded bars
_APART = np.radians(14)  # directions within one region, by perspective and folds
_DIRECTIONS = 36
_LEAST_CELLS = 8
_WORTH = 0.1  # of the heaviest region: what has less is a line of text
_DENSE = 0.4  # of the densest row
_SHARP_SIGMA, _SHARP_BY = 6.0, 2.0  # pixels of a strip; how much of the difference is added
_ROWS = 4
_MISSED = 0.06  # of the bars' width, at either end: how exactly a decoder tells where its code ends
_ALIKE = 0.5  # correlation of two rows of the same bars; below it their lean is not known
_BUSY_PART = 33  # of the row: three modules of a hundred
_MORE_THAN_AN_EDGE = 1.6  # windows: a single edge is one wide
_GAP = 0.12  # of what it parts: a wide space between few bars; a quiet zone is wider
_BUSY = 0.3  # of what the busiest quarter has
_QUIET = 0.12  # of the width of the bars, on either side: 10 modules of 112 are 0.09


@dataclass(frozen=True, slots=True)
class Region:
    """Where bars lie: at `angle` (radians, across the bars) the ranges along and across it, in pixels of it."""

    weight: float
    angle: float
    along: tuple[float, float]
    across: tuple[float, float]


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


def strips(grey: Array) -> tuple[Strip, ...]:
    """The likeliest places, upright."""
    return tuple(_straightened(grey, region) for region in regions(grey)[:MOST_STRIPS])


def _straightened(grey: Array, region: Region) -> Strip:
    """A first strip of the region shows where its bars end and how they lean; the second one is cut by that."""
    quad = _quad(region)
    first = upright(grey, quad)
    if min(first.pixels.shape) < STRIP_HEIGHTS[0]:
        return first
    rows = averaged(first, 3)
    start, end = extent(rows)
    left, right = _lean(rows[0], rows[2], start, end)
    return upright(grey, _inside(quad, first, (start, end), (left, right)))


def _lean(upper: Array, lower: Array, start: int, end: int) -> tuple[float, float]:
    """By how many pixels the bars of the lower row lie further right than those of the upper, at either end."""
    half = (end - start) // 2
    most = half // 4
    if most < 2:
        return 0.0, 0.0
    quarter, three_quarters = (_shift(upper, lower, at, half, most) for at in (start, end - half))
    return quarter - (three_quarters - quarter) / 2, three_quarters + (three_quarters - quarter) / 2


def _shift(upper: Array, lower: Array, at: int, length: int, most: int) -> float:
    piece = upper[at : at + length].astype(np.float32)[None, :]
    padded = np.pad(lower.astype(np.float32), most, mode="edge")[at : at + length + 2 * most][None, :]
    alike = cv2.matchTemplate(padded, piece, cv2.TM_CCOEFF_NORMED)[0]
    best = int(alike.argmax())
    return float(best - most) if alike[best] > _ALIKE else 0.0


def corners(places: Sequence[tuple[int, int]]) -> Floats:
    """Upper left, upper right, lower right, lower left of bars, as a decoder tells them."""
    return np.asarray(places, np.float32)


def _quad(region: Region) -> Floats:
    """Corners of a region in the picture: upper left, upper right, lower right, lower left."""
    cos, sin = np.cos(region.angle), np.sin(region.angle)
    (left, right), (top, below) = region.along, region.across
    four = np.asarray([(left, top), (right, top), (right, below), (left, below)], np.float32)
    return np.asarray(four @ np.asarray([[cos, sin], [-sin, cos]], np.float32), np.float32)


def _inside(quad: Floats, strip: Strip, ends: tuple[int, int], lean: tuple[float, float]) -> Floats:
    """Corners of the bars between these ends, leaning so; lean is between the middles of the outer thirds."""
    height, width = strip.pixels.shape
    quiet = strip.quiet_px
    frame = np.asarray([(quiet, 0), (width - quiet, 0), (width - quiet, height), (quiet, height)], np.float32)
    left, right = (0.75 * one for one in lean)
    four = [(ends[0] - left, 0), (ends[1] - right, 0), (ends[1] + right, height), (ends[0] + left, height)]
    back = cv2.getPerspectiveTransform(frame, quad)
    return np.asarray(cv2.perspectiveTransform(np.asarray([four], np.float32), back)[0], np.float32)


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
    heaviest = max((region.weight for region in found), default=0.0)
    return sorted((one for one in found if one.weight >= _WORTH * heaviest), key=lambda region: -region.weight)


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
        tall = _where_dense(across, self.weight[inside], edge)
        along, across = along[tall], across[tall]
        return Region(
            weight,
            angle,
            (float(along.min()) - edge, float(along.max()) + edge),
            (float(across.min()) - edge / 3, float(across.max()) + edge / 3),
        )


def _where_dense(across: NDArray[np.float64], weight: NDArray[np.float64], step: float) -> NDArray[np.bool_]:
    """Which cells lie in the rows that hold most: lines of text next to the bars are no part of them."""
    row = ((across - across.min()) / step).astype(np.intp)
    held = np.bincount(row, weight)
    dense = held >= _DENSE * held.max()
    first = last = int(held.argmax())
    while first and dense[first - 1]:
        first -= 1
    while last + 1 < len(dense) and dense[last + 1]:
        last += 1
    return np.asarray((row >= first) & (row <= last))


def upright(grey: Array, quad: Floats) -> Strip:
    """What lies within the corners, with quiet zones left and right, its bars vertical."""
    wide = max(1.0, float(np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])) / 2)
    high = max(1.0, float(np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2)
    px = min(MOST_WIDENING, STRIP_WIDTH / (wide * (1 + 2 * _QUIET)))
    bars, quiet = round(wide * px), round(wide * px * _QUIET)
    height = round(min(max(high, STRIP_HEIGHTS[0]), STRIP_HEIGHTS[1]))
    frame = np.asarray([(quiet, 0), (quiet + bars, 0), (quiet + bars, height), (quiet, height)], np.float32)
    back = cv2.getPerspectiveTransform(frame, quad)
    how = cv2.WARP_INVERSE_MAP | (cv2.INTER_CUBIC if px > 1 else cv2.INTER_AREA)
    size = (bars + 2 * quiet, height)
    return Strip(
        np.asarray(cv2.warpPerspective(grey, back, size, flags=how, borderMode=cv2.BORDER_REPLICATE), np.uint8), quiet
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
