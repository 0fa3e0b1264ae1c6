"""Where in a TOML text a key stands: its line, by the path of tables that leads to it. tomllib keeps none. Pure.

The text is one that tomllib has read; of any other the answer means nothing. The rule: what is not found has the line
of what it stands in, so that an error always leads to a line near it.
"""

import re
import tomllib
from collections.abc import Mapping

Path = tuple[str | int, ...]
"""Keys from the outside in; a place in an array of tables counts from 0."""

_BETWEEN = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_KEY = re.compile(r'[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|\'[^\']*\'')
_PIECE = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|\'[^\']*\'|#[^\n]*|[\[{]|[\]}]|\n|[^"\'#\[\]{}\n]+',
    re.DOTALL,
)
_DEEPER = {"[": 1, "{": 1, "]": -1, "}": -1}


def lines_of(text: str) -> Mapping[Path, int]:
    """Line (from 1) of every key and table header. What an inline table holds has that of its statement."""
    lines: dict[Path, int] = {}
    tables: dict[Path, int] = {}
    table: Path = ()
    at = _BETWEEN.match(text, 0).end()  # type: ignore[union-attr]  # it matches the empty text too
    while at < len(text):
        line = text.count("\n", 0, at) + 1
        if text[at] == "[":
            many = text.startswith("[[", at)
            keys, at = _keys(text, at + 1 + many)
            table = _opened(keys, tables, many=many)
            lines[table] = line
            at = _end(text, at + 1 + many)
        else:
            keys, at = _keys(text, at)
            for depth in range(1, len(keys) + 1):
                lines.setdefault((*table, *keys[:depth]), line)
            at = _end(text, at + 1)
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]
    return lines


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """Of this key, or of the nearest table around it; 0 for the text as a whole."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)


def _keys(text: str, at: int) -> tuple[Path, int]:
    """The dotted key here, and where it ends."""
    keys: list[str | int] = []
    while True:
        at = _BLANK.match(text, at).end()  # type: ignore[union-attr]
        found = _KEY.match(text, at)
        if found is None:
            return tuple(keys), at
        keys.append(_named(found.group()))
        at = _BLANK.match(text, found.end()).end()  # type: ignore[union-attr]
        if not text.startswith(".", at):
            return tuple(keys), at
        at += 1


def _named(key: str) -> str:
    return str(tomllib.loads(f"key = {key}")["key"]) if key[0] in "\"'" else key


def _opened(keys: Path, tables: dict[Path, int], *, many: bool) -> Path:
    """The path of a header's table: behind the name of an array of tables stands the place of its last."""
    path: Path = ()
    for depth, key in enumerate(keys, 1):
        path = (*path, key)
        if many and depth == len(keys):
            tables[path] = tables.get(path, -1) + 1
        if path in tables:
            path = (*path, tables[path])
    return path


def _end(text: str, at: int) -> int:
    """Behind the value, or the header, that goes on here."""
    depth = 0
    for piece in _PIECE.finditer(text, at):
        depth += _DEEPER.get(piece.group(), 0)
        if piece.group() == "\n" and depth <= 0:
            return piece.end()
    return len(text)
