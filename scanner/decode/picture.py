"""Bytes of a picture file -> one grey picture, or a named fault. The only place where picture files are opened.

Reads nothing of what is on the picture. The rule: limits are checked before anything large is read or unpacked, and a
fault is always a PictureError, whatever the file holds.
"""

import struct
import warnings
import zlib
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image

MAX_BYTES = 15_000_000  # a 25-megapixel photograph as JPEG is 5 to 12 MB
MAX_PIXELS = 25_000_000  # unpacked 25 MB of grey, up to 175 MB on the way: what a small till can spare
MIN_SIDE = 21  # modules of the smallest QR code: a smaller picture holds no code
FORMATS = ("PNG", "JPEG", "WEBP", "BMP")

Why = Literal["missing", "too_many_bytes", "format", "too_many_pixels", "too_small", "damaged"]

# What Pillow's decoders raise on damaged input; tried by flipping and cutting bytes in tests/scanner/test_picture.py.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error, zlib.error)


class PictureError(ValueError):
    """The file is no picture that can be read; `why` says so in one word. Its error word is picture_unreadable."""

    word = "picture_unreadable"

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def open_picture(source: Path | str | bytes) -> Image.Image:
    """A file (read by Python, so any path the system knows will do) or its bytes -> grey picture, mode L.

    Transparent parts become white. PictureError: missing, too_many_bytes, format, too_many_pixels, too_small, damaged.
    """
    data = source if isinstance(source, bytes) else _read(Path(source))
    if len(data) > MAX_BYTES:
        raise PictureError("too_many_bytes")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own, lower limit speaks instead
        try:
            header = Image.open(BytesIO(data), formats=FORMATS)
        except Image.DecompressionBombError as error:
            raise PictureError("too_many_pixels") from error
        except _DAMAGE as error:
            raise PictureError("format") from error
    if header.width * header.height > MAX_PIXELS:
        raise PictureError("too_many_pixels")
    if min(header.size) < MIN_SIDE:
        raise PictureError("too_small")
    try:
        return _grey(header)
    except _DAMAGE as error:
        raise PictureError("damaged") from error


def _read(path: Path) -> bytes:
    if not path.is_file():  # a pipe or a device would be read for ever
        raise PictureError("missing")
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PictureError("missing") from error


def _grey(picture: Image.Image) -> Image.Image:
    if picture.has_transparency_data:
        whole = picture.convert("RGBA")
        paper = Image.new("L", whole.size, 255)
        paper.paste(whole.convert("L"), mask=whole.getchannel("A"))
        return paper
    if picture.mode.startswith("I"):  # 16 bits: keep the upper 8, where convert would clip all to white
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    return picture.convert("L")
