"""销售单 as a value: its order number, its signed code, and the table of the other codes a cashier may scan.

Pure: text in, value or refusal out; no picture, no clock, nothing from outside the standard library. The rule: whatever
is not this shop's slip is refused in a word of its own, and a payer's code never leaves this file whole.
"""

import hashlib
import hmac
import re
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

PRACTICE_MARK = "练习凭证 不作退款依据"
"""Stands at the top, in the middle and at the bottom of everything the practice prints."""

PRACTICE_SLIP_KEY = b"tuihuo practice slip key, public"
"""Signs the practice shop's slips. Published, so it proves nothing: a live link refuses it."""

ORDER_DIGITS = 14
MAX_SLIP_FEN = 999_999_999_999  # n12, the width of field 4: no slip can ask for more than the wire can carry
MAX_TEXT = 4096  # characters looked at; the largest QR code holds 4,296 alphanumerics, a slip's 41
_SHOWN_TEXT = 40  # characters of a refused text that are shown: enough to recognise it, one line on paper

Source = Literal["qr", "bars", "keyed"]
_SOURCES: tuple[Source, ...] = ("qr", "bars", "keyed")


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
            raise ValueError("a slip comes from qr, bars or keyed")


@dataclass(frozen=True, slots=True)
class Refused:
    """A code that is not this shop's slip. word: an error word; masked_text: what may be shown and logged of it."""

    word: str
    masked_text: str


# fmt: off
# Known codes, first match wins. Sources: payer codes - the wallets' own barcode rules (WeChat 18 digits from 10-15,
# Alipay 16-24 digits from 25-30, 35 characters from fp for face pay, UnionPay 19 digits from 62); EMVCo QR, merchant-
# presented mode 1.1 (tag 00 = 01 first, tag 63 last); the tax administration's invoice code (01,type,code,number,...).
KNOWN_CODES: tuple[tuple[str, str, str], ...] = (
    # word            what                  shape, matched whole
    ("slip",          "our QR",             r"LKR1\*[0-9]{14}\*[0-9]{1,12}\*(?:[A-Z2-7]{8}|[0-9A-F]{4})"),
    ("order",         "our bars",           r"8[0-9]{13}"),
    ("payment_code",  "WeChat payer",       r"1[0-5][0-9]{16}"),
    ("payment_code",  "Alipay payer",       r"(?:2[5-9]|30)[0-9]{14,22}"),
    ("payment_code",  "Alipay face payer",  r"[fF][pP][0-9A-Za-z]{33}"),
    ("payment_code",  "UnionPay payer",     r"62[0-9]{17}"),
    ("merchant_qr",   "EMVCo merchant",     r"000201[\s\S]*6304[0-9A-Fa-f]{4}"),
    ("invoice_qr",    "VAT invoice",        r"01,[0-9]{2},[0-9]*,[0-9]+,[\s\S]*"),
)
# fmt: on
_SHAPES = tuple((word, re.compile(shape, re.ASCII)) for word, _, shape in KNOWN_CODES)


def classify(text: str, *, shop_key: bytes | None) -> SalesSlip | Refused:
    """Any scanned text -> this shop's slip, or the reason why it is none.

    shop_key: the shop's slip key, or None where the shop has none (then only unsigned slips with a CRC are its own).
    Words: order_check_digits, slip_foreign (another shop's or altered: the two cannot be told apart), payment_code,
    merchant_qr, invoice_qr, not_a_slip.
    """
    plain = text.strip()
    word = next((w for w, shape in _SHAPES if len(plain) <= MAX_TEXT and shape.fullmatch(plain)), "not_a_slip")
    if word == "slip":
        return _signed(plain, shop_key)
    if word != "order":
        return Refused(word, mask_code(plain))
    try:
        return SalesSlip(check_order_no(plain), None, authenticated=False, source="bars")
    except SlipError as error:
        return Refused(error.word, mask_code(plain))


def payer_wallet(text: str) -> str:
    """Whose payer code this is: WeChat, Alipay or UnionPay; "" for any other text."""
    rows = ((what, shape) for word, what, shape in KNOWN_CODES if word == "payment_code")
    return next((what.partition(" ")[0] for what, shape in rows if re.fullmatch(shape, text, re.ASCII)), "")


def choose(read: Iterable[SalesSlip | Refused]) -> SalesSlip | Refused | None:
    """All codes of one picture -> what the picture is; None where there was no code.

    A doubtful slip beats a good one (its bars must not vouch for an altered QR), a good slip beats any stranger, the QR
    beats the bars, and two different orders are word order_ambiguous.
    """
    found = tuple(read)
    doubts = {one.word: one for one in found if isinstance(one, Refused)}
    slips = sorted((one for one in found if isinstance(one, SalesSlip)), key=lambda slip: _SOURCES.index(slip.source))
    for word in ("slip_foreign", "order_check_digits"):
        if word in doubts:
            return doubts[word]
    if len({(slip.order_no, slip.amount_fen) for slip in slips if slip.source == "qr"}) > 1 or (
        len({slip.order_no for slip in slips}) > 1
    ):
        return Refused("order_ambiguous", " ".join(sorted({spaced(slip.order_no) for slip in slips})))
    if slips:
        return slips[0]
    strangers = (doubts.get(word) for word in ("payment_code", "merchant_qr", "invoice_qr", "not_a_slip"))
    return next((one for one in strangers if one is not None), None)


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


def keyed_slip(text: str) -> SalesSlip:
    """An order number from the keypad -> SalesSlip without an amount. SlipError as check_order_no."""
    return SalesSlip(check_order_no(text), None, authenticated=False, source="keyed")


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


def mask_code(text: str) -> str:
    """What may be shown of a code that is not ours: one line, cut short, of any long word or number only its ends."""
    plain = "".join(sign if sign.isprintable() else "." for sign in text[:_SHOWN_TEXT].translate(_FULL_WIDTH_DIGITS))
    masked = re.sub(r"[0-9A-Za-z]{10,}|[0-9](?:[ .-]?[0-9]){9,}", _ends_of, plain)
    return masked + ("…" if len(text) > _SHOWN_TEXT else "")


def _ends_of(run: re.Match[str]) -> str:
    return run[0][:2] + "*" * (len(run[0]) - 4) + run[0][-2:]


_FULL_WIDTH_DIGITS = {0xFF10 + n: str(n) for n in range(10)}


def _all_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def _signature(signed: str, key: bytes) -> str:
    return b32encode(hmac.digest(key, signed.encode("ascii"), hashlib.sha256)[:5]).decode("ascii")


def _signed(payload: str, key: bytes | None) -> SalesSlip | Refused:
    _, number, fen, _seal = payload.split("*")
    try:
        check_order_no(number)
    except SlipError as error:
        return Refused(error.word, mask_code(payload))
    if fen.startswith("0"):
        return Refused("not_a_slip", mask_code(payload))
    if not hmac.compare_digest(make_payload(number, int(fen), key), payload):
        return Refused("slip_foreign", mask_code(payload))
    return SalesSlip(number, int(fen), authenticated=key is not None, source="qr")
