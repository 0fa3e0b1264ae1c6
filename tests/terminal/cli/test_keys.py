"""`tuihuo keys`: keys come in by components or a private file, and nothing but check values comes out.

Keys and check values: fixtures/messages/keys.toml.
"""

import io
import json
import os
import signal
import stat
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from Crypto.Cipher import DES3

from terminal.records.filelock import FileLock

ENTRY = [sys.executable, "-P", "-c", "from terminal.cli import main; main()", "keys"]
posix_only = pytest.mark.skipif(os.name != "posix", reason="file modes and pseudo-terminals are POSIX's")

ZMK = tomllib.loads((Path(__file__).parents[3] / "fixtures" / "messages" / "keys.toml").read_text(encoding="utf-8"))[
    "zone_master_key"
]
FIRST, SECOND = ZMK["components"]
ZEROS = "0" * 32
SHOWN = ZMK["check_value"][:6]
LOADED = {"name": "lab", "bytes": 16, "check_value": SHOWN}


def check_value(key: str) -> str:
    """By pycryptodome: 3 bytes of eight zeros encrypted."""
    return DES3.new(bytes.fromhex(key), DES3.MODE_ECB).encrypt(bytes(8))[:3].hex().upper()


@pytest.fixture
def typed(bench: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """`keys load` with these lines on stdin."""

    def run(text: str, *words: str) -> Any:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))
        return bench.run("keys", "load", *words)

    return run


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    file = tmp_path / "key.hex"
    file.write_text(ZMK["key"] + "\n", encoding="ascii")
    file.chmod(0o600)
    return file


@pytest.fixture
def nothing_told(capsys: pytest.CaptureFixture[str]) -> Callable[..., bool]:
    """Whether no key and no component stands in any of these texts."""

    def check(*texts: str) -> bool:
        secrets = [secret[at : at + 16].lower() for secret in (ZMK["key"], FIRST, SECOND) for at in (0, 16)]
        return not any(secret in text.lower() for secret in secrets for text in texts)

    return check


def test_components_one_a_line(bench, typed, tuihuo_home, nothing_told):
    ended = typed(f"{FIRST}\n\n {SECOND[:16]} {SECOND[16:].lower()} \n", "lab", "--components")
    assert (ended.code, ended.err) == (0, "")
    assert [check_value(part)[:4] for part in (FIRST, SECOND)] == ZMK["component_check_values"]
    assert ended.out.splitlines() == [
        f"第1分量 校验值 {check_value(FIRST)}",
        f"第2分量 校验值 {check_value(SECOND)}",
        f"lab  16字节  校验值 {SHOWN}",
    ]
    assert bench.run("keys", "show", "--json").documents == [LOADED]
    assert nothing_told(ended.out)
    assert stat.S_IMODE((tuihuo_home / "keys.json").stat().st_mode) == 0o600


def test_three_components_and_json(typed):
    ended = typed(f"{FIRST}\n{ZEROS}\n{SECOND}", "lab", "--components", "--check-value", SHOWN, "--json")
    assert (ended.code, ended.document) == (0, LOADED)


# fmt: off
NO_COMPONENTS = [
    ("",                                "components: a key has two or three components of one size"),
    (FIRST,                             "components: a key has two or three components of one size"),
    ("\n".join([FIRST] * 4),            "components: a key has two or three components of one size"),
    (f"{FIRST}\n{SECOND}{SECOND[:16]}", "components: a key has two or three components of one size"),
    (f"{FIRST}\n{SECOND[:30]}",         "component 2: 15 bytes, and a master key has 16 or 24"),
    (f"{FIRST[:16]}\n{SECOND[:16]}",    "component 1: 8 bytes, and a master key has 16 or 24"),
    (f"{FIRST}\n{SECOND[:31]}",         "component 2: pairs of hex digits"),
    (f"{FIRST[:-1]}G\n{SECOND}",        "component 1: pairs of hex digits"),
]
# fmt: on


@pytest.mark.parametrize(("text", "said"), NO_COMPONENTS, ids=range(len(NO_COMPONENTS)))
def test_components_that_are_none(typed, tuihuo_home, nothing_told, text, said):
    ended = typed(text, "lab", "--components")
    assert (ended.code, said in ended.err, nothing_told(ended.err, ended.out)) == (2, True, True)
    assert not (tuihuo_home / "keys.json").exists()


def test_components_that_are_no_text(nothing_told):
    done = subprocess.run(
        [*ENTRY, "load", "lab", "--components"], input=b"\xff\xfe", capture_output=True, check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8:strict"},
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", b"stdin: not text\n")


@pytest.mark.parametrize(
    ("check_value", "code", "said"),
    [
        ("07B199", 1, "lab: this is not the key of that check value"),
        ("07", 2, "--check-value: 4 to 8 hex digits"),
        ("07B1986120", 2, "--check-value: 4 to 8 hex digits"),
        ("07B1986", 2, "--check-value: pairs of hex digits"),
        ("ZZ", 2, "--check-value: pairs of hex digits"),
    ],
)
def test_another_check_value(bench, key_file, tuihuo_home, check_value, code, said):
    ended = bench.run("keys", "load", "lab", "--file", str(key_file), "--check-value", check_value)
    assert (ended.code, ended.out, said in ended.err, "keys.json" in ended.err) == (code, "", True, False)
    assert not (tuihuo_home / "keys.json").exists()


def test_a_file(bench, key_file, monkeypatch, nothing_told):
    monkeypatch.setenv("TUIHUO_LANG", "en")
    ended = bench.run("keys", "load", "lab", "--file", str(key_file))
    assert (ended.code, ended.out, ended.err) == (0, f"lab  16 bytes  check value {SHOWN}\n", "")
    assert nothing_told(ended.out)


@posix_only
def test_a_file_that_others_may_read_is_refused_by_name(bench, key_file, tuihuo_home):
    key_file.chmod(0o644)
    ended = bench.run("keys", "load", "lab", "--file", str(key_file))
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == f"{key_file}: others may read it (mode 0644); 0600 is expected\n"
    assert not (tuihuo_home / "keys.json").exists()


def test_a_key_that_is_there_already_or_weak(bench, typed, key_file):
    bench.run("keys", "load", "lab", "--file", str(key_file))
    again = bench.run("keys", "load", "lab", "--file", str(key_file))
    weak = typed(f"{FIRST}\n{FIRST}\n", "weak", "--components")
    assert [(one.code, one.err.rpartition("/")[2]) for one in (again, weak)] == [
        (1, "keys.json: lab: is loaded already; remove it first\n"),
        (1, "components: weak: this is a weak key: a part that undoes itself, or the same part twice\n"),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lab"], "lab: is loaded already"),
        (["published"], "published: lists of terminals call the published test key so"),
        (["a b"], "a key's name has 1 to 40"),
        (["new", "--check-value", "07"], "--check-value: 4 to 8 hex digits"),
    ],
)
def test_what_can_be_judged_is_judged_before_anybody_types(bench, key_file, monkeypatch, words, said):
    def asked(*_words: object) -> None:
        raise AssertionError("a component was asked for")

    bench.run("keys", "load", "lab", "--file", str(key_file))
    monkeypatch.setattr("terminal.cli.keys._typed", asked)
    ended = bench.run("keys", "load", *words, "--components")
    assert (ended.code in (1, 2), ended.out, said in ended.err) == (True, "", True)


@pytest.mark.parametrize("words", [["lab"], ["lab", "--components", "--file", "x"]])
def test_one_way_in(bench, words):
    ended = bench.run("keys", "load", *words)
    assert (ended.code, ended.out) == (2, "")
    assert "keys load NAME (--components | --file FILE)" in ended.err


@pytest.mark.parametrize("words", [["lab", ZMK["key"]], [ZMK["key"], "--components"], ["lab", "--key", ZMK["key"]]])
def test_a_key_among_the_words_is_wrong_usage_and_not_repeated(typed, nothing_told, words):
    ended = typed(f"{FIRST}\n{SECOND}\n", *words)
    assert (ended.code, nothing_told(ended.err, ended.out), bool(ended.err)) == (2, True, True)


def test_nothing_is_loaded(bench):
    shown = bench.run("keys", "show")
    removed = bench.run("keys", "remove", "lab")
    assert (shown.code, shown.out, shown.err) == (0, "", "没有装入主密钥\n")
    assert (removed.code, removed.out) == (1, "")
    assert removed.err.endswith("keys.json: lab: no key of this name is loaded\n")


def test_a_key_is_removed(bench, key_file):
    bench.run("keys", "load", "lab", "--file", str(key_file))
    bench.run("keys", "load", "second", "--file", str(key_file))
    removed = bench.run("keys", "remove", "lab")
    assert (removed.code, removed.out, removed.err) == (0, "", "已删除主密钥 lab\n")
    assert bench.run("keys", "show").out == f"second  16字节  校验值 {SHOWN}\n"


@pytest.mark.parametrize("words", [["show"], ["remove", "lab"], ["load", "lab", "--file", "KEY"]])
def test_a_damaged_store(bench, tuihuo_home, key_file, words):
    tuihuo_home.mkdir()
    store = tuihuo_home / "keys.json"
    store.write_text('{"version": 1, "keys": {"lab": "00"}}', encoding="ascii")
    store.chmod(0o600)
    ended = bench.run("keys", *(str(key_file) if word == "KEY" else word for word in words))
    assert (ended.code, ended.out, ended.err) == (
        2, "", f"{store}: lab: damaged: not the hex of 16 or 24 bytes; left unchanged\n",
    )  # fmt: skip
    assert "00" in store.read_text(encoding="ascii")


def test_one_change_at_a_time(bench, tuihuo_home, key_file):
    tuihuo_home.mkdir()
    lock = FileLock(tuihuo_home / "keys.lock")
    ended = [bench.run("keys", *words) for words in (("load", "lab", "--file", str(key_file)), ("remove", "lab"))]
    lock.release()
    assert [(one.code, "keys.lock is held by another process" in one.err) for one in ended] == [(1, True)] * 2


@posix_only
def test_what_people_type_is_not_shown(tmp_path):
    """On a real pseudo-terminal: prompts, no echo, each check value as soon as its component is there."""
    import pty

    far, near = pty.openpty()
    process = subprocess.Popen([*ENTRY, "load", "lab", "--components"], stdin=near, stdout=near, stderr=near,
                               start_new_session=True)  # fmt: skip
    os.close(near)
    said = b""
    for wanted, words in (("第1分量", FIRST), ("第2分量", SECOND), ("第3分量", "")):
        while f"请输入{wanted}".encode() not in said:
            said += os.read(far, 4096)
        time.sleep(0.05)  # the prompt stands before the echo is off
        os.write(far, words.encode() + b"\n")
    while SHOWN.encode() not in said:
        said += os.read(far, 4096)
    assert process.wait(timeout=20) == 0
    os.close(far)
    text = said.decode()
    assert [FIRST in text, SECOND in text, ZMK["key"] in text] == [False] * 3
    assert f"第2分量 校验值 {check_value(SECOND)}" in text
    assert json.loads((Path(os.environ["TUIHUO_HOME"]) / "keys.json").read_text(encoding="ascii"))["keys"] == {
        "lab": ZMK["key"]
    }


@posix_only
def test_whoever_breaks_off_at_a_prompt_has_a_line_of_their_own():
    import pty

    far, near = pty.openpty()
    process = subprocess.Popen([*ENTRY, "load", "lab", "--components"], stdin=near, stdout=near, stderr=near,
                               start_new_session=True)  # fmt: skip
    os.close(near)
    said = b""
    while "第1分量".encode() not in said:
        said += os.read(far, 4096)
    time.sleep(0.05)  # the prompt stands before the echo is off
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130
    said += os.read(far, 4096) if not said.endswith(b"\n") else b""
    os.close(far)
    assert said.endswith(b"\r\n")
