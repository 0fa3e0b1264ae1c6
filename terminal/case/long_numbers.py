"""Numbers in what people wrote: which could be an account, and which two are one. Pure.

The rule: twelve digits or more, side by side or as accounts are printed, are an account unless they are a number that
the case has anyway, a telephone or a day; a card's number is one in any dress (card_numbers.py).
"""

import re
import unicodedata
from collections.abc import Iterable

from scanner.chinese_digits import CHINESE_DIGITS
from terminal.case.card_numbers import holds_card

SHORTEST = 12
"""Digits: old accounts of Chinese banks have 12, a mobile telephone has 11."""

_JOINT = "[ -]?"
_MOBILE = r"(?:\+?86[ -]?)?1[3-9][0-9](?:[0-9]{8}|([ -])[0-9]{4}\1[0-9]{4}(?![ -][0-9]))"
_LANDLINE = r"0[0-9]{2,3}[ -][0-9]{7,8}"
_DAY = r"(?:19|20)[0-9]{2}[-/][0-9]{1,2}[-/][0-9]{1,2}"
_GROUPED = re.compile(r"[0-9]{3,}(?:([ -])[0-9]{3,}(?:\1[0-9]+)*)?")
"""Digits side by side, or in groups as accounts are printed."""
_SPELLED = re.compile(f"[{CHINESE_DIGITS}]{{{SHORTEST},}}")
_RUN = re.compile("[0-9]+")


def long_number(words: str, own: Iterable[str]) -> bool:
    """There is one that could be an account. own: numbers that belong there, in whatever stands around them."""
    text = "".join(_plain(sign) for sign in unicodedata.normalize("NFKC", words))
    if _SPELLED.search(text) is not None:
        return True
    others = _known(own).sub("x", text)
    return _has_so_many(text) and (
        any(_has_so_many(found.group()) for found in _GROUPED.finditer(others)) or holds_card(others)
    )


def same_number(one: str, other: str) -> bool:
    """Letters and digits alone count: a number copied with spaces, dashes or full-width signs is the same number."""
    return _bare(one) == _bare(other)


def _has_so_many(text: str) -> bool:
    return sum(map(str.isdecimal, text)) >= SHORTEST


def _plain(sign: str) -> str:
    """Digits of other scripts are digits."""
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign


def _known(own: Iterable[str]) -> re.Pattern[str]:
    numbers = {run for text in own for run in _RUN.findall(text) if len(run) >= SHORTEST}
    known = [_JOINT.join(number) for number in sorted(numbers, key=len, reverse=True)]
    return re.compile(rf"(?<![0-9])(?:{'|'.join((*known, _MOBILE, _LANDLINE, _DAY))})(?![0-9])")


def _bare(number: str) -> str:
    letters = "".join(sign for sign in unicodedata.normalize("NFKC", number).casefold() if sign.isalnum())
    return letters or number.strip()
