"""Planted in 冲正: when it is owed, what it names, how often it is tried, and who may end it. And in what it undoes."""

from dataclasses import replace
from typing import Any

import pytest
from planted.rows import Planted

from emulator.ledger.contract import Reversed
from emulator.ledger.memory import MemoryLedger
from protocol.codes import Outcome
from protocol.transactions import Reversal, ReversalReason, Reverses, Station
from terminal.desk.payment_desk import PaymentDesk
from terminal.line import payment_talks
from terminal.line.talks import RefundTalk
from terminal.trade import refund, reversal
from terminal.trade.payment import OWING, PaymentRecord, PaymentState


def reversal_forgotten(patch: pytest.MonkeyPatch) -> None:
    """What is owed a 冲正 is left as it is."""
    patch.setattr(PaymentDesk, "_owed", lambda *_: [])


def dropped_after_some_tries(patch: pytest.MonkeyPatch) -> None:
    """A 冲正 that was tried so often is struck from the list."""

    def failed(record: PaymentRecord, tries: int, *, left: bool) -> reversal.Stepped:
        state = PaymentState.DUE if record.tries < tries else PaymentState.REVERSED
        return reversal._end(record, state, cause=record.cause)

    edges = reversal.TRANSITIONS[PaymentState.REVERSING]
    patch.setattr(reversal, "_failed", failed)
    patch.setitem(edges, reversal.ReversalUnanswered, edges[reversal.ReversalUnanswered] | {PaymentState.REVERSED})


def manual_is_nobodys(patch: pytest.MonkeyPatch) -> None:
    """What was tried often enough is on no list any more."""
    patch.setattr("terminal.desk.payment_desk.UNSETTLED", OWING)


def next_before_it(patch: pytest.MonkeyPatch) -> None:
    """What is owed waits until there is time for it."""
    patch.setattr(PaymentDesk, "flush", lambda _self, _tell: None)


def reversal_of_a_refund(patch: pytest.MonkeyPatch) -> None:
    """A refund without an answer is undone like a sale."""
    honest = RefundTalk._perform

    def perform(self: RefundTalk, effect: refund.Effect) -> None:
        key = self.record.key
        if not isinstance(effect, refund.SendQuery):
            honest(self, effect)
            return
        station = Station(key.merchant_no, key.terminal_no, key.batch_no, key.trace_no, self.record.operator_no)
        self._waiting = "outcome"
        fen, why = self.record.amount_fen, ReversalReason.TIMED_OUT
        self._till.ask(Reversal(station, Reverses.SALE, fen, "021", why), self.record.link)

    patch.setattr(RefundTalk, "_perform", perform)


def reversal_under_a_new_trace(patch: pytest.MonkeyPatch) -> None:
    """Every message has a trace number of its own."""
    honest = payment_talks.reversal_for

    def reversal_for(record: PaymentRecord, *words: Any) -> Reversal:
        trace = f"{int(record.key.trace_no) + 1:06d}"
        return honest(replace(record, key=replace(record.key, trace_no=trace)), *words)

    patch.setattr(payment_talks, "reversal_for", reversal_for)


def reversal_before_it_is_owed(patch: pytest.MonkeyPatch) -> None:
    """That a 冲正 is owed is written down when it was sent."""
    honest = reversal._undo

    def undo(record: PaymentRecord, cause: Any) -> reversal.Stepped:
        after, effects = honest(record, cause)
        return after, tuple(one for one in effects if not isinstance(one, reversal.Record))

    patch.setattr(reversal, "_undo", undo)


def silence_undid_it(patch: pytest.MonkeyPatch) -> None:
    """A 冲正 that was sent has arrived."""
    edges = reversal.TRANSITIONS[PaymentState.REVERSING]
    patch.setattr(reversal, "_failed", lambda record, tries, left: reversal._end(record, PaymentState.REVERSED))
    patch.setitem(edges, reversal.ReversalUnanswered, edges[reversal.ReversalUnanswered] | {PaymentState.REVERSED})


def unsure_sale_stands(patch: pytest.MonkeyPatch) -> None:
    """A sale whose outcome the host does not know is declined."""
    honest = reversal.refund_outcome

    def outcome(code: str, **more: Any) -> Outcome:
        said = honest(code, **more)
        return Outcome.NO if said is Outcome.UNKNOWN else said

    patch.setattr(reversal, "refund_outcome", outcome)


def silent_sale_never_left(patch: pytest.MonkeyPatch) -> None:
    """A sale without an answer was not made."""
    honest = reversal._decide

    def decide(record: PaymentRecord, event: reversal.Event, tries: int) -> reversal.Stepped:
        silent = isinstance(event, reversal.Unanswered)
        return honest(record, reversal.Unanswered(event.cause, left=False) if silent else event, tries)

    patch.setattr(reversal, "_decide", decide)


def undone_on_paper(patch: pytest.MonkeyPatch) -> None:
    """The host says that it is undone, and will see to it at night."""
    honest = MemoryLedger.reverse

    def reverse(self: MemoryLedger, key: Any, kind: Any, fen: int) -> Reversed:
        with self.group():
            before = dict(self.sales), dict(self.lines), dict(self.balances)
            said = honest(self, key, kind, fen)
        if said is Reversed.DONE:
            for table, was in zip((self.sales, self.lines, self.balances), before, strict=True):
                table.clear()
                table.update(was)
        return said

    patch.setattr(MemoryLedger, "reverse", reverse)


def late_sale_stands(patch: pytest.MonkeyPatch) -> None:
    """A 冲正 that overtakes its sale leaves nothing behind."""
    honest = MemoryLedger.reverse

    def reverse(self: MemoryLedger, key: Any, kind: Any, fen: int) -> Reversed:
        return Reversed.NEVER_SEEN if self._line(key) is None else honest(self, key, kind, fen)

    patch.setattr(MemoryLedger, "reverse", reverse)


# fmt: off
PLANTED = (
    Planted(reversal_forgotten,         ("M6", "R2", "R4")),
    Planted(dropped_after_some_tries,   ("R1",)),
    Planted(manual_is_nobodys,          ("R2",)),
    Planted(next_before_it,             ("R4",)),
    Planted(reversal_of_a_refund,       ("R3",), quick=True),
    Planted(reversal_under_a_new_trace, ("R3",)),
    Planted(reversal_before_it_is_owed, ("R3",)),
    Planted(silence_undid_it,           ("R1",)),
    Planted(unsure_sale_stands,         ("R1",)),
    Planted(silent_sale_never_left,     ("R1",)),
    Planted(undone_on_paper,            ("R1",)),
    Planted(late_sale_stands,           ("R1",)),
)
# fmt: on
