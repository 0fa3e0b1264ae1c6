"""Ways in which people write a card's number, or print it: what must find one or hide it is tried with all of them.

Lists no digit of the product's own rules: the canary (canary.py), the masks of words (tests/terminal/case) and the
lists of scanned codes (tests/scanner) are each tried with this table.
"""

import re
from collections.abc import Callable

# fmt: off
_BETWEEN_FOURS = {
    "a blank": " ", "a hyphen": "-", "dots": ".", "slashes": "/", "underscores": "_", "colons": ":", "commas": ",",
    "an en dash": "–", "an em dash": "—", "a minus": "−", "a middle dot": "·", "a wide blank": "\u3000",
    "a hard blank": "\u00a0", "nothing to see": "\u200b", "two signs": ", ", "a row": " --- ", "a backslash": "\\",
    "a new line": "\n", "a bar": "|", "a star": "*", "a tab": "\t", "a semicolon": ";", "an apostrophe": "'",
    "six hyphens": "-" * 6, "a leader": "." * 40,
}
# fmt: on
_SCRIPTS = {"full width": 0xFF10, "Arabic": 0x0660, "Devanagari": 0x0966}


def _cut(number: str, *sizes: int) -> list[str]:
    """Groups of these sizes, the last of what is left."""
    groups: list[str] = []
    for size in sizes:
        groups, number = [*groups, number[:size]], number[size:]
    return [*groups, number]


def fours(number: str) -> list[str]:
    """As cards have them."""
    return re.findall(".{1,4}", number)


def _by(sign: str) -> Callable[[str], str]:
    return lambda number: sign.join(fours(number))


def _of(zero: int) -> Callable[[str], str]:
    return lambda number: number.translate({48 + digit: zero + digit for digit in range(10)})


def _in_turn(groups: list[str], signs: str) -> str:
    return "".join(group + signs[at % len(signs)] for at, group in enumerate(groups))[:-1]


CARD_PRINTS: dict[str, Callable[[str], str]] = {
    "whole": lambda number: number,
    "within words": lambda number: f"卡号{number}已核",
    "behind letters": lambda number: f"TRX{number}",
    **{f"fours by {name}": _by(sign) for name, sign in _BETWEEN_FOURS.items()},
    "signs of all kinds": lambda number: _in_turn(fours(number), " ,/"),
    "dots and slashes": lambda number: _in_turn(fours(number), "./"),
    "pairs": lambda number: " ".join(re.findall("..?", number)),
    "pairs by dots": lambda number: ".".join(re.findall("..?", number)),
    "single digits": " ".join,
    "single digits by slashes": "/".join,
    "groups of 5": lambda number: "-".join(re.findall(".{1,5}", number)),
    "six and the rest": lambda number: ".".join(_cut(number, 6)),
    "as American Express": lambda number: "/".join(_cut(number, 4, 6)),
    "a long tail": lambda number: " ".join(_cut(number, 2)),
    "like amounts": lambda number: _in_turn(re.findall("..?", number), ". "),
    **{name: _of(zero) for name, zero in _SCRIPTS.items()},
    "circled": lambda number: re.sub("[1-9]", lambda one: chr(0x245F + int(one[0])), number),
    "Chinese": lambda number: number.translate({48 + at: sign for at, sign in enumerate("〇一二三四五六七八九")}),
    "another number by": lambda number: f"8000 0026 0001 49 {number}",
    "behind a day": lambda number: f"2026-11-22 10:30:00 {' '.join(fours(number))}",
}
"""What is written in one, by the name of the way; to each a card's number of 13 to 19 digits is given."""

# fmt: off
NO_CARDS = (
    # what the trade writes, and what no mask may touch
    "8000 0026 0001 49", "80000026000149", "8000.0026.0001.49", "8000/0026/0001/49", "000000000149",
    "000000000149/1122", "261123000001", "2026-11-22 10:30:00", "2026/11/23 10:20:30", "2026.11.23 10:20:30",
    "2026/11/23 10:20:30.123", "2026-11-22 10:30:00, 128.50", "2026/11/23 128.50 99.00", "50.00, 28.50, 128.50, 40.00",
    "1,234,567.89 12,345.67", "50.00 13800001111", "20261122103000", "20261123102030", "R-1",
    "13800001111 13900002222", "0571-88886666 021-12345678", "356938035643809", "", "ICBC202611220001",
    "5,000.00 60.00", "192.168.100.200 10.0.0.1",
)
# fmt: on
