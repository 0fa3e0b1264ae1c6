"""Where bars may lie in a grey picture: regions whose gradients lie along one line and point both ways on it.

Cuts out and reads nothing. The rule: bars are a region whose gradients all lie along one line and point both ways on it
in equal measure; a region's own direction is measured, not tried.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

cv2.setNumThreads(1)  # a picture's time is one thread's time, and pictures as small as these gain nothing by more

Floats = NDArray[np.float32]
Array = NDArray[np.uint8]

FINDING_SIDE = 700  # pixels of the longer side when looking for bars: two and more a module of a slip's
CELL = 8  # pixels of that picture; a cell is bars or is not
MOST = 3  # a slip has one; text in even lines may look like more
_COHERENT = 0.5  # of 1: how much of a cell's gradients lies along one line; noise has 0.1 to 0.4, bars 0.8 and more
_ONE_SIDED = 0.06  # an edge of paper points one way and has 0.2 and more
_LEAST_ENERGY = 30.0  # mean squared gradient: contrast of 2 grey levels
_LIKE_THE_STRONGEST = 0.01  # the edge of the paper may be ten times as strong as faded bars
_APART = np.radians(14)  # directions within one region, by perspective and folds
_DIRECTIONS = 36
_LEAST_CELLS = 8
_WORTH = 0.1  # of the heaviest region: what has less is a line of text
_DENSE = 0.4  # of the densest row


@dataclass(frozen=True, slots=True)
class Region:
    """Where bars lie: at `angle` (radians, across the bars) the ranges along and across it, in pixels of it."""

    weight: float
    angle: float
    along: tuple[float, float]
    across: tuple[float, float]


def regions(grey: Array) -> list[Region]:
    """Places that may hold bars, the one with most of them first."""
    field = _Field(grey)
    found: list[Region] = []
    votes = field.votes()
    for _ in range(MOST):
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
