"""Bugs planted on purpose in product and host: the simulation sees each, so that its silence means something."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from emulator.host import refunds
from emulator.ledger.memory_books import MemoryBooks
from emulator.ledger.moves import Refund as RefundMove
from emulator.ledger.records import Held
from protocol.transactions import Refund
from terminal.line.talks import RefundTalk
from terminal.simulation.run import simulate
from terminal.trade import refund

MOST_SEEDS = 60
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

    def decide(record: refund.RefundRecord, event: refund.Event, *rest: object) -> refund.Stepped:
        after, effects = honest(record, event, *rest)  # type: ignore[arg-type]
        late = isinstance(event, refund.Submitted)
        return after, tuple(one for one in effects if not (late and isinstance(one, refund.Record)))

    patch.setattr(refund, "_decide", decide)


def no_limit(patch: pytest.MonkeyPatch) -> None:
    """The host gives back more than was paid, and its ledger lets it."""
    honest = refunds._ruled

    def ruled(held: Held | None, want: refunds.Wanted, *rest: object) -> object:
        judged = honest(held, want, *rest)  # type: ignore[arg-type]
        return RefundMove(held.sale.id, want.amount_fen, want.items) if held and judged == "61" else judged

    def move(self: MemoryBooks, asked: RefundMove, key: object, kind: object) -> tuple[int, None, int]:
        held = self.sales[asked.sale_id]
        self.sales[asked.sale_id] = held._replace(refunded_fen=held.refunded_fen + asked.amount_fen)
        return asked.sale_id, None, asked.amount_fen

    patch.setattr(refunds, "_ruled", ruled)
    patch.setattr(MemoryBooks, "_refund", move)


def retyped_though_open(patch: pytest.MonkeyPatch) -> None:
    """An open refund does not block its original."""
    patch.setattr("terminal.desk.refund_desk.RefundDesk.open_refunds", lambda _self: ())


# fmt: off
PLANTED: tuple[tuple[Plant, frozenset[str]], ...] = (
    (new_trace_on_retry,  frozenset({"M1", "M5"})),
    (journal_after_send,  frozenset({"M5"})),
    (no_limit,            frozenset({"M4"})),
    (retyped_though_open, frozenset({"M7"})),
)
# fmt: on


@pytest.mark.parametrize(("plant", "checks"), PLANTED, ids=[plant.__name__ for plant, _ in PLANTED])
def test_a_planted_bug_is_seen(monkeypatch: pytest.MonkeyPatch, plant: Plant, checks: frozenset[str]) -> None:
    plant(monkeypatch)
    runs = (simulate(seed) for seed in range(1, MOST_SEEDS))
    found = next(run for run in runs if run.violations)
    assert found.violations[0].check in checks
