"""One TOML table read key by key: every value is asked for by name and shape, and a wrong one is a ShopError.

Knows nothing of shops or scenarios. The rule: whoever reads a table says at the end that nothing else may stand in it
(`no_more`).
"""

from collections.abc import Sequence


class ShopError(ValueError):
    """The shop's data is wrong: `file` and `key` (a path such as order[3].lines, or "") say where, `reason` why."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(file, key, reason)
        self.file = file
        self.key = key
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.reason}" if self.key else f"{self.file}: {self.reason}"


class Table:
    """A TOML table at `path` (such as "order[3]") of `file`. Every reader raises ShopError naming its key."""

    def __init__(self, file: str, path: str, values: dict[str, object]) -> None:
        self._file = file
        self._path = path
        self._values = values
        self._read: set[str] = set()

    def error(self, key: str, reason: str) -> ShopError:
        """An error at `key` of this table ("": the table itself), to be raised by the caller."""
        return ShopError(self._file, ".".join(part for part in (self._path, key) if part), reason)

    def names(self) -> tuple[str, ...]:
        """What is given, in the file's order."""
        return tuple(self._values)

    def has(self, key: str) -> bool:
        """Whether the key is given."""
        return key in self._values

    def any(self, key: str) -> object:
        """Whatever is there, for the caller to judge."""
        return self._take(key)

    def text(self, key: str) -> str:
        """Text that is not empty."""
        value = self._take(key)
        if not isinstance(value, str) or not value:
            raise self.error(key, "text is expected")
        return value

    def whole(self, key: str, least: int, most: int) -> int:
        """A whole number from `least` to `most`."""
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.error(key, f"a whole number from {least} to {most} is expected")
        return value

    def flag(self, key: str) -> bool:
        """True or false; false where the key is not given."""
        value = self._take(key) if self.has(key) else False
        if not isinstance(value, bool):
            raise self.error(key, "true or false is expected")
        return value

    def one_of(self, key: str, words: Sequence[str]) -> str:
        """One of `words`."""
        value = self.text(key)
        if value not in words:
            raise self.error(key, f"one of: {', '.join(words)}")
        return value

    def rows(self, key: str) -> list[list[object]]:
        """A list of lists, at least one."""
        value = self._take(key)
        if not isinstance(value, list) or not value or not all(isinstance(row, list) for row in value):
            raise self.error(key, "a list of lists is expected, at least one")
        return value

    def table(self, key: str) -> "Table":
        """The table under `key`."""
        value = self._take(key)
        if not isinstance(value, dict):
            raise self.error(key, "a table is expected")
        return Table(self._file, f"{self._path}.{key}" if self._path else key, value)

    def tables(self, key: str) -> list["Table"]:
        """The list of tables under `key`, at least one; their paths count from 1."""
        value = self._take(key)
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            raise self.error(key, "a list of tables is expected, at least one")
        return [Table(self._file, f"{key}[{place}]", item) for place, item in enumerate(value, 1)]

    def no_more(self) -> None:
        """ShopError at the first key that nobody asked for: a misspelt key is never passed over."""
        for key in self._values:
            if key not in self._read:
                raise self.error(key, "unknown key")

    def _take(self, key: str) -> object:
        if key not in self._values:
            raise self.error(key, "is missing")
        self._read.add(key)
        return self._values[key]
