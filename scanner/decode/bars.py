"""Cuts bars out of a grey picture, whichever way they lie, and turns them upright: a strip a code, its bars vertical.

Decodes nothing. The rule: a first strip of a region shows where its bars end and how they lean; the second is cut by
that.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.decode.regions import MOST, Region, regions
from scanner.decode.strip import Strip, averaged, extent

Floats = NDArray[np.float32]
Array = NDArray[np.uint8]

STRIP_WIDTH = 1_000  # pixels; 7 to 9 a module of a slip's bars
MOST_WIDENING = 4.0
STRIP_HEIGHTS = (8, 200)  # pixels
_ALIKE = 0.5  # correlation of two rows of the same bars; below it their lean is not known
_QUIET = 0.12  # of the width of the bars, on either side: 10 modules of 112 are 0.09


def strips(grey: Array) -> tuple[Strip, ...]:
    """The likeliest places, upright."""
    return tuple(_straightened(grey, region) for region in regions(grey)[:MOST])


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
