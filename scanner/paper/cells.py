"""How many cells of a grid a character takes, on paper and on screen alike.

Pure. The rule: East Asian Wide and Fullwidth are 2, marks and controls 0, all else 1 (UAX #11; Ambiguous is 1, as
terminals have it).
"""

import unicodedata

_NO_CELL = frozenset({"Mn", "Me", "Cc", "Cf", "Cs", "Zl", "Zp"})


def cells(sign: str) -> int:
    """0, 1 or 2 cells for one character."""
    if " " <= sign <= "~":
        return 1
    if unicodedata.category(sign) in _NO_CELL:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def width(text: str) -> int:
    """Cells of a whole text."""
    return sum(map(cells, text))
