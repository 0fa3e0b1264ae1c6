"""What the argument parser refuses, in the language of the interface, naming argument and value; exit code 2."""

import pytest

CARD_NUMBER = "6200000000000005"

# fmt: off
ROWS = [
    # words, what stderr says in Chinese, in English
    (["refund", "--nonsense"],
     "没有选项 --nonsense", "Unknown option: --nonsense"),
    (["refund", "--amout", "1"],
     "没有选项 --amout，是否指 --amount？", "Unknown option: --amout. Did you mean --amount?"),
    (["refund", "--amonut", "1"],
     "没有选项 --amonut，是否指 --amount？", "Unknown option: --amonut. Did you mean --amount?"),
    (["refund", "--password", "1"],
     "没有选项 --password", "Unknown option: --password"),
    (["refund", "--fen", "1"],
     "没有选项 --fen", "Unknown option: --fen"),
    (["refund", "-amount", "1"],
     "没有选项 -amount，是否指 --amount？", "Unknown option: -amount. Did you mean --amount?"),
    (["refund", "--order"],
     "--order 后面缺少值", "--order requires a value"),
    (["emulator", "serve"],
     "缺少参数 --listen", "Argument --listen is missing"),
    (["journal", "show", "--last", "x"],
     "--last 应为数字，不能是 x", "--last is a number, not x"),
    (["frame", "decode", "--check", "md5", "02"],
     "--check 不能是 md5，应为 lrc, crc 之一", "--check can't be md5. Choose from: lrc, crc"),
    (["shop", "nonsense"],
     "没有命令 nonsense，可用: list, import, reset",
     "Unknown command nonsense. Available commands: list, import, reset"),
    (["journal", "show", "a.db", "b"],
     "多出1个词", "1 words too many"),
    (["refund", "--order", "1", "--order", "2"],
     "--order 只能给一次", "--order specified more than once"),
]
# fmt: on


@pytest.mark.parametrize(("words", "zh", "en"), ROWS, ids=[" ".join(row[0]) for row in ROWS])
def test_it_is_said_in_both_languages(bench, monkeypatch, words: list[str], zh: str, en: str) -> None:
    ended = bench.run(*words)
    assert (ended.code, ended.out, ended.err) == (2, "", f"用法不对: {zh}\n")
    monkeypatch.setenv("TUIHUO_LANG", "en")
    ended = bench.run(*words)
    assert (ended.code, ended.out, ended.err) == (2, "", f"Wrong usage: {en}\n")


@pytest.mark.parametrize("words", [
    ["journal", "show", "--last", CARD_NUMBER], ["refund", f"--{CARD_NUMBER}"], ["shop", CARD_NUMBER],
    ["frame", "decode", "--check", CARD_NUMBER, "02"],
])  # fmt: skip
def test_no_card_number_is_repeated(bench, words: list[str]) -> None:
    ended = bench.run(*words)
    assert (ended.code, CARD_NUMBER in ended.err + ended.out) == (2, False)


def test_a_document_has_the_message_too(bench) -> None:
    ended = bench.run("refund", "--nonsense", "--json")
    assert (ended.code, ended.document["error"], ended.document["message"]) == (
        2, "usage", "用法不对: 没有选项 --nonsense",
    )  # fmt: skip
