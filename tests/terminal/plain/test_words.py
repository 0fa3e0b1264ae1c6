"""What a typed line presses: rows of a line, the page it is typed on, and the keys."""

import pytest

from terminal.face.keys import Key
from terminal.face.pages import Page
from terminal.language import LANGUAGES, translator
from terminal.plain.words import MAX_LINE, SHORT, keys_of, word_of

# fmt: off
LINES = [
    # line                 page             keys
    ("",                   Page.CONFIRM,    (Key.OK,)),
    ("   ",                Page.CONFIRM,    (Key.OK,)),
    ("0000",               Page.PASSWORD,   ("0", "0", "0", "0")),
    ("０１",                Page.OPERATOR,   ("0", "1")),
    ("0000 ok",            Page.PASSWORD,   ("0", "0", "0", "0", Key.OK)),
    ("1 down 2",           Page.GOODS,      ("1", Key.DOWN, "2")),
    ("1 下 2",             Page.GOODS,      ("1", Key.DOWN, "2")),
    ("b",                  Page.ORDER,      (Key.BACK,)),
    ("取消",               Page.ORDER,      (Key.BACK,)),
    ("Cancel",             Page.ORDER,      (Key.BACK,)),
    ("F5",                 Page.ORIGINAL,   (Key.AMOUNT,)),
    ("/",                  Page.ORDER,      (Key.FUNCTIONS,)),
    ("12.34",              Page.AMOUNT,     ("1", "2", "3", "4")),
    ("12.3",               Page.AMOUNT,     ()),
    ("12.34",              Page.ORDER,      ()),
    ("s",                  Page.CARD,       (Key.SWIPE,)),
    ("s",                  Page.ORDER,      (Key.SCAN,)),
    ("全退",               Page.GOODS,      (Key.ALL,)),
    ("+",                  Page.GOODS,      (Key.PLUS,)),
    ("?",                  Page.MENU,       (Key.HELP,)),
    ("q",                  Page.MENU,       (Key.QUIT,)),
    ("12AB34",             Page.REFERENCE,  ("1", "2", "A", "B", "3", "4")),
    ("12AB34",             Page.ORDER,      ()),
    ("1 nonsense",         Page.GOODS,      ()),
    ("²",                  Page.AMOUNT,     ()),
    ("\x1b[2J",            Page.AMOUNT,     ()),
    ("\udcff",             Page.AMOUNT,     ()),
    ("1" * MAX_LINE,       Page.AMOUNT,     ("1",) * MAX_LINE),
    ("1" * (MAX_LINE + 1), Page.AMOUNT,     ()),
]
# fmt: on


@pytest.mark.parametrize(("line", "page", "keys"), LINES, ids=[repr(row[0][:20]) for row in LINES])
def test_a_line_presses(line: str, page: Page, keys: tuple[str, ...]) -> None:
    assert keys_of(line, page) == keys


def test_the_word_that_help_gives_presses_the_key() -> None:
    assert {keys_of(word, Page.MENU) for word in SHORT} == {(key,) for key in SHORT.values()}
    assert [keys_of(word_of(key), Page.MENU) for key in SHORT.values()] == [(key,) for key in SHORT.values()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_is_pressed_by_its_name(lang: str) -> None:
    names = {key: translator(lang)(f"key.{key}") for key in Key}
    assert [key for key, name in names.items() if names[keys_of(name, Page.MENU)[0]] != name] == []
