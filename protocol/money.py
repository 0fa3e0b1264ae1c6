"""Integer fen: reading, printing and Chinese capitals (大写) of amounts, in this one place.

Pure; no float and no Decimal ever holds money. The rule: an amount is a whole number of fen from the moment it is read.
"""

import re
from typing import Literal

MAX_FEN = 999_999_999_999
"""Largest amount of the wire: field 4 of ISO 8583 is n12, in fen."""

MAX_KEYED_FEN = 9_999_999_999
"""Largest amount the keypad takes: ten digits, 99,999,999.99, as POS terminals of this kind do."""

Reason = Literal["empty", "malformed", "negative", "zero", "decimals", "too_large"]

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {ord("−"): "-"}
_AMOUNT = re.compile(r"(-?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?", re.ASCII)

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_SECTIONS = ("亿", "万", "")


class MoneyError(ValueError):
    """Text that is not an amount of money; `reason` says why in one word."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


def parse_yuan(text: str) -> int:
    """Yuan as a person writes them ("12.3", "1,409.50", full-width digits too) -> fen, 1..MAX_FEN.

    MoneyError: empty; malformed (signs, words, wrong groups of three); negative; decimals (more than two are an error,
    never rounded, even when they are zeros); zero; too_large.
    """
    plain = text.translate(_FULL_WIDTH).strip()
    if not plain:
        raise MoneyError("empty")
    shape = _AMOUNT.fullmatch(plain)
    if shape is None:
        raise MoneyError("malformed")
    sign, yuan, cents = shape.group(1), shape.group(2).replace(",", ""), shape.group(3) or ""
    if sign:
        raise MoneyError("negative")
    if len(cents) > 2:
        raise MoneyError("decimals")
    digits = (yuan + cents.ljust(2, "0")).lstrip("0")
    if not digits:
        raise MoneyError("zero")
    if len(digits) > len(str(MAX_FEN)):
        raise MoneyError("too_large")
    return int(digits)


def format_yuan(fen: int, *, commas: bool = True) -> str:
    """Fen -> "1,409.50", or "1409.50" without commas; a negative amount keeps its minus in front."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{yuan:{',' if commas else ''}}.{rest:02}"


def capitals(fen: int) -> str:
    """Fen, 0..MAX_FEN -> 大写 as cheques write it (支付结算办法, 附一, rules 2-4), without 人民币 in front.

    Where the rules allow two forms, always the same one is written, so that equal amounts look equal on every slip:
    - yuan digit 0: 零 after 元 (1,680.32 壹仟陆佰捌拾元零叁角贰分; they also allow 元叁角): the form they print first,
      and the one that leaves no gap between 元 and 角 to write a figure into.
    - 万 digit 0: none after 万 (107,000.53 壹拾万柒仟元零伍角叁分; they also allow 万零柒仟元伍角): the form they print
      first; of the two zeros it keeps the one before 角, as in the row above.
    - ends at 角: no 整 (they allow it); ends at 元: 整, not 正. The shorter, and the one their examples print first.
    """
    if not 0 <= fen <= MAX_FEN:
        raise ValueError("capitals are written for 0 to MAX_FEN")
    yuan, jiao, cent = fen // 100, fen // 10 % 10, fen % 10
    whole = f"{_whole(yuan)}元" if yuan else ""
    if not jiao and not cent:
        return f"{whole or '零元'}整"
    gap = "零" if yuan and (yuan % 10 == 0 or not jiao) else ""
    return whole + gap + (f"{_DIGITS[jiao]}角" if jiao else "") + (f"{_DIGITS[cent]}分" if cent else "")


def _whole(yuan: int) -> str:
    text, skipped = "", False
    for unit, name in zip((10**8, 10**4, 1), _SECTIONS, strict=True):
        section = yuan // unit % 10**4
        if section == 0:
            skipped = bool(text)
            continue
        if text and (skipped or section < 1000):
            text += "零"
        text, skipped = text + _section(section) + name, False
    return text


def _section(number: int) -> str:
    """1..9999 -> capitals; zeros inside become one 零, zeros at either end none."""
    written = [_DIGITS[int(d)] + place if d != "0" else "零" for d, place in zip(f"{number:04}", _PLACES, strict=True)]
    return re.sub("零+", "零", "".join(written)).strip("零")
