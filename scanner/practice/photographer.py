"""Photographs of drawn slips, with the damage that slips and cameras have, for practice and for measuring readers.

Knows nothing of what stands on a slip and reads nothing. The rule: slip, damage and seed decide everything, and each
kind of chance has dice of its own, so that another level of one factor leaves the rest of the picture as it was. The
same on one machine; another build of OpenCV may round otherwise.
"""

import math
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

MAX_SLIP_DOTS = 2_000_000  # a slip of half a metre; more is a mistake of the caller
MAX_FRAME_PX = 12_000_000  # the largest slip at 2 px a dot, tilted; what a telephone's camera gives

# fmt: off
LIMITS: dict[str, tuple[float, float]] = {
    "px_a_dot": (0.25, 3.0), "tilt_deg": (-180, 180), "perspective": (0, 0.4), "curl_deg": (0, 75),
    "crumple_dots": (0, 12), "dropout_lines": (0, 100), "contrast": (0.02, 1), "shade": (0, 0.9), "glare": (0, 500),
    "blur_px": (0, 8), "motion_px": (0, 40), "motion_deg": (0, 180), "noise": (0, 90), "jpeg_quality": (2, 95),
}
# fmt: on
WHOLE = ("dropout_lines", "jpeg_quality")  # factors that are counts


@dataclass(frozen=True, slots=True)
class Damage:
    """What a photograph does to a slip; as it stands, hardly anything. ValueError outside LIMITS.

    px_a_dot: pixels a printed dot. tilt_deg: the slip's turn. perspective: by which part the far end is smaller than
    the near one. curl_deg: half the arc that the roll left in the paper. crumple_dots: how far folds move the print.
    dropout_lines: lines of one dot that the head did not print. contrast: of the print, 1 is fresh. shade: how much of
    the light is missing in the darkest corner. glare: grey levels that a lamp's reflection adds at its middle.
    blur_px: sigma. motion_px, motion_deg: how far and where the hand went. noise: sigma in grey levels. jpeg_quality.
    """

    px_a_dot: float = 1.5
    tilt_deg: float = 0.0
    perspective: float = 0.0
    curl_deg: float = 0.0
    crumple_dots: float = 0.0
    dropout_lines: int = 0
    contrast: float = 1.0
    shade: float = 0.0
    glare: float = 0.0
    blur_px: float = 0.0
    motion_px: float = 0.0
    motion_deg: float = 0.0
    noise: float = 0.0
    jpeg_quality: int = 92

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            if not low <= getattr(self, name) <= high:
                raise ValueError(f"{name} is {low} to {high}")


# fmt: off
# A mixed damage: with this chance the factor lies evenly between low and high, else it is as Damage has it. Calibrated
# before any step of our own was tuned, then left alone: of seeded_slips.MEASURED_SEEDS zxing-cpp 3.1.1 in its
# default call reads 1,402 of 2,000 QR codes (70.1 %; with opencv-python-headless 5.0.0.93, numpy 2.4.6, Pillow 13.0).
MIXED: tuple[tuple[str, float, float, float, str], ...] = (
    # factor          chance  low    high   why these
    ("px_a_dot",       1.0,   0.55,  1.7,   "130 mm of slip in 570 to 1,770 lines: web cameras to messengers"),
    ("tilt_deg",       1.0,  -180,   180,   "as the slip fell on the counter"),
    ("perspective",    0.8,   0.0,   0.2,   "a hand-held camera stands up to 30 degrees off the vertical"),
    ("curl_deg",       0.7,   5,     50,    "the end of a roll is wound tighter than a new one"),
    ("crumple_dots",   0.3,   0.3,   2.0,   "a pocket; modules of the QR code are 6 dots, of the bars 3"),
    ("dropout_lines",  0.4,   2,     20,    "worn heads: dead elements of 384"),
    ("contrast",       0.6,   0.18,  0.9,   "thermal print after months in light or heat"),
    ("shade",          0.9,   0.1,   0.6,   "one lamp, and the shadow of the hand"),
    ("glare",          0.3,   60,    300,   "the paper's gloss under a spot; above 150 it is white there"),
    ("blur_px",        1.0,   0.4,   2.2,   "sharp, to a camera that focused on the desk behind"),
    ("motion_px",      0.35,  2,     8,     "1/60 s by a calm hand, to 1/20 s"),
    ("motion_deg",     1.0,   0,     180,   "any way"),
    ("noise",          1.0,   2,     16,    "daylight, to a cheap sensor in a dim shop"),
    ("jpeg_quality",   1.0,   25,    92,    "messengers, to cameras"),
)
# fmt: on

Grey = NDArray[np.float32]
_CONCERNS = ("lines", "folds", "glare", "desk", "view", "light", "noise", *(row[0] for row in MIXED))
_WHITE, _INK, _SHADOW = 226.0, 42.0, 0.55  # of thermal paper, of its print, of the desk under the paper's edge
_CURVES_DOTS = (24.0, 70.0)  # widths of small and of large folds
_MARGIN_PX = 24  # of desk round the slip


def mixed(seed: int) -> Damage:
    """The damage of a mixed lot's picture number `seed`."""
    drawn: dict[str, Any] = {}
    for name, chance, low, high, _why in MIXED:
        dice = _dice(seed, name)
        if dice.random() < chance:
            drawn[name] = round(float(dice.uniform(low, high)), 0 if name in WHOLE else 3)
    return Damage(**drawn | {name: int(drawn[name]) for name in WHOLE if name in drawn})


def photograph(slip: Image.Image, damage: Damage, seed: int) -> bytes:
    """A drawn slip (mode L) -> a grey JPEG of it on a desk. ValueError for a slip or a frame beyond the limits."""
    if slip.mode != "L" or slip.width * slip.height > MAX_SLIP_DOTS:
        raise ValueError(f"a slip is grey and has at most {MAX_SLIP_DOTS} dots")
    paper = _bent(_printed(slip, damage, seed), damage, seed)
    paper = _shone_at(paper, damage, seed)
    frame = _lit(_seen(paper, damage, seed), damage, seed)
    frame = _unsharp(frame, damage)
    if damage.noise:
        frame += _dice(seed, "noise").standard_normal(frame.shape, dtype=np.float32) * np.float32(damage.noise)
    picture = Image.fromarray(np.clip(frame, 0, 255).astype(np.uint8))
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=damage.jpeg_quality)
    return buffer.getvalue()


def _grey(values: Any) -> Grey:
    return np.asarray(values, np.float32)


def _dice(seed: int, concern: str) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64([seed, _CONCERNS.index(concern)]))


def _printed(slip: Image.Image, damage: Damage, seed: int) -> Grey:
    """Ink on paper: lines that the head left out (two of three along the feed), the rest as faded as it is."""
    ink = 1 - np.asarray(slip, np.float32) / 255
    dice = _dice(seed, "lines")
    for _ in range(damage.dropout_lines):
        across, place = dice.random() < 1 / 3, dice.random()
        if across:
            ink[int(place * ink.shape[0]), :] = 0
        else:
            ink[:, int(place * ink.shape[1])] = 0
    return _grey(_WHITE - ink * np.float32(damage.contrast * (_WHITE - _INK)))


def _bent(paper: Grey, damage: Damage, seed: int) -> Grey:
    """Folds move the print and shade it; the roll's curl shortens the paper towards its ends."""
    high, wide = paper.shape
    arc = math.radians(damage.curl_deg)
    seen = max(1, round(high * math.sin(arc) / arc)) if arc else high
    across = np.linspace(-1, 1, seen, dtype=np.float32)
    angle = np.arcsin(across * np.float32(math.sin(arc))) if arc else np.zeros_like(across)
    rows = ((angle / np.float32(arc) if arc else across) + 1) * np.float32((high - 1) / 2)
    down = np.repeat(rows[:, None], wide, axis=1)
    right = np.repeat(np.arange(wide, dtype=np.float32)[None, :], seen, axis=0)
    shading = np.repeat(np.cos(angle - np.float32(0.3 * arc))[:, None], wide, axis=1)
    if damage.crumple_dots:
        move_x, move_y, relief = (_folds(seen, wide, dice) for dice in _dice(seed, "folds").spawn(3))
        down += move_y * np.float32(damage.crumple_dots)
        right += move_x * np.float32(damage.crumple_dots)
        steep = np.diff(relief, axis=0, append=relief[-1:])  # light from the paper's head
        shading = shading * (1 + steep * np.float32(damage.crumple_dots * 0.8))
    bent = cv2.remap(paper, right, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=_WHITE)
    return _grey(bent * shading)


def _folds(high: int, wide: int, dice: np.random.Generator) -> Grey:
    """A smooth field of folds, small ones on large ones; its standard deviation is 1."""
    field = np.zeros((high, wide), np.float32)
    for width in _CURVES_DOTS:
        coarse = dice.standard_normal((math.ceil(high / width) + 3, math.ceil(wide / width) + 3), dtype=np.float32)
        fine = cv2.resize(coarse, None, fx=width, fy=width, interpolation=cv2.INTER_CUBIC)
        field += fine[:high, :wide] * np.float32(width)
    return _grey(field / max(float(field.std()), 1e-6))


def _shone_at(paper: Grey, damage: Damage, seed: int) -> Grey:
    """A lamp's reflection somewhere on the paper, an oval."""
    if not damage.glare:
        return paper
    high, wide = paper.shape
    dice = _dice(seed, "glare")
    middle_x, middle_y = dice.uniform(0, wide), dice.uniform(0, high)
    wide_x, wide_y = dice.uniform(0.12, 0.4) * wide, dice.uniform(0.12, 0.4) * wide
    x = (np.arange(wide, dtype=np.float32) - np.float32(middle_x)) / np.float32(wide_x)
    y = (np.arange(high, dtype=np.float32) - np.float32(middle_y)) / np.float32(wide_y)
    spot = np.exp(-0.5 * y * y)[:, None] * np.exp(-0.5 * x * x)[None, :]
    return _grey(paper + spot * np.float32(damage.glare))


def _seen(paper: Grey, damage: Damage, seed: int) -> Grey:
    """The paper on a desk, as a camera sees it: turned, from aside, at its distance."""
    view, (wide, high) = _view(paper.shape[1], paper.shape[0], damage, _dice(seed, "view"))
    if damage.px_a_dot < 1:  # a sensor's pixel takes the mean of what falls on it
        paper = _grey(cv2.GaussianBlur(paper, (0, 0), 0.4 / damage.px_a_dot))
    there = np.ones(paper.shape, np.float32)
    mask = _grey(cv2.warpPerspective(there, view, (wide, high), flags=cv2.INTER_LINEAR))
    shown = cv2.warpPerspective(paper, view, (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return _grey(shown * mask + _desk(high, wide, mask, _dice(seed, "desk")) * (1 - mask))


def _view(
    wide: int, high: int, damage: Damage, dice: np.random.Generator
) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """Dots of the paper -> pixels of the frame, and the frame's size."""
    turn, aside = math.radians(damage.tilt_deg), dice.uniform(0, 2 * math.pi)
    lean = damage.perspective / math.hypot(wide, high)
    centre = np.array([[1, 0, -wide / 2], [0, 1, -high / 2], [0, 0, 1]])
    away = np.array([[1, 0, 0], [0, 1, 0], [lean * math.cos(aside), lean * math.sin(aside), 1]])
    turned = np.array([[math.cos(turn), -math.sin(turn), 0], [math.sin(turn), math.cos(turn), 0], [0, 0, 1]])
    view = np.diag([damage.px_a_dot, damage.px_a_dot, 1]) @ turned @ away @ centre
    corners = cv2.perspectiveTransform(np.array([[[0, 0], [wide, 0], [wide, high], [0, high]]], np.float64), view)[0]
    left, top = corners.min(axis=0) - _MARGIN_PX
    right, below = corners.max(axis=0) + _MARGIN_PX
    size = math.ceil(right - left), math.ceil(below - top)
    if size[0] * size[1] > MAX_FRAME_PX:
        raise ValueError(f"a frame has at most {MAX_FRAME_PX} pixels")
    return np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1]]) @ view, size


def _desk(high: int, wide: int, mask: Grey, dice: np.random.Generator) -> Grey:
    """Something grey with a grain, darker in the paper's shadow."""
    tone, grain = dice.uniform(50, 165), dice.standard_normal((high // 6 + 2, wide // 48 + 2), dtype=np.float32)
    surface = np.float32(tone) + np.float32(6) * cv2.resize(grain, (wide, high), interpolation=cv2.INTER_LINEAR)
    return _grey(surface * (1 - np.float32(_SHADOW) * cv2.GaussianBlur(mask, (0, 0), 5)))


def _lit(frame: Grey, damage: Damage, seed: int) -> Grey:
    """Light that falls off from one side to the other."""
    high, wide = frame.shape
    way = _dice(seed, "light").uniform(0, 2 * math.pi)
    x = np.linspace(-0.5, 0.5, wide, dtype=np.float32) * np.float32(math.cos(way))
    y = np.linspace(-0.5, 0.5, high, dtype=np.float32) * np.float32(math.sin(way))
    reach = abs(math.cos(way)) + abs(math.sin(way))
    missing = ((x[None, :] + y[:, None]) / np.float32(reach) + 0.5) * np.float32(damage.shade)
    return _grey(frame * (1 - missing))


def _unsharp(frame: Grey, damage: Damage) -> Grey:
    """Out of focus, and moved while the shutter was open."""
    if damage.blur_px:
        frame = _grey(cv2.GaussianBlur(frame, (0, 0), damage.blur_px))
    if damage.motion_px > 1:
        frame = _grey(cv2.filter2D(frame, -1, _path(damage), borderType=cv2.BORDER_REPLICATE))
    return frame


def _path(damage: Damage) -> Grey:
    """The way of the hand as a kernel whose sum is 1."""
    reach = math.ceil(damage.motion_px / 2) + 1
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    way = math.radians(damage.motion_deg)
    for step in np.linspace(-damage.motion_px / 2, damage.motion_px / 2, 8 * reach):
        x, y = reach + step * math.cos(way), reach + step * math.sin(way)
        left, top = math.floor(x), math.floor(y)
        for column, row in ((left, top), (left + 1, top), (left, top + 1), (left + 1, top + 1)):
            kernel[row, column] += (1 - abs(x - column)) * (1 - abs(y - row))
    return _grey(kernel / kernel.sum())
