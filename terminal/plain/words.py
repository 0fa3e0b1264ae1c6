"""What a typed line means: digits, letters and words -> the keys of terminal.face.keys. Pure.

The rule: a line of which one word means nothing presses no key at all.
"""

import re
from collections.abc import Mapping

from scanner.sources.picture_names import dropped_picture
from scanner.sources.wedge import LEAST
from terminal.face.entry import packed
from terminal.face.keyboard import pressed
from terminal.face.keys import CARD_LETTERS, KEYS, Key
from terminal.face.offers import PRESENTS, TAKES_AMOUNTS, TAKES_WORDS
from terminal.face.pages import Page
from terminal.language import LANGUAGES, translator

MAX_LINE = 4096
"""Characters of one line: a path may be long, and nothing else is."""

# fmt: off
SHORT: Mapping[str, Key] = {
    "ok": Key.OK,
    "b":  Key.BACK,
    "x":  Key.CLEAR,
    "h":  Key.MENU,
    "f":  Key.FUNCTIONS,
    "e":  Key.PAPER,
    "c":  Key.CUSTOMERS,
    "s":  Key.SCAN,
    "p":  Key.PICTURE,
    "a":  Key.ALL,
    "m":  Key.AMOUNT,
    "l":  Key.LETTER,
    "k":  Key.UP,
    "j":  Key.DOWN,
    "+":  Key.PLUS,
    "-":  Key.MINUS,
    "?":  Key.HELP,
    "q":  Key.QUIT,
}
"""The short word of a key. On a line of its own a letter presses nothing by mistake."""
# fmt: on

_YUAN = re.compile(r"[0-9]+\.[0-9]{2}")
_NAMES = {translator(lang)(f"key.{key}").casefold(): key for lang in LANGUAGES for key in Key}
_KEYBOARD = {row.shown.casefold(): row.key for row in KEYS if row.shown}
_MEANINGS = _NAMES | _KEYBOARD | dict(SHORT)


def keys_of(line: str, page: Page) -> tuple[str, ...]:
    """The keys that a line presses on this page, in order; an empty line is 确认 (session.py takes none where that
    sends). () where a word means nothing.
    """
    if len(line) > MAX_LINE:
        return ()
    named = _NAMES.get(line.strip().casefold())  # it may be of two words
    words = [_pressed(word, page) for word in line.split()] if named is None else [(named,)]
    if not words:
        return (Key.OK,)
    return tuple(key for keys in words for key in keys) if all(words) else ()


def sentence_of(line: str, page: Page) -> tuple[str, tuple[str, ...]]:
    """Where sentences are keyed: the line as text, and 确认 where it ends with ok; no text in a line of digits and
    words of keys alone.
    """
    if page not in TAKES_WORDS or len(line) > MAX_LINE:
        return "", ()
    words = line.split()
    if all(word.isdecimal() or word.casefold() in _MEANINGS for word in words):
        return "", ()
    return (" ".join(words[:-1]), (Key.OK,)) if words[-1].casefold() == "ok" else (line.strip(), ())


def scan_of(line: str, page: Page, most: int) -> str:
    """What was scanned or pasted into a line: a picture's path, one word that presses no keys and is not of letters
    alone, or more digits than are keyed on this page (most); "" for a line of keys.
    """
    word = line.strip()
    if len(line) > MAX_LINE:
        return ""
    if dropped_picture(word) is not None:
        return word
    if digits := packed(word):
        return word if len(digits) > most or not keys_of(line, page) else ""
    one = len(word) >= LEAST and not any(sign.isspace() for sign in word)
    return word if one and not word.isalpha() and not keys_of(line, page) else ""


def word_of(key: Key) -> str:
    """The short word of a key; "" where it has none but its name."""
    return next((word for word, meant in SHORT.items() if meant is key), "")


def _pressed(word: str, page: Page) -> tuple[str, ...]:
    plain = word.casefold()
    if page in PRESENTS and plain in CARD_LETTERS:
        return (CARD_LETTERS[plain],)
    known = _MEANINGS.get(plain) or pressed(plain, None, page)
    if known:
        return (known,)
    if page in TAKES_AMOUNTS and _YUAN.fullmatch(word):
        return tuple(word.replace(".", ""))
    keys = tuple(pressed("", sign, page) for sign in word)
    return keys if all(keys) and (len(keys) == 1 or max(map(len, keys)) == 1) else ()
