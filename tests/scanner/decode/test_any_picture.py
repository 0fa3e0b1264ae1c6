"""Whatever is on a picture, and whatever its shape: the cascade ends, raises nothing, and invents nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from scanner.decode import bars
from scanner.decode.cascade import read_codes, read_frame
from scanner.decode.looks import Looks
from scanner.decode.run import MAX_SYMBOLS
from scanner.decode.steps import CAMERA_STEPS, STEPS
from scanner.paper.lines import stack
from scanner.practice.slip import draw_bars, draw_modules, qr_modules

Array = NDArray[np.uint8]


def dice(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def noise(height: int, width: int, seed: int = 0) -> Array:
    return dice(seed).integers(0, 256, (height, width), np.uint8)


def stripes(height: int, width: int, seed: int = 0) -> Array:
    """Bars of random widths over the whole picture: what looks most like a code and is none."""
    edges = np.cumsum(dice(seed).integers(1, 5, width))
    return np.tile(np.where(np.searchsorted(edges, np.arange(width) // 2) % 2, 40, 210).astype(np.uint8), (height, 1))


def wave(height: int, width: int, seed: int = 0) -> Array:
    x, y = np.arange(width)[None, :], np.arange(height)[:, None]
    return np.asarray(127 + 120 * np.sin(x / (2 + seed)) * np.cos(y / 50), np.uint8)


def flat(height: int, width: int, seed: int = 0) -> Array:
    return np.full((height, width), (0, 255, 128)[seed % 3], np.uint8)


def steps_of(array: Array) -> list[str]:
    """Every step of the table on it, none stopped by an earlier one or by the budget."""
    read = read_codes(Image.fromarray(array), budget_ms=1e9)
    assert read.symbols == ()
    return [step.name for step in read.steps]


@pytest.mark.parametrize("made", [noise, stripes, wave, flat])
@pytest.mark.parametrize(("height", "width"), [(21, 21), (22, 640), (640, 22), (240, 320), (601, 403)])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_nothing_is_read_off_nothing(made, height: int, width: int, seed: int) -> None:
    assert {step.name for step in STEPS[3:6]} <= set(steps_of(made(height, width, seed)))


@pytest.mark.parametrize("shape", [(21, 100_000), (100_000, 21), (21, 30_000), (1_500, 21)])
@pytest.mark.parametrize("made", [noise, stripes, flat])
def test_long_and_narrow(made, shape: tuple[int, int]) -> None:
    assert "matched" in steps_of(made(*shape))


def test_what_bars_are_turned_into_is_bounded() -> None:
    for array in (stripes(2_000, 2_000), stripes(21, 50_000), wave(3_000, 1_000)):
        for strip in bars.strips(array):
            height, width = strip.pixels.shape
            assert bars.STRIP_HEIGHTS[0] <= height <= bars.STRIP_HEIGHTS[1]
            assert width <= bars.STRIP_WIDTH * 1.01


def test_more_codes_than_anybody_wants() -> None:
    paper = Image.new("L", (300, 16), 255)
    bars_of = (draw_bars(f"{number:014}") for number in range(9 * 10**12, 9 * 10**12 + 24))
    sheet = stack([part for one in bars_of for part in (one, paper)])
    assert 2 <= len(read_codes(sheet, budget_ms=1e9).symbols) <= MAX_SYMBOLS


@settings(max_examples=60, deadline=None)
@given(st.integers(21, 90), st.integers(21, 90), st.binary(min_size=1, max_size=600), st.integers(0, 40))
def test_any_bytes_are_a_picture(height: int, width: int, some: bytes, turn: int) -> None:
    pixels = (some * (height * width // len(some) + 1))[: height * width]
    read = read_frame(memoryview(pixels).cast("B", (height, width)), turn)
    assert len(read.steps) >= CAMERA_STEPS - 1


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_code_cut_and_scratched_is_read_rightly_or_not_at_all(data: st.DataObject) -> None:
    texts = ("LKR1*80000026000149*12850*53VSBFFG", "80000026000149")
    slip = np.array(stack([draw_modules(qr_modules(texts[0])), draw_bars(texts[1])]))
    height, width = slip.shape
    for _ in range(data.draw(st.integers(0, 6))):
        top, left = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
        slip[top : top + data.draw(st.integers(1, 60)), left : left + data.draw(st.integers(1, 200))] = data.draw(
            st.integers(0, 255)
        )
    read = read_codes(Image.fromarray(slip), budget_ms=1e9)
    assert {symbol.text for symbol in read.symbols} <= set(texts)


def test_looks_are_made_when_they_are_asked_for() -> None:
    looks = Looks.of(Image.new("L", (64, 48), 9))
    assert (looks.height, looks.width, round(looks.megapixels, 6)) == (48, 64, 0.003072)
    assert "array" not in looks.__dict__
    assert looks.array.shape == (48, 64)
    assert looks.strips == ()
