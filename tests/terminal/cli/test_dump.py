"""What people paste: hex in every dress, files and stdin; what is none is refused with its place, and bounded."""

import io
import sys

import pytest

from protocol.dialects.unionpay.document import MAX_DOCUMENT
from terminal.cli import dump
from terminal.cli.dump import DumpError, Tongue, document_text, read_dump


@pytest.fixture
def typed(monkeypatch):
    """Something on stdin."""

    def put(octets):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(octets), encoding="utf-8"))

    return put


# fmt: off
DRESSES = [
    ("02 20",), ("02:20",), ("02,20",), ("0x02 0x20",), ("0X02,0X20",), ("02\n20\r\n",), ("\t0220 ",), ("02", "20"),
    ("0 2 2 0",), ("0x0220",),
]
# fmt: on


@pytest.mark.parametrize("words", DRESSES, ids=repr)
def test_hex_in_every_dress(words):
    assert read_dump(words) == b"\x02\x20"
    assert read_dump(["abCDef"]) == b"\xab\xcd\xef"


def test_stdin_stands_for_a_dash(typed):
    typed(b"02 20\n")
    assert read_dump(["-"]) == b"\x02\x20"


# fmt: off
WRONG = [
    # words              word        details
    (["zz"],             "not_hex",  {"offset": 0}),
    (["02 2g"],          "not_hex",  {"offset": 4}),
    (["0x02 0xg0"],      "not_hex",  {"offset": 7}),
    (["02", "2\u0660"],  "not_hex",  {"offset": 4}),
    (["02 -"],           "not_hex",  {"offset": 3}),
    (["022"],            "odd_hex",  {"count": 3}),
    ([""],               "empty",    {}),
    ([],                 "empty",    {}),
    ([": , "],           "empty",    {}),
]
# fmt: on


@pytest.mark.parametrize(("words", "word", "details"), WRONG, ids=[f"{i}-{row[1]}" for i, row in enumerate(WRONG)])
def test_what_is_no_hex_is_refused_with_its_place(words, word, details):
    with pytest.raises(DumpError) as caught:
        read_dump(words)
    assert (caught.value.word, caught.value.details) == (word, details)


def test_octets_on_stdin_are_no_hex(typed):
    typed(b"\x02\x20\xff")
    with pytest.raises(DumpError) as caught:
        read_dump(["-"])
    assert (caught.value.word, caught.value.details) == ("not_hex", {"offset": 0})


def test_a_dump_may_be_so_long_and_no_longer(typed):
    assert len(read_dump(["00" * 8], most=8)) == 8
    typed(b"0x00, " * 8)
    assert len(read_dump(["-"], most=8)) == 8
    typed(b"00" * 1000)
    for words in (["00" * 9], ["0" * 60], [" " * 49], ["-"]):
        with pytest.raises(DumpError) as caught:
            read_dump(words, most=8)
        assert (caught.value.word, caught.value.details) == ("too_long", {"most": 8})


def test_a_document_comes_from_a_file_or_stdin(typed, tmp_path):
    file = tmp_path / "one.json"
    file.write_bytes(b"\xef\xbb\xbf{}")
    assert document_text(str(file)) == "{}"
    typed(b"{}")
    assert document_text("-") == "{}"


def test_a_file_is_read_no_further_than_a_document_goes(tmp_path):
    file = tmp_path / "long.json"
    file.write_bytes(b" " * (MAX_DOCUMENT * 4 + 100))
    assert len(document_text(str(file))) == MAX_DOCUMENT * 4 + 1


def test_a_file_that_is_none(tmp_path):
    for name in ("nowhere.json", "."):
        with pytest.raises(DumpError) as caught:
            document_text(str(tmp_path / name))
        assert caught.value.word == "file"
    (tmp_path / "gbk.json").write_bytes(b'{"a": "\xcd\xcb"}')
    with pytest.raises(DumpError) as caught:
        document_text(str(tmp_path / "gbk.json"))
    assert (caught.value.word, caught.value.details["offset"]) == ("document", 7)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_every_word_has_its_text(capsys, lang):
    tongue = Tongue(lang, as_json=False)
    for word in dump.TEXTS:
        tongue.refuse(DumpError(word))
    told = capsys.readouterr().err.splitlines()
    assert len(set(told)) == len(dump.TEXTS)


def test_the_language_is_asked_for_or_set(monkeypatch):
    assert [Tongue(lang, as_json=False).lang for lang in ("en", "en_GB", "zh", None)] == ["en", "en", "zh", "zh"]
    monkeypatch.setenv("TUIHUO_LANG", "en")
    assert Tongue(None, as_json=False).lang == "en"
