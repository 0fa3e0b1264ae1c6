"""Grey picture -> symbols, by zxing-cpp. One adapter: what its objects look like is known here and nowhere else.

The rule: text comes from the code's bytes (strict UTF-8, then GB18030), never from the decoder's own guess, which takes
Chinese for Latin-1 or half-width kana.
"""

from dataclasses import dataclass
from pathlib import Path

import zxingcpp

from scanner.decode.picture import open_picture
from scanner.salesslip import mask_code

MAX_SYMBOLS = 16  # a slip has two; a sheet full of codes is no slip, and the first ones say so

# fmt: off
# QR codes and Code 128 are on slips and on payers' phones; EAN-13 is what goods carry and what gets scanned by mistake.
SYMBOLOGIES: tuple[tuple[zxingcpp.BarcodeFormat, str], ...] = (
    (zxingcpp.BarcodeFormat.QRCode,  "qr"),
    (zxingcpp.BarcodeFormat.Code128, "code128"),
    (zxingcpp.BarcodeFormat.EAN13,   "ean13"),
)
# The cascade, cheapest first: (name, turn by 90 degrees, also at half size, also light on dark).
STEPS: tuple[tuple[str, bool, bool, bool], ...] = (
    ("zxing fast",    False, False, False),
    ("zxing default", True,  True,  True),
)
# fmt: on
_FORMATS = zxingcpp.BarcodeFormats([one for one, _ in SYMBOLOGIES])
_NAMES = dict(SYMBOLOGIES)


@dataclass(frozen=True, slots=True, repr=False)
class Symbol:
    """One code of a picture. Its repr is masked, as it may be a payer's.

    symbology: qr, code128 or ean13. text: None where the bytes are neither UTF-8 nor GB18030. raw: the bytes as coded.
    step: which step of the cascade read it.
    """

    symbology: str
    text: str | None
    raw: bytes
    step: str

    def __repr__(self) -> str:
        shown = f"{len(self.raw)} bytes" if self.text is None else mask_code(self.text)
        return f"Symbol({self.symbology} {shown!r} by {self.step})"


def read_picture(source: Path | str | bytes) -> list[Symbol]:
    """All codes on a picture, each once, at most MAX_SYMBOLS; empty where there is none.

    The second step runs unless the first has read a QR code: bars alone do not authenticate a slip. PictureError as
    open_picture.
    """
    picture = open_picture(source)
    pixels = memoryview(picture.tobytes()).cast("B", (picture.height, picture.width))
    found: dict[tuple[str, bytes], Symbol] = {}
    for step in STEPS:
        for symbol in _read(pixels, step):
            found.setdefault((symbol.symbology, symbol.raw), symbol)
        if any(symbol.symbology == "qr" for symbol in found.values()):
            break
    return list(found.values())[:MAX_SYMBOLS]


def text_of(raw: bytes) -> str | None:
    """Bytes of a code -> text: strict UTF-8, else GB18030, else None."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _read(pixels: memoryview, step: tuple[str, bool, bool, bool]) -> list[Symbol]:
    name, turn, half, invert = step
    codes = zxingcpp.read_barcodes(pixels, _FORMATS, try_rotate=turn, try_downscale=half, try_invert=invert)
    return [Symbol(_NAMES[code.format], text_of(code.bytes), code.bytes, name) for code in codes]
