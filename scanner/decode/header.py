"""A picture file before any decoder sees it: its bytes, bounded; its format and size, by its header; or a named fault.

Nothing is unpacked and nothing native is called here. The rule: what is too large is refused by what it claims, so that
a small file can't cost more than its own size.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

MAX_BYTES = 15_000_000  # a 25-megapixel photograph as JPEG is 5 to 12 MB
MAX_PIXELS = 25_000_000  # unpacked 25 MB of grey, 0.1 to 0.5 GB on the way: what a till can spare
MAX_STRIP_PIXELS = 52_000_000  # of a JPEG that is decoded strip by strip, at half its sides: a telephone's 8192 x 6144
MIN_SIDE = 21  # modules of the smallest QR code: a smaller picture holds no code
_MAX_SEGMENTS = 2_000  # of a JPEG before its size, and filling bytes; 15 MB of profile and preview are 230 of them
_MAX_SCANS = 64  # of a JPEG: each may go over the whole picture; cameras write 1, libjpeg 10, nobody more than 24
_SEQUENTIAL = frozenset({0xC0, 0xC1})  # ITU-T T.81, table B.1: start of frame, baseline and extended, Huffman
_MAX_CHUNKS = 20_000  # of a PNG; 15 MB in the usual pieces of 8 kB are 1,800
_OTHER_KINDS = re.compile(rb"GIF8[79]a|II\*\0|MM\0\*|[\s\S]{4}ftyp(?:hei|hev|mif1|msf1|avi)")
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # among a JPEG's packed bytes, where neither 00 nor a restart is one
_MAX_TEXT = 1_048_576  # bytes of a chunk that is no picture: an editor's notes take some 100 kB
_PDF_WITHIN = 1_024  # bytes in which %PDF- stands (ISO 32000-1, annex H.3.4.1)

Kind = Literal["PNG", "JPEG", "WEBP", "BMP", "PDF"]
Why = Literal[
    "missing", "folder", "not_a_file", "denied", "too_many_bytes", "format", "kind", "no_size", "too_many_pixels",
    "too_small", "damaged", "no_pdf", "gave_up", "stopped",
]  # fmt: skip

# fmt: off
# Why a picture can't be read -> its error word, whose text tells the cashier what to do.
WORDS: dict[Why, str] = {
    "missing":         "picture_missing",
    "folder":          "picture_folder",
    "not_a_file":      "picture_device",      # a pipe, a socket, a device
    "denied":          "picture_denied",      # no right to read it, or the disk can't
    "too_many_bytes":  "picture_too_large",
    "too_many_pixels": "picture_too_large",
    "format":          "picture_unreadable",  # no picture, or one of another kind
    "kind":            "picture_kind",        # a picture, of a kind that is not read: a telephone's HEIC, GIF, TIFF
    "no_size":         "picture_empty",       # 0 pixels wide or high
    "too_small":       "picture_too_small",
    "damaged":         "picture_damaged",     # half a file, or altered
    "no_pdf":          "picture_no_pdf",      # a PDF, and the package for it is not installed
    "gave_up":         "picture_gave_up",     # opening it took all memory or time, or the decoder fell over
    "stopped":         "picture_stopped",     # the terminal closes
}
# fmt: on


class PictureError(ValueError):
    """The file is no picture that can be read. why: in one word; word: its error word."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why
        self.word = WORDS[why]


@dataclass(frozen=True, slots=True)
class Header:
    """What a picture claims to be. width, height: pixels; both 0 for a PDF, whose pages have a size of their own.

    by_strips: a JPEG whose only scan has all its colours, as cameras write them: a decoder keeps no more of it than a
    few rows, and can halve its sides on the way. A progressive one is kept as a whole.
    """

    kind: Kind
    width: int
    height: int
    by_strips: bool = False


def picture_bytes(path: Path) -> bytes:
    """The bytes of a picture file, read by Python, so any path the system knows will do. PictureError missing,
    folder, not_a_file, denied, too_many_bytes.
    """
    try:
        if not path.is_file():  # a pipe or a device would be read for ever
            raise PictureError("folder" if path.is_dir() else "not_a_file" if path.exists() else "missing")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise PictureError("missing") from None
    except OSError:
        raise PictureError("denied") from None
    if len(data) > MAX_BYTES:
        raise PictureError("too_many_bytes")
    return data


def header_of(data: bytes) -> Header:
    """Format and size of a picture that is worth unpacking. PictureError too_many_bytes, format, kind, no_size,
    too_many_pixels, too_small, damaged.
    """
    if len(data) > MAX_BYTES:
        raise PictureError("too_many_bytes")
    header = next((header for size_of in _SIZES if (header := size_of(data)) is not None), None)
    if header is None:
        raise PictureError("kind" if _OTHER_KINDS.match(data) else "format")
    if header.kind != "PDF":
        check_size(header.width, header.height, MAX_STRIP_PIXELS if header.by_strips else MAX_PIXELS)
    return header


def check_size(width: int, height: int, most_pixels: int = MAX_PIXELS) -> None:
    """PictureError no_size, too_many_pixels, too_small."""
    if width <= 0 or height <= 0:
        raise PictureError("no_size")
    if width * height > most_pixels:
        raise PictureError("too_many_pixels")
    if min(width, height) < MIN_SIDE:
        raise PictureError("too_small")


def _png(data: bytes) -> Header | None:
    """ISO/IEC 15948: IHDR comes first."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return None
    if data[12:16] != b"IHDR" or not _is_light(data):
        raise PictureError("damaged")
    return Header("PNG", _number(data, 16, 4, "big"), _number(data, 20, 4, "big"))


def _is_light(png: bytes) -> bool:
    """Whether a PNG is mostly picture: a decoder unpacks text and profiles, too, and keeps them."""
    at = 8
    for _ in range(_MAX_CHUNKS):
        length, kind = int.from_bytes(png[at : at + 4], "big"), png[at + 4 : at + 8]
        if len(kind) < 4 or kind == b"IEND":  # what stands behind it is nobody's
            return True
        if length > _MAX_TEXT and kind not in {b"IDAT", b"fdAT"}:
            return False
        at += 12 + length
    return False


def _jpeg(data: bytes) -> Header | None:
    """ITU-T T.81: segments up to a start of frame, which says height and width."""
    if not data.startswith(b"\xff\xd8\xff"):
        return None
    at = 2
    for _ in range(_MAX_SEGMENTS):
        at = data.find(b"\xff", at)
        marker = _number(data, at + 1, 1, "big")
        if at < 0 or marker in {0xD9, 0xDA}:
            break
        if marker == 0xFF:  # a filling byte
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            scans = _scans(data, at)
            if len(scans) > _MAX_SCANS:
                break
            by_strips = marker in _SEQUENTIAL and scans == [_number(data, at + 9, 1, "big")]
            return Header("JPEG", _number(data, at + 7, 2, "big"), _number(data, at + 5, 2, "big"), by_strips)
        alone = marker in {0x00, 0x01} or 0xD0 <= marker <= 0xD7
        at += 2 if alone else 2 + max(2, _number(data, at + 2, 2, "big"))
    raise PictureError("damaged")


def _scans(data: bytes, at: int) -> list[int]:
    """How many colours each scan of a JPEG has from there on, up to its end; of more scans than may be, one more."""
    scans: list[int] = []
    for _ in range(_MAX_SEGMENTS):
        found = _MARKER.search(data, at)
        marker = data[found.end() - 1] if found else 0xD9
        if found is None or marker == 0xD9 or len(scans) > _MAX_SCANS:
            return scans
        after = found.end()
        if marker == 0xDA:
            scans.append(int.from_bytes(data[after + 2 : after + 3], "big"))
        at = after + max(2, int.from_bytes(data[after : after + 2], "big"))
    return [0] * (_MAX_SCANS + 1)


def _webp(data: bytes) -> Header | None:
    """RFC 9649: the first chunk says the size, of the canvas where it is an extended file."""
    if not (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        return None
    chunk = data[12:16]
    if chunk == b"VP8X":
        return Header("WEBP", _number(data, 24, 3, "little") + 1, _number(data, 27, 3, "little") + 1)
    if chunk == b"VP8L":
        packed = _number(data, 21, 4, "little")
        return Header("WEBP", (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1)
    if chunk == b"VP8 ":
        return Header("WEBP", _number(data, 26, 2, "little") & 0x3FFF, _number(data, 28, 2, "little") & 0x3FFF)
    raise PictureError("damaged")


def _bmp(data: bytes) -> Header | None:
    """BITMAPCOREHEADER and its followers; a negative height is a picture from top to bottom."""
    if not data.startswith(b"BM"):
        return None
    if _number(data, 14, 4, "little") == 12:
        return Header("BMP", _number(data, 18, 2, "little"), _number(data, 20, 2, "little"))
    wide, high = (int.from_bytes(data[at : at + 4], "little", signed=True) for at in (18, 22))
    _number(data, 22, 4, "little")
    return Header("BMP", wide, abs(high))


def _pdf(data: bytes) -> Header | None:
    return Header("PDF", 0, 0) if b"%PDF-" in data[:_PDF_WITHIN] else None


_SIZES = (_png, _jpeg, _webp, _bmp, _pdf)


def _number(data: bytes, at: int, length: int, order: Literal["big", "little"]) -> int:
    """PictureError damaged where the file ends before it."""
    if len(data) < at + length:
        raise PictureError("damaged")
    return int.from_bytes(data[at : at + length], order)
