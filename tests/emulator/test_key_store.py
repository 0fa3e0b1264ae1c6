"""The store of master keys: what it keeps, what it refuses by name, and that no failure changes it or shows a key.

Keys and check values come from fixtures/messages/keys.toml and pycryptodome.
"""

import json
import os
import stat
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from Crypto.Cipher import DES, DES3

from emulator import key_store
from emulator.key_store import (
    MAX_KEY_FILE,
    MAX_STORE,
    KeyRefusedError,
    KeyStoreError,
    add_key,
    load_keys,
    read_hex,
    read_key_file,
    remove_key,
)

H = bytes.fromhex
TRIPLE = H("0123456789ABCDEF1032547698BADCFE89ABCDEF01234567")
posix_only = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")


@pytest.fixture
def zmk(project_root: Path) -> dict[str, Any]:
    """A published key with its components."""
    text = (project_root / "fixtures" / "messages" / "keys.toml").read_text(encoding="utf-8")
    row: dict[str, Any] = tomllib.loads(text)["zone_master_key"]
    return row


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "home" / "keys.json"


@pytest.fixture
def kept(store: Path, zmk: dict[str, Any]) -> Path:
    """A store with the key `lab`."""
    add_key(store, "lab", H(zmk["key"]))
    return store


def private(file: Path, data: bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    file.chmod(0o600)
    return file


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_a_key_is_kept_and_found(store, zmk):
    assert add_key(store, "lab", H(zmk["key"])).check_value == H(zmk["check_value"])
    add_key(store, "triple", TRIPLE)
    keys = load_keys(store)
    assert list(keys) == ["lab", "triple"]
    assert keys["lab"].check_value == H(zmk["check_value"])
    assert keys["triple"].check_value == DES3.new(TRIPLE, DES3.MODE_ECB).encrypt(bytes(8))[:4]


@posix_only
def test_the_file_is_its_owners_alone(kept):
    assert mode(kept) == 0o600
    assert list(kept.parent.iterdir()) == [kept]


def test_no_store_has_no_keys(store):
    assert dict(load_keys(store)) == {}
    assert not store.exists()


def test_a_key_is_removed(kept):
    add_key(kept, "triple", TRIPLE)
    remove_key(kept, "lab")
    assert list(load_keys(kept)) == ["triple"]
    with pytest.raises(KeyRefusedError, match="lab: no key of this name is loaded"):
        remove_key(kept, "lab")


# fmt: off
REFUSED = [
    # name, octets, what is said, whether a rule says no
    ("lab",       TRIPLE,                            "lab: is loaded already; remove it first", True),
    ("published", TRIPLE,                            "published: lists of terminals call",      False),
    ("",          TRIPLE,                            "a key's name has 1 to 40",                False),
    ("x" * 41,    TRIPLE,                            "a key's name has 1 to 40",                False),
    ("a b",       TRIPLE,                            "a key's name has 1 to 40",                False),
    ("../lab",    TRIPLE,                            "a key's name has 1 to 40",                False),
    ("键",        TRIPLE,                            "a key's name has 1 to 40",                False),
    ("lab\n",     TRIPLE,                            "a key's name has 1 to 40",                False),
    (TRIPLE.hex()[:40], TRIPLE,                      "a key's name has 1 to 40",                False),
    ("0123456789abcdef", TRIPLE,                     "a key's name has 1 to 40",                False),
    ("new",       TRIPLE[:8],                        "new: 8 bytes, and a master key has 16",   False),
    ("new",       TRIPLE[:15],                       "new: 15 bytes",                           False),
    ("new",       TRIPLE + b"x",                     "new: 25 bytes",                           False),
    ("new",       b"",                               "new: 0 bytes",                            False),
    ("new",       TRIPLE[:8] * 2,                    "new: this is a weak key",                 True),
    ("new",       TRIPLE[:8] * 3,                    "new: this is a weak key",                 True),
    ("new",       TRIPLE[:16] + TRIPLE[8:16],        "new: this is a weak key",                 True),
    ("new",       TRIPLE[:15] + b"\xff" + TRIPLE[8:15] + b"\xfe", "new: this is a weak key",    True),
    ("new",       TRIPLE[:8] + bytes(8),             "new: this is a weak key",                 True),
    ("new",       H("FEFEFEFEFEFEFEFE") + TRIPLE[:8], "new: this is a weak key",                True),
]
# fmt: on


@pytest.mark.parametrize(("name", "octets", "said", "by_rule"), REFUSED)
def test_what_is_no_key_or_no_name(kept, name, octets, said, by_rule):
    before = kept.read_bytes()
    with pytest.raises(KeyStoreError) as caught:
        add_key(kept, name, octets)
    assert (said in str(caught.value), isinstance(caught.value, KeyRefusedError)) == (True, by_rule)
    assert (str(caught.value).startswith(f"{kept}: "), "0123456789" in str(caught.value)) == (True, False)
    assert kept.read_bytes() == before


def test_the_check_value_of_the_key_letter(store, zmk):
    with pytest.raises(KeyRefusedError, match="lab: this is not the key of that check value"):
        add_key(store, "lab", H(zmk["key"]), H("07B19861"))
    assert not store.exists()
    add_key(store, "lab", H(zmk["key"]), H(zmk["check_value"])[:3])
    assert list(load_keys(store)) == ["lab"]


def test_the_longest_name(store):
    add_key(store, "x" * 40, TRIPLE)
    add_key(store, "0123456789abcde", TRIPLE)  # too short for a key
    assert list(load_keys(store)) == ["0123456789abcde", "x" * 40]


def test_every_weak_half_undoes_itself_or_another():
    """pycryptodome: what one encrypts, one of them decrypts by encrypting; and there are 16 (NIST SP 800-67)."""
    halves = sorted(key_store._WEAK_HALVES)
    plain = b"12345678"

    def encrypt(half: bytes, data: bytes) -> bytes:
        return DES.new(half, DES.MODE_ECB).encrypt(data)

    undone = [any(encrypt(other, encrypt(half, plain)) == plain for other in halves) for half in halves]
    assert undone == [True] * 16


def test_so_many_keys_and_no_more(kept, monkeypatch):
    monkeypatch.setattr(key_store, "MAX_KEYS", 2)
    add_key(kept, "second", TRIPLE)
    with pytest.raises(KeyRefusedError, match="third: 2 keys are loaded"):
        add_key(kept, "third", TRIPLE)


# --- a store that is damaged, or others' to read ---------------------------------------------------------------------

GOOD_HEX = TRIPLE.hex()
# fmt: off
DAMAGED = [
    (b"",                                                                   "not the JSON"),
    (b"{",                                                                  "not the JSON"),
    (b"[" * 100_000,                                                        "not the JSON"),
    (b'{"version": 1, "version": 1, "keys": {}}',                           "not the JSON"),
    (b'{"version": 1, "keys": {"a": "%b", "a": "%b"}}' % (GOOD_HEX.encode(), GOOD_HEX.encode()), "not the JSON"),
    (b"[]",                                                                 "not a key store"),
    (b'{"version": 1}',                                                     "not a key store"),
    (b'{"version": 1, "keys": {}, "more": 1}',                              "not a key store"),
    (b'{"version": 1, "keys": []}',                                         "not a key store"),
    (b'{"version": 2, "keys": {}}',                                         "another version"),
    (b'{"version": 1, "keys": {"a b": "%b"}}' % GOOD_HEX.encode(),          "a name that no key can have"),
    (b'{"version": 1, "keys": {"published": "%b"}}' % GOOD_HEX.encode(),    "a name that no key can have"),
    (b'{"version": 1, "keys": {"lab": "%b"}}' % GOOD_HEX[:30].encode(),     "lab: damaged: not the hex"),
    (b'{"version": 1, "keys": {"lab": "%b"}}' % GOOD_HEX[:47].encode(),     "lab: damaged: not the hex"),
    (b'{"version": 1, "keys": {"lab": 5}}',                                 "lab: damaged: not the hex"),
    (b'{"version": 1, "keys": {"lab": ""}}',                                "lab: damaged: not the hex"),
    ('{"version": 1, "keys": {"键": ""}}'.encode(),                         "not ASCII"),
    (b" " * (MAX_STORE + 1),                                                f"more than {MAX_STORE} bytes"),
]
# fmt: on


@pytest.mark.parametrize(("data", "said"), DAMAGED, ids=range(len(DAMAGED)))
@pytest.mark.parametrize(
    "use",
    [load_keys, lambda file: add_key(file, "new", TRIPLE), lambda file: remove_key(file, "lab")],
    ids=["load", "add", "remove"],
)
def test_a_damaged_store_is_refused_and_left(store, data, said, use: Callable[[Path], object]):
    private(store, data)
    with pytest.raises(KeyStoreError) as caught:
        use(store)
    assert (said in str(caught.value), GOOD_HEX[:30] in str(caught.value).lower()) == (True, False)
    assert (store.read_bytes(), list(store.parent.iterdir())) == (data, [store])


@posix_only
@pytest.mark.parametrize("bits", [0o640, 0o604, 0o620, 0o602, 0o644])
def test_a_store_that_others_may_touch(kept, bits):
    kept.chmod(bits)
    with pytest.raises(KeyRefusedError, match=rf"keys\.json: others may read it \(mode 0{bits:o}\)"):
        load_keys(kept)


def test_no_file_but_a_folder(tmp_path):
    with pytest.raises(KeyStoreError, match="can't be read"):
        load_keys(tmp_path)


def test_no_names_of_a_file():
    with pytest.raises(KeyStoreError, match="can't be read: no file's name"):
        load_keys(Path("a\0b"))


@posix_only
def test_a_disk_that_is_full_leaves_the_old_store(kept, zmk):
    """A process whose files may not grow: the write fails in the middle."""
    before = kept.read_bytes()
    script = (
        "import resource, signal, sys; from pathlib import Path; from emulator.key_store import *\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40, 40))\n"
        "try:\n    add_key(Path(sys.argv[1]), 'new', bytes(range(16)))\n"
        "except KeyStoreError as error:\n    print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", script, str(kept)], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert done.stdout == f"{kept}: can't be written: File too large\n"
    assert (kept.read_bytes(), list(kept.parent.iterdir())) == (before, [kept])


CHANGES: dict[str, Callable[[Path], object]] = {
    "add": lambda store: add_key(store, "new", TRIPLE),
    "remove": lambda store: remove_key(store, "lab"),
}


@posix_only
@pytest.mark.parametrize("name", CHANGES)
def test_a_link_to_the_store_is_read_and_never_replaced(kept, tmp_path, name):
    """A file in the link's place would leave the old keys where the link led, and nobody would know."""
    link, before = tmp_path / "link.json", kept.read_bytes()
    link.symlink_to(kept)
    assert list(load_keys(link)) == ["lab"]
    with pytest.raises(KeyStoreError, match=r"link\.json: is a link; name the file itself: .*keys\.json"):
        CHANGES[name](link)
    assert (link.is_symlink(), kept.read_bytes()) == (True, before)


@posix_only
def test_a_link_that_leads_nowhere_is_no_store(tmp_path):
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / "gone.json")
    with pytest.raises(KeyStoreError, match="is a link"):
        add_key(link, "new", TRIPLE)
    assert list(tmp_path.iterdir()) == [link]


def test_what_a_killed_run_left_is_put_away(kept):
    private(kept.with_name("keys.json.new"), b"half")
    add_key(kept, "new", TRIPLE)
    assert (list(load_keys(kept)), list(kept.parent.iterdir())) == (["lab", "new"], [kept])


def test_no_key_in_any_text_of_it(kept, zmk):
    shown = repr(load_keys(kept))
    assert (zmk["check_value"] in shown, zmk["key"].lower() in shown.lower()) == (True, False)
    assert json.loads(kept.read_text(encoding="ascii"))["keys"] == {"lab": zmk["key"]}


# --- a file with one key ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["{0}", "{0}\n", " {0} \r\n", "{1} {2}\n"])
def test_a_key_file(tmp_path, zmk, text):
    key = zmk["key"]
    file = private(tmp_path / "key", text.format(key.lower(), key[:16], key[16:]).encode())
    assert read_key_file(file) == H(key)


# fmt: off
NO_KEY = [
    (b"",                           "pairs of hex digits"),
    (b"\n",                         "pairs of hex digits"),
    (b"4DDB4BCC88C66F4",            "pairs of hex digits"),
    (b"0x4DDB4BCC88C66F",           "pairs of hex digits"),
    (b"4DDB-4BCC",                  "pairs of hex digits"),
    ("４DDB".encode(),              "not ASCII"),
    (b"4D" * (MAX_KEY_FILE // 2) + b"4", "more than 1024 bytes"),
]
# fmt: on


@pytest.mark.parametrize(("data", "said"), NO_KEY, ids=range(len(NO_KEY)))
def test_a_file_without_a_key(tmp_path, data, said):
    file = private(tmp_path / "key", data)
    with pytest.raises(KeyStoreError) as caught:
        read_key_file(file)
    assert (said in str(caught.value), str(caught.value).startswith(f"{file}: ")) == (True, True)
    assert "4DDB" not in str(caught.value)


def test_a_file_of_the_greatest_size(tmp_path):
    assert len(read_key_file(private(tmp_path / "key", b"4D" * (MAX_KEY_FILE // 2)))) == MAX_KEY_FILE // 2


@posix_only
def test_a_key_file_that_others_may_read(tmp_path, zmk):
    file = private(tmp_path / "key", zmk["key"].encode())
    file.chmod(0o644)
    with pytest.raises(KeyRefusedError, match=r"key: others may read it \(mode 0644\); 0600 is expected"):
        read_key_file(file)


def test_a_key_file_that_is_not_there(tmp_path):
    with pytest.raises(KeyStoreError, match=r"none: can't be read: No such file"):
        read_key_file(tmp_path / "none")


@pytest.mark.parametrize("text", ["", "4", "4G", "４D", "4D4"])
def test_hex_that_is_none(text):
    with pytest.raises(ValueError, match=r"^pairs of hex digits are expected$"):
        read_hex(text)
