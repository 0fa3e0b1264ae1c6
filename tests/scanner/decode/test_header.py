"""Format and size by the header alone: as Pillow says it for every picture there is, and what each limit refuses."""

import struct
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from scanner.decode.header import (
    MAX_PIXELS,
    MAX_STRIP_PIXELS,
    MIN_SIDE,
    WORDS,
    Header,
    PictureError,
    check_size,
    header_of,
)

FIXTURES = Path(__file__).parents[3] / "fixtures"
KINDS = ("png", "jpg", "jpeg", "webp", "bmp")
PICTURES = sorted(path for kind in KINDS for path in FIXTURES.rglob(f"*.{kind}") if path.name != "not-a-picture.png")


def saved(kind: str, size: tuple[int, int] = (60, 40), **how: object) -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, "white").save(buffer, kind, **how)
    return buffer.getvalue()


def why(data: bytes) -> str:
    with pytest.raises(PictureError) as caught:
        header_of(data)
    return caught.value.why


def test_every_picture_we_have_is_as_large_as_pillow_says() -> None:
    said = {}
    for path in PICTURES:
        with Image.open(path) as picture:
            said[str(path)] = (picture.format, *picture.size)
    found = {str(path): header_of(path.read_bytes()) for path in PICTURES}
    assert len(found) > 100
    assert {path: (header.kind, header.width, header.height) for path, header in found.items()} == said


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("PNG", {}), ("JPEG", {}), ("JPEG", {"progressive": True}), ("WEBP", {}), ("WEBP", {"lossless": True}),
        ("WEBP", {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0"}), ("BMP", {}),
        ("WEBP", {"save_all": True, "append_images": [Image.new("RGB", (60, 40))]}),
    ],
)  # fmt: skip
def test_every_kind_of_header(kind: str, how: dict[str, object]) -> None:
    by_strips = kind == "JPEG" and not how
    assert header_of(saved(kind, **how)) == Header(kind, 60, 40, by_strips)  # type: ignore[arg-type]


def test_a_bmp_from_top_to_bottom_and_an_old_one() -> None:
    data = saved("BMP")
    assert header_of(data[:22] + struct.pack("<i", -40) + data[26:]) == Header("BMP", 60, 40)
    assert header_of(b"BM" + bytes(12) + struct.pack("<IHHHH", 12, 60, 40, 1, 24)) == Header("BMP", 60, 40)


@pytest.mark.parametrize("kind", ["GIF", "TIFF"])
def test_pictures_of_other_kinds_are_told_as_such(kind: str) -> None:
    assert why(saved(kind)) == "kind"


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"hevc", b"mif1", b"avif"])
def test_a_telephones_own_kind(brand: bytes) -> None:
    assert why(b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic") == "kind"
    assert why(b"\0\0\0\x18ftypmp42") == "format", "a film"


def test_a_pdf_may_begin_with_junk() -> None:
    assert header_of(b"junk\n" * 20 + b"%PDF-1.4\n") == Header("PDF", 0, 0)
    assert why(b" " * 1024 + b"%PDF-1.4\n") == "format"


def sized(kind: str, wide: int, high: int) -> bytes:
    """A small picture whose header claims another size."""
    data = bytearray(saved(kind))
    if kind == "PNG":
        data[16:24] = struct.pack(">II", wide, high)
    elif kind == "BMP":
        data[18:26] = struct.pack("<ii", wide, high)
    elif kind == "JPEG":
        at = data.index(b"\xff\xc0") + 5
        data[at : at + 4] = struct.pack(">HH", high, wide)
    else:
        data[26:30] = struct.pack("<HH", wide, high)
    return bytes(data)


@pytest.mark.parametrize("kind", ["PNG", "BMP", "JPEG", "WEBP"])
def test_what_a_header_claims_is_judged(kind: str) -> None:
    assert header_of(sized(kind, 5000, 5000)) == Header(kind, 5000, 5000, kind == "JPEG")  # type: ignore[arg-type]
    assert [why(sized(kind, *size)) for size in ((0, 0), (0, 500), (500, 0))] == ["no_size"] * 3
    assert [why(sized(kind, 12_000, 12_000)), why(sized(kind, 20, 500))] == ["too_many_pixels", "too_small"]


def test_a_jpeg_decoded_by_strips_may_be_twice_as_large() -> None:
    """Not a progressive one, nor one whose colours come one after another: a decoder would keep all of it."""
    high = MAX_STRIP_PIXELS // 8000
    large = sized("JPEG", 8000, high)
    assert header_of(large) == Header("JPEG", 8000, high, by_strips=True)
    assert why(sized("JPEG", 8000, high + 1)) == "too_many_pixels"
    assert why(large.replace(b"\xff\xc0", b"\xff\xc2")) == "too_many_pixels"
    assert why(large.replace(b"\xff\xda\0\x0c\3", b"\xff\xda\0\x08\1")) == "too_many_pixels"
    again = large[large.rindex(b"\xff\xda") : -2]
    assert why(large[:-2] + again + b"\xff\xd9") == "too_many_pixels"
    assert [why(sized(kind, 8000, high)) for kind in ("PNG", "BMP", "WEBP")] == ["too_many_pixels"] * 3


@pytest.mark.parametrize("kind", ["PNG", "BMP", "JPEG"])
def test_thirty_thousand_pixels_square(kind: str) -> None:
    assert why(sized(kind, 30_000, 30_000)) == "too_many_pixels"


def test_the_limits_at_the_edge() -> None:
    check_size(5000, MAX_PIXELS // 5000)
    check_size(MIN_SIDE, MIN_SIDE)
    for size, word in (((5000, MAX_PIXELS // 5000 + 1), "too_many_pixels"), ((MIN_SIDE - 1, 500), "too_small")):
        with pytest.raises(PictureError, match=word):
            check_size(*size)


def test_a_jpeg_of_nothing_but_segments_ends() -> None:
    assert why(b"\xff\xd8" + b"\xff\xe0\x00\x02" * 3_000_000) == "damaged"
    assert why(b"\xff\xd8" + b"\xff" * 14_000_000) == "damaged"
    assert why(b"\xff\xd8\xff\xd9" + saved("JPEG")) == "damaged", "it has ended before it has a size"


@pytest.mark.parametrize("progressive", [True, False])
def test_a_jpeg_of_many_scans_is_not_unpacked(progressive: bool) -> None:
    """224 kB of them would hold a till for seconds: each goes over the whole picture."""
    whole = saved("JPEG", (600, 400), progressive=progressive)
    first = whole.rindex(b"\xff\xda")
    before, scan = whole[:first], whole[first:-2]
    there = whole.count(b"\xff\xda")
    assert header_of(before + scan * (65 - there) + b"\xff\xd9").kind == "JPEG"
    assert why(before + scan * (66 - there) + b"\xff\xd9") == "damaged"
    comment = b"\xff\xfe\x00\x06\xff\xd9\xff\xd9"  # the end is not where a segment says it
    assert why(before + comment + scan * (66 - there) + b"\xff\xd9") == "damaged"
    assert header_of(whole + b"\xff\xda" * 100).kind == "JPEG", "what stands behind it is nobody's: a film, mostly"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP"])
def test_cut_anywhere_before_its_size(kind: str) -> None:
    data = saved(kind)
    said = {why(data[:end]) for end in range(20)}
    assert said == {"format", "damaged"}


@given(st.sampled_from([b"", b"\xff\xd8\xff", b"BM", b"RIFF0000WEBPVP8 ", b"\x89PNG\r\n\x1a\n0000IHDR"]), st.binary())
def test_any_bytes_are_a_header_or_a_named_fault(start: bytes, rest: bytes) -> None:
    try:
        outcome: object = header_of(start + rest)
    except PictureError as error:
        outcome = error.why
    assert isinstance(outcome, Header) or outcome in WORDS
