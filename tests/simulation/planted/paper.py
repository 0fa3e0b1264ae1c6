"""Planted in printing: which slip is the original, and of what there is one."""

from typing import Any

import pytest
from planted.rows import Planted

from protocol.transactions import RefundAnswer
from terminal.desk import slips
from terminal.desk.register import Printer
from terminal.line.talks import RefundTalk
from terminal.trade import refund, refund_steps
from terminal.trade.refund import RefundRecord, State
from terminal.trade.refund_steps import Stepped


def two_originals(patch: pytest.MonkeyPatch) -> None:
    """A slip that is printed again does not say so."""
    honest = Printer.print_receipt
    patch.setattr(Printer, "print_receipt", lambda self, record, reprint=False: honest(self, record))


def never_printed(patch: pytest.MonkeyPatch) -> None:
    """It is in the journal, and whoever wants paper may ask for it."""
    patch.setattr(Printer, "print_receipt", lambda *_, **__: None)


def customers_copy_alone(patch: pytest.MonkeyPatch) -> None:
    """The shop's own copy is a waste of paper."""
    honest = Printer._sheets
    patch.setattr(Printer, "_sheets", lambda self, receipt: honest(self, receipt)[-1:])


def paper_before_disk(patch: pytest.MonkeyPatch) -> None:
    """The slip comes out while the disk is still at it."""
    honest = refund_steps._approve

    def approve(record: RefundRecord, answer: RefundAnswer) -> Stepped:
        done, effects = honest(record, answer)
        return done, effects[::-1]

    patch.setattr(refund_steps, "_approve", approve)


def slip_of_a_decline(patch: pytest.MonkeyPatch) -> None:
    """Customers want to have something in their hands."""
    honest = refund_steps._settle

    def settle(record: RefundRecord, state: State, kind: str, **more: Any) -> Stepped:
        after, effects = honest(record, state, kind, **more)
        return after, (*effects, refund.Print()) if state is State.DECLINED else effects

    patch.setattr(refund_steps, "_settle", settle)


def printed_at_every_start(patch: pytest.MonkeyPatch) -> None:
    """What an earlier run printed is printed again as it was."""
    patch.setattr(slips, "_noted", lambda *_: frozenset())
    honest = Printer.print_receipt
    patch.setattr(Printer, "print_receipt", lambda self, record, reprint=False: honest(self, record))


def slip_while_asking(patch: pytest.MonkeyPatch) -> None:
    """A slip is prepared as soon as something is sent."""
    honest = RefundTalk._perform

    def perform(self: RefundTalk, effect: refund.Effect) -> None:
        honest(self, effect)
        if isinstance(effect, refund.SendCancel):
            self._till.print_receipt(self.record)

    patch.setattr(RefundTalk, "_perform", perform)


# fmt: off
PLANTED = (
    Planted(two_originals,          ("M13",)),
    Planted(never_printed,          ("M13",), quick=True),
    Planted(customers_copy_alone,   ("M13",)),
    Planted(paper_before_disk,      ("M13",), quick=True),
    Planted(slip_of_a_decline,      ("M13",)),
    Planted(printed_at_every_start, ("M13",)),
    Planted(slip_while_asking,      ("M13",)),
)
# fmt: on
