"""Planted at the cash desk: who allows it, what was asked before, what a cashier is told."""

from dataclasses import replace
from typing import Any

import pytest
from planted.rows import Planted

from terminal.desk import closing, ending_desk
from terminal.desk.door import RefundResult, Refusal
from terminal.desk.ending_desk import EndingDesk
from terminal.desk.operators import SUPERVISOR, Admitted
from terminal.desk.refund_desk import RefundDesk
from terminal.desk.workplace import Workplace
from terminal.trade import refund, refund_steps
from terminal.trade.refund import Cause, RefundRecord, State, Submitted


def retyped_though_open(patch: pytest.MonkeyPatch) -> None:
    """An open refund does not block its original."""
    patch.setattr(RefundDesk, "open_refunds", lambda _self: ())


def forgets_at_start(patch: pytest.MonkeyPatch) -> None:
    """What an earlier run left open is nobody's."""
    patch.setattr(RefundDesk, "resume", lambda _self, _tell: ())
    patch.setattr(RefundDesk, "settle", lambda self, record, *_: self._result(record))


def allows_itself(patch: pytest.MonkeyPatch) -> None:
    """Whoever works there says yes to it."""
    patch.setattr(Workplace, "allowed", lambda self, _by: Admitted(self.till.operator_no))


def allowed_afterwards(patch: pytest.MonkeyPatch) -> None:
    """Who allowed it is written down when it is done."""
    honest = RefundDesk._new_record
    patch.setattr(RefundDesk, "_new_record", lambda self, *words: replace(honest(self, *words), supervisor_no=""))


def asked_twice_done_twice(patch: pytest.MonkeyPatch) -> None:
    """A request number that was used before is new."""
    patch.setattr(RefundDesk, "asked_before", lambda *_: None)


def declined_is_tried_again(patch: pytest.MonkeyPatch) -> None:
    """What the host declines is asked for once more, under a new number, before anybody hears of it."""
    honest = RefundDesk._take_up

    def take_up(
        self: RefundDesk, record: RefundRecord, card: Any, first: Any, *words: Any, **more: Any
    ) -> RefundResult:
        result = honest(self, record, card, first, *words, **more)
        if result.record.state is not State.DECLINED or not isinstance(first, Submitted):
            return result
        key = replace(record.key, trace_no=self._journal.next_trace())
        return honest(self, replace(record, key=key), card, first, *words, **more)

    patch.setattr(RefundDesk, "_take_up", take_up)


def closes_anything(patch: pytest.MonkeyPatch) -> None:
    """A person may end whatever is open."""
    patch.setattr(ending_desk, "require_for_a_person", lambda *_, **__: None)


def silence_is_not_done(patch: pytest.MonkeyPatch) -> None:
    """A host that says nothing has nothing to say: a person may say that the money did not go back."""
    patch.setattr(closing, "answered", lambda _record: True)
    patch.setattr(EndingDesk, "_given_up", lambda _self, record: record)


def closing_names_nobody(patch: pytest.MonkeyPatch) -> None:
    """That it is over is what matters, not who says so."""
    _closes(patch, closed_by="", closed_allowed="", closed_reason="")


def closed_by_one_alone(patch: pytest.MonkeyPatch) -> None:
    """Whoever may allow it needs nobody else."""
    _closes(patch, closed_by=SUPERVISOR)


def closed_without_a_reason(patch: pytest.MonkeyPatch) -> None:
    """How it was found out is in somebody's mail."""
    _closes(patch, closed_reason="")


def _closes(patch: pytest.MonkeyPatch, **said: str) -> None:
    honest = refund_steps._close

    def close(record: RefundRecord, event: refund.Closed) -> refund_steps.Stepped:
        after, effects = honest(record, event)
        return replace(after, **said), effects

    patch.setattr(refund_steps, "_close", close)


def practice_as_live(patch: pytest.MonkeyPatch) -> None:
    """Records say that real money moved."""
    honest = RefundDesk._new_record
    patch.setattr(RefundDesk, "_new_record", lambda self, *words: replace(honest(self, *words), practice=False))


def card_in_the_journal(patch: pytest.MonkeyPatch) -> None:
    """The whole number, so that a person may look it up."""
    honest = RefundDesk._new_record

    def new_record(self: RefundDesk, by: Admitted, request: Any, card: Any, on: Any) -> RefundRecord:
        made = honest(self, by, request, card, on)
        return replace(made, exchange_no=card.number) if card is not None else made

    patch.setattr(RefundDesk, "_new_record", new_record)


def told_as_done(patch: pytest.MonkeyPatch) -> None:
    """What is not known is told as approved: most are."""
    _told_as(patch, State.UNKNOWN, State.APPROVED)


def told_as_declined(patch: pytest.MonkeyPatch) -> None:
    """What is not known is told as declined, so that nobody hands money out."""
    _told_as(patch, State.UNKNOWN, State.DECLINED)


def manual_told_as_not_sent(patch: pytest.MonkeyPatch) -> None:
    """What is for a person is told as if nothing had left."""
    _told_as(patch, State.MANUAL, State.NOT_SENT)


def refused_though_begun(patch: pytest.MonkeyPatch) -> None:
    """A line that falls silent under way is refused with the word for one that is not there."""
    honest = RefundDesk._take_up

    def take_up(self: RefundDesk, *words: Any, **more: Any) -> RefundResult:
        result = honest(self, *words, **more)
        if result.record.cause is Cause.NO_ANSWER:
            raise Refusal("link_silent")
        return result

    patch.setattr(RefundDesk, "_take_up", take_up)


def told_before_it_is_kept(patch: pytest.MonkeyPatch) -> None:
    """A write that fails under way does not matter to whoever waits: the answer is known."""
    honest = RefundDesk._take_up

    def take_up(self: RefundDesk, record: RefundRecord, *words: Any, **more: Any) -> RefundResult:
        result = honest(self, record, *words, **more)
        failed = self._journal._failed and result.record.state is State.PENDING
        return replace(result, record=replace(result.record, state=State.APPROVED)) if failed else result

    patch.setattr(RefundDesk, "_take_up", take_up)


def word_of_the_last_try(patch: pytest.MonkeyPatch) -> None:
    """A request that is asked again hears how the last refund of the terminal stands."""
    honest = RefundDesk.asked_before

    def asked_before(self: RefundDesk, *words: Any) -> RefundResult | None:
        before = honest(self, *words)
        final = [one for one in self._journal.refunds() if one.state in (State.APPROVED, State.DECLINED)]
        return replace(before, record=final[0]) if before is not None and final else before

    patch.setattr(RefundDesk, "asked_before", asked_before)


def _told_as(patch: pytest.MonkeyPatch, said: State, told: State) -> None:
    honest = RefundDesk._result

    def result(self: RefundDesk, record: RefundRecord) -> RefundResult:
        return honest(self, replace(record, state=told) if record.state is said else record)

    patch.setattr(RefundDesk, "_result", result)


# fmt: off
PLANTED = (
    Planted(retyped_though_open,     ("M6", "M7")),
    Planted(forgets_at_start,        ("M6",)),
    Planted(allows_itself,           ("M14",), quick=True),
    Planted(allowed_afterwards,      ("M14",)),
    Planted(asked_twice_done_twice,  ("M1", "M12")),
    Planted(declined_is_tried_again, ("M1",), quick=True),
    Planted(closes_anything,         ("M14",)),
    Planted(silence_is_not_done,     ("M14",)),
    Planted(closing_names_nobody,    ("M14",)),
    Planted(closed_by_one_alone,     ("M14",)),
    Planted(closed_without_a_reason, ("M14",)),
    Planted(practice_as_live,        ("M26",), quick=True),
    Planted(card_in_the_journal,     ("M29",), quick=True),
    Planted(told_as_done,            ("M12", "M23"), quick=True),
    Planted(told_as_declined,        ("M12", "M23")),
    Planted(manual_told_as_not_sent, ("M12", "M23")),
    Planted(refused_though_begun,    ("M23",)),
    Planted(told_before_it_is_kept,  ("M12",)),
    Planted(word_of_the_last_try,    ("M12",)),
)
# fmt: on
