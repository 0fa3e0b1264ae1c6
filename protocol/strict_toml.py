"""TOML of people, within bounds: a key of many parts, or tables within tables without end, cost gigabytes. Pure.

The rule: whatever can't be taken is a TomlFault, a ValueError, and is refused before it is read.
"""

import re
import tomllib
from typing import Any

MAX_TEXT = 262_144
"""Characters of a file that says no other limit."""
MAX_DOTS = 64
"""In one line: tomllib keeps every beginning of a key, so that its cost grows with the square of a key's parts."""

_PLACE = re.compile(r"\(at line (\d{1,9}), column (\d{1,9})\)\Z")


class TomlFault(ValueError):
    """why: a word by which a catalogue knows it, filled by the details: toml (line, column), toml_end (the end of the
    text is where it breaks), toml_long (most), toml_dots (line, most), toml_deep. words: the same in English.
    """

    def __init__(self, why: str, words: str, **details: int) -> None:
        super().__init__(words)
        self.why, self.details = why, details


def read_toml(text: str, most: int = MAX_TEXT) -> dict[str, Any]:
    """The tables. most: characters. Raises TomlFault."""
    if len(text) > most:
        raise TomlFault("toml_long", f"more than {most} characters", most=most)
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MAX_DOTS:
            words = f"more than {MAX_DOTS} dots (at line {number}, column 1)"
            raise TomlFault("toml_dots", words, line=number, most=MAX_DOTS)
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise TomlFault("toml_deep", "tables within tables, too deep") from None
    except ValueError as error:
        raise _misread(str(error)) from None


def _misread(words: str) -> TomlFault:
    """The parser says the place at the end of its words."""
    place = _PLACE.search(words)
    if place is None:
        return TomlFault("toml_end", words)
    return TomlFault("toml", words, line=int(place[1]), column=int(place[2]))
