"""Bugs planted on purpose in product and host: the simulation sees each, so that its silence means something.

Each row breaks one rule of money as somebody might in good faith, and names the checks that may see it first.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from emulator.front_end import FrontEnd
from emulator.host import refunds
from emulator.ledger.memory import MemoryLedger
from emulator.ledger.memory_books import MemoryBooks, six_of
from emulator.ledger.moves import Refund as RefundMove
from emulator.ledger.records import Held
from protocol.codes import Outcome
from protocol.dialects.unionpay import terminal_side
from protocol.transactions import Refund
from terminal.desk.batch_desk import BatchDesk
from terminal.desk.operators import Admitted
from terminal.desk.payment_desk import PaymentDesk
from terminal.desk.refund_desk import RefundDesk
from terminal.desk.register import Printer
from terminal.desk.workplace import Workplace
from terminal.line.talks import RefundTalk
from terminal.records.journal import LAST_TRACE, Journal
from terminal.records.store import JournalError
from terminal.simulation.run import simulate
from terminal.trade import refund
from terminal.trade.refund import RefundRecord

MOST_SEEDS = 400
Plant = Callable[[pytest.MonkeyPatch], None]


def new_trace_on_retry(patch: pytest.MonkeyPatch) -> None:
    """What is sent again is another refund to the host."""
    honest = RefundTalk._request

    def request(self: RefundTalk, *, repeat: bool) -> Refund:
        said = honest(self, repeat=repeat)
        trace = self._till.journal.next_trace()
        return replace(said, key=replace(said.key, trace_no=trace), repeat=False) if repeat else said

    patch.setattr(RefundTalk, "_request", request)


def journal_after_send(patch: pytest.MonkeyPatch) -> None:
    """The record is written when the answer is there."""
    honest = refund._decide

    def decide(record: RefundRecord, event: refund.Event, *rest: Any) -> refund.Stepped:
        after, effects = honest(record, event, *rest)
        late = isinstance(event, refund.Submitted)
        return after, tuple(one for one in effects if not (late and isinstance(one, refund.Record)))

    patch.setattr(refund, "_decide", decide)


def no_limit(patch: pytest.MonkeyPatch) -> None:
    """The host gives back more than was paid, and its ledger lets it."""
    honest = refunds._ruled

    def ruled(held: Held | None, want: refunds.Wanted, *rest: Any) -> object:
        judged = honest(held, want, *rest)
        return RefundMove(held.sale.id, want.amount_fen, want.items) if held and judged == "61" else judged

    def move(self: MemoryBooks, asked: RefundMove, key: object, kind: object) -> tuple[int, None, int]:
        held = self.sales[asked.sale_id]
        self.sales[asked.sale_id] = held._replace(refunded_fen=held.refunded_fen + asked.amount_fen)
        return asked.sale_id, None, asked.amount_fen

    patch.setattr(refunds, "_ruled", ruled)
    patch.setattr(MemoryBooks, "_refund", move)


def retyped_though_open(patch: pytest.MonkeyPatch) -> None:
    """An open refund does not block its original."""
    patch.setattr(RefundDesk, "open_refunds", lambda _self: ())


def silence_is_failure(patch: pytest.MonkeyPatch) -> None:
    """No answer: told as not sent."""
    honest = RefundTalk.miss
    patch.setattr(RefundTalk, "miss", lambda self, cause, left: honest(self, cause, False))


def unsure_is_no(patch: pytest.MonkeyPatch) -> None:
    """Every code but 00 is a decline."""
    patch.setattr(refund, "refund_outcome", lambda code, **_: Outcome.YES if code == "00" else Outcome.NO)


def not_found_is_over(patch: pytest.MonkeyPatch) -> None:
    """What the host never saw is given up without a tombstone."""
    patch.setattr(
        refund, "_absent", lambda record, *_: refund._settle(record, refund.State.CANCELLED, "refund.cancelled")
    )


def no_tombstone(patch: pytest.MonkeyPatch) -> None:
    """The host forgets what was cancelled."""
    patch.setattr(MemoryLedger, "_bury", lambda _self, _key: None)


def no_memory(patch: pytest.MonkeyPatch) -> None:
    """The host knows no key twice."""
    honest = MemoryLedger.apply

    def apply(self: MemoryLedger, attempt: Any, decide: Any) -> object:
        self.lines.pop(six_of(attempt.key), None)
        return honest(self, attempt, decide)

    patch.setattr(MemoryLedger, "apply", apply)


def terminal_trusts(patch: pytest.MonkeyPatch) -> None:
    """The MAC of an answer is not looked at."""
    patch.setattr(terminal_side, "_verify", lambda *_: None)


def host_trusts(patch: pytest.MonkeyPatch) -> None:
    """The MAC of a request is not looked at."""
    patch.setattr("emulator.front_end._refuse", lambda *_: "")
    patch.setattr(FrontEnd, "answer", FrontEnd.answer_at_length)


def by_arrival(patch: pytest.MonkeyPatch) -> None:
    """Whatever comes is the answer."""
    patch.setattr(terminal_side, "_belongs", lambda *_, **__: None)
    patch.setattr(terminal_side, "_agrees", lambda *_: None)


def closed_over_open_refunds(patch: pytest.MonkeyPatch) -> None:
    """A batch is settled while a refund of it is not known."""
    patch.setattr(BatchDesk, "_refuse_open_refunds", lambda *_: None)


def goes_on_after_failure(patch: pytest.MonkeyPatch) -> None:
    """A write that failed is forgotten."""
    honest = Journal.record

    def record(self: Journal, kind: str, kept: Any) -> None:
        with suppress(JournalError):
            honest(self, kind, kept)
        self._failed = ""

    patch.setattr(Journal, "record", record)


def forgets_at_start(patch: pytest.MonkeyPatch) -> None:
    """What an earlier run left open is nobody's."""
    patch.setattr(RefundDesk, "resume", lambda _self, _tell: ())
    patch.setattr(RefundDesk, "settle", lambda self, record, *_: self._result(record))


def traces_in_memory(patch: pytest.MonkeyPatch) -> None:
    """Trace numbers are written down when somebody thinks of it."""

    def next_trace(self: Journal) -> str:
        trace, self._next_trace = self._next_trace, self._next_trace % LAST_TRACE + 1
        return f"{trace:06d}"

    patch.setattr(Journal, "next_trace", next_trace)


def reversal_forgotten(patch: pytest.MonkeyPatch) -> None:
    """What is owed a 冲正 is left as it is."""
    patch.setattr(PaymentDesk, "_owed", lambda *_: [])


def two_originals(patch: pytest.MonkeyPatch) -> None:
    """A slip that is printed again does not say so."""
    honest = Printer.print_receipt
    patch.setattr(Printer, "print_receipt", lambda self, record, reprint=False: honest(self, record))


def allows_itself(patch: pytest.MonkeyPatch) -> None:
    """Whoever works there says yes to it."""
    patch.setattr(Workplace, "allowed", lambda self, _by: Admitted(self.till.operator_no))


def asked_twice_done_twice(patch: pytest.MonkeyPatch) -> None:
    """A request number that was used before is new."""
    patch.setattr(RefundDesk, "asked_before", lambda *_: None)


def amount_from_the_answer(patch: pytest.MonkeyPatch) -> None:
    """What the host says was given back is what was given back."""
    honest = refund._judge

    def judge(record: RefundRecord, answer: Any, can: Any) -> refund.Stepped:
        return honest(replace(record, amount_fen=answer.amount_fen), answer, can)

    patch.setattr(terminal_side, "_agrees", lambda *_: None)
    patch.setattr(refund, "_judge", judge)


RARE = frozenset({
    retyped_though_open, silence_is_failure, unsure_is_no, not_found_is_over, no_tombstone, terminal_trusts,
    host_trusts, by_arrival, goes_on_after_failure, reversal_forgotten, amount_from_the_answer,
})  # fmt: skip
"""Some seconds of seeds are gone through before one shows it."""

# fmt: off
PLANTED: tuple[tuple[Plant, tuple[str, ...]], ...] = (
    (new_trace_on_retry,       ("M5",)),
    (journal_after_send,       ("M5",)),
    (no_limit,                 ("M4",)),
    (retyped_though_open,      ("M6", "M7")),
    (silence_is_failure,       ("M9", "M23", "M25")),
    (unsure_is_no,             ("M9", "M25")),
    (not_found_is_over,        ("M9", "M25")),
    (no_tombstone,             ("M9", "M17", "M25", "R1")),
    (no_memory,                ("M1", "M2", "M3")),
    (terminal_trusts,          ("M9",)),
    (host_trusts,              ("M5", "M22")),
    (by_arrival,               ("M9", "M17", "M18", "M23", "M25", "R1")),
    (closed_over_open_refunds, ("M17", "M18")),
    (goes_on_after_failure,    ("M5", "M9", "M13", "M24", "M28")),
    (forgets_at_start,         ("M6",)),
    (traces_in_memory,         ("M2", "M9", "M10")),
    (reversal_forgotten,       ("M6", "R2")),
    (two_originals,            ("M13",)),
    (allows_itself,            ("M14",)),
    (asked_twice_done_twice,   ("M1", "M12")),
    (amount_from_the_answer,   ("M9",)),
)
# fmt: on


def rows() -> list[Any]:
    return [pytest.param(*row, id=row[0].__name__, marks=pytest.mark.deep if row[0] in RARE else ()) for row in PLANTED]


@pytest.mark.parametrize(("plant", "checks"), rows())
def test_a_planted_bug_is_seen(monkeypatch: pytest.MonkeyPatch, plant: Plant, checks: tuple[str, ...]) -> None:
    plant(monkeypatch)
    runs = (simulate(seed) for seed in range(1, MOST_SEEDS))
    found = next(run for run in runs if run.violations)
    assert found.violations[0].check in checks
