"""Text in columns: measured, cut, padded and wrapped by half-width cells, and cleaned where it came from outside.

Pure. The rule: a Chinese character is two columns (scanner/paper/cells.py is the one table), and nothing splits one.
"""

import unicodedata
from typing import Literal

from scanner.paper.cells import cells, width

__all__ = ["Align", "clean", "cut", "drawn_in_ascii", "pad", "row", "width", "wrap"]

Align = Literal["left", "right", "centre"]

_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Mn", "Me"})
_BREAKS = frozenset("\t\n\v\f\r\x85\u2028\u2029")
_IN_ASCII = {
    "…": ".",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "—": "-",
    "─": "-",
    "│": "|",
    "·": ".",
    "×": "x",
    "→": ">",
}
_SIGNS = frozenset("/\\-_.:;?&=")
"""Behind these a word that no line can hold is broken: of paths, addresses, numbers in parts."""
_NO_LINE_START = frozenset("，。、；：？！）》」』”’,.;:?!)%")


def clean(text: str) -> str:
    """Text from outside -> one line that cannot move the cursor, turn direction or hide characters.

    Line breaks and tabs become one space; C0, C1, bidi and other format characters, zero-width marks, surrogates and
    private use are dropped; letters with their marks are composed first (NFC).
    """
    spaced = "".join(" " if sign in _BREAKS else sign for sign in unicodedata.normalize("NFC", text))
    return "".join(sign for sign in spaced if unicodedata.category(sign) not in _DROPPED)


def drawn_in_ascii(text: str) -> str:
    """The same cells without signs that draw, or whose width terminals judge differently (UAX #11: Ambiguous)."""
    if text.isascii():
        return text
    return "".join(_IN_ASCII.get(sign, "?") if _doubtful(sign) else sign for sign in text)


def _doubtful(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) == "A" or "\u2500" <= sign <= "\u259f"


def cut(text: str, columns: int) -> str:
    """The longest beginning that fits; a wide character that would be split is left out."""
    used = 0
    for at, sign in enumerate(text):
        used += cells(sign)
        if used > columns:
            return text[:at]
    return text


def pad(text: str, columns: int, align: Align = "left") -> str:
    """Exactly `columns` wide: filled with spaces, or cut. Centred text leans left where it cannot be even."""
    fitting = cut(text, columns)
    free = columns - width(fitting)
    before = {"left": 0, "right": free, "centre": free // 2}[align]
    return " " * before + fitting + " " * (free - before)


def row(left: str, right: str, columns: int) -> list[str]:
    """`left` and `right` at the two ends of a line; on two lines where both do not fit with a space between."""
    if width(left) + 1 + width(right) <= columns:
        return [left + " " * (columns - width(left) - width(right)) + right]
    return [*wrap(left, columns), *(pad(line, columns, "right") for line in wrap(right, columns))]


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most `columns` (2 or more): broken at spaces where there are any, between Chinese characters anywhere
    but before closing punctuation. A word that fits a line stands whole, a longer one is broken behind one of its
    signs where it has any. Empty text is one empty line. ValueError for fewer than 2 columns.
    """
    if columns < 2:
        raise ValueError("a wide character needs 2 columns")
    lines, rest = [], text.strip()
    while width(rest) > columns:
        at = _break(rest, len(cut(rest, columns)), columns)
        lines.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*lines, rest]


def _break(text: str, limit: int, columns: int) -> int:
    """Where to break text that is too long: as far as `limit` characters, earlier if that keeps words whole."""
    seam = next((at for at in range(limit, 0, -1) if _parts(text, at)), 0)
    if seam > limit // 2:
        return seam
    end = next((at for at in range(limit + 1, len(text)) if _parts(text, at)), len(text))
    if seam and width(text[seam:end].strip()) <= columns:
        return seam
    return next((at for at in range(limit, limit // 2, -1) if text[at - 1] in _SIGNS), limit)


def _parts(text: str, at: int) -> bool:
    """A line may end before the character `at`."""
    before, after = text[at - 1], text[at]
    joined = cells(before) == cells(after) == 1 and before != " " != after
    return not joined and after not in _NO_LINE_START
