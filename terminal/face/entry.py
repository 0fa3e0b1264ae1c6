"""What a digit does to the number being keyed, as on the terminal: amounts fill from the right, in fen.

Pure: no widget, no key names, no texts. The rule: a key changes the entry or leaves it as it was; it never raises.
"""

import calendar
from dataclasses import dataclass

from protocol.money import MAX_KEYED_FEN

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LEAP_YEAR = 2024

# Letters behind a digit on the keypad, in the order the 字母 key gives them; then the digit itself comes again.
_LETTERS = ("1QZ", "2ABC", "3DEF", "4GHI", "5JKL", "6MNO", "7PRS", "8TUV", "9WXY", "0")
_SIGNED = (*_LETTERS[:-1], "0.:-")

SIGNS = frozenset(".:-")
"""What an address has beside letters and digits; the 字母 key gives them behind 0."""


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount while it is keyed. fen: 0..MAX_KEYED_FEN. preset: the next digit replaces it, as nothing was keyed yet
    or what was keyed is refused.
    """

    fen: int = 0
    preset: bool = False

    def keyed(self, digits: str) -> "Amount":
        """The amount after this digit, or 00; unchanged when it would not fit."""
        fen = (0 if self.preset else self.fen) * 10 ** len(digits) + int(digits)
        return Amount(fen) if fen <= MAX_KEYED_FEN else self

    def cleared(self) -> "Amount":
        """The amount without its last digit."""
        return Amount(self.fen // 10)


def plain(character: str | None) -> str:
    """A keyed character in half width; "" for anything that is not one printable ASCII character."""
    text = (character or "").translate(_FULL_WIDTH)
    return text if len(text) == 1 and " " < text <= "~" else ""


def packed(text: str, *, letters: bool = False) -> str:
    """Text that came in one piece, without the spaces and dashes of print; "" where anything else does not belong."""
    signs = [plain(sign) for sign in text if not sign.isspace() and sign != "-"]
    fits = all(sign.isdecimal() or (letters and sign.isalpha()) for sign in signs)
    return "".join(signs).upper() if fits else ""


def keyed(text: str, character: str, limit: int, *, letters: bool = False, restart: bool = False) -> str:
    """`text` with `character` behind it, if it is allowed and fits. restart: a full entry begins anew."""
    allowed = character.isdecimal() or (letters and character.isalpha())
    if not allowed:
        return text
    if len(text) >= limit:
        return character.upper() if restart else text
    return text + character.upper()


def lettered(text: str, *, signs: bool = False) -> str:
    """`text` with its last character turned to the next one on the same key: 2 -> A -> B -> C -> 2, where an address
    is keyed (signs) 0 -> . -> : too.
    """
    for row in _SIGNED if signs else _LETTERS:
        if text and text[-1] in row:
            return text[:-1] + row[(row.index(text[-1]) + 1) % len(row)]
    return text


def quantity_keyed(now: int, digit: str, most: int) -> int:
    """A quantity after this digit: behind what stands there where that fits into `most`, else in its place."""
    longer = now * 10 + int(digit)
    if longer <= most:
        return longer
    return min(int(digit), most)


def is_month_day(text: str) -> bool:
    """Is this MMDD a day of some year? 0229 is."""
    if len(text) != 4 or not (text.isascii() and text.isdecimal()):
        return False
    month, day = int(text[:2]), int(text[2:])
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(_LEAP_YEAR, month)[1]
