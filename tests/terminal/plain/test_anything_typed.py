"""Whatever is typed, the session goes on and says nothing that moves a cursor, and no password."""

import unicodedata

import pytest
from fake_desk import FakeDesk
from hypothesis import given, settings
from hypothesis import strategies as st
from typed import SIGN_ON, session

from terminal.plain.words import SHORT

WORDS = ("", "1", "2", "3", "8", "9", "0", "12.34", "123456 ok", "小王 ok", "menu", "row:0", "\x1b[2J", "\u202e", "a b")
LINE = st.sampled_from((*WORDS, *(word for word in SHORT if word != "q"))) | st.text(max_size=12)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
@settings(max_examples=40, deadline=None)
@given(lines=st.lists(LINE, max_size=40))
def test_any_lines(lang: str, lines: list[str]) -> None:
    desk = FakeDesk()
    code, console, _ = session(desk, *SIGN_ON, *lines, lang=lang)
    said = "".join(console.said)
    assert code in {0, 3}
    assert [sign for sign in said if unicodedata.category(sign) in {"Cc", "Cf", "Cs"}] == []
    assert desk.closed
