"""Reasons of the operating system, in the language of the interface."""

import errno
import os

import pytest

from terminal.language import translator
from terminal.system_reasons import COMMON, in_words

ZH, EN = translator("zh_CN"), translator("en")

# fmt: off
ROWS = [
    ("No space left on device",                                "磁盘空间不足"),
    ("Permission denied: /home/cashier/receipts/1.png",        "权限不足: /home/cashier/receipts/1.png"),
    ("/dev/ttyS9: Permission denied",                          "/dev/ttyS9: 权限不足"),
    ("can't be read: No such file or directory",               "can't be read: 没有这个文件或目录"),
    ("127.0.0.1:1: Connection refused",                        "127.0.0.1:1: 对方拒绝连接"),
    ("nowhere.example: Name or service not known",             "nowhere.example: 查不到这个主机名"),
    ("nowhere.example: timed out",                             "nowhere.example: 连接超时"),
    # no common one has its number
    (os.strerror(errno.ENOEXEC),                               f"系统错误 {errno.ENOEXEC}"),
    # what is no reason of the system, or a word of a longer one
    ("Permission denied by the shop",                          "Permission denied by the shop"),
    ("/home/Permission denied/x",                              "/home/Permission denied/x"),
    ("not UTF-8 text",                                         "not UTF-8 text"),
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


@pytest.mark.parametrize(("t", "said"), [(ZH, "磁盘空间不足"), (EN, "No space left on device")])
def test_a_text_with_a_reason_in_it_has_it_in_its_own_language(t, said: str) -> None:
    assert said in t("fault.not_exported", reason="No space left on device")
