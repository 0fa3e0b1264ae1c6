"""The keys as data: nothing is bound twice, and every key of a page can be pressed without an F-key."""

import pytest

from terminal.face.keys import EVERYWHERE, KEYS, PAD, SHOWN, Key, pressed
from terminal.face.offers import COUNTER_ONLY, OFFERED, TAKES_LETTERS, helped, offered, soft
from terminal.face.pages import Page
from terminal.screens.page import BODY_ROWS


def test_no_name_and_no_letter_is_bound_twice() -> None:
    names = [name for row in KEYS for name in row.names]
    letters = [row.letter for row in KEYS if row.letter]
    assert len(names) == len(set(names)) > 0
    assert len(letters) == len(set(letters)) > 0


def test_every_key_is_in_the_table() -> None:
    assert {row.key for row in KEYS} == set(Key)
    assert set(SHOWN) == set(Key)


# fmt: off
PRESSES = [
    ("enter",     "\r",  Page.MENU,      Key.OK),
    ("escape",    None,  Page.MENU,      Key.BACK),
    ("backspace", None,  Page.AMOUNT,    Key.CLEAR),
    ("f3",        None,  Page.ORDER,     Key.SCAN),
    ("s",         "s",   Page.ORDER,     Key.SCAN),
    ("S",         "S",   Page.ORDER,     Key.SCAN),
    ("s",         "s",   Page.REFERENCE, "s"),
    ("7",         "7",   Page.AMOUNT,    "7"),
    ("x",         "７",  Page.AMOUNT,    "7"),
    ("plus",      "+",   Page.GOODS,     Key.PLUS),
    ("question_mark", "?", Page.MENU,    Key.HELP),
    ("z",         "z",   Page.MENU,      ""),
    ("tab",       "\t",  Page.MENU,      ""),
    ("x",         "退",  Page.REFERENCE, ""),
]
# fmt: on


@pytest.mark.parametrize(("name", "character", "page", "key"), PRESSES)
def test_pressed(name: str, character: str | None, page: Page, key: str) -> None:
    assert pressed(name, character, letters=page in TAKES_LETTERS) == key


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
    assert len(helped(page)) <= BODY_ROWS


def test_without_a_counter_nobody_is_called_and_nothing_scanned() -> None:
    assert offered(Page.ORDER, counter=False) == (Key.PICTURE, Key.PAPER_DOWN)
    assert COUNTER_ONLY.isdisjoint(soft(Page.ORDER, counter=False))
    assert COUNTER_ONLY.isdisjoint(key for keys in helped(Page.ORDER, counter=False) for key in keys)
    assert soft(Page.GOODS, counter=False) == soft(Page.GOODS)
