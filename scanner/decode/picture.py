"""Bytes of a picture file -> one grey picture, or a named fault. The only place where picture files are opened.

Reads nothing of what is on the picture. The rule: limits are checked before anything large is read or unpacked, and a
fault is always a PictureError, whatever the file holds.
"""

import struct
import warnings
import zlib
from io import BytesIO
from math import ceil
from pathlib import Path

from PIL import Image, PngImagePlugin

from scanner.decode.header import MAX_PIXELS, Header, PictureError, check_size, header_of, picture_bytes

PAGE_DPI = 300  # of a PDF's page: five dots to the module of a printed code
PAGE_PIXELS = 9_000_000  # of a PDF's page, whatever it claims; A4 at 300 dpi has 8.7 million
_POINTS = 72  # a PDF's measure, to the inch
_TEXT_BYTES = 1_048_576  # of compressed text in a PNG, all of it unpacked: nobody here reads it

# What Pillow's decoders raise on damaged input; tried by flipping and cutting bytes in tests/scanner/test_picture.py.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error, zlib.error)


def open_picture(source: Path | str | bytes, *, enough_pixels: int = MAX_PIXELS) -> Image.Image:
    """A file or its bytes -> grey picture, mode L; of several pictures or pages the first. PictureError.

    Transparent parts become white. enough_pixels: a JPEG may be opened at a half, a quarter or an eighth of its sides
    as long as it keeps so many, which takes a fraction of the time; one of more than MAX_PIXELS always is.
    """
    data = source if isinstance(source, bytes) else picture_bytes(Path(source))
    header = header_of(data)
    if header.kind == "PDF":
        return _first_page(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own, lower limit speaks instead
        picture = _opened(data, header, enough_pixels)
    check_size(*picture.size)  # what Pillow will unpack, should it understand the header in another way
    try:
        return _grey(picture)
    except MemoryError as error:
        raise PictureError("gave_up") from error
    except _DAMAGE as error:
        raise PictureError("damaged") from error


def _opened(data: bytes, header: Header, enough_pixels: int) -> Image.Image:
    PngImagePlugin.MAX_TEXT_MEMORY = _TEXT_BYTES
    try:
        picture = Image.open(BytesIO(data), formats=(header.kind,))
        wide, high = picture.size
        share = min(0.5 if wide * high > MAX_PIXELS else 1.0, (enough_pixels / max(1, wide * high)) ** 0.5)
        picture.draft("L", (round(wide * share), round(high * share)))  # of a JPEG the brightness alone: half the time
        return picture
    except Image.DecompressionBombError as error:
        raise PictureError("too_many_pixels") from error
    except _DAMAGE as error:
        raise PictureError("damaged") from error


def _grey(picture: Image.Image) -> Image.Image:
    if picture.has_transparency_data:
        whole = picture.convert("RGBA")
        paper = Image.new("L", whole.size, 255)
        paper.paste(whole.convert("L"), mask=whole.getchannel("A"))
        return paper
    if picture.mode.startswith("I"):  # 16 bits: keep the upper 8, where convert would clip all to white
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    return picture.convert("L")


def _first_page(data: bytes) -> Image.Image:
    """At PAGE_DPI, or less where that would be more than PAGE_PIXELS."""
    try:
        import pypdfium2
    except ImportError:
        raise PictureError("no_pdf") from None
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise PictureError("damaged") from error
    try:
        page = document[0]
        wide, high = page.get_size()
        if wide <= 0 or high <= 0:
            raise PictureError("no_size")
        scale = min(PAGE_DPI / _POINTS, (PAGE_PIXELS / (wide * high)) ** 0.5)
        check_size(ceil(wide * scale), ceil(high * scale))
        drawn: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
        return drawn.convert("L")
    except PictureError:
        raise
    except (pypdfium2.PdfiumError, *_DAMAGE) as error:
        raise PictureError("damaged") from error
    finally:
        document.close()
