"""Pictures of two slips' bars, one on the other with its edge aslant across them, flat or on crumpled paper.

Some of their lines begin on one slip and end on the other; one in 103 of these has a right check sign.
"""

import random
from dataclasses import dataclass
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from scanner.decode.cascade import read_codes
from scanner.decode.zxing import Zxing
from scanner.practice.photographer import Damage, photograph
from scanner.practice.slip import bar_modules
from scanner.salesslip import order_no

Array = NDArray[np.uint8]
CODE_128 = frozenset({"code128"})
DOTS, HIGH = 3, 104  # a module, the bars

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


def joined(seed: int, edge: tuple[float, float]) -> Joined:
    """On flat paper, drawn and blurred."""
    dice, orders, both = _drawn(seed, edge)
    return Joined(orders, np.asarray(cv2.GaussianBlur(both, (0, 0), dice.uniform(0.6, 1.6))))


def joined_and_folded(seed: int, edge: tuple[float, float], crumple_dots: float) -> Joined:
    """On crumpled paper, photographed."""
    dice, orders, both = _drawn(seed, edge)
    blur_px, noise = round(dice.uniform(0.6, 1.6), 2), round(dice.uniform(0, 4), 1)
    damage = Damage(px_a_dot=1.0, crumple_dots=crumple_dots, blur_px=blur_px, noise=noise, jpeg_quality=85)
    photo = Image.open(BytesIO(photograph(Image.fromarray(both), damage, seed)))
    return Joined(orders, np.asarray(photo.convert("L")))


def _drawn(seed: int, edge: tuple[float, float]) -> tuple[random.Random, frozenset[bytes], Array]:
    dice = random.Random(seed)
    one, two = (order_no(f"8{dice.randrange(10**11):011}") for _ in range(2))
    upper, lower = _row_of(one), _row_of(two)
    y, x = np.mgrid[:HIGH, : len(upper)]
    both = np.where(x < len(upper) * (edge[0] + edge[1] * y / HIGH), upper, lower)
    both = np.pad(both.astype(np.uint8), ((20, 20), (40, 40)), constant_values=255)
    return dice, frozenset({one.encode(), two.encode()}), both


def _row_of(order: str) -> Array:
    return np.repeat(np.where(bar_modules(order), 0, 255).astype(np.uint8), DOTS)
