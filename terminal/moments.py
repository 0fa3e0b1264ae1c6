"""A day and a time in digits, as hosts write them, as a moment. Pure; the rule: what is none is a ValueError."""

from datetime import datetime

_DIGITS = len("yyyymmddhhmmss")


def moment_of(digits: str) -> datetime:
    """yyyymmddhhmmss, of no time zone. Raises ValueError."""
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdecimal()):
        raise ValueError("a moment is yyyymmddhhmmss")
    return datetime.fromisoformat(f"{digits[:8]}T{digits[8:]}")
