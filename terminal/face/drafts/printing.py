"""What the printers have in hand, as the face knows it, and what was keyed to have something printed again. Pure."""

from dataclasses import dataclass, replace

from terminal.face.asks.printing import PrintBalance, PrintDetails, PrintSettlement, PrintSlip, PrintSummary
from terminal.face.asks.records import PrintRecord
from terminal.printers.outcome import Printout

Printing = PrintSlip | PrintRecord | PrintSettlement | PrintDetails | PrintSummary | PrintBalance


@dataclass(frozen=True, slots=True)
class PrintDraft:
    """voucher_no: as keyed. asked: what prints `out` once more, None where nothing does. out: what was printed last,
    as far as it has come; one that did not come out stays until it does, or until somebody waves it away. missed:
    keys of all transactions whose slip did not come out, oldest first, `out` among them; nobody waves those away.
    """

    voucher_no: str = ""
    asked: Printing | None = None
    out: Printout | None = None
    missed: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Something did not come out, and nobody has seen to it yet."""
        return self.out is not None and bool(self.out.trouble)

    @property
    def unprinted(self) -> bool:
        """This or another slip did not come out."""
        return self.failed or bool(self.missed)

    @property
    def again(self) -> Printing | None:
        """What prints `out` once more where it failed, else the oldest slip that did. None where all came out, and
        while something is under way.
        """
        if self.failed and self.asked is not None:
            return self.asked
        return PrintRecord(self.missed[0]) if self.missed and not self.under_way else None

    @property
    def under_way(self) -> bool:
        """The printers have `out` in hand."""
        return self.out is not None and self.out.printing

    @property
    def others(self) -> int:
        """How many slips beside `out` did not come out."""
        return len([one for one in self.missed if self.out is None or one != self.out.subject])

    def asking(self, ask: Printing) -> "PrintDraft":
        """While this is printed."""
        return replace(self, asked=ask, out=None)

    def gone(self) -> "PrintDraft":
        """What was asked for can't be had any more: nobody is asked to print it."""
        named = self.asked.key if isinstance(self.asked, PrintRecord) else ""
        return replace(self, asked=None, missed=tuple(one for one in self.missed if one != named))

    def waved(self) -> "PrintDraft":
        """Nobody looks at `out` any more."""
        return replace(self, asked=None, out=None)

    def left(self, keys: tuple[str, ...]) -> "PrintDraft":
        """With these that the journal says never came out."""
        return replace(self, missed=tuple(dict.fromkeys((*keys, *self.missed))))

    def heard(self, news: Printout) -> "PrintDraft":
        """After news of the printers: of what was asked for here, or of a slip that a transaction printed."""
        others = tuple(one for one in self.missed if one != news.subject)
        missed = (*others, news.subject) if news.trouble and news.subject else others
        if self.out is not None and news.number and self.out.number == news.number:
            return replace(self, out=news, missed=missed)
        older = self.out is not None and news.number < self.out.number
        if (self.failed or older) and not news.trouble:
            return replace(self, missed=missed)
        asked = PrintRecord(news.subject) if news.subject else None
        return replace(self, asked=asked, out=news, missed=missed)
