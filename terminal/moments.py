"""Moments: a day and a time in digits, as hosts write them; and the zone of one that was kept. Pure.

The rule: digits that are no moment are a ValueError; of what was kept nothing is one.
"""

import re
from datetime import datetime

_DIGITS = len("yyyymmddhhmmss")
_ZONE = re.compile(r"([+-]\d\d:\d\d|Z)?$")


def moment_of(digits: str) -> datetime:
    """yyyymmddhhmmss, of no time zone. Raises ValueError."""
    if len(digits) != _DIGITS or not (digits.isascii() and digits.isdecimal()):
        raise ValueError("a moment is yyyymmddhhmmss")
    return datetime.fromisoformat(f"{digits[:8]}T{digits[8:]}")


def zone_of(at: str) -> str:
    """Behind a kept ISO time: the zone that the terminal had then, "" where none was kept."""
    return str(_ZONE.findall(at)[0])
