"""What every page is: a pure drawing of the scene, and what its keys and the desk's answers do to it.

No widget and no thread. The rule: a page returns a `Turn` (the next scene, what happened, what to ask of the desk) and
changes nothing else; which page follows is decided in terminal/face/flow.py.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from protocol.money import format_yuan
from protocol.transactions import Original
from terminal.columns import clean, wrap
from terminal.desk.door import Refusal
from terminal.face.asks.ask import Ask, Progress
from terminal.face.pages import Event, Page
from terminal.face.scene import Note, Scene
from terminal.language import Texts

LCD_COLUMNS = 40
BODY_ROWS = 10
LEAST = (60, 20)
"""Columns and rows of a terminal below which no page is drawn: LCD 44x15, four rows of keys, one row of their names."""
EDGE_COLUMNS, EDGE_ROWS = 2, 6
"""What a wide page leaves of the terminal: a column each side; bar, status, title, hint and a row above and below."""
GAP = "  "
"""Between the keys in the last row."""
ROW = "row:"
"""A click on row N of a list comes as the key "row:N"."""


class Look(StrEnum):
    """How a line stands on the LCD."""

    PLAIN = "plain"
    STRONG = "strong"
    CHOSEN = "chosen"
    ENTRY = "entry"
    DIM = "dim"
    STATUS = "status"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the LCD, at most LCD_COLUMNS wide. key: what a click on it presses, "" for nothing.

    mark: the part of the text that stands out, "" for none. more: it goes on with the text of the line above.
    columns: the same text as entries side by side, () where it is one; read column by column.
    """

    text: str = ""
    look: Look = Look.PLAIN
    key: str = ""
    mark: str = ""
    more: bool = False
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Room:
    """What a page may draw on: columns, and rows of its body."""

    columns: int
    rows: int


LCD_ROOM = Room(LCD_COLUMNS, BODY_ROWS)


@dataclass(frozen=True, slots=True)
class View:
    """A page, drawn: title, at most as many lines as its room has rows, and the hint in the last row.

    arrows: up and down mean something, where the page offers them. keyed: 清除 does, though no line is an entry.
    """

    title: str
    lines: tuple[Line, ...]
    hint: str = ""
    arrows: bool = True
    keyed: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """What a key or an answer led to. ask: for the desk thread. leave: the terminal is to end. key: press that next.

    aside: for the desk thread too, and keys do not wait for it.
    """

    scene: Scene
    event: Event | None = None
    ask: Ask | None = None
    leave: bool = False
    key: str = ""
    aside: Ask | None = None


class PageScreen:
    """A page that shows something and goes on or back; the others override what they need.

    wide: it takes the whole terminal, and keypad and paper step aside. secret: what is keyed here is shown to nobody.
    """

    page: ClassVar[Page]
    wide: ClassVar[bool] = False
    secret: ClassVar[bool] = False

    def view(self, scene: Scene, t: Texts) -> View:
        """Draw the page."""
        raise NotImplementedError

    def room(self, scene: Scene) -> Room:
        """How much it may draw."""
        return wide_room(scene) if self.wide else LCD_ROOM

    def entered(self, scene: Scene) -> Scene:
        """The scene on arriving here."""
        return scene

    def arrival(self, scene: Scene) -> Ask | None:
        """What is asked of the desk on arriving here, where nothing else is."""
        return None

    def aside(self, scene: Scene) -> Ask | None:
        """What is asked on arriving here, while keys go on; whatever page hears the answer."""
        return None

    def press(self, scene: Scene, key: str) -> Turn:
        """What a key does; keys without a meaning here leave everything as it is."""
        return going(scene, key)

    def takes_codes(self, scene: Scene) -> bool:
        """A payer's code, or an account's number that looks like one, may come here in one piece; nowhere else."""
        return False

    def unkeyed(self, scene: Scene) -> Scene:
        """Without what was keyed here: what came in one piece and is refused must not leave a number of before."""
        return scene

    def pasted(self, scene: Scene, text: str) -> Turn:
        """Text came in one piece, from a scanner or pasted; it was cleaned. Most pages have no use for it."""
        return Turn(scene.noted("note.pasted"))

    def answered(self, scene: Scene, ask: Ask, answer: object) -> Turn:
        """The desk has done what was asked."""
        return Turn(scene)

    def told(self, scene: Scene, progress: Progress) -> Scene:
        """What was asked for has reached another state; the answer is still to come."""
        return scene

    def refused(self, scene: Scene, ask: Ask, refusal: Refusal) -> Turn:
        """The desk has refused what was asked."""
        return Turn(faulted(scene, refusal))


def wide_room(scene: Scene) -> Room:
    """What the whole terminal offers; never less than LEAST does, as a window may be drawn smaller than any page."""
    columns, rows = (max(pair) for pair in zip(scene.size, LEAST, strict=True))
    return Room(columns - EDGE_COLUMNS, rows - EDGE_ROWS)


def going(scene: Scene, key: str) -> Turn:
    """确认 goes on, 取消 goes back, anything else does nothing."""
    match key:
        case "ok":
            return Turn(scene, Event.DONE)
        case "back":
            return Turn(scene, Event.BACK)
        case _:
            return Turn(scene)


def faulted(scene: Scene, refusal: Refusal) -> Scene:
    """The scene with the refusal's own message; `locked` closes the keys for its seconds."""
    noted = replace(scene, note=Note(f"fault.{refusal.word}", tuple(refusal.details.items())), password="")
    seconds = refusal.details.get("seconds")
    if refusal.word == "locked" and isinstance(seconds, int):
        return replace(noted, locked_until_s=scene.now_s + seconds)
    return noted


def wrapped(text: str, look: Look = Look.PLAIN) -> tuple[Line, ...]:
    """Text from anywhere, as lines that fit the LCD."""
    return tuple(Line(row, look, more=at > 0) for at, row in enumerate(wrap(clean(text), LCD_COLUMNS)))


def money(fen: int, practice: bool, t: Texts) -> str:
    """An amount as the LCD shows it; the sign of real money stands only where real money moves."""
    return t("money.practice" if practice else "money.live", yuan=format_yuan(fen))


def number_of(original: Original) -> str:
    """The order number in groups as printed (4-4-4-2), or the reference number without one."""
    digits = original.order_no
    return " ".join(filter(None, (digits[:4], digits[4:8], digits[8:12], digits[12:]))) or original.reference_no
