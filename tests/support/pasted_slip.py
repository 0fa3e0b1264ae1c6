"""A slip with another slip's QR code pasted over its own, as a photograph: its bars are genuine. No test here."""

from functools import cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from scanner.camera.watching import InView
from scanner.decode.cascade import read_frame
from scanner.decode.symbol import Symbol
from scanner.practice.photographer import Damage, photograph
from scanner.practice.slip import draw_slip
from scanner.salesslip import PRACTICE_SLIP_KEY, make_payload, order_no

PASTED, GENUINE = order_no("811111111111"), order_no("822222222222")
PAYLOAD = make_payload(PASTED, 100, PRACTICE_SLIP_KEY)
TURNED = Damage(px_a_dot=0.7, blur_px=1.1, noise=6, jpeg_quality=60, tilt_deg=25)
"""Bars that a later step reads, beside a QR code that the first one does."""
FRAMES = 20


@cache
def photo(bars: str, text: str = PAYLOAD) -> bytes:
    """bars: "" for torn off. text: of the QR code."""
    return photograph(draw_slip(text, bars, ["x"]), TURNED, 1)


@cache
def in_a_large_one(picture: bytes, size: tuple[int, int] = (4000, 3000), kind: str = "JPEG") -> bytes:
    """A telephone's photograph, of 12 megapixels where nothing is said, with that somewhere on it."""
    large, buffer = Image.new("L", size, 120), BytesIO()
    with Image.open(BytesIO(picture)) as part:
        large.paste(part.convert("L"), (1500, 1200))
    large.save(buffer, kind, quality=90)
    return buffer.getvalue()


def pixels(picture: bytes) -> NDArray[np.uint8]:
    """Of a file, in grey."""
    with Image.open(BytesIO(picture)) as opened:
        return np.asarray(opened.convert("L")).copy()


def of_a_camera(picture: bytes, turn: int = 0) -> tuple[Symbol, ...]:
    """What is told of frames that all show it, from that turn on."""
    frame, view = memoryview(pixels(picture)), InView()
    for number in range(FRAMES):
        view.come(read_frame(frame, turn + number, view.known).symbols, number, 0.1 * number)
        if seen := view.told():
            return seen.codes
    return ()
