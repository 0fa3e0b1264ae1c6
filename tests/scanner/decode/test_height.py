"""Bars of two slips, one on the other with its edge aslant across them, are not read as a third one's.

Such a picture has lines that begin on one slip and end on the other; one in 103 of these texts has a right check sign.
"""

import random
from dataclasses import dataclass

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from scanner.decode import bars, height
from scanner.decode.cascade import read_codes
from scanner.decode.zxing import Zxing
from scanner.practice.slip import bar_modules
from scanner.salesslip import order_no

Array = NDArray[np.uint8]
CODE_128 = frozenset({"code128"})

# fmt: off
EDGES = {  # where the upper one's edge begins at the top, of the width, and by how much it goes on to the bottom
    "steep":  (0.4,  0.2),
    "slant":  (0.3,  0.4),
    "flat":   (0.1,  0.8),
    "other":  (0.65, -0.3),
}
# fmt: on


@dataclass(frozen=True)
class Joined:
    """Two orders, and the picture of their bars joined."""

    orders: frozenset[bytes]
    picture: Array

    def invented(self) -> list[bytes]:
        """What the first decoder reads that is neither."""
        found = Zxing().read(memoryview(self.picture), CODE_128)
        return [one.raw for one in found if one.raw not in self.orders]

    def wrong(self) -> list[str | None]:
        """What the cascade believes that is neither."""
        read = read_codes(Image.fromarray(self.picture), budget_ms=1e9)
        return [symbol.text for symbol in read.symbols if symbol.raw not in self.orders]


def row_of(order: str) -> Array:
    return np.repeat(np.where(bar_modules(order), 0, 255).astype(np.uint8), 3)


def joined(seed: int, edge: tuple[float, float]) -> Joined:
    dice = random.Random(seed)
    one, two = (order_no(f"8{dice.randrange(10**11):011}") for _ in range(2))
    upper, lower = row_of(one), row_of(two)
    high, wide = 104, len(upper)
    y, x = np.mgrid[:high, :wide]
    both = np.where(x < wide * (edge[0] + edge[1] * y / high), upper, lower)
    both = np.pad(both.astype(np.uint8), ((20, 20), (40, 40)), constant_values=255)
    return Joined(
        frozenset({one.encode(), two.encode()}), np.asarray(cv2.GaussianBlur(both, (0, 0), dice.uniform(0.6, 1.6)))
    )


def invented_and_wrong(seeds: range, edge: tuple[float, float]) -> tuple[int, list[str | None]]:
    invented, wrong = 0, []
    for seed in seeds:
        one = joined(seed, edge)
        if one.invented():
            invented += 1
            wrong += one.wrong()
    return invented, wrong


@pytest.mark.parametrize("edge", EDGES)
def test_no_third_slip_is_made_of_two(edge: str) -> None:
    invented, wrong = invented_and_wrong(range(110), EDGES[edge])
    assert (invented > 0, wrong) == (True, [])


@pytest.mark.deep
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("edge", EDGES)
def test_no_third_slip_is_made_of_two_at_length(edge: str) -> None:
    invented, wrong = invented_and_wrong(range(1_000, 14_000), EDGES[edge])
    assert (invented > 100, wrong) == (True, [])


@pytest.mark.parametrize("seed", range(5))
def test_bars_that_are_whole_say_their_order(seed: int) -> None:
    whole = joined(seed, (2.0, 0.0))
    strips = bars.strips(whole.picture)
    assert any(height.says(strip, order) for strip in strips for order in whole.orders)
    assert whole.invented() == whole.wrong() == []


def test_of_bars_that_say_otherwise_at_the_end_nothing_is_believed() -> None:
    one = joined(3, (2.0, 0.0))
    order = next(raw for raw in one.orders if any(height.says(strip, raw) for strip in bars.strips(one.picture)))
    cut = one.picture.copy()
    cut[20:60, 150:210] = joined(4, (2.0, 0.0)).picture[20:60, 150:210]
    assert [height.says(strip, order) for strip in bars.strips(cut)] == [False] * len(bars.strips(cut))
