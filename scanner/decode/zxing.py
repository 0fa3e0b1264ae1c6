"""The first decoder, zxing-cpp: grey pictures -> codes as bytes. Needs no other library, not even numpy.

Judges nothing. The rule: only formats that do not invent codes are asked for; Micro QR is not among them, as its
smallest kind has no error correction and is found in QR codes that are too blurred to read.
"""

from dataclasses import dataclass
from functools import cache

import zxingcpp

# fmt: off
FORMATS: dict[str, zxingcpp.BarcodeFormat] = {
    "qr":      zxingcpp.BarcodeFormat.QRCodeModel2,
    "code128": zxingcpp.BarcodeFormat.Code128,
    "ean13":   zxingcpp.BarcodeFormat.EAN13,  # UPC-A too, with its leading zero
    "ean8":    zxingcpp.BarcodeFormat.EAN8,
    "code39":  zxingcpp.BarcodeFormat.Code39,
    "itf":     zxingcpp.BarcodeFormat.ITF,
}
# fmt: on
_NAMES = {FORMATS[name]: name for name in FORMATS if name != "qr"}


@dataclass(frozen=True, slots=True)
class Found:
    """A code as a decoder gave it. raw: its bytes. charset: the number of the character set it declares, if any.

    corners: where it was, in the way it is read: upper left, upper right, lower right, lower left; () where not told.
    modules: of a side of a QR code, 0 where not told. broken: it was found but not read; there are no bytes.
    """

    symbology: str
    raw: bytes
    charset: int | None = None
    corners: tuple[tuple[int, int], ...] = ()
    modules: int = 0
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Zxing:
    """How to look. turned: also along the columns. smaller: also at half size and less. inverted: also light on dark.
    histogram: one threshold for the whole picture instead of a local one.
    """

    turned: bool = False
    smaller: bool = False
    inverted: bool = False
    histogram: bool = False

    def read(self, pixels: object, symbologies: frozenset[str]) -> list[Found]:
        """All codes of these symbologies, and QR codes that are broken, on a grey picture: height x width bytes."""
        found = zxingcpp.read_barcodes(
            pixels,
            _formats(symbologies),
            try_rotate=self.turned,
            try_downscale=self.smaller,
            try_invert=self.inverted,
            binarizer=zxingcpp.Binarizer.GlobalHistogram if self.histogram else zxingcpp.Binarizer.LocalAverage,
            return_errors=True,  # costs nothing, and tells where a QR code is that could not be read
            text_mode=zxingcpp.TextMode.HexECI,  # the only one that tells the declared character set
        )
        return [_found(code) for code in found if code.valid or code.format == zxingcpp.BarcodeFormat.QRCode]


def _found(code: zxingcpp.Barcode) -> Found:
    at = code.position
    corners = tuple((one.x, one.y) for one in (at.top_left, at.top_right, at.bottom_right, at.bottom_left))
    if not code.valid:
        version = code.extra.get("Version", "") if isinstance(code.extra, dict) else ""
        return Found("qr", b"", None, corners, 17 + 4 * int(version) if version.isdecimal() else 0, broken=True)
    return Found(_NAMES.get(code.format, "qr"), code.bytes, _charset(code.text), corners)


@cache
def _formats(symbologies: frozenset[str]) -> zxingcpp.BarcodeFormats:
    return zxingcpp.BarcodeFormats([FORMATS[name] for name in sorted(symbologies)])


def _charset(hex_text: str) -> int | None:
    r"""']Q2\000026…' in hex: the symbology, then a backslash and the ECI in six digits; None without one."""
    start = bytes.fromhex(hex_text[: 3 * 10]).decode("latin-1")
    number = start[4:10]
    return int(number) if start[3:4] == "\\" and len(number) == 6 and number.isdecimal() and start[1] == "Q" else None
