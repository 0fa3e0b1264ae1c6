"""Shipped profiles and their variants: names, tables, and bytes worked by hand for each way to differ."""

from dataclasses import fields, replace
from typing import Any

import pytest

from protocol.codec import decode, encode
from protocol.codes import CODES
from protocol.dialects import OURS, PLAIN
from protocol.dialects.unionpay.profiles import (
    AUTO,
    DEFAULT,
    PROFILES,
    VARIANTS,
    Profile,
    ProfileError,
    Variant,
    named,
    open_profile,
    table_of,
)
from protocol.dialects.unionpay.table import UNIONPAY
from protocol.fields import FieldSpec
from protocol.message import Message
from protocol.security import MacKind

H = bytes.fromhex
SOURCES = {"CUP", "code", "V", "K", "S18", "docs/protocol.md"}


def test_the_bases() -> None:
    assert list(PROFILES) == ["unionpay", "practice", "plain-acquirer"]
    assert DEFAULT is PROFILES["unionpay"]
    assert (DEFAULT.length, DEFAULT.tpdu, DEFAULT.header, DEFAULT.header_bytes) == (
        False,
        "6000030000",
        "603110000100",
        6,
    )
    assert (DEFAULT.table, DEFAULT.mac, DEFAULT.codes) == (UNIONPAY, MacKind.ECB, CODES)


def test_only_our_own_emulator_has_our_messages() -> None:
    rows = {name: row.capabilities for name, row in PROFILES.items()}
    assert rows == {"unionpay": PLAIN, "practice": OURS, "plain-acquirer": PLAIN}


def test_rows_name_their_sources() -> None:
    rows: list[Any] = [*PROFILES.values(), *VARIANTS.values()]
    assert [row.name for row in rows if not row.source or not set(row.source.split()) <= SOURCES] == []
    assert len({row.zh for row in rows}) == len({row.en for row in rows}) == len(rows)


def test_variants_set_what_there_is() -> None:
    profile = {field.name for field in fields(Profile)}
    columns = set(FieldSpec.__slots__)
    assert [row.name for row in VARIANTS.values() if not set(row.sets) <= (columns if row.fields else profile)] == []
    assert AUTO not in PROFILES


@pytest.mark.parametrize("name", [*PROFILES, *(f"unionpay+{variant}" for variant in VARIANTS)])
def test_a_name_opens_itself(name: str) -> None:
    profile = open_profile(name)
    assert profile.name == name
    assert open_profile(profile.name) == profile


ABOUT_FIELDS = [row for row in VARIANTS.values() if row.fields]
ABOUT_MESSAGES = [row for row in VARIANTS.values() if not row.fields]


@pytest.mark.parametrize("row", ABOUT_FIELDS, ids=[row.name for row in ABOUT_FIELDS])
def test_a_variant_about_fields_changes_only_them(row: Variant) -> None:
    profile = named(f"unionpay+{row.name}")
    changed = {number for number, spec in profile.table.items() if spec != UNIONPAY[number]}
    assert changed
    assert changed <= row.fields
    assert replace(profile, name=DEFAULT.name, zh=DEFAULT.zh, en=DEFAULT.en, table=UNIONPAY) == DEFAULT


@pytest.mark.parametrize("row", ABOUT_MESSAGES, ids=[row.name for row in ABOUT_MESSAGES])
def test_a_variant_about_messages_changes_only_them(row: Variant) -> None:
    profile = named(f"unionpay+{row.name}")
    changed = {field.name for field in fields(Profile) if getattr(profile, field.name) != getattr(DEFAULT, field.name)}
    assert changed == {"name", "zh", "en", *row.sets}
    assert {part: getattr(profile, part) for part in row.sets} == row.sets


def test_a_name_lists_its_variants_in_one_order() -> None:
    profile = named("unionpay+mac-none+text-60+no-header+length")
    assert profile.name == "unionpay+length+no-header+text-60+mac-none"
    assert (profile.zh, profile.en) == (
        "银联POS，有长度，无报文头，60文本，无MAC",
        "UnionPay POS, any acquirer, 2-byte length, no header, 60 as text, no MAC",
    )
    assert (profile.length, profile.tpdu, profile.header, profile.header_bytes) == (True, "6000030000", None, 0)
    assert profile.mac is MacKind.NONE
    assert named("practice+text-60").capabilities == OURS


# fmt: off
ONE_VARIANT = [
    # variant           field value                 plain                          this profile's
    ("binary-prefix",   2,    "621797000000000509", "18 621797000000000509",       "12 621797000000000509"),
    ("binary-prefix",   62,   b"\x07" * 300,        "0300" + "07" * 300,           "012C" + "07" * 300),
    ("binary-prefix",   44,   "48031000",           "08 3438303331303030",         "08 3438303331303030"),
    ("right-digits",    2,    "123",                "03 1230",                     "03 0123"),
    ("right-digits",    60,   "00000001003",        "0011 000000010030",           "0011 000000001003"),
    ("right-digits",    35,   "62D30",              "05 62D300",                   "05 062D30"),
    ("right-22",        22,   "021",                "0210",                        "0021"),
    ("filler-f",        60,   "00000001003",        "0011 000000010030",           "0011 00000001003F"),
    ("filler-f",        22,   "021",                "0210",                        "021F"),
    ("filler-f",        23,   "001",                "0001",                        "F001"),
    ("text-48",         48,   "12",                 "0002 12",                     "0002 3132"),
    ("text-60",         60,   "00000001003",        "0011 000000010030",           "0011 3030303030303031303033"),
    ("text-61",         61,   "1120",               "0004 1120",                   "0004 31313230"),
]
# fmt: on


@pytest.mark.parametrize(("variant", "number", "value", "plain", "other"), ONE_VARIANT)
def test_one_field_as_a_variant_writes_it(
    variant: str, number: int, value: str | bytes, plain: str, other: str
) -> None:
    front = H("0200") + (1 << 64 - number).to_bytes(8, "big")
    message = Message("0200", {number: value})
    table = named(f"unionpay+{variant}").table
    assert encode(message, UNIONPAY) == front + H(plain)
    assert encode(message, table) == front + H(other)
    assert decode(front + H(other), table) == message


def test_long_fields_go_as_far_as_their_prefix() -> None:
    table = named("unionpay+long-fields").table
    message = Message("0200", {2: "1" * 99, 60: "2" * 999})
    assert decode(encode(message, table), table) == message
    assert table[3] == UNIONPAY[3]


def test_no_variant_opens_what_is_hidden() -> None:
    tables = {name: table_of((name,)) for name in VARIANTS}
    shown = {name: [row.sensitivity for row in table.values()] for name, table in tables.items()}
    assert set(map(tuple, shown.values())) == {tuple(row.sensitivity for row in UNIONPAY.values())}


def test_the_same_variants_share_one_table() -> None:
    assert named("unionpay+length+text-60").table is named("practice+text-60+no-tpdu").table
    assert named("unionpay+length").table is UNIONPAY


def test_a_name_is_one_profile_with_one_codec() -> None:
    assert named("unionpay") is DEFAULT
    assert named("unionpay+text-60") is open_profile("unionpay+text-60")
    codec = named("unionpay+text-60").codec
    assert codec is named("unionpay+text-60").codec
    assert codec.table == named("unionpay+text-60").table


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "no profile is called ''; there are unionpay, practice, plain-acquirer, and TOML files"),
        ("auto", "no profile is called 'auto'"),
        ("Unionpay", "no profile is called 'Unionpay'"),
        ("unionpay+", "no variant is called ''"),
        ("unionpay+ascii", "no variant is called 'ascii'; there are length, no-tpdu"),
        ("unionpay+length+length", "says two things about one part"),
        ("unionpay+no-header+short-header", "says two things about one part"),
        ("unionpay+mac-none+mac-sm4", "says two things about one part"),
    ],
)
def test_a_name_that_is_none(name: str, words: str) -> None:
    with pytest.raises(ProfileError) as caught:
        open_profile(name)
    assert words in str(caught.value)
    assert (caught.value.file, caught.value.key) == ("", "")


@pytest.mark.parametrize("name", ["nowhere.toml", "./nowhere", "here\\nowhere"])
def test_what_looks_like_a_file_is_one(name: str) -> None:
    with pytest.raises(ProfileError) as caught:
        open_profile(name)
    assert (caught.value.file, caught.value.reason) == (name, "can't be read: No such file or directory")
