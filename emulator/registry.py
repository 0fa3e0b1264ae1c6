"""Which terminals an acquirer serves, and under which master key each: `--terminals FILE.toml`, or none listed.

A file has one table a terminal:

    [[terminal]]
    merchant_no = "888888800000001"   # 15 characters, field 42
    name        = "前台"               # 40 bytes of GB18030 at most, as field 43 holds it
    terminal_no = "10000001"          # 8 characters, field 41
    key         = "published"         # the published test key, or the name of a key that was loaded

The rule: it fails closed. What is unknown, doubled or out of bounds is a RegistryError with file and key, and keys are
never in a file or an error: a file names them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from emulator.shop.table import ShopError, Table
from protocol.security import PRACTICE_MASTER_KEY, MasterKey, refuse_published
from protocol.strict_toml import read_toml
from protocol.transactions.checks import is_printable

PUBLISHED = "published"
MAX_FILE = 2_097_152
"""Bytes of a file: MAX_TERMINALS at some 200 bytes each."""
MAX_TERMINALS = 10_000
MAX_NAME_BYTES = 40

_KEY_NAME = re.compile(r"(?![0-9A-Fa-f]{16,}$)[A-Za-z0-9._-]{1,40}")


class RegistryError(ValueError):
    """The terminals can't be had: `file` and `key` (such as terminal[2].key, or "") say where, `reason` why."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(": ".join(part for part in (file, key, reason) if part))
        self.file, self.key, self.reason = file, key, reason


class Others(Enum):
    """Who is served beside the terminals of the list, under the published test key."""

    NOBODY = "nobody"
    JOURNALS = "journals"  # practice terminals: they get a number at their first sign-on
    ANYBODY = "anybody"  # whatever merchant and terminal number they bring


@dataclass(frozen=True, slots=True)
class Listed:
    """A terminal of the list."""

    merchant_no: str
    name: str
    terminal_no: str
    master_key: MasterKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class Registry:
    """listed: by terminal number."""

    listed: Mapping[str, Listed]
    others: Others
    _merchants: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_merchants", frozenset(row.merchant_no for row in self.listed.values()))

    def master_key(self, terminal_no: str) -> MasterKey:
        """What this terminal's working keys are sealed under."""
        listed = self.listed.get(terminal_no)
        return listed.master_key if listed else PRACTICE_MASTER_KEY

    def has_merchant(self, merchant_no: str) -> bool:
        """Whether the list has terminals of this merchant, or takes anybody's."""
        return self.others is Others.ANYBODY or merchant_no in self._merchants

    @property
    def published_only(self) -> bool:
        """Nobody is served under a key that must stay secret."""
        return all(row.master_key == PRACTICE_MASTER_KEY for row in self.listed.values())


PRACTICE = Registry(MappingProxyType({}), Others.JOURNALS)
ANYBODY = Registry(MappingProxyType({}), Others.ANYBODY)


def is_key_name(name: str) -> bool:
    """What a key may be called; never the digits of one, as written in the wrong place."""
    return _KEY_NAME.fullmatch(name) is not None


def open_registry(name: str, keys: Mapping[str, MasterKey], *, live: bool = False) -> Registry:
    """The terminals of the TOML file `name`. keys: loaded ones, by name (emulator.key_store). live: the published key
    is refused.
    """
    try:
        with open(name, "rb") as file:
            data = file.read(MAX_FILE + 1)
        text = data.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text, or no file's name"
        raise RegistryError(name, "", f"can't be read: {reason}") from None
    if len(data) > MAX_FILE:
        raise RegistryError(name, "", f"a list of terminals has at most {MAX_FILE} bytes")
    return read_registry(text, name, keys, live=live)


def read_registry(text: str, file: str, keys: Mapping[str, MasterKey], *, live: bool = False) -> Registry:
    """The terminals that `text` lists; `file` is its name in errors. Nobody else is served."""
    try:
        values = read_toml(text, MAX_FILE)
    except ValueError as error:
        raise RegistryError(file, "", f"not TOML: {str(error)[:80]}") from None
    if "terminal" not in values:
        raise RegistryError(file, "", "a table [[terminal]] for each terminal is wanted, and there is none")
    try:
        return _registry(Table(file, "", values), keys, live)
    except ShopError as error:
        raise RegistryError(error.file, error.key, error.reason) from None


def _registry(top: Table, keys: Mapping[str, MasterKey], live: bool) -> Registry:
    listed: dict[str, Listed] = {}
    rows = top.tables("terminal")
    top.no_more()
    if len(rows) > MAX_TERMINALS:
        raise top.error("terminal", f"at most {MAX_TERMINALS} terminals are listed")
    for row in rows:
        one = _listed(row, keys, live)
        if one.terminal_no in listed:
            raise row.error("terminal_no", f"{one.terminal_no} is listed already")
        listed[one.terminal_no] = one
    return Registry(MappingProxyType(listed), Others.NOBODY)


def _listed(row: Table, keys: Mapping[str, MasterKey], live: bool) -> Listed:
    merchant_no, terminal_no = _number(row, "merchant_no", 15), _number(row, "terminal_no", 8)
    name = row.text("name")
    if not name.isprintable() or len(name.encode("gb18030")) > MAX_NAME_BYTES:
        raise row.error("name", f"printable text of at most {MAX_NAME_BYTES} bytes in GB18030 is expected")
    key = _key(row, keys, live)
    row.no_more()
    return Listed(merchant_no, name, terminal_no, key)


def _number(row: Table, key: str, length: int) -> str:
    value = row.text(key)
    if not is_printable(value, length) or value.strip("0 ") == "":
        raise row.error(key, f"{length} printable characters, not all zero, are expected")
    return value


def _key(row: Table, keys: Mapping[str, MasterKey], live: bool) -> MasterKey:
    name = row.text("key")
    key = PRACTICE_MASTER_KEY if name == PUBLISHED else keys.get(name)
    if key is None:
        raise row.error("key", f"no key {name!r} is loaded" if is_key_name(name) else "the name of a key is expected")
    try:
        refuse_published(key, live=live)
    except ValueError as error:
        raise row.error("key", str(error)) from None
    return key
