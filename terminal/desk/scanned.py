"""What was scanned, at the cash desk: the slip, or the refusal that says what it is instead.

The rule: whatever is of use to a screen travels with the refusal as a value; its text shows no more than is masked.
"""

from scanner.known_texts import Named, Refused
from scanner.salesslip import SalesSlip
from scanner.several_codes import Several
from terminal.desk.door import Refusal


class NumberScanned(Refusal):
    """No slip, but a number that the trade knows. named: which, whole."""

    def __init__(self, named: Named, **details: str | int) -> None:
        super().__init__(named.word, **details, seen=named.masked_text)
        self.named = named


class SlipsScanned(Refusal):
    """Slips of several orders on one picture: a person says which. several: they."""

    def __init__(self, several: Several, **details: str | int) -> None:
        super().__init__(several.word, **details, seen=several.masked_text)
        self.several = several


def slip_of(meant: SalesSlip | Named | Several | Refused, **details: str | int) -> SalesSlip:
    """The slip. Refusal with the word of whatever else it is, and `seen`, what may be shown of it."""
    match meant:
        case SalesSlip():
            return meant
        case Named():
            raise NumberScanned(meant, **details)
        case Several():
            raise SlipsScanned(meant, **details)
        case _:
            raise Refusal(meant.word, **details, seen=meant.masked_text)
