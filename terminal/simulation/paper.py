"""The printers of one terminal: what came out, as one word a sheet, and paper that runs out. Nothing is drawn.

Implements terminal.desk.register.Sheets, and draws a receipt as the one line that the checks read.
"""

from collections.abc import Callable, Sequence

from terminal.printers.outcome import NotPrinted, Output, Why
from terminal.printers.spool import Done
from terminal.receipt import Paper, Part, Profile, Receipt, Text, Transaction
from terminal.simulation.faults import Fault, Faults
from terminal.simulation.world import PowerCut

PRINTS_S = 2.0
"""A sheet takes so long; what came of it is known then."""


def drawn(receipt: Receipt, _paper: Paper, _profile: Profile) -> tuple[Part, ...]:
    """Kind, batch, voucher and copy of a receipt, and whether it says that it is a reprint."""
    content = receipt.content
    voucher = content.voucher_no if isinstance(content, Transaction) else "-"
    said = "reprint" if receipt.reprint else "original"
    return (Text(f"{receipt.shop.terminal_no} {receipt.batch_no} {voucher} {receipt.kind} {receipt.copy} {said}"),)


class Sheets:
    """What the printers of one run of a terminal have in hand. now: virtual time. out: hears of each sheet."""

    def __init__(self, faults: Faults, now: Callable[[], float], out: Callable[[str], None]) -> None:
        self._faults, self._now, self._out = faults, now, out
        self._jobs: list[tuple[float, Done]] = []
        self._last = 0

    def put(self, sheets: Sequence[Output]) -> int:
        """See Sheets."""
        if self._faults.fires(Fault.KILLED_PRINTING):
            raise PowerCut
        self._last += 1
        stuck = self._faults.fires(Fault.PAPER_OUT)
        for sheet in () if stuck else sheets:
            self._out(" ".join(part.text for part in sheet.parts if isinstance(part, Text)))
        trouble = (NotPrinted("paper", Why.NO_PAPER),) if stuck else ()
        self._jobs.append((self._now() + PRINTS_S, Done(self._last, (), trouble, whole=not stuck)))
        return self._last

    def fetch(self) -> tuple[Done, ...]:
        """See Sheets."""
        now = self._now()
        done = tuple(one for at, one in self._jobs if at <= now)
        self._jobs = [(at, one) for at, one in self._jobs if at > now]
        return done

    def listen(self, wake: Callable[[], None]) -> None:
        """Whoever wants to know asks."""

    def wait(self, within_s: float) -> bool:
        """Nobody waits here."""
        return not self._jobs

    def close(self) -> None:
        """What is in hand comes out."""
        self._jobs = [(0.0, one) for _, one in self._jobs]
