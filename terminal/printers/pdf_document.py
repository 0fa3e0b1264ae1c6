"""A PDF: pages that are a picture each, and under it the text to search and copy. Own writer, as that needs no library.

The rule: what is seen is the picture, so it looks the same in every reader and no font has to be installed or embedded;
the text is invisible (rendering mode 3). The same pages give the same bytes; no time, no author.
"""

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image

from scanner.paper.lines import LINE_DOTS

_POINTS = 72 / (8 * 25.4)  # a dot in points: 8 dots a millimetre
_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UTF16-H /Encoding /UniGB-UTF16-H /DescendantFonts "
    b"[<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500 814 939 500] /CIDSystemInfo "
    b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor << /Type /FontDescriptor /FontName "
    b"/STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 "
    b"/StemV 93 >> >>] >>"
)
PICTURE_LEVEL = 6
"""Of zlib: 9 takes seven times as long and saves 3 % of a page of A4."""
_FIRST_PAGE, _OBJECTS_A_PAGE = 3, 3  # behind catalogue and page tree: page, content, picture


@dataclass(frozen=True, slots=True)
class PdfLine:
    """Text where it is seen, in dots of its page: left edge, lower edge of its line, height of its letters' line."""

    text: str
    left: int
    below: int
    high: int = LINE_DOTS


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page as large as its picture (grey, 8 dots a millimetre)."""

    picture: Image.Image
    lines: tuple[PdfLine, ...]


def document(pages: Sequence[PdfPage]) -> bytes:
    """The whole file, of one page or more."""
    numbers = [_FIRST_PAGE + at * _OBJECTS_A_PAGE for at in range(len(pages))]
    font = _FIRST_PAGE + len(pages) * _OBJECTS_A_PAGE
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(pages)),
    ]
    for number, page in zip(numbers, pages, strict=True):
        objects += _page(page, number, font)
    return _file([*objects, _FONT])


def _page(page: PdfPage, number: int, font: int) -> list[bytes]:
    wide, high = page.picture.width * _POINTS, page.picture.height * _POINTS
    image = zlib.compress(page.picture.tobytes(), PICTURE_LEVEL)
    content = zlib.compress(b"\n".join(_content(page, wide, high)), 9)
    size = f"/Width {page.picture.width} /Height {page.picture.height}".encode("ascii")
    box = f"[0 0 {wide:.3f} {high:.3f}]".encode("ascii")
    return [
        b"<< /Type /Page /Parent 2 0 R /MediaBox %b /Contents %d 0 R /Resources << /XObject << /Paper %d 0 R >> "
        b"/Font << /Hidden %d 0 R >> >> >>" % (box, number + 1, number + 2, font),
        _stream(content, b""),
        _stream(image, b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8 " + size),
    ]


def _content(page: PdfPage, wide: float, high: float) -> Iterable[bytes]:
    """The picture over the whole page, then each line of text where it stands, unseen."""
    yield f"q {wide:.3f} 0 0 {high:.3f} 0 0 cm /Paper Do Q".encode("ascii")
    yield b"BT 3 Tr"
    for line in page.lines:
        size = line.high * 24 / LINE_DOTS * _POINTS
        x, y = line.left * _POINTS, high - (line.below - line.high / 5) * _POINTS
        shown = line.text.encode("utf-16-be").hex().upper()
        yield f"/Hidden {size:.3f} Tf 1 0 0 1 {x:.3f} {y:.3f} Tm <{shown}> Tj".encode("ascii")
    yield b"ET"


def _stream(data: bytes, entries: bytes) -> bytes:
    head = b"<< " + entries + f" /Filter /FlateDecode /Length {len(data)} >>".encode("ascii")
    return head + b"\nstream\n" + data + b"\nendstream"


def _file(objects: list[bytes]) -> bytes:
    """Objects 1, 2, 3 ... and the cross-reference table that says at which byte each starts."""
    out, starts = bytearray(b"%PDF-1.5\n%\xe6\x8b\xb2\xe5\n"), []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += f"{number} 0 obj\n".encode("ascii") + body + b"\nendobj\n"
    table = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode("ascii")
    out += b"".join(f"{start:010} 00000 n \n".encode("ascii") for start in starts)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode("ascii")
    return bytes(out)
