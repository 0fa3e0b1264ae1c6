"""The console script as a process: UTF-8 whatever the locale says, a reader who leaves early, options of the screen."""

import json
import os
import subprocess
import sys

import pytest

from scanner.salesslip import order_no
from terminal.cli.main import READER_GONE, _screen_options

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
    with subprocess.Popen([*ENTRY, "shop", "list"], stdout=writing, stderr=subprocess.PIPE) as lister:
        os.close(writing)
        _, err = lister.communicate(timeout=60)
    assert (lister.returncode, err) == (READER_GONE, b"")


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


def test_a_wrong_setting_is_wrong_usage(bench, tuihuo_home):
    tuihuo_home.mkdir()
    (tuihuo_home / "config.toml").write_text("colour = 1\n", encoding="utf-8")
    for words in (["shop", "list"], ["doctor"], ["refund", "--order", CARD, "--json"], ["nonsense"]):
        ended = bench.run(*words)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err != ""


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
