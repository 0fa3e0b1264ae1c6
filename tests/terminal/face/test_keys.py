"""The keys as data: nothing is bound twice, and every key of a page can be pressed on a numeric pad."""

import pytest

from terminal.face.keyboard import pressed
from terminal.face.keys import EVERYWHERE, KEYS, ON_THE_PAD, OWN, PAD, Key
from terminal.face.offers import COUNTER_ONLY, OFFERED, functions, helped, offered, own_keys, shown, soft
from terminal.face.pages import Page


def test_no_name_and_no_character_is_bound_twice() -> None:
    names = [name for row in KEYS for name in row.names] + list(OWN)
    characters = [row.characters for row in KEYS if row.characters]
    assert len(names) == len(set(names)) > 0
    assert len(characters) == len(set(characters)) > 0
    assert [sign for sign in characters if sign.isalnum()] == []


def test_every_key_is_in_the_table() -> None:
    assert sorted(row.key for row in KEYS) == sorted(Key)


# fmt: off
PRESSES = [
    ("enter",     "\r",  Page.MENU,      Key.OK),
    ("escape",    None,  Page.MENU,      Key.BACK),
    ("backspace", None,  Page.AMOUNT,    Key.CLEAR),
    ("f2",        None,  Page.ORDER,     Key.FUNCTIONS),
    ("slash",     "/",   Page.ORDER,     Key.FUNCTIONS),
    ("x",         "／",  Page.ORDER,     Key.FUNCTIONS),
    ("f5",        None,  Page.ORDER,     Key.CUSTOMERS),
    ("f6",        None,  Page.ORDER,     Key.SCAN),
    ("f5",        None,  Page.GOODS,     Key.ALL),
    ("f5",        None,  Page.ADMIN,     ""),
    ("s",         "s",   Page.ORDER,     ""),
    ("q",         "q",   Page.MENU,      ""),
    ("s",         "s",   Page.CARD,      Key.SWIPE),
    ("I",         "I",   Page.CARD,      Key.INSERT),
    ("c",         "c",   Page.CARD,      Key.INSERT),
    ("t",         "t",   Page.CARD,      Key.TAP),
    ("s",         "s",   Page.REFERENCE, "s"),
    ("asterisk",  "*",   Page.REFERENCE, Key.LETTER),
    ("7",         "7",   Page.AMOUNT,    "7"),
    ("x",         "７",  Page.AMOUNT,    "7"),
    ("full_stop", ".",   Page.AMOUNT,    "00"),
    ("full_stop", ".",   Page.ORDER,     ""),
    ("decimal",   None,  Page.AMOUNT,    "00"),
    ("divide",    None,  Page.MENU,      Key.FUNCTIONS),
    ("multiply",  "*",   Page.REFERENCE, Key.LETTER),
    ("add",       None,  Page.GOODS,     Key.PLUS),
    ("plus",      "+",   Page.GOODS,     Key.PLUS),
    ("minus",     "-",   Page.GOODS,     Key.MINUS),
    ("question_mark", "?", Page.MENU,    Key.HELP),
    ("ctrl+q",    "\x11", Page.MENU,     Key.QUIT),
    ("z",         "z",   Page.MENU,      ""),
    ("tab",       "\t",  Page.MENU,      ""),
    ("x",         "退",  Page.REFERENCE, ""),
    ("s",         "s",   Page.IDLE,      Key.BACK),
    ("tab",       "\t",  Page.IDLE,      Key.BACK),
    ("f5",        None,  Page.IDLE,      Key.BACK),
    ("x",         "退",  Page.IDLE,      Key.BACK),
    ("ctrl+q",    "\x11", Page.IDLE,     Key.QUIT),
    ("x",         "王",  Page.LESSON_NAME, "王"),
    ("x",         "\u202e", Page.LESSON_NAME, ""),
    ("asterisk",  "*",   Page.LESSON_NAME, Key.LETTER),
    ("space",     " ",   Page.CASE_WORDS, " "),
    ("x",         "，",  Page.CASE_WORDS, "，"),
    ("x",         "退",  Page.CASE_WORDS, "退"),
    ("7",         "7",   Page.CASE_WORDS, "7"),
    ("slash",     "/",   Page.CASE_WORDS, Key.FUNCTIONS),
    ("minus",     "-",   Page.CASE_WORDS, "-"),
    ("asterisk",  "*",   Page.CASE_WORDS, "*"),
    ("slash",     "/",   Page.CASE_PATH, "/"),
    ("minus",     "-",   Page.CASE_PATH, "-"),
    ("divide",    None,  Page.CASE_PATH, Key.FUNCTIONS),
    ("x",         "\u202e", Page.CASE_WORDS, ""),
    ("space",     " ",   Page.MENU,      ""),
]
# fmt: on


@pytest.mark.parametrize(("name", "character", "page", "key"), PRESSES)
def test_pressed(name: str, character: str | None, page: Page, key: str) -> None:
    assert pressed(name, character, page) == key


@pytest.mark.parametrize("page", list(Page))
def test_a_numeric_pad_has_every_key_that_is_offered(page: Page) -> None:
    """As one of its own, or by one digit behind 功能."""
    listed = functions(page)
    assert set(offered(page)) | set(EVERYWHERE) <= {*listed, *ON_THE_PAD, Key.LETTER, Key.PAPER_UP, Key.PAPER_DOWN}
    assert {Key.HELP, Key.PAPER, Key.MENU, Key.QUIT} <= set(listed)


def test_a_key_keeps_its_f_key_where_another_is_not_offered() -> None:
    assert (shown(Key.PICTURE, Page.ORDER), own_keys(Page.ORDER)["f7"]) == ("F7", Key.PICTURE)
    assert shown(Key.PICTURE, Page.MENU) == ""


def test_keypad_is_four_by_four_with_two_soft_keys() -> None:
    assert [len(row) for row in PAD] == [4, 4, 4, 4]
    assert sorted(key for row in PAD for key in row if key.isdecimal()) == list("0123456789")
    assert soft(Page.ORDER) == (Key.CUSTOMERS, Key.SCAN)
    assert soft(Page.GOODS) == (Key.MINUS, Key.PLUS)


@pytest.mark.parametrize("page", list(OFFERED))
def test_help_lists_the_page_first(page: Page) -> None:
    listed = [key for keys in helped(page) for key in keys]
    assert set(listed[: len(OFFERED[page])]) >= set(OFFERED[page]) - set(EVERYWHERE)
    assert len(listed) == len(set(listed))
    assert set(EVERYWHERE) <= set(listed)


def test_without_a_counter_nobody_is_called_and_nothing_scanned() -> None:
    assert offered(Page.ORDER, counter=False) == (Key.PICTURE,)
    assert COUNTER_ONLY.isdisjoint(soft(Page.ORDER, counter=False))
    assert COUNTER_ONLY.isdisjoint(key for keys in helped(Page.ORDER, counter=False) for key in keys)
    assert soft(Page.GOODS, counter=False) == soft(Page.GOODS)
