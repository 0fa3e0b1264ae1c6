"""The keys as data: what each does and what it is called on the keyboard; which page offers which is offers.py's.

No widget here. Keypad, footer, keyboard and help are all read from these tables, so they cannot disagree. The rule:
no key is a letter, so that nothing typed or scanned acts by mistake, and each can be had from a numeric pad: as one of
its own keys, or out of the list that 功能 (F2 or /) shows.
"""

from dataclasses import dataclass
from enum import StrEnum


class Key(StrEnum):
    """What may be pressed, beside the digits and letters, which stand for themselves."""

    OK = "ok"
    BACK = "back"
    CLEAR = "clear"
    MENU = "menu"
    FUNCTIONS = "functions"
    INSPECT = "inspect"
    PAPER = "paper"
    CUSTOMERS = "customers"
    SCAN = "scan"
    PICTURE = "picture"
    ALL = "all"
    AMOUNT = "amount"
    LETTER = "letter"
    RECORDS = "records"
    FIND = "find"
    FILTER = "filter"
    DAY = "day"
    EXPORT = "export"
    LAST_SETTLED = "last_settled"
    NEW = "new"
    SLOW = "slow"
    SWIPE = "swipe"
    INSERT = "insert"
    TAP = "tap"
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
    """names: as Textual calls them; none for a key that gets its F-key from its place on a page. characters: as typed.

    shown: as people call it. Texts: key.<key>, help.<key>.
    """

    key: Key
    names: tuple[str, ...]
    characters: str
    shown: str


# fmt: off
KEYS: tuple[Row, ...] = (
    Row(Key.OK,         ("enter",),              "",  "Enter"),
    Row(Key.BACK,       ("escape",),             "",  "Esc"),
    Row(Key.CLEAR,      ("backspace", "delete"), "",  "Bksp"),
    Row(Key.UP,         ("up",),                 "",  "Up"),
    Row(Key.DOWN,       ("down",),               "",  "Down"),
    Row(Key.PLUS,       ("right", "add"),        "+", "+"),
    Row(Key.MINUS,      ("left", "subtract"),    "-", "-"),
    Row(Key.LETTER,     ("multiply",),           "*", "*"),
    Row(Key.HELP,       ("f1",),                 "?", "F1"),
    Row(Key.FUNCTIONS,  ("f2", "divide"),        "/", "F2"),
    Row(Key.INSPECT,    ("f3",),                 "",  "F3"),
    Row(Key.PAPER,      ("f4",),                 "",  "F4"),
    Row(Key.CUSTOMERS,  (),                      "",  ""),
    Row(Key.SCAN,       (),                      "",  ""),
    Row(Key.PICTURE,    (),                      "",  ""),
    Row(Key.ALL,        (),                      "",  ""),
    Row(Key.AMOUNT,     (),                      "",  ""),
    Row(Key.RECORDS,    (),                      "",  ""),
    Row(Key.FIND,       (),                      "",  ""),
    Row(Key.FILTER,     (),                      "",  ""),
    Row(Key.DAY,        (),                      "",  ""),
    Row(Key.EXPORT,     (),                      "",  ""),
    Row(Key.LAST_SETTLED, (),                    "",  ""),
    Row(Key.NEW,        (),                      "",  ""),
    Row(Key.SLOW,       (),                      "",  ""),
    Row(Key.SWIPE,      (),                      "",  ""),
    Row(Key.INSERT,     (),                      "",  ""),
    Row(Key.TAP,        (),                      "",  ""),
    Row(Key.MENU,       ("f9", "home"),          "",  "F9"),
    Row(Key.QUIT,       ("ctrl+q", "f10", "ctrl+c"), "", "Ctrl+Q"),
    Row(Key.PAPER_UP,   ("pageup",),             "",  "PgUp"),
    Row(Key.PAPER_DOWN, ("pagedown",),           "",  "PgDn"),
)

OWN: tuple[str, ...] = ("f5", "f6", "f7", "f8")
"""The F-keys of a page's own keys, in the order in which the page offers them; what comes behind stands under 功能."""

CARD_LETTERS: dict[str, Key] = {"s": Key.SWIPE, "i": Key.INSERT, "c": Key.INSERT, "t": Key.TAP}
"""Letters that act where a card is presented, and nowhere else."""

ZEROS = "00"
"""What the point of a numeric pad means where an amount is keyed."""

PAIRS: dict[Key, Key] = {Key.PLUS: Key.MINUS, Key.UP: Key.DOWN, Key.PAPER_UP: Key.PAPER_DOWN}
"""Help gives these one line together."""

EVERYWHERE = (
    Key.OK, Key.BACK, Key.CLEAR, Key.FUNCTIONS, Key.INSPECT, Key.PAPER, Key.MENU, Key.PAPER_UP, Key.PAPER_DOWN,
    Key.QUIT,
)  # fmt: skip

PAD: tuple[tuple[str, ...], ...] = (
    ("1",    "2", "3",     Key.BACK),
    ("4",    "5", "6",     Key.CLEAR),
    ("7",    "8", "9",     Key.MENU),
    ("left", "0", "right", Key.OK),
)
"""The keypad, 4x4 in the trade's order; left and right are the soft keys of the page."""
# fmt: on

ON_THE_PAD = frozenset({Key.OK, Key.BACK, Key.CLEAR, Key.PLUS, Key.MINUS, Key.FUNCTIONS})
"""Keys that a numeric pad with Enter, Backspace and Esc has of its own."""
