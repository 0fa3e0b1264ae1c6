"""Doubted bars vouch for nothing, and yet contradict a QR code that names another order: it may be pasted on."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from scanner.camera.watching import InView
from scanner.decode.cascade import read_frame, read_picture
from scanner.decode.scan import decided
from scanner.decode.symbol import Symbol
from scanner.practice.slip import draw_slip
from scanner.reader.answers import symbols_heard, symbols_told
from scanner.salesslip import PRACTICE_SLIP_KEY, make_payload, order_no

PASTED, GENUINE, THIRD = (order_no(f"8{digit * 11}") for digit in "123")
MISTYPED = f"{GENUINE[:-1]}{(int(GENUINE[-1]) + 1) % 10}"
PAYLOAD = make_payload(PASTED, 100, PRACTICE_SLIP_KEY)


def half_covered(payload: str, bars: str, other: str = THIRD) -> NDArray[np.uint8]:
    """A slip whose bars another one's cover in part."""
    whole, cover = (np.asarray(draw_slip(payload, number, ["退货练习店"])) for number in (bars, other))
    differ = np.flatnonzero((whole != cover).any(axis=1))  # the bars, and the digits below them
    top, bottom = int(differ[0]), int(differ[0]) + 104
    columns = np.flatnonzero((whole[top:bottom] != cover[top:bottom]).any(axis=0))
    start = int(columns[0])
    cut = whole.copy()
    where = (slice((top + bottom) // 2, bottom), slice(start, start + 120))
    cut[where] = cover[where]
    return np.pad(cut, 20, constant_values=255)


def of_a_file(slip: NDArray[np.uint8]) -> tuple[Symbol, ...]:
    buffer = BytesIO()
    Image.fromarray(slip).save(buffer, "PNG")
    return read_picture(buffer.getvalue(), budget_ms=1_000).symbols


def of_a_large_one(slip: NDArray[np.uint8]) -> tuple[Symbol, ...]:
    large = np.full((3000, 4000), 120, np.uint8)
    large[1000 : 1000 + slip.shape[0], 1500 : 1500 + slip.shape[1]] = slip
    return of_a_file(large)


def of_a_camera(slip: NDArray[np.uint8]) -> tuple[Symbol, ...]:
    view = InView()
    for number in range(4):
        view.come(read_frame(memoryview(slip), number, view.known).symbols, number, 0.1 * number)
    seen = view.told(end=True)
    return seen.codes if seen else ()


@pytest.mark.parametrize("door", [of_a_file, of_a_large_one, of_a_camera])
def test_doubted_bars_of_another_order_refuse_the_slip(door) -> None:
    result = decided(Path("x"), door(half_covered(PAYLOAD, GENUINE)), PRACTICE_SLIP_KEY)
    assert (result.slip, result.refused) == (None, "slip_codes_differ")
    assert [(code.text, code.doubted) for code in result.symbols] == [(PAYLOAD, False), (GENUINE, True)]


@pytest.mark.parametrize("door", [of_a_file, of_a_camera])
@pytest.mark.parametrize("bars", [PASTED, MISTYPED])
def test_doubted_bars_of_this_order_or_of_none_refuse_nothing(door, bars: str) -> None:
    result = decided(Path("x"), door(half_covered(PAYLOAD, bars)), PRACTICE_SLIP_KEY)
    assert result.slip is not None
    assert (result.slip.order_no, result.slip.source) == (PASTED, "qr")


@pytest.mark.parametrize("door", [of_a_file, of_a_camera])
def test_doubted_bars_alone_are_no_slip(door) -> None:
    result = decided(Path("x"), door(half_covered("", GENUINE)), PRACTICE_SLIP_KEY)
    assert (result.slip, result.refused, result.symbols) == (None, "no_code", ())


def test_they_cross_from_the_reading_process_as_doubted() -> None:
    doubted = (Symbol("code128", GENUINE, GENUINE.encode(), "", doubted=True),)
    assert symbols_heard(symbols_told(doubted)) == doubted
