"""Planted in the refund's own rules: what is sent again, what silence means, what is over and what is not."""

from dataclasses import replace
from typing import Any

import pytest
from planted.rows import Planted

from emulator.ledger.memory import MemoryLedger
from emulator.ledger.moves import Attempt
from protocol.codes import Outcome
from protocol.dialects import Capabilities
from protocol.transactions import Channel, OutcomeQuery, Refund, RefundAnswer
from terminal.line.talks import RefundTalk
from terminal.records import journal as journals
from terminal.trade import refund, refund_steps
from terminal.trade.refund import OutcomeUntold, RefundRecord, Resumed, State
from terminal.trade.refund_steps import Stepped


def new_trace_on_retry(patch: pytest.MonkeyPatch) -> None:
    """What is sent again is another refund to the host."""
    honest = RefundTalk._request

    def request(self: RefundTalk, *, repeat: bool) -> Refund:
        said = honest(self, repeat=repeat)
        trace = self._till.journal.next_trace()
        return replace(said, key=replace(said.key, trace_no=trace), repeat=False) if repeat else said

    patch.setattr(RefundTalk, "_request", request)


def batch_of_today_on_retry(patch: pytest.MonkeyPatch) -> None:
    """What is sent again goes into the batch that is open now."""
    honest = RefundTalk._request

    def request(self: RefundTalk, *, repeat: bool) -> Refund:
        said, on = honest(self, repeat=repeat), self._till.station
        number = f"{int(on.batch_no) + 1:06d}" if on is not None else said.key.batch_no
        return replace(said, key=replace(said.key, batch_no=number)) if repeat else said

    patch.setattr(RefundTalk, "_request", request)


def other_amount_on_retry(patch: pytest.MonkeyPatch) -> None:
    """What is sent again is rounded to whole yuan."""
    honest = RefundTalk._request

    def request(self: RefundTalk, *, repeat: bool) -> Refund:
        said = honest(self, repeat=repeat)
        return replace(said, amount_fen=max(100, said.amount_fen // 100 * 100)) if repeat else said

    patch.setattr(RefundTalk, "_request", request)


def other_original_on_retry(patch: pytest.MonkeyPatch) -> None:
    """What is sent again names another sale, and the host looks at the key alone."""
    honest = RefundTalk._request

    def request(self: RefundTalk, *, repeat: bool) -> Refund:
        said = honest(self, repeat=repeat)
        other = said.original_reference[:-1] + ("1" if said.original_reference[-1] == "0" else "0")
        return replace(said, original_reference=other) if repeat else said

    def apply(self: MemoryLedger, attempt: Attempt, decide: Any) -> object:
        line = self._line(attempt.key)
        return ledger(self, attempt._replace(body=line.body) if line and line.kind else attempt, decide)

    ledger = MemoryLedger.apply
    patch.setattr(RefundTalk, "_request", request)
    patch.setattr(MemoryLedger, "apply", apply)


def journal_after_send(patch: pytest.MonkeyPatch) -> None:
    """The record is written when the answer is there."""
    honest = refund_steps._decide

    def decide(record: RefundRecord, event: refund.Event, *rest: Any) -> Stepped:
        after, effects = honest(record, event, *rest)
        late = isinstance(event, refund.Submitted)
        return after, tuple(one for one in effects if not (late and isinstance(one, refund.Record)))

    patch.setattr(refund_steps, "_decide", decide)


def silence_is_failure(patch: pytest.MonkeyPatch) -> None:
    """No answer: told as not sent."""
    honest = RefundTalk.miss
    patch.setattr(RefundTalk, "miss", lambda self, cause, left: honest(self, cause, False))


def unsure_is_no(patch: pytest.MonkeyPatch) -> None:
    """Every code but 00 is a decline."""
    patch.setattr(RefundAnswer, "moved", lambda self, _fen: Outcome.YES if self.code == "00" else Outcome.NO)


def unsure_is_yes(patch: pytest.MonkeyPatch) -> None:
    """A host that is busy will do it later."""
    honest = RefundAnswer.moved
    wrong = {"06": Outcome.YES, "09": Outcome.YES, "68": Outcome.YES}
    patch.setattr(RefundAnswer, "moved", lambda self, fen: wrong.get(self.code) or honest(self, fen))


def not_found_is_over(patch: pytest.MonkeyPatch) -> None:
    """What the host never saw is given up without a tombstone."""
    patch.setattr(
        refund_steps, "_absent", lambda record, *_: refund_steps._settle(record, State.CANCELLED, "refund.cancelled")
    )


def silence_is_a_tombstone(patch: pytest.MonkeyPatch) -> None:
    """A cancel that nobody answered is taken for one that was heard."""
    _ends(patch, State.CANCELLING, OutcomeUntold, State.CANCELLED)


def started_again_is_not_sent(patch: pytest.MonkeyPatch) -> None:
    """An intent without an answer, found at start, never left."""
    _ends(patch, State.PENDING, Resumed, State.NOT_SENT)


def _ends(patch: pytest.MonkeyPatch, state: State, heard: type[refund.Event], end: State) -> None:
    """In this state the event ends the refund so; the table allows it."""
    honest, edges = refund_steps._decide, refund_steps.TRANSITIONS[state]

    def decide(record: RefundRecord, event: refund.Event, *rest: Any) -> Stepped:
        if isinstance(event, heard) and record.state is state:
            return refund_steps._settle(record, end, f"refund.{end.value}")
        return honest(record, event, *rest)

    patch.setattr(refund_steps, "_decide", decide)
    patch.setitem(edges, heard, edges[heard] | {end})


def given_up_and_sent_again(patch: pytest.MonkeyPatch) -> None:
    """Whoever gave it up may think again."""
    honest = refund_steps._absent

    def absent(record: RefundRecord, can: Capabilities, may_resend: bool) -> Stepped:
        if not record.giving_up or record.channel is Channel.CARD:
            return honest(record, can, may_resend)
        after, effects = honest(replace(record, giving_up=False), can, True)
        return replace(after, giving_up=record.giving_up), effects

    patch.setattr(refund_steps, "_absent", absent)


def asks_about_another(patch: pytest.MonkeyPatch) -> None:
    """The query names the last refund of the terminal, not the one that is open."""
    honest = RefundTalk._perform

    def perform(self: RefundTalk, effect: refund.Effect) -> None:
        if isinstance(effect, refund.SendQuery):
            last = self._till.journal.refunds()[0]
            self._waiting = "outcome"
            self._till.ask(OutcomeQuery(last.key, self._till.journal.next_trace()), self.record.link)
        else:
            honest(self, effect)

    patch.setattr(RefundTalk, "_perform", perform)


def amount_from_the_answer(patch: pytest.MonkeyPatch) -> None:
    """What the host says was given back is what was given back."""
    honest = refund_steps._judge

    def judge(record: RefundRecord, answer: Any, can: Any) -> Stepped:
        return honest(replace(record, amount_fen=answer.amount_fen), answer, can)

    patch.setattr("protocol.dialects.unionpay.terminal_side._agrees", lambda *_: None)
    patch.setattr(refund_steps, "_judge", judge)


def reference_not_taken_over(patch: pytest.MonkeyPatch) -> None:
    """The reference number of the original is taken for the refund's own."""
    honest = refund_steps._approve

    def approve(record: RefundRecord, answer: RefundAnswer) -> Stepped:
        return honest(record, replace(answer, reference_no=record.original_reference))

    patch.setattr(refund_steps, "_approve", approve)


def a_person_frees_the_original(patch: pytest.MonkeyPatch) -> None:
    """What is for a person does not block its original."""
    patch.setattr(journals, "OPEN", journals.OPEN - {State.MANUAL})


def forgotten_on_the_way(patch: pytest.MonkeyPatch) -> None:
    """What is not known when somebody leaves is written down as nothing."""
    patch.setattr(refund_steps, "QUERY_TRIES", 0)
    patch.setattr(refund_steps, "_unknown", lambda record, cause, can, fresh=False: (replace(record, cause=cause), ()))
    for state in (State.PENDING, State.UNKNOWN, State.NOT_FOUND, State.QUERYING, State.CANCELLING):
        edges = refund_steps.TRANSITIONS[state]
        for event in list(edges):
            patch.setitem(edges, event, edges[event] | {state})


# fmt: off
PLANTED = (
    Planted(new_trace_on_retry,          ("M5",), quick=True),
    Planted(batch_of_today_on_retry,     ("M5",)),
    Planted(other_amount_on_retry,       ("M5",)),
    Planted(other_original_on_retry,     ("M2",)),
    Planted(journal_after_send,          ("M5",), quick=True),
    Planted(silence_is_failure,          ("M9", "M23", "M25")),
    Planted(unsure_is_no,                ("M9", "M25")),
    Planted(unsure_is_yes,               ("M9",)),
    Planted(not_found_is_over,           ("M9", "M25")),
    Planted(silence_is_a_tombstone,      ("M9", "M25")),
    Planted(started_again_is_not_sent,   ("M9",)),
    Planted(given_up_and_sent_again,     ("M25",)),
    Planted(asks_about_another,          ("M6", "M9")),
    Planted(amount_from_the_answer,      ("M9",)),
    Planted(reference_not_taken_over,    ("M9",)),
    Planted(a_person_frees_the_original, ("M7",)),
    Planted(forgotten_on_the_way,        ("M6",)),
)
# fmt: on
