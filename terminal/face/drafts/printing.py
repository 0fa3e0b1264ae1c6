"""What the printers have in hand, as the face knows it, and what was keyed to have something printed again. Pure."""

from dataclasses import dataclass, replace

from terminal.face.asks.printing import PrintDetails, PrintSettlement, PrintSlip, PrintSummary
from terminal.printers.outcome import Printout

Printing = PrintSlip | PrintSettlement | PrintDetails | PrintSummary


@dataclass(frozen=True, slots=True)
class PrintDraft:
    """voucher_no: as keyed. asked: what prints `out` once more, None where nothing does. out: what was printed last,
    as far as it has come; one that did not come out stays until it does, or until somebody waves it away.
    """

    voucher_no: str = ""
    asked: Printing | None = None
    out: Printout | None = None

    @property
    def failed(self) -> bool:
        """Something did not come out, and nobody has seen to it yet."""
        return self.out is not None and bool(self.out.trouble)

    def heard(self, news: Printout) -> "PrintDraft":
        """After news of the printers: of what was asked for here, or of a slip that a transaction printed."""
        if self.out is not None and news.number and self.out.number == news.number:
            return replace(self, out=news)
        older = self.out is not None and news.number < self.out.number
        if (self.failed or older) and not news.trouble:
            return self
        return replace(self, asked=PrintSlip(news.voucher_no) if news.voucher_no else None, out=news)
