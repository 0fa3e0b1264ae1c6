"""Bars read by matching: drawn, blurred, turned round, faded; and what matching must not say."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scanner.decode.matched import lay, lay_upright
from scanner.decode.pace import counts_of_modules
from scanner.decode.patterns import ALPHABETS, EAN_13, Build, bars_of, code_128, digits_128, values_of
from scanner.practice.slip import bar_modules
from scanner.salesslip import order_no

ORDER = order_no("800000260001")
SLIP = digits_128(14, range(80, 90))

Row = NDArray[np.uint8]


def row_of(modules: tuple[bool, ...], *, px: float = 6.0, blur: float = 0.0, quiet: int = 12) -> Row:
    """Modules as a camera sees them: px pixels each, blurred by so many modules, 200 on 60."""
    dark = np.asarray([False] * quiet + list(modules) + [False] * quiet)
    wide = np.repeat(np.where(dark, 60, 200).astype(np.float32), 12)[None, :]
    wide = cv2.GaussianBlur(wide, (0, 0), sigmaX=max(blur, 0.1) * 12, sigmaY=0.01)
    return np.asarray(cv2.resize(wide, (round(len(dark) * px), 1), interpolation=cv2.INTER_AREA)[0], np.uint8)


def goods(digits: str) -> tuple[bool, ...]:
    places = zip(EAN_13.places, values_of("ean13", digits), strict=True)
    return tuple(module for (name, _), value in places for module in ALPHABETS[name][0][value])


@pytest.mark.parametrize("px", [1.6, 3.0, 8.0])
@pytest.mark.parametrize("blur", [0.0, 0.5, 0.8, 1.0])
def test_an_order_is_read_however_blurred(blur: float, px: float) -> None:
    row = row_of(bar_modules(ORDER), px=px, blur=blur)
    laid = lay(row, [SLIP], 112 * px)
    assert laid is not None
    assert (laid.backwards, laid.read(row)) == (False, ORDER.encode())


def test_the_other_way_round() -> None:
    row = np.ascontiguousarray(row_of(bar_modules(ORDER), blur=0.6)[::-1])
    laid = lay(row, [SLIP], 112 * 6)
    assert laid is not None
    assert (laid.backwards, laid.read(row)) == (True, ORDER.encode())


@pytest.mark.parametrize("guess", [0.87, 0.95, 1.0, 1.08])
def test_how_wide_it_is_need_be_known_only_roughly(guess: float) -> None:
    row = row_of(bar_modules(ORDER), blur=0.5)
    laid = lay(row, [SLIP], 112 * 6 * guess)
    assert laid is not None
    assert laid.read(row) == ORDER.encode()


def test_bars_of_another_build_are_not_laid() -> None:
    assert lay(row_of(bar_modules("12345678901234567890")), [SLIP], 145 * 6) is None
    assert lay(row_of(goods("5901234123457")), [SLIP], 95 * 6) is None


def test_a_plain_row_and_a_noisy_one_are_nothing() -> None:
    noise = np.random.Generator(np.random.PCG64(5)).integers(0, 256, 900).astype(np.uint8)
    assert lay(np.full(900, 128, np.uint8), [SLIP], 700) is None
    assert lay(noise, [SLIP], 700) is None
    assert lay(noise[:30], [SLIP], 25) is None


def test_goods_show_their_own_number_and_no_other() -> None:
    laid = lay_upright(row_of(goods("5901234123457"), blur=0.5), EAN_13, 95 * 6)
    assert laid is not None
    assert laid.shows(b"5901234123457")
    others = [b"5901234123464", b"5901234128452", b"7901234123451", b"5907234123451", b"0000000000000"]
    assert [digits for digits in others if laid.shows(digits)] == []


def test_edges_keep_time_with_the_right_count_of_modules() -> None:
    counts = [code_128(signs).modules for signs in range(5, 36)]
    assert counts_of_modules(row_of(bar_modules(ORDER)), 112 * 6 / 0.96, counts)[0] == 112


@pytest.mark.parametrize("name", ALPHABETS)
def test_no_two_signs_of_an_alphabet_are_the_same(name: str) -> None:
    signs = ALPHABETS[name][0]
    assert len(set(signs)) == len(signs)
    assert len({len(sign) for sign in signs}) == 1


def test_a_build_is_as_wide_as_its_signs() -> None:
    assert Build("code128", (("stop", range(1)),)).modules == len(bars_of("2331112")) == 13
