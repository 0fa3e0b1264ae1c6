"""Pictures that no slip is read from, each with the word it is refused by and what a verb exits with.

No test here. The rule: whatever a cashier can get wrong is a row, and every face that reads pictures tries them all.
"""

import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image

from scanner.paper.lines import png, stack
from scanner.practice.slip import draw_bars, draw_modules, draw_slip, qr_modules
from scanner.salesslip import PRACTICE_SLIP_KEY, make_payload, order_no

SLIPS = Path(__file__).parents[2] / "fixtures" / "slips"
ONE, OTHER = order_no("800000260001"), order_no("800000260002")
SIGNED = make_payload(ONE, 12850, PRACTICE_SLIP_KEY)
OTHER_SIGNED = make_payload(OTHER, 5990, PRACTICE_SLIP_KEY)


def _slip(payload: str = SIGNED, bars: str = ONE) -> bytes:
    return png(draw_slip(payload, bars, []))


def _three_codes() -> bytes:
    return png(stack([draw_modules(qr_modules(SIGNED)), draw_modules(qr_modules(OTHER_SIGNED)), draw_bars(ONE)]))


def _claiming(wide: int, high: int) -> bytes:
    """A PNG whose header claims a size."""
    data = _slip()
    return data[:16] + struct.pack(">II", wide, high) + data[24:]


def _empty_jpeg() -> bytes:
    buffer = BytesIO()
    Image.new("L", (60, 40)).save(buffer, "JPEG")
    data = buffer.getvalue()
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + bytes(4) + data[at + 4 :]


def _paper(side: int) -> bytes:
    return png(Image.new("L", (side, side), 255))


# fmt: off
BAD_PICTURES: dict[str, tuple[Callable[[], bytes], str, int]] = {
    # what is wrong             the file                                                word                   exit
    "no picture":              ("这不是图片".encode,                                  "picture_unreadable",  2),
    "an empty file":           (lambda: b"",                                            "picture_unreadable",  2),
    "a picture of no kind":    (lambda: b"P5 40 40 255 " + bytes(1600),                 "picture_unreadable",  2),
    "a picture of other kind": (lambda: b"GIF89a" + bytes(40),                          "picture_kind",        2),
    "half a file":             (lambda: _slip()[:4000],                                 "picture_damaged",     2),
    "12,000 square":           (lambda: _claiming(12_000, 12_000),                      "picture_too_large",   2),
    "30,000 square":           (lambda: _claiming(30_000, 30_000),                      "picture_too_large",   2),
    "20 MB":                   (lambda: _slip() + bytes(20_000_000),                    "picture_too_large",   2),
    "0x0":                     (lambda: _claiming(0, 0),                                "picture_empty",       2),
    "0x0 as JPEG":             (_empty_jpeg,                                            "picture_empty",       2),
    "a stamp":                 (lambda: _paper(20),                                     "picture_too_small",   2),
    "nothing on it":           (lambda: _paper(400),                                    "no_code",             2),
    "two orders, three codes": (_three_codes,                                           "order_ambiguous",     1),
    "a QR pasted over":        (lambda: _slip(SIGNED, OTHER),                           "slip_codes_differ",   1),
    "altered":                 (lambda: _slip(SIGNED.replace("*12850*", "*92850*")),    "slip_foreign",        1),
    "another shop's":          (lambda: _slip(make_payload(ONE, 12850, b"other shop")), "slip_foreign",        1),
    "not signed":              (lambda: _slip(make_payload(ONE, 12850, None)),          "slip_unsigned",       1),
    "mistyped":                (lambda: _slip("", "80000026000148"),                    "order_check_digits",  2),
    "a payer's code":          ((SLIPS / "bad" / "payment-wechat.png").read_bytes,      "payment_code",        1),
}
# fmt: on
