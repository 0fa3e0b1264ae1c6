"""Reasons of the operating system, in the language of the interface."""

import errno
import importlib.util
import os
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from terminal.language import DOMAIN, LOCALE, translator
from terminal.system_reasons import COMMON, OURS, in_words

ZH, EN = translator("zh_CN"), translator("en")

# fmt: off
ROWS = [
    ("No space left on device",                                "磁盘空间不足"),
    ("Permission denied: /home/cashier/receipts/1.png",        "权限不足: /home/cashier/receipts/1.png"),
    ("/dev/ttyS9: Permission denied",                          "/dev/ttyS9: 权限不足"),
    ("can't be read: No such file or directory",               "无法读取: 没有这个文件或目录"),
    ("k.json: can't be written: Permission denied",            "k.json: 无法写入: 权限不足"),
    ("a.toml: can't be read: not UTF-8 text, or no file's name", "a.toml: 无法读取: 不是UTF-8文本，或不是文件名"),
    ("a.toml: not UTF-8 text",                                 "a.toml: 不是UTF-8文本"),
    ("t.log: a symbolic link",                                 "t.log: 是符号链接"),
    ("4.json: no emulator is running there: Connection refused", "4.json: 那里没有运行中的模拟器: 对方拒绝连接"),
    ("127.0.0.1:1: Connection refused",                        "127.0.0.1:1: 对方拒绝连接"),
    ("nowhere.example: Name or service not known",             "nowhere.example: 查不到这个主机名"),
    ("nowhere.example: timed out",                             "nowhere.example: 连接超时"),
    ("nowhere.example: nodename nor servname provided, or not known", "nowhere.example: 查不到这个主机名"),  # macOS
    ("nowhere.example: getaddrinfo failed",                    "nowhere.example: 查不到这个主机名"),  # Windows
    # no common one has its number
    (os.strerror(errno.ENOEXEC),                               f"系统错误 {errno.ENOEXEC}"),
    # what is no reason of the system, or a word of a longer one
    ("Permission denied by the shop",                          "Permission denied by the shop"),
    ("/home/Permission denied/x",                              "/home/Permission denied/x"),
    ("a file that can't be read",                              "a file that can't be read"),
    ("",                                                       ""),
]
# fmt: on


@pytest.mark.parametrize(("said", "words"), ROWS)
def test_it_is_said_in_chinese_and_what_stands_around_it_stays(said: str, words: str) -> None:
    assert in_words(said, ZH) == words


@pytest.mark.parametrize("name", COMMON)
def test_each_has_words_of_its_own_and_english_stays_as_it_was(name: str) -> None:
    said = os.strerror(getattr(errno, name))
    assert in_words(said, ZH) == ZH(f"errno.{name}")
    assert (in_words(said, ZH).isascii(), in_words(said, EN)) == (False, said)


@pytest.mark.parametrize(("said", "name"), OURS.items())
def test_what_our_files_say_of_themselves_is_said_somewhere_and_has_words_of_its_own(said: str, name: str) -> None:
    product = (Path(__file__).parents[2] / room for room in ("protocol", "emulator", "scanner", "terminal"))
    files = (file for room in product for file in room.rglob("*.py") if file.name != "system_reasons.py")
    assert any(said in file.read_text(encoding="utf-8") for file in files)
    assert (in_words(f"a: {said}", EN), in_words(said, ZH)) == (f"a: {said}", ZH(f"file.{name}"))
    assert not in_words(said, ZH).isascii()


@pytest.mark.parametrize(("t", "said"), [(ZH, "磁盘空间不足"), (EN, "No space left on device")])
def test_a_text_with_a_reason_in_it_has_it_in_its_own_language(t, said: str) -> None:
    assert said in t("fault.not_exported", reason="No space left on device")


def test_a_text_that_the_system_has_for_many_numbers_is_told_by_none_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows every number of a socket is "Unknown error"; the C library there knows those up to 42."""
    honest = os.strerror
    monkeypatch.setattr(os, "strerror", lambda number: honest(number) if number <= 42 else "Unknown error")
    spec = importlib.util.find_spec("terminal.system_reasons")
    elsewhere = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(elsewhere)
    said = ["Unknown error", "a.png: No space left on device", honest(errno.ENOEXEC)]
    assert [elsewhere.in_words(one, ZH) for one in said] == ["Unknown error", "a.png: 磁盘空间不足", "系统错误 8"]


# fmt: off
PEOPLES = [
    "plan.reason", "confirm.reason", "closing.said", "cases.reason", "cases.file_gone", "ask_case.applied_again",
    "file_standing.discarded", "case_told.wanted", "case_told.waits",
]
# fmt: on


@pytest.mark.parametrize("text_id", PEOPLES)
def test_what_a_person_wrote_is_said_as_it_was_written(text_id: str) -> None:
    """A statement behind which a refund or a case was ended is nobody's to translate."""
    assert "Input/output error" in ZH(text_id, words="Input/output error")


TROUBLES = {"fault", "dump", "serve", "print", "audit", "scenario_wrong", "wrong", "life"}


def test_only_texts_of_what_went_wrong_have_a_detail_that_the_system_says() -> None:
    with (LOCALE / "zh_CN" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        texts = {str(one.id): str(one.string) for one in read_po(file)}
    of_system = {text_id for text_id, text in texts.items() if re.search("{(reason|why|system|hint)}", text)}
    assert {text_id.split(".")[0] for text_id in of_system} == TROUBLES
