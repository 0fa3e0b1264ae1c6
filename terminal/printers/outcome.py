"""What goes to a printer, and what comes of it: a file, nothing to tell, or a reason why it did not come out.

The rule: a way out never raises for what a printer, a line or a disk does; it says so in a word that has its text.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the face hears of printing before any receipt is made
    from terminal.receipt import Copy, Paper, Part


class Why(StrEnum):
    """Why a sheet did not come out: the id of its text in the catalogues (details: printer, reason)."""

    NO_PAPER = "print.no_paper"
    COVER_OPEN = "print.cover_open"
    PRINTER_FAULT = "print.printer_fault"
    UNREACHABLE = "print.unreachable"
    BROKE_OFF = "print.broke_off"
    NOT_SAVED = "print.not_saved"
    CONTENT = "print.content"
    NOT_NOTED = "print.not_noted"
    TOO_MANY = "print.too_many"
    LATER = "print.later"
    NO_ROLL = "print.no_roll"


@dataclass(frozen=True, slots=True)
class NotPrinted:
    """printer: its name as the settings call it, "" where it never came to a printer. begun: part of the sheet may be
    out. reason: for people, from outside, not clean.
    """

    printer: str
    why: Why
    reason: str = ""
    begun: bool = False


@dataclass(frozen=True, slots=True)
class A4:
    """What stands on sheets of A4. pages: the lines of each, head and foot in them. columns: half-width characters of a
    line; letters are as large as that leaves. watermark: words across each page, "" for none. heading: the text of a
    line that is drawn twice as large, an empty one below it; "" for none.
    """

    pages: tuple[tuple[str, ...], ...]
    columns: int
    watermark: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Output:
    """One sheet on its way. stem: what a file of it is called. copy: None where the kind has no copies. a4: what files
    hold of it where it belongs on A4; parts are then its form for a roll, empty where it has none.
    """

    parts: "tuple[Part, ...]"
    paper: "Paper"
    stem: str
    copy: "Copy | None" = None
    a4: A4 | None = None

    @property
    def rolls(self) -> bool:
        """A printer with a roll can print it."""
        return bool(self.parts)


@dataclass(frozen=True, slots=True)
class Printout:
    """What came of it so far. lines: all sheets as text, for the screen's paper. files: what was saved. trouble: what
    did not come out, empty if all did. printing: files and trouble are still to come. subject: key of the transaction
    that it is about, as text, "" for a report. number: of the print job, rising; 0 where it became none.
    """

    lines: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    trouble: tuple[NotPrinted, ...] = ()
    printing: bool = False
    subject: str = ""
    number: int = 0


class Way(Protocol):
    """A way out of the house: files, a printer on a line."""

    def put(self, sheet: Output) -> Path | NotPrinted | None:
        """Print one sheet: the new file, why not, or None where it came out and leaves no file."""
