"""Whether bars fill their height, as seen without OpenCV: only where it is plain."""

import pytest
from PIL import Image, ImageFilter

from scanner.decode.lines import Corners, fills
from scanner.practice.slip import draw_bars
from scanner.salesslip import order_no

BARS = draw_bars(order_no("800000260001"))
WIDE, HIGH = BARS.size[0] + 40, BARS.size[1] + 60
BOX = (20, 30, 20 + BARS.size[0] - 1, 30 + BARS.size[1] - 1)


def page(paper: int = 255) -> Image.Image:
    picture = Image.new("L", (WIDE, HIGH), paper)
    picture.paste(BARS, BOX[:2])
    return picture


def lines(top: int = BOX[1], bottom: int = BOX[3]) -> Corners:
    return (BOX[0], top), (BOX[2], top), (BOX[2], bottom), (BOX[0], bottom)


def said(picture: Image.Image, corners: Corners) -> bool:
    return fills(memoryview(picture.tobytes()).cast("B", (picture.height, picture.width)), corners)


def test_bars_on_paper() -> None:
    assert said(page(), lines())
    assert said(page().filter(ImageFilter.GaussianBlur(1)), lines())
    assert said(page(), lines(BOX[1] + 10, BOX[3] - 10))  # not every line is read of a high picture


def test_on_their_side() -> None:
    turned = tuple((HIGH - 1 - y, x) for x, y in lines())
    assert said(page().transpose(Image.Transpose.ROTATE_270), turned)


@pytest.mark.parametrize(("top", "bottom"), [(BOX[1], BOX[1] + 40), (BOX[3] - 40, BOX[3])])
def test_lines_that_go_on_as_other_bars(top: int, bottom: int) -> None:
    other = page()
    part = (
        BOX[0] + 150,
        BOX[1] + 60 if top == BOX[1] else BOX[1],
        BOX[0] + 200,
        BOX[3] if top == BOX[1] else BOX[3] - 60,
    )
    other.paste(page().crop(part).transpose(Image.Transpose.FLIP_LEFT_RIGHT), part[:2])
    assert not said(other, lines(top, bottom))


def test_a_text_within_them() -> None:
    other = page()
    other.paste(0, (BOX[0] + 100, BOX[1] + 40, BOX[0] + 200, BOX[3] - 40))
    assert not said(other, lines())


def test_no_corners_and_few_lines() -> None:
    assert not said(page(), ())
    assert not said(page(), lines(BOX[1], BOX[1] + 4))
