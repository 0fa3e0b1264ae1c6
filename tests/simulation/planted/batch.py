"""Planted in the batch: what it counts, when it may be closed, and what an answer that never came means."""

from dataclasses import replace
from typing import Any

import pytest
from planted.rows import Planted

from emulator.ledger.memory import MemoryLedger
from terminal.desk import batch_desk
from terminal.desk.batch_desk import BatchDesk
from terminal.desk.workplace import Workplace
from terminal.line.till import SignedOn
from terminal.trade import batch
from terminal.trade.batch import SettlementRecord, SettlementState
from terminal.trade.payment import PaymentState
from terminal.trade.refund import State


def closed_over_open_refunds(patch: pytest.MonkeyPatch) -> None:
    """A batch is settled while a refund of it is not known."""
    patch.setattr(BatchDesk, "_refuse_open_refunds", lambda *_: None)


def closed_over_owed_reversals(patch: pytest.MonkeyPatch) -> None:
    """A batch is settled before what is owed a 冲正 is undone."""
    honest = BatchDesk._begun

    def begun(self: BatchDesk, tell: Any) -> SettlementRecord:
        with pytest.MonkeyPatch.context() as inside:
            inside.setattr(self._payments, "flush", lambda _tell: None)
            return honest(self, tell)

    patch.setattr(BatchDesk, "_begun", begun)


def closed_without_an_answer(patch: pytest.MonkeyPatch) -> None:
    """The end of a settlement was said, so the batch is closed."""
    honest = batch_desk._left_open

    def left_open(record: SettlementRecord, asked: Any) -> SettlementRecord:
        return replace(honest(record, asked), state=SettlementState.CLOSED, code="00", reached="0101000000")

    patch.setattr(batch_desk, "_left_open", left_open)


def sells_while_it_closes(patch: pytest.MonkeyPatch) -> None:
    """A settlement that was begun stands in nobody's way."""
    honest = Workplace.require_open_batch

    def require(self: Workplace, on: SignedOn) -> None:
        with pytest.MonkeyPatch.context() as only:
            only.setattr(Workplace, "unfinished", lambda *_: None)
            honest(self, on)

    patch.setattr(Workplace, "require_open_batch", require)


def declined_counts(patch: pytest.MonkeyPatch) -> None:
    """What the host said no to is in the totals."""
    yes = (PaymentState.APPROVED, State.APPROVED, State.DECLINED, PaymentState.DECLINED)
    patch.setattr(batch, "approved", lambda one: one.state in yes)


def undone_counts(patch: pytest.MonkeyPatch) -> None:
    """What was reversed is in the totals."""
    patch.setattr(batch, "approved", lambda one: str(one.state) in ("approved", "reversed"))


def counts_twice_at_the_host(patch: pytest.MonkeyPatch) -> None:
    """The host counts the last refund of a batch in the next one as well."""
    honest = MemoryLedger.batch_entries

    def batch_entries(self: MemoryLedger, terminal_no: str, batch_no: str) -> Any:
        before = honest(self, terminal_no, f"{int(batch_no) - 1:06d}")
        return (*(one for one in before[-1:] if one.kind == "refund"), *honest(self, terminal_no, batch_no))

    patch.setattr(MemoryLedger, "batch_entries", batch_entries)


# fmt: off
PLANTED = (
    Planted(closed_over_open_refunds,   ("M17", "M18"), quick=True),
    Planted(closed_over_owed_reversals, ("R4",)),
    Planted(closed_without_an_answer,   ("M17", "M18", "M6")),
    Planted(sells_while_it_closes,      ("M17", "M18")),
    Planted(declined_counts,            ("M17",)),
    Planted(undone_counts,              ("M17",)),
    Planted(counts_twice_at_the_host,   ("M17", "M18")),
)
# fmt: on
