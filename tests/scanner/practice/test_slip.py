"""The practice slip: its mark, its codes, and their modules against the standard and another writer."""

import pytest
import zxingcpp
from PIL import Image

from scanner.decode.cascade import read_picture
from scanner.paper.lines import PAPER_DOTS, png
from scanner.practice.slip import (
    BAR_DOTS,
    BAR_HEIGHT,
    MAX_BAR_DIGITS,
    QR_DOTS,
    bar_modules,
    draw_modules,
    draw_slip,
    qr_modules,
)
from scanner.salesslip import MAX_SLIP_FEN, PRACTICE_MARK, PRACTICE_SLIP_KEY, make_payload, order_no

ORDER = order_no("800000260001")
PAYLOAD = make_payload(ORDER, 12850, PRACTICE_SLIP_KEY)


@pytest.mark.parametrize("digits", [ORDER, "00", "9876543210", "80000026000828"])
def test_bars_are_those_of_another_writer(digits: str) -> None:
    other = zxingcpp.create_barcode(digits, zxingcpp.BarcodeFormat.Code128).to_image(scale=1, add_quiet_zones=False)
    rows: list[list[int]] = memoryview(other).tolist()  # type: ignore[arg-type, assignment]
    assert list(bar_modules(digits)) == [dot == 0 for dot in rows[0]]
    assert len(bar_modules(digits)) == 11 * (1 + len(digits) // 2 + 1) + 13  # start C, pairs, check, stop


def test_bars_of_an_order_fit_three_dots_a_module() -> None:
    assert len(bar_modules(ORDER)) * BAR_DOTS <= PAPER_DOTS


@pytest.mark.parametrize("digits", ["1", "123", "12a4", "１２", "0" * (MAX_BAR_DIGITS + 2)])
def test_bars_that_are_none(digits: str) -> None:
    with pytest.raises(ValueError, match="even number"):
        bar_modules(digits)


def test_the_longest_bars_fit_the_paper() -> None:
    assert len(bar_modules("0" * MAX_BAR_DIGITS)) <= PAPER_DOTS


@pytest.mark.parametrize("fen", [1, 12850, MAX_SLIP_FEN])
def test_a_slip_code_is_version_3(fen: int) -> None:
    modules = qr_modules(make_payload(ORDER, fen, PRACTICE_SLIP_KEY))
    finder = [(True,) * 7, (True, *(False,) * 5, True), (True, False, *(True,) * 3, False, True)]
    assert {len(modules), *map(len, modules)} == {29}  # version 3, ISO/IEC 18004
    assert [row[:7] for row in modules[:3]] == finder
    assert [row[-7:] for row in modules[:3]] == finder
    assert draw_modules(modules).size == (37 * QR_DOTS,) * 2


@pytest.mark.parametrize("text", [PAYLOAD, "谢谢惠顾", "日本カナ", "a" * 300])
def test_a_drawn_code_reads_back(text: str) -> None:
    assert [symbol.text for symbol in read_picture(png(draw_slip(text, "", []))).symbols] == [text]


def test_a_large_code_still_fits_the_paper() -> None:
    assert draw_modules(qr_modules("a" * 600)).width <= PAPER_DOTS


def test_more_than_a_code_holds() -> None:
    with pytest.raises(ValueError, match=r"does not fit|too"):
        qr_modules("a" * 5000)


def test_the_slip_carries_its_parts() -> None:
    lines = ["退货练习店 (练习)", "-" * 32]
    slip = draw_slip(PAYLOAD, ORDER, lines)
    assert {(s.symbology, s.text) for s in read_picture(png(slip)).symbols} == {("qr", PAYLOAD), ("code128", ORDER)}
    assert slip.width == 464
    assert BAR_HEIGHT >= 100
    assert draw_slip(PAYLOAD, ORDER, lines).tobytes() == slip.tobytes()


def test_the_mark_stands_three_times_whatever_is_on_the_slip() -> None:
    from scanner.paper.lines import draw_lines

    mark = draw_lines([" " * 5 + PRACTICE_MARK]).tobytes()
    for payload, digits in ((PAYLOAD, ORDER), ("", ""), (PAYLOAD, ""), ("", ORDER)):
        slip = draw_slip(payload, digits, ["一行"])
        assert sum(_strip(slip, top) == mark for top in range(slip.height - 30)) == 3


def _strip(slip: Image.Image, top: int) -> bytes:
    return slip.crop((40, top, 40 + PAPER_DOTS, top + 30)).tobytes()
