"""`tuihuo --plain` as a process: a whole refund by a script in a pipe, and by a person in a pseudo-terminal."""

import os
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from started import started

from terminal.cli.main import READER_GONE

ENTRY = [sys.executable, "-P", "-c", "from terminal.cli import main; main()", "--plain"]
TWO_GOODS = ("", "0000", "", "3", "1", "123456", "", "c", "1", "s", "1 2", "1 down 2", "", "", "", "ok", "")
PERSON = (
    # what is typed, and what stands there after it
    ("", "不显示: "),
    ("0000", "****\r\n不显示: "),
    ("", "主菜单"),
    ("3", "1 销售单退货"),
    ("1", "不显示: "),
    ("123456", "******\r\n不显示: "),
    ("", "销售单退货\r\n"),
    ("c", "请选择顾客"),
    ("1", "练习凭证"),
    ("s", "可退金额"),
    ("1 2", "请选择退货商品"),
    ("1 down 2", "合计 *49.50"),
    ("", "退部分数量"),
    ("", "请刷卡"),
    ("", "请确认金额"),
    ("ok", "交易成功"),
    ("", "主菜单"),
    ("q", "退出终端"),
)
PATIENCE_S = 30.0


def environ(home: Path, **more: str) -> dict[str, str]:
    return os.environ | {"TUIHUO_HOME": str(home), "TUIHUO_PRACTICE_DELAY_S": "0"} | more


def piped(lines: tuple[str, ...], home: Path, *options: str, **more: str) -> "subprocess.CompletedProcess[bytes]":
    text = "".join(f"{line}\n" for line in lines).encode()
    return subprocess.run(
        [*ENTRY, *options], input=text, capture_output=True, check=False, timeout=60, env=environ(home, **more)
    )


def controls(text: str) -> set[str]:
    return {sign for sign in text if unicodedata.category(sign) in {"Cc", "Cf"} and sign != "\n"}


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_two_goods_by_a_script(tmp_path: Path, encoding: str) -> None:
    ended = piped(TWO_GOODS, tmp_path, PYTHONIOENCODING=encoding)
    said = ended.stdout.decode("utf-8")
    assert (ended.returncode, ended.stderr) == (0, b"")
    for words in ("金额大写 练习币肆拾玖元伍角", "退货商品 保温杯x1 毛巾x2", "交易成功", "练习币 -49.50"):
        assert words in said
    assert controls(said) == set()
    assert not {"│", "┌", "─", "█", "▀"} & set(said)


def test_chinese_words_of_the_keys_in_the_locale_of_another_country(tmp_path: Path) -> None:
    ended = piped(("", "0000 确认", "3", "1", "123456 确认", "顾客", "2", "扫描"), tmp_path, PYTHONIOENCODING="ascii")
    assert "付款账号 微信" in ended.stdout.decode("utf-8")


def test_in_english(tmp_path: Path) -> None:
    said = piped(TWO_GOODS, tmp_path, "--lang", "en").stdout.decode("utf-8")
    assert "Approved" in said


def test_a_result_that_is_not_known_is_exit_code_3(tmp_path: Path) -> None:
    link = "emulator:?t_resp=0.1&t_cap=1&scenario=query-lost"
    ended = piped(TWO_GOODS, tmp_path, "--link", link)
    assert (ended.returncode, ended.stderr) == (3, b"")
    said = ended.stdout.decode("utf-8")
    assert "请勿重复退货" in said
    assert "练习：" in said
    assert "query-lost" not in said


# fmt: off
PIPED = [
    # what a script may begin with, and the page it reaches
    ("a byte order mark",     b"\xef\xbb\xbf\n0000 ok\n",      "主菜单"),
    ("lines of Windows",      b"\r\n0000 ok\r\n",              "主菜单"),
    ("no end of line",        b"\n0000 ok\n8",                  "练习 管理"),
    ("no UTF-8",              b"\n0000\xff ok\n",              "没有这个键"),
    ("a line without an end", b"1" * 1_000_000 + b"\n\n",       "请输入操作员密码"),
    ("nothing",               b"",                              "操作员号"),
]
# fmt: on


@pytest.mark.parametrize(("typed", "reached"), [row[1:] for row in PIPED], ids=[row[0] for row in PIPED])
def test_what_a_pipe_may_bring(tmp_path: Path, typed: bytes, reached: str) -> None:
    ended = subprocess.run(ENTRY, input=typed, capture_output=True, check=False, timeout=60, env=environ(tmp_path))
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert reached in ended.stdout.decode("utf-8")


def test_a_pipe_that_ends_before_the_last_ok_sends_nothing(tmp_path: Path) -> None:
    at_confirm = (*TWO_GOODS[: TWO_GOODS.index("s") + 1], "", "")
    ended = piped(at_confirm, tmp_path)
    assert (ended.returncode, "请确认金额" in ended.stdout.decode("utf-8")) == (0, True)
    assert list((tmp_path / "practice" / "receipts").glob("*")) == []


def test_a_reader_who_leaves_early_sees_no_traceback(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with started(ENTRY, stdin=subprocess.DEVNULL, stdout=writing, stderr=subprocess.PIPE) as terminal:
        os.close(writing)
        _, err = terminal.communicate(timeout=60)
    assert (terminal.returncode, err) == (READER_GONE, b"")


def test_a_journal_that_another_terminal_holds_is_exit_code_4(tmp_path: Path) -> None:
    with started(
        ENTRY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ(tmp_path), encoding="utf-8"
    ) as first:
        assert any("操作员号" in line for line in first.stdout)
        assert piped((), tmp_path).returncode == 4
        first.stdin.close()
    assert first.returncode == 0


def test_neither_textual_nor_a_decoder_is_loaded_before_it_is_needed(tmp_path: Path) -> None:
    probe = "import sys\nfrom terminal.cli import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    ended = subprocess.run(
        [sys.executable, "-P", "-c", probe, "--plain"],
        input=b"\n0000 ok\n",
        capture_output=True,
        check=False,
        timeout=60,
        env=environ(tmp_path),
    )
    loaded = set(ended.stderr.decode().split())
    assert "terminal.plain" in loaded
    assert loaded & {"textual", "rich", "cv2", "numpy", "PIL"} == set()


def test_two_goods_by_a_person_in_a_pseudo_terminal_no_password_is_echoed(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    with started(ENTRY, stdin=theirs, stdout=theirs, stderr=theirs, env=environ(tmp_path)) as terminal:
        os.close(theirs)
        seen = Seen(ours)
        for line, until in PERSON:
            seen.type(line, until)
        os.write(ours, b"\n")
        assert terminal.wait(PATIENCE_S) == 0
    os.close(ours)
    assert "\r\n0000\r\n" not in seen.text
    assert "\r\n123456\r\n" not in seen.text
    assert controls(seen.text) == {"\r"}


class Seen:
    """What stood on the terminal so far."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self.text = ""
        self._until("01")

    def type(self, line: str, until: str) -> None:
        """A line, and what must stand there after it."""
        os.write(self._handle, f"{line}\n".encode())
        self._until(until)

    def _until(self, words: str) -> None:
        deadline, fresh = time.monotonic() + PATIENCE_S, ""
        while words not in fresh:
            assert time.monotonic() < deadline, f"{words} never came: {fresh}"
            fresh += os.read(self._handle, 65536).decode("utf-8", "replace")
        self.text += fresh
