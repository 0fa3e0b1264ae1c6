"""An acquirer of one's own: a TOML file that extends a shipped profile (docs/how-to-profile.md). Text in, Profile out.

The rule: it fails closed. An unknown key, a value out of bounds, a field shown more openly than the shipped row shows
it or a MAC field that is no MAC any more is a ProfileError that names file and key; nothing is guessed or passed over.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from string import ascii_lowercase, digits
from types import MappingProxyType
from typing import Any

from protocol.codec import CAPACITY
from protocol.codes import Code
from protocol.dialects import PLAIN, Capabilities
from protocol.dialects.unionpay.envelope import Envelope
from protocol.dialects.unionpay.profiles import AUTO, PROFILES, VARIANTS, Profile, ProfileError, named
from protocol.dialects.unionpay.sheet import MAX_TEXT, Sheet
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.errors import EncodeError
from protocol.fields import FieldSpec, Kind, Sensitivity, Table
from protocol.security import MacKind
from protocol.transactions import CardReader

MAX_FILE = 32_768
"""Bytes of a file; the shipped table with every column of every field written out has half of it."""
MAX_DOTS = 16
"""Dots in a line: keys have two at most and texts a few. Python's reader takes time, and memory, by their square."""
MAX_NAME = 32
MAX_LENGTH = 999
"""Of a field: three digits of length, as LLL says."""

_NAME_CHARACTERS = frozenset(ascii_lowercase + digits + "-")
_MAC_FIELDS = frozenset({64, 128})
_NIBBLES = frozenset({Kind.DIGITS, Kind.TRACK})
_PREFIXES = (0, 2, 3)
_FILLERS = tuple("0123456789ABCDEF")
_OPENNESS = tuple(Sensitivity)  # from open to secret
_OWN_CLASS = "E"  # of a code that no table lists: the system's side; the money stays unknown
_READER = "card_read_by"


def _columns(number: int) -> dict[str, Any]:
    return {name: getattr(UNIONPAY[number], name) for name in ("kind", "length", "right")}


# key of the file -> (field, word -> columns of its row)
_SHORTHANDS: Mapping[str, tuple[int, Mapping[str, Mapping[str, Any]]]] = {
    "field22": (22, {"left": _columns(22), "right": VARIANTS["right-22"].sets}),
    "field48": (48, {"bcd": _columns(48), "ascii": VARIANTS["text-48"].sets}),
    "field60": (60, {"bcd": _columns(60), "ascii": VARIANTS["text-60"].sets}),
    "field61": (61, {"bcd": _columns(61), "ascii": VARIANTS["text-61"].sets}),
}


def read_file(name: str) -> Profile:
    """The profile in the TOML file `name`. Raises ProfileError."""
    try:
        with open(name, "rb") as file:
            data = file.read(MAX_FILE + 1)
        text = data.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text, or no file's name"
        raise ProfileError(f"can't be read: {reason}", file=name) from None
    if len(data) > MAX_FILE:
        raise ProfileError(f"a profile has at most {MAX_FILE} bytes", file=name)
    return read_toml(text, name)


def read_toml(text: str, file: str) -> Profile:
    """The profile that `text` describes; `file` is its name in errors. Raises ProfileError."""
    _bounded(text, file)
    try:
        rows = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProfileError(f"not TOML: {str(error)[:MAX_TEXT]}", file=file) from None
    sheet = Sheet(file, "", rows)
    base = _base(sheet)
    name = _name(sheet)
    declared = _capabilities(sheet.sheet("capabilities"))
    profile = Profile(
        name=name,
        zh=sheet.text("zh", name),
        en=sheet.text("en", name),
        length=sheet.flag("length", base.length),
        tpdu=_front(sheet, "tpdu", base.tpdu),
        header=_front(sheet, "header", base.header),
        mac=sheet.word("mac", base.mac, MacKind),
        table=_table(sheet, base.table),
        capabilities=declared,
        codes=_codes(sheet.sheet("codes"), base.codes),
        source=sheet.text("source", file[-MAX_TEXT:]),
        live=sheet.flag("live", base.live),
        own_parts=declared != replace(PLAIN, sign_on=declared.sign_on, card_read_by=declared.card_read_by),
    )
    sheet.finish()
    return profile


def _bounded(text: str, file: str) -> None:
    if len(text) > MAX_FILE:
        raise ProfileError(f"a profile has at most {MAX_FILE} characters", file=file)
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MAX_DOTS:
            raise ProfileError(f"line {number} has more than {MAX_DOTS} dots", file=file)


def _base(sheet: Sheet) -> Profile:
    name = sheet.text("extends")
    try:
        return named(name)
    except ProfileError as error:
        raise sheet.error("extends", error.reason) from None


def _name(sheet: Sheet) -> str:
    name = sheet.text("name")
    if len(name) > MAX_NAME or not set(name) <= _NAME_CHARACTERS:
        raise sheet.error("name", f"a name has 1 to {MAX_NAME} characters of a-z, 0-9 and -")
    if name in {*PROFILES, AUTO}:
        raise sheet.error("name", "this name is taken by a shipped profile")
    return name


def _front(sheet: Sheet, key: str, default: str | None) -> str | None:
    value = sheet.digits_or_false(key, default)
    try:
        Envelope(value if key == "tpdu" else None, value if key == "header" else None)
    except EncodeError as error:
        raise sheet.error(key, error.reason) from None
    return value


def _capabilities(sheet: Sheet) -> Capabilities:
    """What the file declares; never what the extended profile does, as nothing is assumed of a peer."""
    flags = {row.name: sheet.flag(row.name, getattr(PLAIN, row.name)) for row in fields(PLAIN) if row.name != _READER}
    reader = sheet.word(_READER, PLAIN.card_read_by, CardReader)
    sheet.finish()
    return Capabilities(**flags, card_read_by=reader)


def _codes(sheet: Sheet, base: Mapping[str, Code]) -> Mapping[str, Code]:
    """The base's texts with those of the file. A code's class and what it says of the money are not the file's."""
    codes = dict(base)
    for code in sheet.names():
        if not (len(code) == 2 and code.isascii() and code.isprintable()):
            raise sheet.error(code, "a response code has two printable characters")
        row = sheet.sheet(code)
        known = base.get(code)
        zh = row.text("zh", known.zh if known else None)
        en = row.text("en", known.en if known else None)
        codes[code] = replace(known or Code(code, _OWN_CLASS, zh, en), zh=zh, en=en)
        row.finish()
    return MappingProxyType(codes)


# --- the field table -----------------------------------------------------------------------------------------------


def _table(sheet: Sheet, base: Table) -> Table:
    rows = dict(base)
    for key, (number, words) in _SHORTHANDS.items():
        if key in sheet.names():
            rows[number] = rows[number].changed(**words[sheet.one_of(key, "", words)])
    changes = sheet.sheet("fields")
    for key in changes.names():
        number = int(key) if len(key) <= 3 and key.isascii() and key.isdecimal() else 0
        if str(number) != key or number not in rows:
            raise changes.error(key, f"fields have numbers from {min(rows)} to {max(rows)}")
        rows[number] = _row(changes.sheet(key), rows[number])
    return MappingProxyType(rows)


def _row(sheet: Sheet, base: FieldSpec) -> FieldSpec:
    kind = sheet.word("kind", base.kind, Kind)
    if kind not in _NIBBLES and {"right", "filler"} & set(sheet.names()):
        raise sheet.error("", "right and filler are about the odd nibble of digits")
    prefix = sheet.number("prefix", base.prefix, _PREFIXES)
    binary = sheet.flag("binary_prefix", base.binary_prefix)
    most = min(MAX_LENGTH, CAPACITY.get((prefix, binary), MAX_LENGTH))
    row = FieldSpec(
        number=base.number,
        zh=sheet.text("zh", base.zh),
        en=sheet.text("en", base.en),
        kind=kind,
        length=sheet.number("length", base.length, range(1, most + 1)),
        prefix=prefix,
        right=sheet.flag("right", base.right and kind in _NIBBLES),
        sensitivity=sheet.word("sensitivity", base.sensitivity, Sensitivity),
        source=sheet.text("source", base.source),
        binary_prefix=binary,
        filler=sheet.one_of("filler", base.filler, _FILLERS),
    )
    if _OPENNESS.index(row.sensitivity) < _OPENNESS.index(base.sensitivity):
        raise sheet.error("sensitivity", f"this field is shown as {base.sensitivity}, never more openly")
    if base.number in _MAC_FIELDS and (row.kind, row.length, row.prefix) != (base.kind, base.length, base.prefix):
        raise sheet.error("", "the MAC has 8 bytes, as they are; how it is made is the key mac")
    sheet.finish()
    return row
