"""Opening pictures: limits at the edge and one past it, every format, and damage of every kind."""

import os
import struct
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops

from scanner.decode import header as limits
from scanner.decode.header import MAX_PIXELS, PictureError
from scanner.decode.picture import PAGE_PIXELS, open_picture
from scanner.paper.lines import draw_lines

FORMATS = ("PNG", "JPEG", "WEBP", "BMP")

SAMPLE = draw_lines(["退货 12.34", "练习凭证"])


def saved(picture: Image.Image, kind: str) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind)
    return buffer.getvalue()


def why(source: Path | str | bytes) -> str:
    with pytest.raises(PictureError) as caught:
        open_picture(source)
    assert caught.value.word == limits.WORDS[caught.value.why]
    return caught.value.why


def png_header(width: int, height: int) -> bytes:
    """A PNG that ends where its dots begin: what it claims costs nothing to claim."""
    body = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + body + struct.pack(">I", zlib.crc32(body)) + b"\0\0\1\0IDAT"


@pytest.mark.parametrize("kind", FORMATS)
def test_formats(kind: str) -> None:
    read = open_picture(saved(SAMPLE.convert("RGB"), kind))
    assert (read.mode, read.size) == ("L", SAMPLE.size)


@pytest.mark.parametrize("kind", ["PPM", "ICO"])
def test_other_formats(kind: str) -> None:
    assert why(saved(SAMPLE, kind)) == "format"


def test_what_stands_behind_a_png_is_nobodys() -> None:
    assert open_picture(saved(SAMPLE, "PNG") + b"any other text, longer than a megabyte says it is").size == SAMPLE.size


def test_a_chinese_path(tmp_path: Path) -> None:
    path = tmp_path / "我的 图片" / "销售单.png"
    path.parent.mkdir()
    path.write_bytes(saved(SAMPLE, "PNG"))
    assert open_picture(path).tobytes() == open_picture(str(path)).tobytes() == SAMPLE.tobytes()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are POSIX")
def test_no_file_to_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert [why(path) for path in (tmp_path, tmp_path / "pipe", "/dev/zero")] == ["folder", "not_a_file", "not_a_file"]
    assert [why(path) for path in (tmp_path / "none.png", "a\x00b")] == ["missing"] * 2
    assert why(tmp_path / ("很长" * 2000)) == "denied", "a name that no disk takes"


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> None:
        raise PermissionError

    (tmp_path / "a.png").write_bytes(saved(SAMPLE, "PNG"))
    monkeypatch.setattr(Path, "open", denied)
    assert why(tmp_path / "a.png") == "denied"


@pytest.mark.parametrize("data", [b"", b"\x89PNG", b"hello", "这不是图片".encode(), b"\xff\xd8", b"RIFF\0\0\0\0WAVE"])
def test_not_a_picture(data: bytes) -> None:
    assert why(data) == "format"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\0\0\0\0WEBP", b"BM", b"%PDF-1.7\n"])
def test_a_beginning_and_no_more(data: bytes) -> None:
    assert why(data) == "damaged"


def test_bytes_at_the_limit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    data = saved(SAMPLE, "PNG")
    (tmp_path / "a.png").write_bytes(data)
    monkeypatch.setattr(limits, "MAX_BYTES", len(data))
    assert open_picture(tmp_path / "a.png").size == SAMPLE.size
    monkeypatch.setattr(limits, "MAX_BYTES", len(data) - 1)
    assert [why(tmp_path / "a.png"), why(data)] == ["too_many_bytes"] * 2


def test_pixels_are_counted_before_they_are_unpacked() -> None:
    assert why(png_header(5000, MAX_PIXELS // 5000)) == "damaged", "at the limit it is opened, and found cut off"
    assert why(png_header(5000, MAX_PIXELS // 5000 + 1)) == "too_many_pixels"
    assert why(png_header(10_000, 10_000)) == "too_many_pixels"  # where Pillow itself would warn
    assert why(png_header(60_000, 60_000)) == "too_many_pixels"  # where Pillow itself would refuse


def test_a_large_jpeg_is_opened_at_half_its_sides_at_most() -> None:
    """A telephone's 48 megapixels: more than are unpacked."""
    data = saved(Image.new("L", (8064, 6048), 255), "JPEG")
    opened = [open_picture(data, enough_pixels=enough).size for enough in (3_000_000, MAX_PIXELS, 8064 * 6048)]
    assert opened == [(2016, 1512), (4032, 3024), (4032, 3024)]


def test_a_side_at_the_limit() -> None:
    assert open_picture(saved(Image.new("L", (21, 21), 255), "PNG")).size == (21, 21)
    assert why(saved(Image.new("L", (20, 500), 255), "PNG")) == "too_small"


def test_of_a_jpeg_the_brightness_alone_is_unpacked() -> None:
    colours = Image.effect_mandelbrot((320, 240), (-2, -1.5, 1, 1.5), 50).convert("RGB")
    data = saved(colours, "JPEG")
    whole = Image.open(BytesIO(data)).convert("L")
    assert ImageChops.difference(open_picture(data), whole).getextrema()[1] < 32
    assert open_picture(saved(colours.convert("CMYK"), "JPEG")).mode == "L"


def test_transparent_paper_is_white() -> None:
    ink = Image.new("RGBA", (30, 30), (0, 0, 0, 0))
    ink.putpixel((5, 5), (0, 0, 0, 255))
    read = open_picture(saved(ink, "PNG"))
    assert (read.getpixel((0, 0)), read.getpixel((5, 5))) == (255, 0)


def test_sixteen_bits_keep_their_greys() -> None:
    deep = Image.new("I;16", (30, 30), 0x8000)
    assert open_picture(saved(deep, "PNG")).getextrema() == (128, 128)


@pytest.mark.parametrize("kind", FORMATS)
def test_half_a_file(kind: str) -> None:
    data = saved(SAMPLE.convert("RGB"), kind)
    assert why(data[: len(data) // 2]) == "damaged"


WHOLE = {kind: saved(SAMPLE.convert("RGB"), kind) for kind in FORMATS}


@given(st.sampled_from(FORMATS), st.data())
def test_damage_is_always_a_picture_error(kind: str, data: st.DataObject) -> None:
    spoilt = bytearray(WHOLE[kind])
    for at in data.draw(st.lists(st.integers(0, min(len(spoilt), 400) - 1), min_size=1, max_size=6)):
        spoilt[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(spoilt)))
    try:
        outcome = open_picture(bytes(spoilt[:cut])).mode
    except PictureError as error:
        outcome = error.word
    assert outcome in {"L", *limits.WORDS.values()}


def page(picture: Image.Image, dots_per_inch: float = 203) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "PDF", resolution=dots_per_inch)
    return buffer.getvalue()


def test_the_first_page_of_a_pdf() -> None:
    pdf = open_picture(page(SAMPLE))
    assert pdf.mode == "L"
    assert [round(side / 300 * 203) for side in pdf.size] == list(SAMPLE.size)
    assert pdf.getextrema() == (0, 255)


def test_a_pdf_as_large_as_a_wall_is_drawn_small() -> None:
    wide, high = open_picture(page(SAMPLE, 1)).size
    assert PAGE_PIXELS * 0.99 < wide * high < PAGE_PIXELS * 1.01


@pytest.mark.parametrize("box", ["0 0 0.001 1000000", "0 0 1000000 0.001", "0 0 2 14400"])
def test_a_pdf_of_a_thread_is_not_drawn(box: str) -> None:
    """Its page would be millions of pixels long and one wide."""
    pdf = page(SAMPLE)
    begin = pdf.index(b"/MediaBox [") + len(b"/MediaBox [")
    end = pdf.index(b"]", begin)
    assert why(pdf[:begin] + box.encode().ljust(end - begin) + pdf[end:]) == "too_small"


@pytest.mark.parametrize("cut", [10, 300, 900])
def test_half_a_pdf(cut: int) -> None:
    assert why(page(SAMPLE)[:cut]) == "damaged"


def test_a_pdf_without_its_package_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    assert why(page(SAMPLE)) == "no_pdf"
