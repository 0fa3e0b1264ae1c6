"""Pictures made clearer for another look: softened, sharpened, evened out, in black and white. Each is one function.

Decodes nothing and chooses nothing. The rule: grey picture in, grey picture of the same size out (unless its name says
otherwise), in time proportional to its size.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.uint8]

_EVEN_AREA = 51  # pixels: wider than a finder pattern, smaller than a shadow
_EVEN_SPREAD = 55  # grey levels that one standard deviation becomes
_LEAST_SPREAD = 4.0  # below it there is only noise, which is not to be blown up
_TILES = (8, 8)
_CLIP = 3.0


def blurred(grey: Array, side: int) -> Array:
    """The mean of side x side pixels: against noise and unprinted lines."""
    return np.asarray(cv2.blur(grey, (side, side)), np.uint8)


def sharpened(grey: Array) -> Array:
    """Noise softened, edges made steeper than they were: against blur and motion."""
    soft = cv2.blur(grey, (3, 3))
    return np.asarray(cv2.addWeighted(soft, 5, cv2.GaussianBlur(soft, (0, 0), 3), -4, 0), np.uint8)


def evened(grey: Array) -> Array:
    """Softened, and every neighbourhood brought to the same mean and spread: against fading, shadow and glare."""
    area = (_EVEN_AREA, _EVEN_AREA)
    soft = np.asarray(cv2.blur(grey, (3, 3)), np.float32)
    mean = cv2.blur(soft, area)
    spread = cv2.sqrt(np.maximum(cv2.blur(soft * soft, area) - mean * mean, 0))
    return np.asarray(
        np.clip(128 + (soft - mean) * (_EVEN_SPREAD / np.maximum(spread, _LEAST_SPREAD)), 0, 255), np.uint8
    )


def stretched(grey: Array) -> Array:
    """Contrast stretched tile by tile, within bounds (CLAHE)."""
    return np.asarray(cv2.createCLAHE(_CLIP, _TILES).apply(grey), np.uint8)


def black_and_white(grey: Array) -> Array:
    """Black where darker than its neighbourhood's mean."""
    soft = cv2.blur(grey, (3, 3))
    return np.asarray(
        cv2.adaptiveThreshold(soft, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, _EVEN_AREA, 3), np.uint8
    )


def resized(grey: Array, factor: float) -> Array:
    """Smaller by the mean of what falls together, or larger by smooth curves."""
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=how), np.uint8)
