"""Shapes that the parts of a typed value have: digits of one length, printable text, amounts. Reasons, never contents.

The one rule: what a value is made of is judged when it is made, and the ValueError says what was wanted, never what
came, so that a card number can't reach a log.
"""

from protocol.money import MAX_FEN


def require(fits: bool, what: str) -> None:
    """Raises ValueError(what) unless it fits."""
    if not fits:
        raise ValueError(what)


def is_digits(text: str, length: int) -> bool:
    """Exactly `length` ASCII digits."""
    return len(text) == length and text.isascii() and text.isdecimal()


def is_number(text: str) -> bool:
    """主账号: 13 to 19 digits."""
    return 13 <= len(text) <= 19 and is_digits(text, len(text))


def is_reference(text: str) -> bool:
    """参考号: 12 ASCII letters or digits."""
    return len(text) == 12 and text.isascii() and text.isalnum()


def is_printable(text: str, length: int) -> bool:
    """Exactly `length` printable ASCII characters."""
    return len(text) == length and text.isascii() and text.isprintable()


def require_amount(fen: int, what: str) -> None:
    """1..MAX_FEN."""
    require(0 < fen <= MAX_FEN, f"{what} is 1 fen or more")


def require_month_day(text: str, what: str) -> None:
    """Four digits MMDD; which year is the caller's question."""
    require(is_digits(text, 4), f"{what} is MMDD")
