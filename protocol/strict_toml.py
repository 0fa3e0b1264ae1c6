"""TOML of people, within bounds: a key of many parts, or tables within tables without end, cost gigabytes. Pure.

The rule: whatever can't be taken is a ValueError, and is refused before it is read.
"""

import tomllib
from typing import Any

MAX_TEXT = 262_144
"""Characters of a file that says no other limit."""
MAX_DOTS = 64
"""In one line: tomllib keeps every beginning of a key, so that its cost grows with the square of a key's parts."""


def read_toml(text: str, most: int = MAX_TEXT) -> dict[str, Any]:
    """The tables. most: characters. Raises ValueError."""
    if len(text) > most:
        raise ValueError(f"more than {most} characters")
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MAX_DOTS:
            raise ValueError(f"more than {MAX_DOTS} dots (at line {number}, column 1)")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("tables within tables, too deep") from None
