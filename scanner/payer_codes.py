"""付款码: what a payer's phone shows, however it is dressed when it comes in; and what may be shown of any code.

Pure. A payer's code is money for as long as it lasts. The rule: it is recognised rather once too often than once too
seldom, and it never leaves this file whole.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

MAX_TEXT = 7089  # characters looked at: digits of the largest QR code; a slip's has 41 characters
_SHOWN_TEXT = 40  # characters of a masked text that are shown: enough to recognise it, one line on paper
_GAP = "[^0-9A-Za-z]{0,3}"  # between two digits that are shown as one number, and hidden as one
_AIM = re.compile(r"^\][A-Za-z][0-9]")
"""What a scanner may put before a code to say which kind it is (ISO/IEC 15424)."""
_MOST_BETWEEN = 3  # signs between two groups of a printed code
_MOST_GROUPED = 8  # digits of such a group: phones show fours; a telephone number beside another number has more
_MOST_DIGITS = 24  # of the longest code
_HIDDEN_DIGITS = 10  # so many digits in one text are a number, whatever stands between them
_FACE = re.compile("fp(?:[ -]?[0-9A-Z]){33}", re.IGNORECASE)
_FACE_DIGITS = 6  # of the 33 characters behind fp: a sentence with "fp" in it has fewer
_EMVCO = re.compile("hQVDUFYwM[0-9A-Z+/=]{8}", re.IGNORECASE)
"""Consumer-presented QR codes of EMVCo begin so: base 64 of 85, 5 bytes, CPV01."""


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
    """A payer's code stands in it: alone, in groups alike, in full-width digits, behind or before letters and signs."""
    plain = folded(text)
    if any(_is_bare(code, number) for number in _numbers(plain) for code in PAYER_CODES) or _EMVCO.search(plain):
        return True
    return any(sum(map(str.isdecimal, face[0])) >= _FACE_DIGITS for face in _FACE.finditer(plain))


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
    plain = folded(text)
    if carries_payer_code(plain):
        masked = _inner_hidden(plain, str.isalnum)
    else:
        runs = re.sub(rf"[0-9A-Za-z]{{10,}}|[0-9](?:{_GAP}[0-9]){{9,}}", _ends_of, plain)
        masked = _inner_hidden(runs, str.isdecimal) if sum(map(str.isdecimal, runs)) >= _HIDDEN_DIGITS else runs
    return masked[:_SHOWN_TEXT] + ("…" if len(masked) > _SHOWN_TEXT or len(text) > MAX_TEXT else "")


def carries_card_number(text: str) -> bool:
    """15 to 19 digits that a card may have: their Luhn digit fits."""
    return any(15 <= len(one) <= 19 and one[0] in "3456" and _luhn(one) for one in _numbers(folded(text)))


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled: Iterable[int] = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def _ends_of(run: re.Match[str]) -> str:
    return run[0][:2] + "*" * (len(run[0]) - 4) + run[0][-2:]


def _inner_hidden(text: str, hides: Callable[[str], bool]) -> str:
    at = [place for place, sign in enumerate(text) if sign.isascii() and hides(sign)]
    inner = set(at[2:-2])
    return "".join("*" if place in inner else sign for place, sign in enumerate(text))


def _numbers(plain: str) -> Iterator[str]:
    """Every number that stands in a text, alone or with the groups behind it that are set off by the same signs."""
    groups = list(re.finditer("[0-9]+", plain))
    for at, first in enumerate(groups):
        digits, gap = first[0], ""
        yield digits
        for before, after in pairwise(groups[at : at + _MOST_DIGITS + 1]):
            between = plain[before.end() : after.start()]
            if max(len(before[0]), len(after[0])) > _MOST_GROUPED or between != (gap or between):
                break
            if len(between) > _MOST_BETWEEN or any(map(str.isalnum, between)) or len(digits) > _MOST_DIGITS:
                break
            digits, gap = digits + after[0], between
            yield digits
