"""卡号 in a scanned text: what may be a card's number, whole or in groups.

Pure. The rule: the digits begin and are as many as an issuer's, and their Luhn digit fits; what it is of is not told.
"""

import re
from collections.abc import Iterable

from scanner.chinese_digits import in_digits
from scanner.payer_codes import folded, numbers_in

# fmt: off
_ISSUERS = (
    # ISO/IEC 7812 issuers as their networks publish them       whose, and digits in all
    r"4(?:\d{12}|\d{15}|\d{18})",                               # Visa: 13, 16, 19
    r"5[1-5]\d{14}",                                            # Mastercard: 16
    r"2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}",      # Mastercard since 2016: 16
    r"3[47]\d{13}",                                             # American Express: 15
    r"3(?:0[0-5]|6\d|[89]\d)\d{11}",                            # Diners Club: 14
    r"35(?:2[89]|[3-8]\d)\d{12}",                               # JCB: 16
    r"6(?:011|4[4-9]\d|5\d\d)\d{12}",                           # Discover: 16
    r"(?:62|81)\d{14,17}",                                      # UnionPay: 16 to 19
    r"9558\d{12}(?:\d{3})?",                                    # UnionPay's members before 62: 16, 19
)
# fmt: on
_ISSUED = re.compile("|".join(_ISSUERS))
_ELSE = re.compile(r"[3-6]\d{14,18}")  # banks, travel, trade: other issuers, 15 to 19 digits
_DIGITS = re.compile("[0-9]+")
_CHAIN = re.compile(r"(?<![0-9])[0-9]++(?:[\W_]++[0-9]++)+")
"""Groups of digits between which no letter stands."""
_LEAST, _MOST = 13, 19
_MOST_GLUED = 4  # digits more than a card has, in a number that hides one: of longer ones most would


def carries_card_number(text: str) -> bool:
    """A number that a card may have stands in it, alone or in groups."""
    return any(_fits(_ISSUED, one) or _fits(_ELSE, one) for one in numbers_in(in_digits(folded(text))))


def hides_card_number(run: str) -> bool:
    """Some of these digits, glued to the others, would be a card's number: rather more often than they are."""
    spans = ((at, length) for at in range(_MOST_GLUED + 1) for length in range(_LEAST, _MOST + 1))
    glued = (run[at : at + length] for at, length in spans if len(run) - _MOST_GLUED <= length <= len(run) - at)
    return any(_fits(_ISSUED, one) for one in glued)


def spreads_card_number(plain: str) -> bool:
    """Groups of any size, whatever signs stand between them, would be a card's number: more often than they are."""
    for chain in _CHAIN.findall(plain):
        groups = _DIGITS.findall(chain)
        for start in range(len(groups)):
            digits = ""
            for group in groups[start : start + _MOST]:
                digits += group
                if len(digits) > _MOST:
                    break
                if _fits(_ISSUED, digits):
                    return True
    return False


def _fits(shape: re.Pattern[str], digits: str) -> bool:
    return shape.fullmatch(digits) is not None and _luhn(digits)


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled: Iterable[int] = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0
