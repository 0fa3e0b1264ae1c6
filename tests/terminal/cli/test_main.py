"""The console script as a process: UTF-8 whatever the locale says, a reader who leaves early, options of the screen."""

import gc
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from started import started

from scanner.salesslip import order_no
from terminal.cli.main import READER_GONE, _screen, _screen_options
from terminal.desk.faults import UNKNOWN
from terminal.settings import Settings

ENTRY = [sys.executable, "-P", "-c", "from terminal.cli import main; main()"]
CARD = order_no("800000260001")


def tuihuo(*words: str, **environ: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([*ENTRY, *words], capture_output=True, check=False, timeout=60, env=os.environ | environ)


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_output_is_utf_8_under_any_encoding(encoding):
    ended = tuihuo("refund", "--order", CARD, "--item", "1001=1", "--json", PYTHONIOENCODING=encoding)
    document = json.loads(ended.stdout.decode("utf-8"))
    assert (ended.returncode, document["message"]) == (0, "退货成功")
    assert ended.stderr.decode("utf-8").splitlines() == ["正在发送，等待主机应答", "退货成功"]


def test_a_refusal_as_a_process():
    ended = tuihuo("refund", "--order", CARD, "--amount", "1.234", "--json", PYTHONIOENCODING="gbk")
    assert (ended.returncode, json.loads(ended.stdout)["error"]) == (2, "amount_decimals")
    assert ended.stderr.decode("utf-8") == "金额最多两位小数，请重新输入\n"


def test_a_reader_who_leaves_early_sees_no_traceback():
    reading, writing = os.pipe()
    os.close(reading)
    with started([*ENTRY, "shop", "list"], stdout=writing, stderr=subprocess.PIPE) as lister:
        os.close(writing)
        _, err = lister.communicate(timeout=60)
    assert (lister.returncode, err) == (READER_GONE, b"")


@pytest.mark.skipif(os.name != "posix", reason="a shell that closes a descriptor")
def test_a_closed_stdout_is_told_of_without_a_traceback():
    words = ["sh", "-c", 'exec "$@" >&-', "sh", *ENTRY, "shop", "list"]
    ended = subprocess.run(words, stderr=subprocess.PIPE, encoding="utf-8", check=False)
    assert (ended.returncode, ended.stderr) == (UNKNOWN, "stdout: 文件未打开或已关闭\n")


# fmt: off
WRONG_WORDS = [
    # words, part of what stderr says
    (["nonsense"],                                "nonsense"),
    (["refund", "--nonsense"],                    "--nonsense"),
    (["refund", "--order"],                       "--order"),
    (["shop", "nonsense"],                        "nonsense"),
    (["emulator", "serve"],                       "--listen"),
    (["emulator", "serve", "--listen", "nowhere:"], "nowhere:"),
    (["emulator", "serve", "--listen", "emulator:"], "emulator"),
    (["emulator", "serve", "--listen", "tcp://127.0.0.1:0?dialect=hypercom"], "dialect=hypercom"),
]
# fmt: on


@pytest.mark.parametrize(("words", "said"), WRONG_WORDS, ids=[" ".join(row[0]) for row in WRONG_WORDS])
def test_wrong_words_are_wrong_usage(bench, words, said):
    ended = bench.run(*words)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("用法不对: ")
    assert said in ended.err


def test_a_wrong_setting_is_wrong_usage(bench, tuihuo_home, monkeypatch):
    """In Chinese, or as the environment says: what the file says of it is not known."""
    tuihuo_home.mkdir()
    file = tuihuo_home / "config.toml"
    file.write_text("colour = 1\n", encoding="utf-8")
    for words in (["shop", "list"], ["doctor"]):
        ended = bench.run(*words)
        assert (ended.code, ended.out, ended.err) == (2, "", f"设置有误: {file}: 没有设置项 colour\n")
    assert bench.run("nonsense").code == 2
    ended = bench.run("refund", "--order", CARD, "--json")
    assert (ended.code, ended.document["error"]) == (2, "settings_damaged")
    monkeypatch.setenv("TUIHUO_LANG", "en")
    assert bench.run("doctor").err == f"Settings: {file}: no setting colour\n"


@pytest.mark.parametrize("words", [["--help"], ["refund", "--help"], ["shop", "--help"], ["--version"]], ids=" ".join)
def test_help_and_version(bench, words):
    ended = bench.run(*words)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.strip()


# fmt: off
OPTIONS = [
    ([],                                      {}),
    (["--lang", "en"],                        {"--lang": "en"}),
    (["--lang=en", "--link", "tcp://h:1"],    {"--lang": "en", "--link": "tcp://h:1"}),
    (["--link=serial:///dev/x?baud=9600"],    {"--link": "serial:///dev/x?baud=9600"}),
    (["--plain"],                             {"--plain": ""}),
    (["--lang", "en", "--plain"],             {"--lang": "en", "--plain": ""}),
    (["--plain=yes"],                         None),
    (["--plain", "refund"],                   None),
    (["--lang"],                              None),
    (["refund"],                              None),
    (["--lang", "en", "refund"],              None),
    (["--help"],                              None),
]
# fmt: on


@pytest.mark.parametrize(("words", "options"), OPTIONS, ids=[" ".join(row[0]) or "none" for row in OPTIONS])
def test_the_options_of_the_screen(words, options):
    assert _screen_options(words) == options


@pytest.mark.parametrize(
    ("link", "said"), [("nowhere:", b"nowhere:"), ("serial://COM3?profile=x.toml", b"profile=x.toml")]
)
def test_the_screen_with_a_link_that_is_none(link, said):
    ended = tuihuo("--link", link)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert said in ended.stderr


def test_the_screen_in_a_language_that_is_none():
    ended = tuihuo("--lang", "fr")
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr.decode() == "设置有误: lang: 应为 zh, en 之一，不能是 fr\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has such a device")
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["emulator", "serve", "--listen", "tcp://127.0.0.1:0"], 4),
        (["refund", "--order", CARD, "--item", "1001=1", "--json"], 3),  # it was refunded, and nobody was told
        (["shop", "list", "--json"], 3),
    ],
    ids=lambda row: row[0] if isinstance(row, list) else str(row),
)
def test_a_disk_that_is_full_is_said_so(words, code):
    with open("/dev/full", "wb") as full:
        ended = subprocess.run([*ENTRY, *words], stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    said = ended.stderr.decode("utf-8")
    assert (ended.returncode, "stdout: 磁盘空间不足" in said, "Traceback" in said) == (code, True, False)


def test_a_port_that_is_not_there_is_named_with_the_reason(bench):
    ended = bench.run("refund", "--order", CARD, "--link", "serial:///dev/nope")
    assert ended.code == 4
    assert "请检查连接后重试 (/dev/nope: 没有这个文件或目录)\n" in ended.err
    served = bench.run("emulator", "serve", "--listen", "serial:///dev/nope")
    assert (served.code, served.err) == (4, "/dev/nope: 没有这个文件或目录\n")


@pytest.mark.parametrize(("settled", "theme"), [("", "fits here"), ("dark", "dark")])
def test_the_screen_starts_in_the_theme_that_fits_unless_one_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settled: str, theme: str
) -> None:
    shown: list[str] = []
    monkeypatch.setattr("terminal.settings.load_settings", lambda: Settings(tmp_path, "zh", 0.0, theme=settled))
    monkeypatch.setattr("terminal.console.fitting_theme", lambda: "fits here")
    monkeypatch.setattr("terminal.app.run_app", lambda _desk, *, theme, **_: shown.append(theme) or 7)
    try:
        assert _screen({}) == 7
    finally:
        gc.enable()
    assert shown == [theme]


def test_what_a_cashier_mistypes_is_told_in_the_terminals_language(bench):
    """And once: no reason of the program's own stands behind it."""
    assert bench.run("journal", "show", "/nosuch/journal.db", "more").err == "用法不对: 多出1个词\n"
    assert bench.run("journal", "verify", "/nosuch/journal.db").err == "还没有流水文件 (/nosuch/journal.db)\n"
