"""What a sheet is made of before any printer has it: lines of text with a look, QR codes and bars; and the two papers.

Pure. The rule: a text already fits its paper in columns; a printer draws what it gets and breaks no line.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from scanner.salesslip import ORDER_DIGITS, spaced
from terminal.columns import pad


@dataclass(frozen=True, slots=True)
class Paper:
    """A roll. columns: half-width characters of the 24-dot font. dots: what the head prints, 8 a millimetre. edge_dots:
    white on either side that no head reaches.
    """

    columns: int
    dots: int
    edge_dots: int


# fmt: off
MM58 = Paper(columns=32, dots=384, edge_dots=40)
MM80 = Paper(columns=48, dots=576, edge_dots=32)
# fmt: on


class Look(StrEnum):
    """How a line is printed. TALL: double height, BIG: double height and width (so half the columns); both bold."""

    PLAIN = "plain"
    BOLD = "bold"
    TALL = "tall"
    BIG = "big"


@dataclass(frozen=True, slots=True)
class Text:
    """One line, at most as wide as the paper, a BIG one as half of it; cleaned, without a space at its end."""

    text: str
    look: Look = Look.PLAIN


@dataclass(frozen=True, slots=True)
class Qr:
    """A QR code in the middle of the paper."""

    payload: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Code 128 in the middle of the paper, with its digits under it; an order number's stand 4-4-4-2."""

    digits: str

    @property
    def caption(self) -> str:
        """The digits as people read them."""
        return spaced(self.digits) if len(self.digits) == ORDER_DIGITS else self.digits


Part = Text | Qr | Bars


def text_lines(parts: Iterable[Part], paper: Paper = MM58) -> tuple[str, ...]:
    """The sheet as plain lines of one size, for screen and text file; codes can't be shown there and are left out."""
    texts = (part for part in parts if isinstance(part, Text))
    return tuple(
        pad(one.text.strip(), paper.columns, "centre").rstrip() if one.look is Look.BIG else one.text for one in texts
    )
