"""Lines of a strip are moved so that bars run straight, by no more than the paper was."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scanner.decode import folded, unfold
from scanner.decode.strip import Strip
from scanner.practice.slip import bar_modules
from scanner.salesslip import order_no

Array = NDArray[np.uint8]
HIGH, QUIET, PX = 100, 100, 7


def strip() -> Array:
    row = np.repeat(np.where(bar_modules(order_no("800000260001")), 40, 220), PX)
    flat = np.tile(np.pad(row, QUIET, constant_values=220), (HIGH, 1)).astype(np.uint8)
    return np.asarray(cv2.GaussianBlur(flat, (0, 0), 2), np.uint8)


def bent(pixels: Array, most_px: float) -> Array:
    """As a fold across it does: lines in the middle moved to one side."""
    y, x = np.mgrid[: pixels.shape[0], : pixels.shape[1]].astype(np.float32)
    by = most_px * np.sin(y / pixels.shape[0] * 2 * np.pi + x / 300)
    return np.asarray(cv2.remap(pixels, x + by.astype(np.float32), y, cv2.INTER_LINEAR, borderValue=220), np.uint8)


def crookedness(pixels: Array) -> float:
    """How much lines differ from their mean, in grey levels."""
    within = pixels[:, QUIET:-QUIET].astype(np.float32)
    return float(np.abs(within - within.mean(axis=0)).mean())


@pytest.mark.parametrize("most_px", [4.0, 8.0, 14.0])
def test_bars_that_were_bent_are_straight(most_px: float) -> None:
    crooked = bent(strip(), most_px)
    assert crookedness(unfold.straightened(crooked)) < 2 < 30 < crookedness(crooked)


def test_straight_bars_stay_where_they_are() -> None:
    assert np.abs(unfold.moves(strip())[:, QUIET // 2 : -QUIET // 2]).max() < 0.2
    assert np.abs(unfold.straightened(strip()).astype(int) - strip()).max() <= 12


def test_other_bars_are_not_bent_into_these() -> None:
    """Where half the height is another slip's, that half still is."""
    one = strip()
    other = np.ascontiguousarray(one[:, ::-1])
    both = np.concatenate([one[: HIGH // 2], other[HIGH // 2 :]])
    assert crookedness(unfold.straightened(both)) > 0.7 * crookedness(both)


@pytest.mark.parametrize("shape", [(1, 300), (7, 300), (8, 160), (8, 159), (100, 20), (200, 1000)])
def test_small_strips_and_nothing_on_them(shape: tuple[int, int]) -> None:
    blank = np.full(shape, 200, np.uint8)
    assert np.array_equal(unfold.straightened(blank), blank)
    height = folded.height_of(Strip(blank, 0))
    assert height is None or not height.says(b"81111111111109")
