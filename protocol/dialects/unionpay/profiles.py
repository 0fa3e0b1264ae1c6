"""Profiles: how one acquirer writes the same messages - what stands in front, how digits lie, which MAC. Facts as rows.

A profile is a base and the variants it differs by, and so is its name: `unionpay+no-header+text-60`. Variants are the
differences that public messages and programs show (column `source`, marks of protocol.dialects.unionpay.table and S18,
a UAE acquirer's guide); none of them is an error, and none is known to the codec, which reads the table they give.
An acquirer of one's own is a TOML file that extends such a profile (protocol.dialects.unionpay.acquirer).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from protocol.codes import CODES, Code
from protocol.dialects import OURS, PLAIN, Capabilities
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.fields import Kind, Table
from protocol.plans import Codec
from protocol.security import MacKind

_COMMON = Codec(UNIONPAY)
AUTO = "auto"
"""No profile: the wish that protocol.dialects.unionpay.detect finds one. No profile may have this name."""


class ProfileError(ValueError):
    """A profile that can't be had. `file` and `key` ("fields.48.length") say where, "" when that is not a place."""

    def __init__(self, reason: str, *, file: str = "", key: str = "") -> None:
        super().__init__(": ".join(part for part in (file, key, reason) if part))
        self.reason, self.file, self.key = reason, file, key


@dataclass(frozen=True)  # no slots: it keeps its codec
class Profile:
    """How an acquirer's messages lie in their bytes, and what it declares to be able to do.

    length: a dump begins with 2 bytes of binary length, as on tcp. tpdu, header: the hex digits that our own messages
    begin with (10, and 12 or 4), None where messages have none. table: field number -> row. mac: how field 64 is made.
    codes: response code -> texts. capabilities: see house decision 3. source: where it was seen. live: its money is
    real, so that published keys are refused (protocol.security.refuse_published); no shipped profile is live.
    own_parts: refunds and scanned payments carry what only our emulator reads (field 62 RK1, the tags of field 59); of
    a file, where it declares one of our messages, which the same peer reads.
    """

    name: str
    zh: str
    en: str
    length: bool = False
    tpdu: str | None = "6000030000"
    header: str | None = "603110000100"
    table: Table = field(default_factory=lambda: UNIONPAY, repr=False)
    mac: MacKind = MacKind.ECB
    capabilities: Capabilities = PLAIN
    codes: Mapping[str, Code] = field(default_factory=lambda: MappingProxyType(CODES), repr=False)
    source: str = ""
    live: bool = False
    own_parts: bool = True

    @property
    def header_bytes(self) -> int:
        """6, 2 or 0."""
        return len(self.header or "") // 2

    @cached_property
    def codec(self) -> Codec:
        """What reads and writes the messages of `table`, and remembers their shapes: one for all who write alike."""
        return _COMMON if self.table is UNIONPAY else Codec(self.table)


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to differ. about: what it is a variant of; a profile has one variant about each thing at most.

    sets: the attributes of Profile that differ; or, where `fields` names some, the columns of FieldSpec in their rows.
    """

    name: str
    about: str
    zh: str
    en: str
    source: str
    sets: Mapping[str, Any]
    fields: frozenset[int] = frozenset()

    def change(self, table: Table) -> Table:
        """`table` with the rows of this variant."""
        return {**table, **{number: table[number].changed(**self.sets) for number in self.fields}}


_VARIABLE = frozenset(row.number for row in UNIONPAY.values() if row.prefix)
_NIBBLES = frozenset(row.number for row in UNIONPAY.values() if row.kind in {Kind.DIGITS, Kind.TRACK})
_DIGITS = _VARIABLE & _NIBBLES
_F22, _F48, _F60, _F61 = (frozenset({number}) for number in (22, 48, 60, 61))
_TEXT = {"kind": Kind.TEXT, "length": 999, "right": False}

# fmt: off
_BASES = (
    Profile("unionpay", "银联POS",  "UnionPay POS, any acquirer",  source="CUP V"),
    Profile("practice", "练习主机", "this project's own emulator", source="docs/protocol.md", capabilities=OURS),
    Profile("plain-acquirer", "普通收单主机", "our emulator with no message of its own", source="docs/protocol.md",
            own_parts=False),
)

_ROWS = (
    #       name              about     zh             en                 source   sets, in fields
    Variant("length",         "length", "有长度",      "2-byte length",   "CUP V", {"length": True}),
    Variant("no-tpdu",        "tpdu",   "无TPDU",      "no TPDU",         "V",     {"tpdu": None}),
    Variant("no-header",      "header", "无报文头",    "no header",       "V",     {"header": None}),
    Variant("short-header",   "header", "短报文头",    "2-byte header",   "code",  {"header": "0100"}),
    Variant("binary-prefix",  "prefix", "二进制长度",  "binary prefixes", "code",  {"binary_prefix": True}, _VARIABLE),
    Variant("right-digits",   "odd",    "数字右靠",    "digits right",    "code",  {"right": True}, _DIGITS),
    Variant("right-22",       "22",     "22右靠",      "22 right",        "V",     {"right": True}, _F22),
    Variant("filler-f",       "filler", "补位F",       "filler F",        "V",     {"filler": "F"}, _NIBBLES),
    Variant("text-48",        "48",     "48文本",      "48 as text",      "V",     _TEXT, _F48),
    Variant("text-60",        "60",     "60文本",      "60 as text",      "S18 V", _TEXT, _F60),
    Variant("text-61",        "61",     "61文本",      "61 as text",      "code",  _TEXT, _F61),
    Variant("long-fields",    "long",   "变长至999",   "long fields",     "K",     {"length": 999}, _VARIABLE),
    Variant("mac-ecb-single", "mac",    "单长ECB",     "single-key MAC",  "CUP",   {"mac": MacKind.ECB_SINGLE}),
    Variant("mac-x9.9",       "mac",    "X9.9",        "MAC by X9.9",     "CUP",   {"mac": MacKind.X9_9}),
    Variant("mac-x9.19",      "mac",    "X9.19",       "MAC by X9.19",    "CUP V", {"mac": MacKind.X9_19}),
    Variant("mac-x9.19-text", "mac",    "X9.19文本",   "X9.19 as text",   "code",  {"mac": MacKind.X9_19_TEXT}),
    Variant("mac-sm4",        "mac",    "SM4试验",     "SM4 (trial)",     "code",  {"mac": MacKind.SM4}),
    Variant("mac-sm4-text",   "mac",    "SM4文本试验", "SM4 text, trial", "code",  {"mac": MacKind.SM4_TEXT}),
    Variant("mac-none",       "mac",    "无MAC",       "no MAC",          "K",     {"mac": MacKind.NONE}),
)
# fmt: on

PROFILES: Mapping[str, Profile] = MappingProxyType({row.name: row for row in _BASES})
"""The bases that are shipped, by name."""
VARIANTS: Mapping[str, Variant] = MappingProxyType({row.name: row for row in _ROWS})
"""What may follow a base's name behind "+", in the order in which a name lists them."""
DEFAULT = PROFILES["unionpay"]


def open_profile(name_or_file: str) -> Profile:
    """The profile of a name (`unionpay`, `unionpay+length+text-60`) or of a TOML file (a path, or a name ending in
    .toml). Raises ProfileError: no such name, two variants about one thing, or the file's fault with its key.
    """
    if not (name_or_file.endswith(".toml") or "/" in name_or_file or "\\" in name_or_file):
        return named(name_or_file)
    # A file is the rare case, and its reader is slow to import.
    from protocol.dialects.unionpay.acquirer import read_file

    return read_file(name_or_file)


@lru_cache(maxsize=256)  # a third of what detection may try of one dump; the same name means the same codec
def named(name: str) -> Profile:
    """The shipped profile of `name`. Its own name has the variants in the order of VARIANTS. Raises ProfileError."""
    base, *added = name.split("+")
    if base not in PROFILES:
        raise ProfileError(f"no profile is called {base[:40]!r}; there are {', '.join(PROFILES)}, and TOML files")
    unknown = [word for word in added if word not in VARIANTS]
    if unknown:
        raise ProfileError(f"no variant is called {unknown[0][:40]!r}; there are {', '.join(VARIANTS)}")
    rows = [row for row in VARIANTS.values() if row.name in added]
    if len({row.about for row in rows}) != len(added):
        raise ProfileError(f"{name[:80]!r} says two things about one part")
    return _vary(PROFILES[base], rows) if rows else PROFILES[base]


@lru_cache(maxsize=128)  # the 64 that detection tries, and as many by name
def table_of(variants: tuple[str, ...]) -> Table:
    """The field table with the changes of these variants."""
    table = UNIONPAY
    for name in variants:
        table = VARIANTS[name].change(table)
    return table


def _vary(profile: Profile, rows: list[Variant]) -> Profile:
    parts: dict[str, Any] = {}
    for row in rows:
        parts |= {} if row.fields else row.sets
    return replace(
        profile,
        name="+".join((profile.name, *(row.name for row in rows))),
        zh="，".join((profile.zh, *(row.zh for row in rows))),
        en=", ".join((profile.en, *(row.en for row in rows))),
        table=table_of(tuple(row.name for row in rows if row.fields)),
        **parts,
    )
