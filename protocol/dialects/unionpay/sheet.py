"""One table of a TOML file, read key by key: what is wrong, missing or left over is a ProfileError with file and key.

No meaning of keys here; protocol.dialects.unionpay.acquirer has it.
"""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from protocol.dialects.unionpay.profiles import ProfileError

MAX_TEXT = 80
"""Characters of a name or text: a line on a screen."""

_Word = TypeVar("_Word", bound=StrEnum)


class Sheet:
    """One table of `file`, at the dotted path `key` in it ("" the whole): gives each key once, and knows the rest.

    Every reader takes the key's value or `default`, and raises ProfileError for one of another kind or out of bounds.
    A default is what the shipped profile has, and is not judged; None: the key must be there.
    """

    def __init__(self, file: str, key: str, rows: dict[str, Any]) -> None:
        self._file, self._key, self._rows = file, key, rows

    def error(self, key: str, reason: str) -> ProfileError:
        return ProfileError(reason, file=self._file, key=self._path(key))

    def names(self) -> tuple[str, ...]:
        return tuple(self._rows)

    def text(self, key: str, default: str | None = None) -> str:
        if default is not None and key not in self._rows:
            return default
        value = self._take(key, default, str, "a text")
        if not (0 < len(value) <= MAX_TEXT and value.isprintable()):
            raise self.error(key, f"a text of 1 to {MAX_TEXT} printable characters is wanted")
        return str(value)

    def flag(self, key: str, default: bool) -> bool:
        return bool(self._take(key, default, bool, "true or false"))

    def number(self, key: str, default: int, allowed: Sequence[int]) -> int:
        few = ", ".join(map(str, allowed)) if len(allowed) < 4 else f"{allowed[0]} to {allowed[-1]}"
        value = self._take(key, default, int, "a whole number")
        if isinstance(value, bool) or not (value == default or value in allowed):
            raise self.error(key, f"a whole number of {few} is wanted")
        return int(value)

    def one_of(self, key: str, default: str, words: Collection[str]) -> str:
        wanted = "one of " + ", ".join(words)
        value = self._take(key, default, str, wanted)
        if value not in words:
            raise self.error(key, f"{wanted} is wanted")
        return str(value)

    def word(self, key: str, default: _Word, words: type[_Word]) -> _Word:
        return words(self.one_of(key, default.value, [word.value for word in words]))

    def digits_or_false(self, key: str, default: str | None) -> str | None:
        value = self._take(key, default or False, (str, bool), "digits in quotes, or false")
        if value is True:
            raise self.error(key, "digits in quotes, or false, are wanted")
        return value.upper() if value else None

    def sheet(self, key: str) -> "Sheet":
        return Sheet(self._file, self._path(key), self._take(key, {}, dict, "a table"))

    def finish(self) -> None:
        if self._rows:
            raise self.error(next(iter(self._rows)), "there is no such key")

    def _path(self, key: str) -> str:
        shown = "".join(letter if letter.isprintable() else "?" for letter in key[:MAX_TEXT])
        return ".".join(part for part in (self._key, shown) if part)

    def _take(self, key: str, default: Any, kind: type | tuple[type, ...], wanted: str) -> Any:
        value = self._rows.pop(key, default)
        if value is None:
            raise self.error(key, "this key must be there")
        if not isinstance(value, kind):
            raise self.error(key, f"{wanted} is wanted")
        return value
