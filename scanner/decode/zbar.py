"""The second decoder, libzbar, where the system has it: grey pictures -> codes as bytes.

pyzbar finds and declares the library; its own decode() guesses at Chinese, so the calls are made here. The rule: QR
codes are read in binary mode, and only the symbologies asked for are switched on, as others write warnings to stderr.
"""

from ctypes import c_char_p, c_void_p, cast, string_at
from functools import cache
from typing import Any

from scanner.decode.zxing import Found

# fmt: off
SYMBOLS: dict[str, int] = {"qr": 64, "code128": 128, "ean13": 13, "ean8": 8, "code39": 39, "itf": 25}  # zbar.h
# fmt: on
_NAMES = {number: name for name, number in SYMBOLS.items()}
_ALL, _ENABLE, _BINARY = 0, 0, 4  # zbar.h: no symbol is all symbols; ZBAR_CFG_BINARY came with 0.23
_GREY = int.from_bytes(b"Y800", "little")
_LEAST_LINES = 2  # scan lines that must agree on bars


@cache
def library() -> Any | None:
    """Pyzbar's declarations of libzbar; None where either is missing."""
    try:
        from pyzbar import wrapper
    except (ImportError, OSError):
        return None
    return wrapper


def read(pixels: Any, symbologies: frozenset[str]) -> list[Found]:
    """All codes of these symbologies on a grey picture: height x width bytes. Nothing without the library."""
    zbar = library()
    if zbar is None:
        return []
    height, width = pixels.shape
    data = pixels.tobytes()
    scanner, image = zbar.zbar_image_scanner_create(), zbar.zbar_image_create()
    try:
        _set_up(zbar, scanner, symbologies)
        zbar.zbar_image_set_format(image, _GREY)
        zbar.zbar_image_set_size(image, width, height)
        zbar.zbar_image_set_data(image, cast(c_char_p(data), c_void_p), len(data), None)
        zbar.zbar_scan_image(scanner, image)
        return _symbols(zbar, image)
    finally:
        zbar.zbar_image_destroy(image)
        zbar.zbar_image_scanner_destroy(scanner)


def _set_up(zbar: Any, scanner: Any, symbologies: frozenset[str]) -> None:
    configure = zbar.zbar_image_scanner_set_config
    configure(scanner, _ALL, _ENABLE, 0)
    for name in sorted(symbologies):
        configure(scanner, SYMBOLS[name], _ENABLE, 1)
    if "qr" in symbologies:
        configure(scanner, SYMBOLS["qr"], _BINARY, 1)


def _symbols(zbar: Any, image: Any) -> list[Found]:
    found = []
    symbol = zbar.zbar_image_first_symbol(image)
    while symbol:
        name = _NAMES.get(symbol.contents.type)
        if name == "qr" or (name and zbar.zbar_symbol_get_quality(symbol) >= _LEAST_LINES):
            raw = string_at(zbar.zbar_symbol_get_data(symbol), zbar.zbar_symbol_get_data_length(symbol))
            found.append(Found(name, raw))
        symbol = zbar.zbar_symbol_next(symbol)
    return found
