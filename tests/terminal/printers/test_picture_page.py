"""A paper's picture on a page: upright, never larger than it is, marked three times; and what is no picture at all."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from scanner.reader.reader import Reader
from scanner.salesslip import PRACTICE_MARK
from terminal.printers.a4 import PAGE_DOTS
from terminal.printers.picture_page import picture_page

OVER = ("1. 发票  发票.jpg",)


def encoded(picture: Image.Image, form: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


@pytest.fixture
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


def inked(reader: Reader, data: bytes) -> tuple[int, int, int, int]:
    """Where a black picture is drawn, below the lines over it."""
    page = picture_page(data, OVER, reader.fitted, practice=False)
    assert page is not None
    below = page.picture.crop((0, 112, *PAGE_DOTS))
    box = below.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_small_picture_keeps_its_size_in_the_middle(reader: Reader, form: str) -> None:
    left, top, right, bottom = inked(reader, encoded(Image.new("RGB", (400, 200)), form))
    assert (right - left, bottom - top, left + right) == (400, 200, PAGE_DOTS[0])


def test_a_large_picture_fits_the_page(reader: Reader) -> None:
    left, _top, right, bottom = inked(reader, encoded(Image.new("L", (4000, 1000))))
    assert (right - left, bottom <= PAGE_DOTS[1]) == (1520, True)


def test_a_camera_s_turned_picture_stands_upright(reader: Reader) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    left, top, right, bottom = inked(reader, encoded(Image.new("L", (400, 200)), "JPEG", exif=turned))
    assert (right - left, bottom - top) == (200, 400)


def test_practice_says_so_three_times(reader: Reader) -> None:
    page = picture_page(encoded(Image.new("L", (50, 50))), OVER, reader.fitted, practice=True)
    assert page is not None
    assert [line.text.strip() for line in page.lines] == [PRACTICE_MARK, *OVER, PRACTICE_MARK, PRACTICE_MARK]


@pytest.mark.parametrize("data", [
    b"\x89PNG\r\n\x1a\n and no more",
    b"\xff\xd8\xff" + b"\x00" * 100,
    encoded(Image.new("1", (6000, 6000))),
    b"",
])  # fmt: skip
def test_what_can_not_be_opened_is_no_page(reader: Reader, data: bytes) -> None:
    assert picture_page(data, OVER, reader.fitted, practice=False) is None
