"""QR codes bent as paper bends them: no library reads them as they are, and flat they are read."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scanner.decode.cascade import read_picture
from scanner.decode.flat import MODULES, PX, flattened
from scanner.decode.steps import ALL
from scanner.decode.zxing import Zxing
from scanner.practice.photographer import Damage, photograph
from scanner.practice.slip import draw_slip, qr_modules
from scanner.salesslip import PRACTICE_SLIP_KEY, make_payload, order_no

PAYLOAD = make_payload(order_no("800000260001"), 12850, PRACTICE_SLIP_KEY)
SIDE = 40 + 29 * 10
CORNERS = ((40, 40), (SIDE, 40), (SIDE, SIDE), (40, SIDE))

Array = NDArray[np.uint8]


def code(bend_px: float = 0.0, scale: int = 10) -> Array:
    """The QR code of a slip, 10 pixels a module, its print moved by a wave that is 0 at its finder patterns."""
    dark = np.asarray(qr_modules(PAYLOAD))
    picture = np.full((len(dark) * scale + 80,) * 2, 210, np.uint8)
    picture[40:-40, 40:-40] = np.where(np.repeat(np.repeat(dark, scale, 0), scale, 1), 50, 210)
    y, x = np.mgrid[: len(picture), : len(picture)].astype(np.float32)
    wave = bend_px * np.sin((x - 75) / 220 * np.pi) * np.sin((y - 75) / 220 * np.pi)
    return np.asarray(
        cv2.remap(picture, x + wave.astype(np.float32), y - wave.astype(np.float32), cv2.INTER_LINEAR), np.uint8
    )


def read(picture: object) -> list[bytes]:
    return [found.raw for found in Zxing().read(picture, ALL) if not found.broken]


@pytest.mark.parametrize("bend_px", [0.0, 6.0, 9.0])
def test_bent_by_up_to_a_module_it_is_read(bend_px: float) -> None:
    flat = dict(flattened(code(bend_px), CORNERS, 29))
    assert read(flat["drawn anew"]) == [PAYLOAD.encode()]


def test_as_it_is_a_bent_one_is_found_but_broken() -> None:
    (found,) = Zxing().read(code(9.0), ALL)
    assert (found.broken, found.raw, found.modules) == (True, b"", 29)
    assert np.abs(np.asarray(found.corners) - np.asarray(CORNERS)).max() < 12
    assert read(code(0.0)) == [PAYLOAD.encode()]


def test_the_pictures_are_bounded() -> None:
    names, pictures = zip(*flattened(code(), CORNERS, MODULES[1]), strict=True)
    assert names == ("flat", "drawn anew")
    assert max(max(picture.shape) for picture in pictures) == (MODULES[1] + 8) * PX


def test_corners_that_are_nowhere_break_nothing() -> None:
    for corners in (((0, 0),) * 4, ((-900, 5), (7000, 3), (9, 8), (1, 1)), ((5, 5), (4, 4), (3, 3), (2, 2))):
        assert [read(picture) for _, picture in flattened(code(), corners, 29)] == [[], []]


def test_a_crumpled_slip() -> None:
    slip = draw_slip(PAYLOAD, "", ["退货练习店"])
    read_by = [
        {
            symbol.step
            for symbol in read_picture(photograph(slip, Damage(crumple_dots=1.8), seed), budget_ms=1e9).symbols
        }
        for seed in range(12)
    ]
    assert sum(bool(steps) for steps in read_by) >= 10
    assert sum("flattened zxing" in steps for steps in read_by) >= 3
