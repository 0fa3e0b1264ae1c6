"""The keys as data: what each does and what it is called on the keyboard; which page offers which is offers.py's.

No widget here. Keypad, footer, keyboard and help are all read from these tables, so they cannot disagree. The rule:
every key has a plain way to press it, as some terminals keep F1 or F10 for themselves (letters stand for the F-keys
on pages that take no letters).
"""

from dataclasses import dataclass
from enum import StrEnum

from terminal.face.entry import plain


class Key(StrEnum):
    """What may be pressed, beside the digits and letters, which stand for themselves."""

    OK = "ok"
    BACK = "back"
    CLEAR = "clear"
    MENU = "menu"
    CUSTOMERS = "customers"
    SCAN = "scan"
    PICTURE = "picture"
    ALL = "all"
    AMOUNT = "amount"
    LETTER = "letter"
    UP = "up"
    DOWN = "down"
    PLUS = "plus"
    MINUS = "minus"
    PAPER_UP = "paper_up"
    PAPER_DOWN = "paper_down"
    HELP = "help"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class Row:
    """names: as Textual calls them. letter: the plain way. shown: as people call it. Texts: key.<key>, help.<key>."""

    key: Key
    names: tuple[str, ...]
    letter: str
    shown: str


# fmt: off
KEYS: tuple[Row, ...] = (
    Row(Key.OK,         ("enter",),              "",  "Enter"),
    Row(Key.BACK,       ("escape",),             "",  "Esc"),
    Row(Key.CLEAR,      ("backspace", "delete"), "",  "Bksp"),
    Row(Key.UP,         ("up",),                 "k", "Up"),
    Row(Key.DOWN,       ("down",),               "j", "Down"),
    Row(Key.PLUS,       ("plus", "right"),       "+", "+"),
    Row(Key.MINUS,      ("minus", "left"),       "-", "-"),
    Row(Key.HELP,       ("f1",),                 "?", "F1"),
    Row(Key.CUSTOMERS,  ("f2",),                 "c", "F2"),
    Row(Key.SCAN,       ("f3",),                 "s", "F3"),
    Row(Key.PICTURE,    ("f4",),                 "p", "F4"),
    Row(Key.ALL,        ("f5",),                 "a", "F5"),
    Row(Key.AMOUNT,     ("f6",),                 "m", "F6"),
    Row(Key.LETTER,     ("f7",),                 "",  "F7"),
    Row(Key.MENU,       ("f9", "home"),          "h", "F9"),
    Row(Key.QUIT,       ("f10", "ctrl+q", "ctrl+c"), "q", "F10"),
    Row(Key.PAPER_UP,   ("pageup",),             "u", "PgUp"),
    Row(Key.PAPER_DOWN, ("pagedown",),           "d", "PgDn"),
)

PAIRS: dict[Key, Key] = {Key.PLUS: Key.MINUS, Key.UP: Key.DOWN, Key.PAPER_UP: Key.PAPER_DOWN}
"""Help gives these one line together."""

EVERYWHERE = (Key.OK, Key.BACK, Key.CLEAR, Key.MENU, Key.PAPER_UP, Key.PAPER_DOWN, Key.QUIT)

PAD: tuple[tuple[str, ...], ...] = (
    ("1",    "2", "3",     Key.BACK),
    ("4",    "5", "6",     Key.CLEAR),
    ("7",    "8", "9",     Key.MENU),
    ("left", "0", "right", Key.OK),
)
"""The keypad, 4x4 in the trade's order; left and right are the soft keys of the page."""
# fmt: on

_BY_NAME = {name: row.key for row in KEYS for name in row.names}
_BY_LETTER = {row.letter: row.key for row in KEYS if row.letter}
SHOWN = {row.key: row.shown for row in KEYS}


def pressed(name: str, character: str | None, *, letters: bool) -> str:
    """What a key press means: a Key, a digit, a letter, or "" for nothing. letters: the page takes them.

    name, character: as Textual gives them; full-width characters count as their plain ones.
    """
    if name in _BY_NAME:
        return _BY_NAME[name]
    text = plain(character)
    if text.isdecimal() or (letters and text.isalpha()):
        return text
    return _BY_LETTER.get(text.lower(), "") if text else ""
