"""销售单 as a value: its order number, and the signed text of its QR code.

Pure: text in, value or refusal out; no picture, no clock, nothing from outside the standard library; other codes stand
in scanner/known_texts.py. The rule: an order number is never without its check digits, a signed text never half read.
"""

import hashlib
import hmac
import re
from base64 import b32encode
from dataclasses import dataclass
from typing import Literal

PRACTICE_MARK = "练习凭证 不作退款依据"
"""Stands at the top, in the middle and at the bottom of everything the practice prints."""

PRACTICE_SLIP_KEY = b"tuihuo practice slip key, public"
"""Signs the practice shop's slips. Published, so it proves nothing: a live link refuses it."""

ORDER_DIGITS = 14
MAX_SLIP_FEN = 999_999_999_999  # n12, the width of field 4: no slip can ask for more than the wire can carry
PAYLOAD = r"LKR1\*(?P<order>[0-9]{14})\*(?P<fen>[1-9][0-9]{0,11})\*(?P<seal>[A-Z2-7]{8}|[0-9A-F]{4})"
"""The text of a slip's QR code, matched whole; a seal of 4 characters is a CRC-16 and signs nothing."""


Source = Literal["qr", "bars"]
_SOURCES: tuple[Source, ...] = ("qr", "bars")


class SlipError(ValueError):
    """Not an order number of ours; `word` is "order_check_digits" or "not_a_slip"."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True, slots=True)
class SalesSlip:
    """What a slip says.

    order_no: 14 digits, checked. amount_fen: what the slip was paid with, 1..MAX_SLIP_FEN, or None where only the
    number is known. authenticated: the signature fits this shop's key. source: where the number came from.
    """

    order_no: str
    amount_fen: int | None
    authenticated: bool
    source: Source

    def __post_init__(self) -> None:
        check_order_no(self.order_no)
        if self.amount_fen is not None and not 0 < self.amount_fen <= MAX_SLIP_FEN:
            raise ValueError("a slip's amount is 1 fen or more")
        if self.source not in _SOURCES:
            raise ValueError("a slip comes from qr or bars")

    @property
    def unsigned(self) -> bool:
        """Its code could have been signed, and nobody did: who reads it is told."""
        return self.source == "qr" and not self.authenticated


def order_no(body: str) -> str:
    """12 digits beginning with 8 -> 14, with the two check digits of ISO/IEC 7064 MOD 97-10. SlipError: not_a_slip."""
    if not (len(body) == ORDER_DIGITS - 2 and _all_digits(body) and body[0] == "8"):
        raise SlipError("not_a_slip")
    return body + check_digits(body)


def check_digits(body: str) -> str:
    """The two digits that ISO/IEC 7064 MOD 97-10 adds to a string of digits (794 -> 44, the standard's own example)."""
    return f"{98 - int(body) * 100 % 97:02}"


def check_order_no(text: str) -> str:
    """A number as printed, keyed or scanned (spaces and hyphens allowed) -> its 14 digits.

    SlipError: order_check_digits for 14 digits that are no order number of ours, not_a_slip for anything else.
    """
    digits = re.sub(r"[ \u3000-]", "", text).translate(_FULL_WIDTH_DIGITS)
    if not (len(digits) == ORDER_DIGITS and _all_digits(digits)):
        raise SlipError("not_a_slip")
    if digits[0] != "8" or digits[-2:] != check_digits(digits[:-2]):  # equal digits: 00 and 97 must not both pass
        raise SlipError("order_check_digits")
    return digits


def spaced(number: str) -> str:
    """14 digits as they are printed, 4-4-4-2."""
    return " ".join((number[:4], number[4:8], number[8:12], number[12:]))


def make_payload(number: str, amount_fen: int, shop_key: bytes | None) -> str:
    """The text of a slip's QR code: LKR1*<order>*<fen>*<seal>, 28 to 41 characters, all QR-alphanumeric.

    seal: the first 40 bits of HMAC-SHA-256 under shop_key over all before it, in base 32 (RFC 4648); without a key the
    CRC-16 of EMVCo's QR (poly 1021, start FFFF) in 4 hex digits, which tells damage and nothing else.
    """
    slip = SalesSlip(number, amount_fen, authenticated=False, source="qr")
    signed = f"LKR1*{slip.order_no}*{slip.amount_fen}*"
    return signed + (_signature(signed, shop_key) if shop_key is not None else f"{crc16(signed.encode('ascii')):04X}")


def crc16(data: bytes) -> int:
    """CRC-16 with polynomial 0x1021 and start 0xFFFF, not reflected (check value of "123456789": 0x29B1)."""
    register = 0xFFFF
    for byte in data:
        register ^= byte << 8
        for _ in range(8):
            register = (register << 1 ^ (0x1021 if register & 0x8000 else 0)) & 0xFFFF
    return register


_FULL_WIDTH_DIGITS = {0xFF10 + n: str(n) for n in range(10)}


def _all_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _signature(signed: str, key: bytes) -> str:
    return b32encode(hmac.digest(key, signed.encode("ascii"), hashlib.sha256)[:5]).decode("ascii")
