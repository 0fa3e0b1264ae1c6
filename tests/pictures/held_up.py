"""A camera that is not there, before which somebody holds the slip that was printed last.."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from scanner.camera.news import News, Opened
from scanner.camera.watching import preview

WIDE, HIGH = 1280, 720
TILT, SCALE, CENTRE = 7.0, 0.88, (690, 330)
"""Degrees, the slip's height in the picture's, and pixels: as a hand holds it."""


def frame(slip: Path) -> np.ndarray:
    """The slip before a dim room."""
    paper = cv2.imdecode(np.frombuffer(slip.read_bytes(), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert paper is not None
    high, wide = paper.shape
    place = cv2.getRotationMatrix2D((wide / 2, high / 2), TILT, SCALE * HIGH / high)
    place[:, 2] += np.array(CENTRE) - (wide / 2, high / 2)
    x, y = np.meshgrid(np.arange(WIDE), np.arange(HIGH))
    room = 70 + 30 * np.sin(x / 260) + 25 * np.cos(y / 190)
    held = cv2.warpAffine(paper.astype(np.float32), place, (WIDE, HIGH), flags=cv2.INTER_AREA)
    there = cv2.warpAffine(np.ones_like(paper, np.float32), place, (WIDE, HIGH))
    return np.clip(room * (1 - there) + 0.9 * held * there, 0, 255).astype(np.uint8)


class HeldUp:
    """slips: folder in which they are printed."""

    def __init__(self, slips: Path) -> None:
        self._slips = slips

    def __call__(self, source: str, heard: Callable[[News], None], size: tuple[int, int]) -> "HeldUp":
        last = max(self._slips.glob("slip-*.png"), key=lambda path: path.stat().st_mtime_ns)
        heard(Opened("USB Camera", WIDE, HIGH))
        heard(preview(frame(last), 0, size))
        return self

    def leave(self) -> None:
        """Nothing is to be given back."""
