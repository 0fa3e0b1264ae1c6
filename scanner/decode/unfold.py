"""Bars on crumpled paper made straight: each line of a strip moved along itself, so that bars run down it again.

Reads no code and knows none. The rule: how far one line lies from the next is measured place by place and only smooth,
small moves are believed, so that what a fold bends comes straight, and what another slip's edge cuts stays cut.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.decode.strip import Strip

Array = NDArray[np.uint8]
Floats = NDArray[np.float32]

LINES = 40  # thin ones, that a strip is cut into
# Across, all in pixels of a strip at a smaller size, which has about 4.5 a module:
_SMALLER = 2
_MOST = 3  # between one line and the next: two thirds of a module, else a bar is taken for its neighbour
_REST = 2  # what is left then, compared with the middle
_NEAR = 25  # what is compared: less than a sign
_EACH = slice(2, None, 4)  # places that are asked
_SMOOTH, _SMOOTH_LINES = 1.75, 1.2  # sigma, in such places and lines: folds are no shorter
_EVEN = 61  # what changes more slowly is light
_SURE = 0.6  # likeness, below which a place does not say where it lies
_UNSURE = 0.01  # what that counts where there is nothing: paper is not moved
_TIMES = 3  # the rest is measured
_LEAST_LINES, _LEAST_WIDE = 8, 160  # of a strip: two pixels a module of the shortest code


def unfolded(strip: Strip) -> Strip:
    """The strip made straight."""
    return Strip(straightened(strip.pixels), strip.quiet_px)


def straightened(pixels: Array) -> Array:
    """The strip with its bars straight, as they lie on the mean of its lines; as it is where it is too small."""
    high, wide = pixels.shape
    if high < _LEAST_LINES or wide < _LEAST_WIDE:
        return pixels
    moved = moves(pixels)
    by = cv2.resize(moved * np.float32(_SMALLER), (wide, high), interpolation=cv2.INTER_LINEAR)
    return np.asarray(_taken(pixels, np.asarray(by, np.float32)), np.uint8)


def moves(pixels: Array) -> Floats:
    """By how much the print lies further right than on the mean of all lines, in pixels of the smaller size: lines x
    places.
    """
    lines = min(LINES, len(pixels))
    small = cv2.resize(pixels, (pixels.shape[1] // _SMALLER, lines), interpolation=cv2.INTER_AREA)
    rows = _even(small.astype(np.float32))
    steps, middle = _between(rows[:-1], rows[1:], _MOST), lines // 2
    moved, across = np.zeros_like(rows), np.arange(rows.shape[1], dtype=np.float32)
    for at in range(middle, lines - 1):
        moved[at + 1] = moved[at] + np.interp(across + moved[at], across, steps[at])
    for at in range(middle, 0, -1):
        moved[at - 1] = moved[at] - np.interp(across + moved[at], across, steps[at - 1])
    for _ in range(_TIMES):
        straight = _taken(rows, moved)
        usual = straight[lines // 4 : lines - lines // 4].mean(axis=0, keepdims=True)
        moved = moved + _between(np.repeat(usual, lines, axis=0), straight, _REST)
    return _from_the_mean(moved)


def _from_the_mean(moved: Floats) -> Floats:
    """The same, as from where bars lie on the mean of all lines: what the middle one has of a fold is as wrong."""
    across, mean = np.arange(moved.shape[1], dtype=np.float32), moved.mean(axis=0)
    back = np.interp(across, across + mean, across).astype(np.float32)  # places on the middle line
    there = np.repeat(back[None, :], len(moved), axis=0)
    down = np.repeat(np.arange(len(moved), dtype=np.float32)[:, None], len(across), axis=1)
    return np.asarray(back - across + cv2.remap(moved, there, down, cv2.INTER_LINEAR), np.float32)


def _taken(rows: Array | Floats, moved: Floats) -> Floats:
    """Each pixel from so much further right."""
    high, wide = moved.shape
    down, across = np.arange(high, dtype=np.float32), np.arange(wide, dtype=np.float32)
    there = np.repeat(down[:, None], wide, axis=1)
    seen = cv2.remap(rows, across + moved, there, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, np.float32)


def _even(rows: Floats) -> Floats:
    """Without what light does."""
    return np.asarray(rows - cv2.blur(rows, (_EVEN, 1)), np.float32)


def _between(ones: Floats, others: Floats, most: int) -> Floats:
    """By how many pixels each place of these lines lies further right on the others."""
    width = ones.shape[1]
    wide = np.pad(others, ((0, 0), (most, most)), mode="edge")
    power, wide_power = _around(ones * ones), cv2.blur(wide * wide, (_NEAR, 1))
    alike = np.stack(
        [
            _around(ones * wide[:, by : by + width])
            / np.sqrt(np.maximum(power * wide_power[:, by : by + width][:, _EACH], 0) + 1)
            for by in range(2 * most + 1)
        ]
    )
    best = alike.argmax(axis=0)
    inner = np.clip(best, 1, 2 * most - 1)[None]
    before, here, after = (np.take_along_axis(alike, inner + step, axis=0)[0] for step in (-1, 0, 1))
    bend = np.maximum(2 * here - before - after, 1e-4)
    exact = np.clip((after - before) / (2 * bend), -0.5, 0.5) * (best == inner[0]) + best - most
    swing = np.sqrt(np.maximum(power, 0) / max(1.0, float(power.mean())))
    sure = np.maximum(alike.max(axis=0) - _SURE, 0) * swing
    moved = _soft((exact * sure).astype(np.float32)) / (_soft(sure.astype(np.float32)) + np.float32(_UNSURE))
    return np.asarray(cv2.resize(moved, (width, len(ones)), interpolation=cv2.INTER_LINEAR), np.float32)


def _around(values: Floats) -> Floats:
    """Their mean near each of some places, as moves are as smooth as that."""
    return np.asarray(cv2.blur(values, (_NEAR, 1))[:, _EACH], np.float32)


def _soft(values: Floats) -> Floats:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), sigmaX=_SMOOTH, sigmaY=_SMOOTH_LINES), np.float32)
