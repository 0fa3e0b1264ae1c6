"""Card numbers in what people wrote, in whatever dress: found, and hidden. Pure.

It knows no scheme (protocol.lookalikes does). The rule: whatever is no letter may stand between the digits, in groups
of any size; a number begins and ends with a group. Letters end it, as a UUID is none, but for one between groups of
three and more. Amounts, days, times and telephones alone are none.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from protocol.lookalikes import LONGEST, MASK, SHORTEST, is_card
from scanner.chinese_digits import AS_DIGITS

_FIRST, _LAST = 6, 4
"""Digits of a number that are shown."""
_LETTERED = 3
"""Digits on either side of a letter that may divide them."""
_KNOWN = re.compile(
    r"(?<![0-9])(?:"
    r"(?<!\.)(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|0|[1-9][0-9]*)\.[0-9]{2}(?!\.[0-9])"  # an amount
    r"|(?:19|20)[0-9]{2}([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12][0-9]|3[01])"  # a day
    r"|[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?"  # a time
    r"|1[3-9][0-9]{9}|0[0-9]{2,3}[ -][0-9]{7,8}"  # a telephone
    r")(?![0-9])"
)
_GROUP = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class _Group:
    """Digits side by side. start, end: in the plain text. known: an amount's, a day's, a telephone's."""

    digits: str
    start: int
    end: int
    known: bool


def holds_card(words: str) -> bool:
    """There is one that could be a card's."""
    plain, _ = _plain(words)
    return len(plain) >= SHORTEST and any(True for _ in _found(plain))


def masked(words: str) -> str:
    """First six and last four digits of each are left."""
    plain, places = _plain(words)
    digits = (_digits(span) for span in _found(plain))
    hide = {places[at] for number in digits for at in number[_FIRST:-_LAST]}
    return "".join(MASK if at in hide else sign for at, sign in enumerate(words))


def _plain(words: str) -> tuple[str, Sequence[int]]:
    """Digits of any script and width as ASCII; where each sign stood. What shows nothing is left out."""
    if words.isascii():
        return words, range(len(words))
    signs: list[str] = []
    places: list[int] = []
    for at, sign in enumerate(words):
        for one in unicodedata.normalize("NFKC", sign).translate(AS_DIGITS):
            if unicodedata.category(one) not in ("Cf", "Mn"):
                signs.append(str(unicodedata.decimal(one)) if one.isdecimal() else one)
                places.append(at)
    return "".join(signs), places


def _found(plain: str) -> Iterator[Sequence[_Group]]:
    for chain in _chains(plain):
        for start in range(len(chain)):
            digits = ""
            for end, group in enumerate(chain[start:], start + 1):
                digits += group.digits
                if len(digits) > LONGEST:
                    break
                if is_card(digits) and not all(one.known for one in chain[start:end]):
                    yield chain[start:end]


def _chains(plain: str) -> Iterator[Sequence[_Group]]:
    """Groups between which no letter stands."""
    groups = list(_groups(plain))
    cuts = [at for at, (one, two) in enumerate(pairwise(groups), 1) if not _joined(plain, one, two)]
    for start, end in pairwise((0, *cuts, len(groups))):
        yield groups[start:end]


def _groups(plain: str) -> Iterator[_Group]:
    known = {at for found in _KNOWN.finditer(plain) for at in range(*found.span())}
    for found in _GROUP.finditer(plain):
        yield _Group(found.group(), found.start(), found.end(), known.issuperset(range(*found.span())))


def _joined(plain: str, one: _Group, two: _Group) -> bool:
    between = plain[one.end : two.start]
    lettered = between.isascii() and len(between) == 1 and min(len(one.digits), len(two.digits)) >= _LETTERED
    return lettered or not any(map(str.isalnum, between))


def _digits(span: Iterable[_Group]) -> Sequence[int]:
    """Where the digits stand."""
    return [at for group in span for at in range(group.start, group.end)]
