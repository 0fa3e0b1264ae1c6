"""Small files that ask for much: each is refused, or read, within 0.1 s of processor time and 50 MiB of memory.

Measured in a process of its own that has opened an ordinary picture of the same kind before.
"""

import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

MOST_MIB, MOST_S = 50, 0.1

PROBE = """
import json, sys, time
from pathlib import Path
from scanner.decode.header import PictureError
from scanner.decode.picture import open_picture

def peak_mib():
    status = Path("/proc/self/status").read_text(encoding="ascii")  # getrusage says the peak of who started us, too
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024

def opened(path):
    try:
        return list(open_picture(path).size)
    except PictureError as error:
        return error.why

opened(Path(sys.argv[1]))
before, began = peak_mib(), time.process_time()
said = opened(Path(sys.argv[2]))
print(json.dumps([said, time.process_time() - began, peak_mib() - before]))
"""


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(wide: int, high: int, idat: bytes, *before: bytes, after: bytes = b"") -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(before) + chunk(b"IDAT", idat) + after + chunk(b"IEND", b"")


def zeros(megabytes: int) -> bytes:
    """So many megabytes of zeros, packed about 1 to 1,000; one piece of it is packed, and repeated."""
    packer = zlib.compressobj(9)
    first = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(1_000_000)) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * (megabytes - 1)


def small(kind: str, **how: object) -> bytes:
    buffer = BytesIO()
    Image.new("L", (60, 40), 255).save(buffer, kind, **how)
    return buffer.getvalue()


def claimed(kind: str, at: int, size: bytes) -> bytes:
    data = small(kind)
    return data[:at] + size + data[at + len(size) :]


def jpeg(wide: int, high: int) -> bytes:
    data = small("JPEG")
    return claimed("JPEG", data.index(b"\xff\xc0") + 5, struct.pack(">HH", high, wide))


def white_jpeg(wide: int, high: int, **how: object) -> bytes:
    buffer = BytesIO()
    Image.new("L", (wide, high), 255).save(buffer, "JPEG", **how)
    return buffer.getvalue()


def canvas(wide: int, high: int) -> bytes:
    data = small("WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0")
    return data[:24] + (wide - 1).to_bytes(3, "little") + (high - 1).to_bytes(3, "little") + data[30:]


def frames(wide: int, high: int) -> bytes:
    """An APNG whose later frames are large, and its first one is not."""
    control = chunk(b"acTL", struct.pack(">II", 1000, 0))
    first = chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 60, 40, 0, 0, 1, 1, 0, 0))
    rest = b"".join(
        chunk(b"fcTL", struct.pack(">IIIIIHHBB", 2 * n + 1, wide, high, 0, 0, 1, 1, 0, 0))
        + chunk(b"fdAT", struct.pack(">I", 2 * n + 2) + PAPER)
        for n in range(500)
    )
    return png(60, 40, PAPER, control, first, after=rest)


PAPER = zlib.compress((b"\0" + bytes(60)) * 40)
TEXT = b"a\0\0" + zeros(14_000)
UNICODE = b"a\0\1\0\0\0" + zeros(14_000)
LINES = b"a\0\0" + zlib.compress(bytes(900_000))


def bmp(wide: int, high: int) -> bytes:
    return claimed("BMP", 18, struct.pack("<ii", wide, high))


def texts(*chunks: bytes, after: bytes = b"") -> bytes:
    """A PNG of paper, with these chunks before it and behind it."""
    return png(60, 40, PAPER, *chunks, after=after)


def second_header() -> bytes:
    return texts(chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)))


# fmt: off
BOMBS: dict[str, tuple[str, Callable[[], bytes], object]] = {
    # what                        kind    its bytes                                       what is said of it
    "PNG of 12,000 square":       ("PNG",  lambda: png(12_000, 12_000, zeros(145)),       "too_many_pixels"),
    "PNG of 30,000 square":       ("PNG",  lambda: png(30_000, 30_000, zeros(901)),       "too_many_pixels"),
    "JPEG of 12,000 square":      ("JPEG", lambda: jpeg(12_000, 12_000),                  "too_many_pixels"),
    "JPEG of 30,000 square":      ("JPEG", lambda: jpeg(30_000, 30_000),                  "too_many_pixels"),
    "JPEG of 52 megapixels":      ("JPEG", lambda: white_jpeg(8_000, 6_500),              [4_000, 3_250]),
    "JPEG of 52, all kept":       ("JPEG", lambda: white_jpeg(8_000, 6_500, progressive=True), "too_many_pixels"),
    "JPEG of 0 square":           ("JPEG", lambda: jpeg(0, 0),                            "no_size"),
    "JPEG whose height is left":  ("JPEG", lambda: jpeg(500, 0),                          "no_size"),
    "WebP of 12,000 square":      ("WEBP", lambda: canvas(12_000, 12_000),                "too_many_pixels"),
    "WebP of 30,000 square":      ("WEBP", lambda: canvas(30_000, 30_000),                "too_many_pixels"),
    "WebP of a larger canvas":    ("WEBP", lambda: canvas(4_000, 4_000),                  "damaged"),
    "BMP of 12,000 square":       ("BMP",  lambda: bmp(12_000, 12_000),                   "too_many_pixels"),
    "BMP of 30,000 square":       ("BMP",  lambda: bmp(30_000, -30_000),                  "too_many_pixels"),
    "PNG of rows without end":    ("PNG",  lambda: png(60, 40, zeros(14_000)),            [60, 40]),
    "PNG that unpacks to little": ("PNG",  lambda: png(5_000, 5_000, zlib.compress(b"")), "damaged"),
    "PNG with packed text":       ("PNG",  lambda: texts(chunk(b"zTXt", TEXT)),           "damaged"),
    "PNG with much packed text":  ("PNG",  lambda: texts(*[chunk(b"zTXt", LINES)] * 900), "damaged"),
    "PNG with Unicode text":      ("PNG",  lambda: texts(chunk(b"iTXt", UNICODE)),        "damaged"),
    "PNG with a profile":         ("PNG",  lambda: texts(chunk(b"iCCP", TEXT)),           "damaged"),
    "PNG with text behind it":    ("PNG",  lambda: texts(after=chunk(b"zTXt", TEXT)),     "damaged"),
    "PNG of many frames":         ("PNG",  lambda: frames(30_000, 30_000),                [60, 40]),
    "PNG of nothing but chunks":  ("PNG",  lambda: texts(chunk(b"teXt", b"") * 1_200_000), "damaged"),
    "PNG with two headers":       ("PNG",  second_header,                                 "too_many_pixels"),
}
# fmt: on


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process does not say its own peak")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_little(name: str, tmp_path: Path) -> None:
    kind, made, said = BOMBS[name]
    (tmp_path / "small").write_bytes(small(kind))
    (tmp_path / "bomb").write_bytes(made())
    words = [sys.executable, "-P", "-c", PROBE, str(tmp_path / "small"), str(tmp_path / "bomb")]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=True, timeout=60)
    found, seconds, mebibytes = json.loads(done.stdout)
    assert (found, seconds < MOST_S, mebibytes < MOST_MIB) == (said, True, True), (seconds, mebibytes)
