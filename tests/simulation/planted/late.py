"""Planted in what ends late: an answer behind its wait, a batch closed at night, a 冲正 tried for ever or forgotten."""

from dataclasses import replace
from typing import Any

import pytest
from planted.rows import Planted

from protocol.transactions import RefundAnswer
from terminal.desk.batch_desk import BatchDesk
from terminal.desk.door import RefundResult
from terminal.desk.ending_desk import EndingDesk
from terminal.desk.refund_desk import RefundDesk
from terminal.line import late
from terminal.records.journal import Journal
from terminal.trade import batch, refund, refund_steps, reversal
from terminal.trade.payment import PaymentRecord, PaymentState
from terminal.trade.refund import OPEN, RefundRecord


def late_answer_to_the_newest(patch: pytest.MonkeyPatch) -> None:
    """What comes late is taken for the answer to the refund that was begun last."""
    honest = late.settle

    def settle(journal: Any, _key: Any, answer: RefundAnswer, *rest: Any) -> None:
        waiting = [one for one in journal.refunds() if one.state in OPEN and one.amount_fen == answer.amount_fen]
        honest(journal, waiting[-1].key if waiting else _key, answer, *rest)

    patch.setattr(late, "settle", settle)


def late_answer_is_a_no(patch: pytest.MonkeyPatch) -> None:
    """An answer that comes late is a no, as nobody waits for it."""

    def came_late(record: RefundRecord, answer: RefundAnswer, *_: Any) -> refund_steps.Stepped:
        return refund_steps._settle(replace(record, code=answer.code), refund.State.DECLINED, "refund.declined")

    patch.setattr(refund_steps, "_came_late", came_late)


def late_answer_decides_nothing(patch: pytest.MonkeyPatch) -> None:
    """What comes when nobody waits for it is for nobody."""
    patch.setattr(late, "settle", lambda *_: None)


def late_answer_is_not_kept(patch: pytest.MonkeyPatch) -> None:
    """What it decides is in the journal; what it said need not be."""
    note = Journal.note
    honest = Journal.record
    patch.setattr(Journal, "record", lambda self, kind, record, **_: honest(self, kind, record))
    patch.setattr(Journal, "note", lambda self, kind, **more: None if kind == late.KIND else note(self, kind, **more))


def late_answer_decides_behind_its_write(patch: pytest.MonkeyPatch) -> None:
    """What it said is kept at once, and what follows from it is the next thing that is written."""
    honest = Journal.record

    def record(self: Journal, kind: str, kept: Any, *, because: Any = None) -> None:
        if because is not None:
            self.note(because[0], subject=str(kept.key), body=because[1])
        honest(self, kind, kept)

    patch.setattr(Journal, "record", record)


def late_answer_is_a_yes(patch: pytest.MonkeyPatch) -> None:
    """Whatever comes late says at least that the host has had it."""

    def came_late(record: RefundRecord, answer: RefundAnswer, *_: Any) -> refund_steps.Stepped:
        return refund_steps._approve(record, answer)

    patch.setattr(refund_steps, "_came_late", came_late)


def told_as_the_talk_heard_it(patch: pytest.MonkeyPatch) -> None:
    """Whoever held the conversation knows what became of it."""
    honest = RefundDesk._take_up

    def take_up(self: RefundDesk, record: RefundRecord, card: Any, first: Any, tell: Any, **more: Any) -> RefundResult:
        heard: list[RefundRecord] = []

        def told(now: RefundRecord) -> None:
            heard.append(now)
            tell(now)

        result = honest(self, record, card, first, told, **more)
        return replace(result, record=heard[-1]) if heard else result

    patch.setattr(RefundDesk, "_take_up", take_up)


def closed_by_hand_is_an_approval(patch: pytest.MonkeyPatch) -> None:
    """Whoever says that the money went back has the host's word for it."""
    honest = refund_steps._close

    def close(record: RefundRecord, said: refund.Closed) -> refund_steps.Stepped:
        done = refund_steps._settle(record, refund.State.APPROVED, "refund.approved")
        return done if said.done else honest(record, said)

    patch.setattr(refund_steps, "_close", close)
    for edges in refund_steps.TRANSITIONS.values():
        if refund.Closed in edges:
            patch.setitem(edges, refund.Closed, edges[refund.Closed] | {refund.State.APPROVED})


def a_persons_word_beats_the_hosts(patch: pytest.MonkeyPatch) -> None:
    """What somebody ended by hand is over, whatever the host says of it later."""
    honest = refund_steps._came_late

    def came_late(record: RefundRecord, *said: Any) -> refund_steps.Stepped:
        return (record, ()) if record.state in refund.BY_HAND else honest(record, *said)

    patch.setattr(refund_steps, "_came_late", came_late)


def put_right_for_the_first_reason(patch: pytest.MonkeyPatch) -> None:
    """Whoever puts right what was ended by hand only turns it round: names and reason of the first word stand."""
    honest = refund_steps._close

    def close(record: RefundRecord, said: refund.Closed) -> refund_steps.Stepped:
        first = replace(said, reason=record.closed_reason) if record.state in refund.BY_HAND else said
        return honest(record, first)

    patch.setattr(refund_steps, "_close", close)


def put_right_as_it_was_shown(patch: pytest.MonkeyPatch) -> None:
    """A person puts right what the screen shows, though the host's yes has come since."""
    honest = RefundDesk.as_it_stands

    def as_it_stands(self: RefundDesk, record: RefundRecord) -> RefundRecord:
        return record if record.state in refund.BY_HAND else honest(self, record)

    patch.setattr(RefundDesk, "as_it_stands", as_it_stands)


def freed_without_a_word_to_the_host(patch: pytest.MonkeyPatch) -> None:
    """What a person ended as done is freed by another person's word, and the host may still do it."""
    honest = EndingDesk._given_up

    def given_up(self: EndingDesk, record: RefundRecord) -> RefundRecord:
        closed = record.state is refund.State.CLOSED_DONE
        return replace(record, cause=refund.Cause.HOST_UNSURE) if closed else honest(self, record)

    patch.setattr(EndingDesk, "_given_up", given_up)


def tried_for_ever(patch: pytest.MonkeyPatch) -> None:
    """A 冲正 is tried again and again, and nobody is asked."""

    def failed(record: PaymentRecord, _tries: int, *, left: bool) -> reversal.Stepped:
        return reversal._end(record, PaymentState.DUE, cause=record.cause)

    patch.setattr(reversal, "_failed", failed)


def struck_out_at_the_start(patch: pytest.MonkeyPatch) -> None:
    """What is owed a 冲正 from yesterday is taken as declined."""
    honest = reversal._decide

    def decide(record: PaymentRecord, event: reversal.Event, tries: int) -> reversal.Stepped:
        if isinstance(event, reversal.Resumed) and record.state is PaymentState.DUE:
            return reversal._end(record, PaymentState.DECLINED)
        return honest(record, event, tries)

    edges = reversal.TRANSITIONS[PaymentState.DUE]
    patch.setattr(reversal, "_decide", decide)
    patch.setitem(edges, reversal.Resumed, edges[reversal.Resumed] | {PaymentState.DECLINED})


def host_closing_is_not_noted(patch: pytest.MonkeyPatch) -> None:
    """What the host closed by itself is the host's business."""
    patch.setattr(BatchDesk, "note_closed", lambda _self: ())


def noted_over_an_open_refund(patch: pytest.MonkeyPatch) -> None:
    """What the host closed by itself is over, whatever of it is still to be asked about."""
    patch.setattr(batch, "_TO_BE_ASKED", frozenset())


# fmt: off
PLANTED: tuple[Planted, ...] = (
    Planted(late_answer_to_the_newest,     ("M9",)),
    Planted(late_answer_is_a_no,           ("M9",)),
    Planted(late_answer_decides_nothing,   ("M9",)),
    Planted(late_answer_is_not_kept,       ("M9",)),
    Planted(late_answer_decides_behind_its_write, ("M9",)),
    Planted(late_answer_is_a_yes,          ("M9",)),
    Planted(told_as_the_talk_heard_it,     ("M12",)),
    Planted(closed_by_hand_is_an_approval, ("M9",)),
    Planted(a_persons_word_beats_the_hosts, ("M9",)),
    Planted(put_right_for_the_first_reason, ("M14",)),
    Planted(put_right_as_it_was_shown,     ("M9",)),
    Planted(freed_without_a_word_to_the_host, ("M14",)),
    Planted(tried_for_ever,                ("R5",)),
    Planted(struck_out_at_the_start,       ("R6",)),
    Planted(host_closing_is_not_noted,     ("M18",)),
    Planted(noted_over_an_open_refund,     ("M17",)),
)
# fmt: on
