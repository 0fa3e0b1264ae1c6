"""Our cascade and the libraries that read codes, each behind one form: a picture file's bytes -> what it read.

Run as a program (the reader's name; files on stdin, one a line) it reads them one after another and prints a JSON line
for each: processor time, opening included and the disk not, and the codes. So a library that falls over takes nobody
else's figures with it. The rule: each gets the call that serves it best, and every text that its bytes can mean; ours
is taken at its word.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

from scanner.reader.process import environment

ROOT = Path(__file__).resolve().parents[2]

Codes = list[tuple[str, list[str]]]
"""Symbology in our words ("" where the library does not say), and the texts that the code may mean."""

_ENCODINGS = ("utf-8", "gb18030", "shift_jis", "latin-1")


def _texts(raw: bytes, *more: str) -> list[str]:
    texts = list(more)
    for encoding in _ENCODINGS:
        with contextlib.suppress(UnicodeDecodeError):
            texts.append(raw.decode(encoding))
    return texts


def _grey(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as picture:
        return picture.convert("L")


def ours() -> Callable[[bytes], Codes]:
    """scanner.decode.cascade."""
    from scanner.decode.cascade import read_picture

    return lambda data: [(code.symbology, [code.text or ""]) for code in read_picture(data).symbols if not code.doubted]


def zxing_cpp() -> Callable[[bytes], Codes]:
    """Its default call, for the symbologies that are asked for: that makes it faster and loses nothing."""
    import zxingcpp

    kinds = zxingcpp.BarcodeFormat
    words = {
        kinds.QRCode: "qr", kinds.Code128: "code128", kinds.Code39: "code39", kinds.EAN13: "ean13", kinds.EAN8: "ean8",
        kinds.UPCA: "ean13", kinds.ITF: "itf",
    }  # fmt: skip
    formats = zxingcpp.BarcodeFormats(list(words))

    def read(data: bytes) -> Codes:
        found = zxingcpp.read_barcodes(_grey(data), formats=formats)
        return [(words.get(code.format, ""), _texts(code.bytes, code.text)) for code in found]

    return read


def pyzbar() -> Callable[[bytes], Codes]:
    """Restricted to the same symbologies, as it warns on stderr of others."""
    from pyzbar import pyzbar as zbar

    kinds = zbar.ZBarSymbol
    words = {"QRCODE": "qr", "CODE128": "code128", "CODE39": "code39", "EAN13": "ean13", "EAN8": "ean8", "I25": "itf"}
    symbols = [kinds[name] for name in words]

    def read(data: bytes) -> Codes:
        return [(words[code.type], _texts(code.data)) for code in zbar.decode(_grey(data), symbols=symbols)]

    return read


def _opencv(detector: Any) -> Callable[[bytes], Codes]:
    import cv2
    import numpy as np

    def read(data: bytes) -> Codes:
        try:  # for one code, which finds more than the call for several
            text, _, _ = detector.detectAndDecode(np.asarray(_grey(data)))
        except (cv2.error, UnicodeDecodeError):  # known: it falls over Hanzi mode and texts that are not UTF-8
            return []
        return [("qr", [text])] if text else []

    return read


def opencv_qr() -> Callable[[bytes], Codes]:
    """cv2.QRCodeDetector."""
    import cv2

    return _opencv(cv2.QRCodeDetector())


def opencv_aruco() -> Callable[[bytes], Codes]:
    """cv2.QRCodeDetectorAruco."""
    import cv2

    return _opencv(cv2.QRCodeDetectorAruco())


def _deqr(decoder: Any) -> Callable[[bytes], Codes]:
    import numpy as np

    def read(data: bytes) -> Codes:
        found = decoder.decode(np.array(_grey(data)), convert_data=False)
        return [("qr", _texts(b"".join(bytes(entry.data) for entry in code.data_entries))) for code in found]

    return read


def deqr_qrdec() -> Callable[[bytes], Codes]:
    """The QR half of zbar, in deqr."""
    import deqr

    return _deqr(deqr.QRdecDecoder())


def deqr_quirc() -> Callable[[bytes], Codes]:
    """The reader quirc, in deqr."""
    import deqr

    return _deqr(deqr.QuircDecoder())


QR = frozenset({"qr"})
ALL = frozenset({"qr", "code128", "code39", "ean13", "ean8", "itf"})
READERS: dict[str, tuple[Callable[[], Callable[[bytes], Codes]], frozenset[str]]] = {
    "ours": (ours, ALL),
    "zxing-cpp": (zxing_cpp, ALL),
    "pyzbar": (pyzbar, ALL),
    "opencv QR": (opencv_qr, QR),
    "opencv Aruco": (opencv_aruco, QR),
    "deqr qrdec": (deqr_qrdec, QR),
    "deqr quirc": (deqr_quirc, QR),
}
"""Each with the symbologies that it reads."""


def _warm(read: Callable[[bytes], Codes]) -> None:
    """Libraries are loaded before any time is taken: a picture of grain sends the cascade through all its steps."""
    grain = BytesIO()
    Image.effect_noise((320, 240), 90).save(grain, "PNG")
    read(grain.getvalue())


def read_by(name: str, files: Sequence[Path]) -> tuple[list[dict[str, Any]], str]:
    """What a reader made of files, in a process of its own; and what became of that process, "" for nothing special.

    All have the environment of the product's reading process: one thread, as a second one costs time and saves none.
    """
    done = subprocess.run(
        [sys.executable, "-W", "ignore", __file__, name],
        input="".join(f"{file}\n" for file in files),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # some warn natively of every other picture
        encoding="utf-8",
        check=False,
        env=environment(os.environ) | {"PYTHONPATH": str(ROOT)},
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return rows, "" if done.returncode == 0 else f"ended with {done.returncode} after {len(rows)} of {len(files)}"


def main(name: str) -> None:
    """Every file named on stdin."""
    read = READERS[name][0]()
    _warm(read)
    for line in sys.stdin:
        data = Path(line.rstrip("\n")).read_bytes()
        began = time.process_time()
        try:
            codes, fault = read(data), ""
        except Exception as error:  # noqa: BLE001 - a library's own fault is one of its figures
            codes, fault = [], repr(error)
        row = {"file": line.rstrip("\n"), "ms": (time.process_time() - began) * 1000, "codes": codes, "fault": fault}
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
