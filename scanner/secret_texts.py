"""Whether a scanned text may be seen by everybody: in a list of codes, on a page, in a repr.

Pure; how it is masked then stands in scanner/payer_codes.py. The rule: what no row names as harmless is hidden rather
once too often than once too seldom.
"""

import re
from typing import Literal

from scanner.card_numbers import carries_card_number, hides_card_number, spreads_card_number
from scanner.chinese_digits import in_digits
from scanner.known_texts import is_named
from scanner.payer_codes import MAX_TEXT, carries_payer_code, folded, hides_payer_code
from scanner.salesslip import crc16

Secret = Literal["payment_code", "card_number", ""]

_INVOICE = (
    "01,[0-9]{2},(?:[0-9]{10}|[0-9]{12})?,(?:[0-9]{8}|[0-9]{20}),"  # kind, code, number
    "[0-9]{1,9}(?:[.][0-9]{1,2})?,20[0-9]{6},"  # yuan, day
    "(?:[0-9]{6}|(?!2[5-9]|30)[0-9]{20})?,[0-9A-F]{0,8},?"  # a check code that is no Alipay code, and a sum
)
_DRAFT = "LKL1[|][0-9]{20}[|][0-9]{1,12}[|][0-9]{6}[|][0-9]{14}[|][0-9A-F]{8}"
"""A slip's text in an earlier draft, whole: order, fen, terminal, moment, seal."""
_DRAFT_BARS = re.compile("[0-9]{4}2026[0-9]{12}")
"""The bars beside it; it was made in that year alone."""
_SLIP = "LKR1[*]8[0-9]{13}[*][1-9][0-9]{0,11}[*][A-Z2-7]{8}"
_HARMLESS = re.compile(f"{_INVOICE}|{_DRAFT}|{_SLIP}")
"""Papers with a number like a payer's or a card's, which is neither."""
_NAMED = (
    "order",
    "reference_number",
    "voucher_number",
    "wechat_number",
    "alipay_number",
    "lakala_number",
    "goods_code",
)
"""Rows of known texts whose numbers are no secret, whatever stands in them."""


def secret_word(text: str) -> Secret:
    """What makes a text a secret: a payer's code or what may be a card's number stands in it as a number of its own,
    whole or in groups. Such a number in a field of a slip, an invoice or a merchant's code is neither.
    """
    if _is_harmless(folded(text)):
        return ""
    if carries_payer_code(text):
        return "payment_code"
    return "card_number" if carries_card_number(text) else ""


def is_secret(text: str) -> bool:
    """A code's text is not for everybody's eyes: it is a secret, or its digits, glued or spread, may be one."""
    if secret_word(text) or len(text) > MAX_TEXT:
        return True
    plain = folded(text)
    if _is_harmless(plain) or _DRAFT_BARS.fullmatch(plain):
        return False
    plain = in_digits(plain)
    if spreads_card_number(plain):
        return True
    return any(hides_payer_code(run) or hides_card_number(run) for run in re.findall("[0-9]+", plain))


def _is_harmless(plain: str) -> bool:
    capitals = plain.upper()
    return _HARMLESS.fullmatch(capitals) is not None or is_named(capitals, _NAMED) or _is_merchant_qr(plain)


def _is_merchant_qr(plain: str) -> bool:
    """EMVCo's own sum over all of it fits: nobody but a merchant's bank has made it."""
    fits = plain[-4:].upper() == f"{crc16(plain[:-4].encode()):04X}"
    return fits and plain.startswith("000201") and plain[-8:-4] == "6304"
