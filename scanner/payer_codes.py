"""付款码: what a payer's phone shows, however it is dressed when it comes in; and what may be shown of any code.

Pure. A payer's code is money for as long as it lasts. The rule: it is recognised rather once too often than once too
seldom, and it never leaves this file whole.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from scanner.chinese_digits import in_digits

MAX_TEXT = 7089  # characters looked at: digits of the largest QR code; a slip's has 41 characters
_SHOWN_TEXT = 40  # characters of a masked text that are shown: enough to recognise it, one line on paper
_GAP = "[^0-9A-Za-z]{0,3}"  # between two digits that are shown as one number, and hidden as one
_AIM = re.compile(r"^\][A-Za-z][0-9]")
"""What a scanner may put before a code to say which kind it is (ISO/IEC 15424)."""
_MOST_BETWEEN = 3  # signs between two groups of a printed code
_MOST_GROUPED = 8  # digits of such a group: phones show fours; a telephone number beside another number has more
_LOOSE = re.compile("[ -]+")  # between groups of any size: nobody sets two numbers apart by these where they matter
_MOST_DIGITS = 24  # of the longest code
_HIDDEN_DIGITS = 10  # so many digits in one text are a number, whatever stands between them
_FACE_SIGNS = 35  # fp and 33 letters or digits
_LOOSE_FACE = re.compile("fp(?:[ -]?[0-9A-Z]){33}", re.IGNORECASE)
_FACE_DIGITS = 6  # of a face's code in groups that are not alike: a sentence with "fp" in it has fewer
_FACE_SIZES = (*range(2, 9), _FACE_SIGNS)  # of the groups it may be printed in; the last is none at all
_EMVCO = re.compile("hQVDUFYwM[0-9A-Z+/=]{8}", re.IGNORECASE)
"""Consumer-presented QR codes of EMVCo begin so: base 64 of 85, 5 bytes, CPV01."""


def _face_in(size: int) -> re.Pattern[str]:
    """Alipay's code of a face, in groups of that size, the last of what is left."""
    groups, left = divmod(_FACE_SIGNS, size)
    sizes = [size] * groups + [left] * (left > 0)
    first, *rest = (f"[0-9A-Z]{{{one}}}" for one in sizes)
    between = ["([ -])", *(r"\1" for _ in rest)]
    return re.compile("(?=fp)" + first + "".join(gap + one for gap, one in zip(between, rest, strict=False)), re.I)


_FACES = tuple(map(_face_in, _FACE_SIZES))


@dataclass(frozen=True, slots=True)
class PayerCode:
    """Digits that a wallet shows its payer. starts: their first two; least, most: how many there are in all.

    wallet: in English, the name by which the terminal asks for money of it; zh: in Chinese. source: who says so.
    """

    wallet: str
    zh: str
    starts: tuple[str, ...]
    least: int
    most: int
    source: str


# fmt: off
PAYER_CODES: tuple[PayerCode, ...] = (
    #         wallet      zh            starts                                digits  source
    PayerCode("WeChat",   "微信支付",   ("10", "11", "12", "13", "14", "15"), 18, 18, "WeChat Pay, payment by code"),
    PayerCode("Alipay",   "支付宝",     ("25", "26", "27", "28", "29", "30"), 16, 24, "Alipay, alipay.trade.pay"),
    PayerCode("UnionPay", "云闪付",     ("62",),                              19, 19, "public sources of tills"),
    PayerCode("e-CNY",    "数字人民币", ("01",),                              19, 19, "public sources of tills"),
    PayerCode("JD Pay",   "京东支付",   ("18",),                              18, 18, "public source of one till"),
    PayerCode("BestPay",  "翼支付",     ("51",),                              18, 18, "public source of one till"),
)
# fmt: on
SOLD_BY = ("WeChat", "Alipay", "UnionPay")
"""Wallets that a sale by payer code knows; the others' codes are refused like theirs."""


def payer_wallet(text: str) -> str:
    """Whose payer code this is, bare, as a sale takes it: one of SOLD_BY; "" for any other text."""
    if re.fullmatch("[fF][pP][0-9A-Za-z]{33}", text):
        return "Alipay"
    return next((one.wallet for one in PAYER_CODES if one.wallet in SOLD_BY and _is_bare(one, text)), "")


def _is_bare(code: PayerCode, text: str) -> bool:
    return text.isascii() and text.isdecimal() and code.least <= len(text) <= code.most and text[:2] in code.starts


def carries_payer_code(text: str) -> bool:
    """A payer's code stands in it: alone, in groups alike, in full-width or Chinese digits, among letters and signs."""
    plain = in_digits(folded(text))
    if any(_is_bare(code, number) for number in numbers_in(plain) for code in PAYER_CODES):
        return True
    if any(shape.search(plain) for shape in (_EMVCO, *_FACES)):
        return True
    return any(sum(map(str.isdecimal, face[0])) >= _FACE_DIGITS for face in _LOOSE_FACE.finditer(plain))


def hides_payer_code(run: str) -> bool:
    """Some of these digits, glued to the others, would be a payer's code: rather more often than they are."""
    return any(
        run.startswith(code.starts, at) and len(run) - at >= code.least
        for code in PAYER_CODES
        for at in range(len(run))
    )


def folded(text: str) -> str:
    """Text as it was meant: compatibility forms (NFKC) and every script's digits as ASCII, controls as blanks, signs
    without a width left out, blanks single and none around, no AIM identifier before it; at most MAX_TEXT characters.
    """
    signs = "".join(map(_plain, unicodedata.normalize("NFKC", text[:MAX_TEXT])))
    return _AIM.sub("", re.sub(" +", " ", signs[:MAX_TEXT]).strip(), count=1).strip()


def _plain(sign: str) -> str:
    if sign.isascii():
        return sign if sign.isprintable() else " "
    match unicodedata.category(sign):
        case "Nd":
            return str(unicodedata.decimal(sign))
        case "Cf":
            return ""
        case _:
            return sign if sign.isprintable() else " "


def mask_code(text: str) -> str:
    """What may be shown of a code that is not ours: one line, cut short, of any long word or number only its ends."""
    plain = in_digits(folded(text))
    if carries_payer_code(plain):
        masked = _inner_hidden(plain, str.isalnum)
    else:
        runs = re.sub(rf"[0-9A-Za-z]{{10,}}|[0-9](?:{_GAP}[0-9]){{9,}}", _ends_of, plain)
        masked = _inner_hidden(runs, str.isdecimal) if sum(map(str.isdecimal, runs)) >= _HIDDEN_DIGITS else runs
    return masked[:_SHOWN_TEXT] + ("…" if len(masked) > _SHOWN_TEXT or len(text) > MAX_TEXT else "")


def _ends_of(run: re.Match[str]) -> str:
    return run[0][:2] + "*" * (len(run[0]) - 4) + run[0][-2:]


def _inner_hidden(text: str, hides: Callable[[str], bool]) -> str:
    at = [place for place, sign in enumerate(text) if sign.isascii() and hides(sign)]
    inner = set(at[2:-2])
    return "".join("*" if place in inner else sign for place, sign in enumerate(text))


def numbers_in(plain: str) -> Iterator[str]:
    """Every number of a folded text: alone, with the groups behind it that the same signs set off, and with those that
    stand behind it at blanks and hyphens.
    """
    groups = list(re.finditer("[0-9]+", plain))
    for at, first in enumerate(groups):
        near = groups[at : at + _MOST_DIGITS + 1]
        yield first[0]
        yield from _joined(plain, near, _is_printed)
        yield from _joined(plain, near, _is_loose)


def _joined(plain: str, groups: list[re.Match[str]], belong: Callable[[str, str, str, str], bool]) -> Iterator[str]:
    """The first group with the second, with the third too, and so on, as long as they belong together."""
    digits, gap = groups[0][0], ""
    for before, after in pairwise(groups):
        between = plain[before.end() : after.start()]
        if len(between) > _MOST_BETWEEN or not belong(before[0], between, after[0], gap):
            break
        digits, gap = digits + after[0], between
        if len(digits) > _MOST_DIGITS:
            break
        yield digits


def _is_printed(before: str, between: str, after: str, gap: str) -> bool:
    """Groups of one printed number: short, and set off alike."""
    return max(len(before), len(after)) <= _MOST_GROUPED and between == (gap or between) and not _has_letter(between)


def _is_loose(_before: str, between: str, _after: str, _gap: str) -> bool:
    return _LOOSE.fullmatch(between) is not None


def _has_letter(between: str) -> bool:
    return any(map(str.isalnum, between))
