"""A sheet -> a PDF of one page, as large as the paper: the very picture, and under it its text to search and copy.

Own writer, as a page with one picture needs no library: five objects and a table of where they start. The rule: what is
seen is the picture, so it looks the same in every reader and no font has to be installed or embedded; the text is
invisible (rendering mode 3). The same sheet gives the same bytes; no time, no author.
"""

import zlib
from collections.abc import Iterable

from scanner.paper import LINE_DOTS, MARGIN_DOTS
from terminal.printers.outcome import Output
from terminal.printers.png import drawn, on_paper
from terminal.receipt import Bars, Look, Text

_POINTS = 72 / (8 * 25.4)  # a dot in points: 8 dots a millimetre
_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light-UniGB-UTF16-H /Encoding /UniGB-UTF16-H /DescendantFonts "
    b"[<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500 814 939 500] /CIDSystemInfo "
    b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor << /Type /FontDescriptor /FontName "
    b"/STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 "
    b"/StemV 93 >> >>] >>"
)


def pdf_bytes(sheet: Output) -> bytes:
    """The whole file."""
    parts = drawn(sheet)
    page = on_paper(parts, sheet.paper)
    wide, high = page.width * _POINTS, page.height * _POINTS
    image = zlib.compress(page.tobytes(), 9)
    content = zlib.compress(b"\n".join(_content(sheet, [one.height for one in parts], wide, high)), 9)
    size = f"/Width {page.width} /Height {page.height}".encode("ascii")
    box = f"[0 0 {wide:.3f} {high:.3f}]".encode("ascii")
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox " + box + b" /Contents 4 0 R /Resources << /XObject << /Paper "
            b"5 0 R >> /Font << /Hidden 6 0 R >> >> >>",
            _stream(content, b""),
            _stream(image, b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8 " + size),
            _FONT,
        ]
    )


def _content(sheet: Output, heights: list[int], wide: float, high: float) -> Iterable[bytes]:
    """The picture over the whole page, then each line of text where it stands, unseen."""
    yield f"q {wide:.3f} 0 0 {high:.3f} 0 0 cm /Paper Do Q".encode("ascii")
    yield b"BT 3 Tr"
    below = MARGIN_DOTS
    for part, height in zip(sheet.parts, heights, strict=True):
        below += height
        if isinstance(part, Bars):
            yield _line(part.caption, sheet.paper.edge_dots, drawn_high=LINE_DOTS, below=below, page=high)
        elif isinstance(part, Text) and part.text.strip():
            tall = LINE_DOTS * 2 if part.look is Look.BIG else LINE_DOTS
            yield _line(part.text, sheet.paper.edge_dots, drawn_high=tall, below=below, page=high)
    yield b"ET"


def _line(text: str, left_dots: int, *, drawn_high: int, below: int, page: float) -> bytes:
    size = drawn_high * 24 / LINE_DOTS * _POINTS
    x, y = left_dots * _POINTS, page - (below - drawn_high / 5) * _POINTS
    shown = text.encode("utf-16-be").hex().upper()
    return f"/Hidden {size:.3f} Tf 1 0 0 1 {x:.3f} {y:.3f} Tm <{shown}> Tj".encode("ascii")


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
