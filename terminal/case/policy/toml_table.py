"""TOML values read by rows: a table is its keys, and each key says what it may be. Nothing of a policy here. Pure.

The rule: whatever no row allows is `Wrong`, with the path that leads to it; nothing is guessed or passed over.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from terminal.case.policy.toml_lines import Path
from terminal.columns import clean

Reader = Callable[[object, Path], Any]
"""Makes the value of what stands there. Raises Wrong."""

_NEEDED = object()


class Wrong(Exception):
    """A value is; path leads to it."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table. holds: what, for the docs. preset: where it is left out; without one it must stand there."""

    name: str
    read: Reader
    holds: str
    preset: object = _NEEDED

    @property
    def needed(self) -> bool:
        """It must stand there."""
        return self.preset is _NEEDED


def table(keys: Iterable[Key], make: Callable[..., Any] = dict) -> Reader:
    """A table with these keys and no other; make: called with them by name."""
    rows = {key.name: key for key in keys}

    def read(value: object, path: Path) -> Any:
        if not isinstance(value, dict):
            raise Wrong(path, "a table wanted")
        for name in value:
            if name not in rows:
                raise Wrong((*path, name), f"unknown key; one of: {', '.join(rows)}")
        return make(**{name: _value(key, value, path) for name, key in rows.items()})

    return read


def table_by(words: Mapping[str, Any], read: Reader, preset: object = _NEEDED) -> Reader:
    """A table whose keys are words for something; without a preset each must stand there, and None leaves it out."""
    keys = [Key(word, read, "", preset) for word in words]
    return table(keys, lambda **values: {words[name]: one for name, one in values.items() if one is not None})


def array(most: int, read_one: Reader) -> Reader:
    """A list of at most so many, each read by itself."""

    def read(value: object, path: Path) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) > most:
            raise Wrong(path, f"a list of at most {most} wanted")
        return tuple(read_one(one, (*path, place)) for place, one in enumerate(value))

    return read


def whole(least: int, most: int) -> Reader:
    """A whole number."""

    def read(value: object, path: Path) -> int:
        if type(value) is not int or not least <= value <= most:
            raise Wrong(path, f"a whole number from {least} to {most} wanted")
        return value

    return read


def word(words: type[StrEnum], *only: StrEnum) -> Reader:
    """A member by its value; only: which of them."""
    known = [str(one) for one in only or tuple(words)]

    def read(value: object, path: Path) -> StrEnum:
        if not isinstance(value, str) or value not in known:
            raise Wrong(path, f"one of: {', '.join(known)}")
        return words(value)

    return read


def text(most: int) -> Reader:
    """Text on one line."""

    def read(value: object, path: Path) -> str:
        fits = isinstance(value, str) and 0 < len(value.strip()) <= len(value) <= most
        if not isinstance(value, str) or not fits or clean(value) != value:
            raise Wrong(path, f"text of 1 to {most} characters that can be printed wanted")
        return value

    return read


def day(value: object, path: Path) -> date:
    """A local date."""
    if type(value) is not date:
        raise Wrong(path, "a day without quotes wanted, such as 2026-01-31")
    return value


def spelt(path: Path) -> str:
    """The path as people write it; places count from 1."""
    return "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")


def _value(key: Key, values: Mapping[str, object], path: Path) -> object:
    if key.name in values:
        return key.read(values[key.name], (*path, key.name))
    if key.needed:
        raise Wrong((*path, key.name), "is missing")
    return key.preset
