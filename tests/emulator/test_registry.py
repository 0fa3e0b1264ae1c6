"""The list of terminals: what it says, and every way in which it is refused with file and key."""

import pytest

from emulator.registry import (
    ANYBODY,
    MAX_FILE,
    PRACTICE,
    Others,
    RegistryError,
    open_registry,
    read_registry,
)
from protocol.security import PRACTICE_MASTER_KEY, MasterKey

LAB = MasterKey(bytes(range(1, 17)))
KEYS = {"lab": LAB}
ROW = '[[terminal]]\nmerchant_no = "123456789012345"\nname = "前台"\nterminal_no = "10000001"\nkey = "published"\n'
SECOND = ROW.replace("10000001", "10000002").replace('"published"', '"lab"')


def test_a_list():
    registry = read_registry(ROW + SECOND, "t.toml", KEYS)
    first = registry.listed["10000001"]
    assert (first.merchant_no, first.name, first.terminal_no) == ("123456789012345", "前台", "10000001")
    assert (registry.master_key("10000001"), registry.master_key("10000002")) == (PRACTICE_MASTER_KEY, LAB)
    assert (registry.others, len(registry.listed)) == (Others.NOBODY, 2)
    assert [registry.has_merchant(number) for number in ("123456789012345", "9" * 15)] == [True, False]
    assert not registry.published_only


def test_published_keys_alone():
    assert read_registry(ROW, "t.toml", {}).published_only
    assert PRACTICE.published_only
    assert ANYBODY.published_only


def test_no_list():
    assert (PRACTICE.others, ANYBODY.others) == (Others.JOURNALS, Others.ANYBODY)
    assert (PRACTICE.has_merchant("9" * 15), ANYBODY.has_merchant("9" * 15)) == (False, True)
    assert ANYBODY.master_key("10000001") == PRACTICE_MASTER_KEY


# fmt: off
WRONG = [
    # what is changed,                         into,                          key,                         reason
    ("[[terminal]]\n",                         "terminal = 3\n",              "terminal",                  "tables"),
    ("[[terminal]]\n",                         "[terminal]\n",                "terminal",                  "tables"),
    ("[[terminal]]\n",                         "more = 1\n[[terminal]]\n",    "more",                      "unknown"),
    ('merchant_no = "123456789012345"\n',      "",                            "terminal[1].merchant_no",   "missing"),
    ('"123456789012345"',                      "123456789012345",             "terminal[1].merchant_no",   "text"),
    ('"123456789012345"',                      '"12345678901234"',            "terminal[1].merchant_no",   "15"),
    ('"123456789012345"',                      '"1234567890123456"',          "terminal[1].merchant_no",   "15"),
    ('"123456789012345"',                      '"00000000000000０"',           "terminal[1].merchant_no",   "15"),
    ('"123456789012345"',                      '"000000000000000"',           "terminal[1].merchant_no",   "zero"),
    ('"10000001"',                             '"1000000"',                   "terminal[1].terminal_no",   "8"),
    ('"10000001"',                             '"00000000"',                  "terminal[1].terminal_no",   "zero"),
    ('"10000001"',                             '"1000\\u0007001"',            "terminal[1].terminal_no",   "8"),
    ('"前台"',                                 '""',                          "terminal[1].name",          "text"),
    ('"前台"',                                 f'"{"字" * 20}1"',             "terminal[1].name",          "40"),
    ('"前台"',                                 '"\\u001b[2J"',                "terminal[1].name",          "printable"),
    ('"published"',                            '"PUBLISHED"',                 "terminal[1].key",           "no key"),
    ('"published"',                            '"lab 1"',                     "terminal[1].key",           "the name"),
    ('"published"',                            '"0123456789ABCDEF0123456789ABCDEF"', "terminal[1].key",    "the name"),
    ("key =",                                  "kcv =",                       "terminal[1].key",           "missing"),
    ("name =",                                 "live = true\nname =",         "terminal[1].live",          "unknown"),
]
# fmt: on


@pytest.mark.parametrize(("old", "new", "key", "reason"), WRONG)
def test_what_is_wrong_is_told_with_file_and_key(old, new, key, reason):
    assert old in ROW
    with pytest.raises(RegistryError) as caught:
        read_registry(ROW.replace(old, new), "t.toml", KEYS)
    assert (caught.value.file, caught.value.key) == ("t.toml", key)
    assert reason in caught.value.reason
    assert str(caught.value) == f"t.toml: {key}: {caught.value.reason}"
    assert "0123456789ABCDEF" not in str(caught.value)


def test_a_name_of_40_bytes_is_the_longest():
    named = ROW.replace("前台", "字" * 20)
    assert len(read_registry(named, "t.toml", {}).listed["10000001"].name.encode("gb18030")) == 40


def test_a_number_is_listed_once():
    with pytest.raises(RegistryError, match=r"terminal\[2\]\.terminal_no: 10000001 is listed already"):
        read_registry(ROW + ROW, "t.toml", {})


@pytest.mark.parametrize(
    ("text", "reason"), [("", "there is none"), ("terminal = []", "at least one"), ("[[terminal", "not TOML")]
)
def test_an_empty_list_and_no_toml(text, reason):
    with pytest.raises(RegistryError, match=reason):
        read_registry(text, "t.toml", {})


def test_so_many_terminals_and_no_more(monkeypatch):
    monkeypatch.setattr("emulator.registry.MAX_TERMINALS", 2)
    assert len(read_registry(ROW + SECOND, "t.toml", KEYS).listed) == 2
    with pytest.raises(RegistryError, match="terminal: at most 2 terminals"):
        read_registry(ROW + SECOND + ROW.replace("10000001", "10000003"), "t.toml", KEYS)


def test_live_refuses_the_published_key_by_name_and_by_value():
    with pytest.raises(RegistryError, match=r"terminal\[1\]\.key: this is the published practice key"):
        read_registry(ROW, "t.toml", KEYS, live=True)
    with pytest.raises(RegistryError, match="published"):
        read_registry(SECOND, "t.toml", {"lab": PRACTICE_MASTER_KEY}, live=True)
    assert read_registry(SECOND, "t.toml", KEYS, live=True).master_key("10000002") == LAB


def test_a_key_is_in_no_text_of_it():
    registry = read_registry(SECOND, "t.toml", KEYS)
    assert bytes(range(1, 17)).hex() not in repr(registry).lower()


def test_a_file(tmp_path):
    file = tmp_path / "terminals.toml"
    file.write_text("﻿" + ROW, encoding="utf-8")
    assert list(open_registry(str(file), {}).listed) == ["10000001"]


@pytest.mark.parametrize("name", ["nowhere.toml", "\0"])
def test_a_file_that_can_t_be_read(tmp_path, name):
    with pytest.raises(RegistryError, match="can't be read") as caught:
        open_registry(str(tmp_path / name), {})
    assert caught.value.file.endswith(name)


def test_a_file_that_is_no_text_or_too_long(tmp_path):
    file = tmp_path / "terminals.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(RegistryError, match="not UTF-8"):
        open_registry(str(file), {})
    file.write_bytes(ROW.encode() + b"#" * (MAX_FILE - len(ROW.encode())))
    assert len(open_registry(str(file), {}).listed) == 1
    file.write_bytes(ROW.encode() + b"#" * (MAX_FILE - len(ROW.encode()) + 1))
    with pytest.raises(RegistryError, match="at most"):
        open_registry(str(file), {})
