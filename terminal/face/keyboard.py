"""What a keystroke means on a page: a Key, a digit, a letter, or nothing. Pure.

The rule: a letter acts only where a card is presented, and is keyed only where the page takes letters; on the idle
screen whatever is struck leads back.
"""

from terminal.columns import clean
from terminal.face.entry import SIGNS, plain
from terminal.face.keys import CARD_LETTERS, KEYS, ZEROS, Key
from terminal.face.offers import (
    PRESENTS,
    TAKES_AMOUNTS,
    TAKES_LETTERS,
    TAKES_NAMES,
    TAKES_PATHS,
    TAKES_SIGNS,
    TAKES_WORDS,
    own_keys,
)
from terminal.face.pages import Page

POINT = "decimal"
"""What some terminals call the point of the numeric pad, saying no character with it."""

_BY_NAME = {name: row.key for row in KEYS for name in row.names}
_NO_WORDS = frozenset(row.characters for row in KEYS if row.key in {Key.HELP, Key.FUNCTIONS})
_BY_CHARACTER = {row.characters: row.key for row in KEYS if row.characters}


def pressed(name: str, character: str | None, page: Page) -> str:
    """A Key, one character, "00", or "" for nothing. name, character: as Textual gives them; full width counts too."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    if character and _is_said(character, page):
        return character
    text = plain(character)
    if page in TAKES_NAMES and character and len(character) == 1 and clean(character).isalnum():
        return character
    if text.isdecimal() or (text.isalpha() and page in TAKES_LETTERS) or (text in SIGNS and page in TAKES_SIGNS):
        return text
    if (text == "." or name == POINT) and page in TAKES_AMOUNTS:
        return ZEROS
    if text.lower() in CARD_LETTERS and page in PRESENTS:
        return CARD_LETTERS[text.lower()]
    return _BY_CHARACTER.get(text, "") or own_keys(page).get(name, "") or (Key.BACK if page is Page.IDLE else "")


def _is_said(character: str, page: Page) -> bool:
    """It belongs to a sentence, or to a path."""
    if page not in TAKES_WORDS or len(character) != 1 or clean(character) != character:
        return False
    return character.isprintable() and (page in TAKES_PATHS or character not in _NO_WORDS)
