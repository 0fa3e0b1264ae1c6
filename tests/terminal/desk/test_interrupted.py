"""Whoever waited leaves: the clerk closes at once, nothing is written as failed, and the next start takes it up."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
from supervisor import BY

from emulator.practice_host import open_ledger
from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder
from scanner.salesslip import order_no
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest
from terminal.desk.operators import Admitted
from terminal.face.asks.ask import Ask, Progress
from terminal.face.asks.payment import Sell
from terminal.face.asks.refund import Submit
from terminal.face.asks.settlement import SettleBatch
from terminal.face.asks.signing import Open, SignOnAt
from terminal.face.clerk import Clerk
from terminal.line.driver import POLL_S, Interrupted
from terminal.settings import Settings
from terminal.trade.batch import SettlementState
from terminal.trade.payment import PaymentState
from terminal.trade.refund import State

CARD = TEST_CARDS["unionpay"]
ORDER = order_no("800000260001")
SOON_S = 10 * POLL_S
"""Long before t_resp, which is 10 s here; with room for a slow machine."""

Left = Callable[[str, Ask], tuple[Progress, ...]]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", "zh", 0.0)


@pytest.fixture
def at(settings: Settings) -> Iterator[Callable[[], Desk]]:
    """The desk of the next start, signed on, at a host that answers."""
    desks: list[Desk] = []

    def make() -> Desk:
        desks.append(open_desk("emulator:", settings))
        desks[-1].sign_on("01")
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def left(settings: Settings, tmp_path: Path) -> Left:
    """What was told of an ask that the host does not answer, before the terminal was left in the middle of it."""

    def leave(transaction: str, ask: Ask) -> tuple[Progress, ...]:
        faults = tmp_path / "faults.toml"
        head = 'zh = "故障"\nen = "faults"\nsees_zh = "等"\nsees_en = "waits"\nlinks = "any"\n'
        rule = f'[[rule]]\n[rule.match]\ntransaction = {json.dumps(transaction)}\n[rule.act]\nlost = "answer"\n'
        faults.write_text(head + rule, "utf-8")
        told: list[Progress] = []
        answers: list[Future[object]] = []
        sent = threading.Event()

        def tell(progress: Progress) -> None:
            told.append(progress)
            sent.set()

        clerk = Clerk(
            lambda: open_desk(f"emulator:?scenario={faults}", settings), lambda _, out: answers.append(out), tell
        )
        for one in (Open(), SignOnAt("01"), ask):
            clerk.ask(one)
        assert sent.wait(30)
        time.sleep(POLL_S)  # the request is out
        before = time.monotonic()
        clerk.close()
        assert time.monotonic() - before < SOON_S
        assert len(answers) == 2, "nobody hears of what was left"
        return tuple(told)

    return leave


def kinds(desk: Desk) -> list[str]:
    """What the journal says happened, prints aside."""
    return [entry.kind for entry in desk.journal.entries() if entry.kind.partition(".")[0] in TRANSACTIONS]


TRANSACTIONS = {"refund", "payment", "batch"}


def test_a_refund_stays_pending_and_the_next_start_asks_what_became_of_it(
    settings: Settings, at: Callable[[], Desk], left: Left
) -> None:
    found = open_desk("emulator:", settings)
    found.sign_on("01")
    request = RefundRequest(found.find(ByOrder(ORDER)), 100)
    found.close()
    left("refund", Submit(BY, request, CARD))
    desk = at()
    assert [record.state for record in desk.open_refunds()] == [State.PENDING]
    assert kinds(desk) == ["refund.intent"]
    assert [result.record.state for result in desk.resume(lambda _: None)] == [State.APPROVED]
    with open_ledger(settings.ledger) as ledger:
        assert [row.answer.code for row in ledger.all_refunds()] == ["00"]


def test_a_payment_stays_pending_and_the_next_start_reverses_it(at: Callable[[], Desk], left: Left) -> None:
    left("sale", Sell(1234, CARD, "135790"))
    desk = at()
    assert [record.state for record in desk.payments.unsettled()] == [PaymentState.PENDING]
    desk.resume(lambda _: None)
    assert [record.state for record in desk.journal.payments()] == [PaymentState.REVERSED]
    assert desk.payments.unsettled() == ()


def test_a_settlement_stays_begun_and_goes_on(at: Callable[[], Desk], left: Left) -> None:
    left("settlement", SettleBatch("01"))
    desk = at()
    begun = desk.batch.unfinished()
    assert begun is not None
    assert desk.batch.settle(lambda _: None).state is SettlementState.CLOSED
    assert desk.batch.unfinished() is None


def test_once_left_nothing_more_is_said(at: Callable[[], Desk]) -> None:
    desk = at()
    desk.interrupt()
    before = tuple(desk.journal.entries())
    with pytest.raises(Interrupted):
        desk.payments.sale(100, CARD, "", lambda _: None)
    assert tuple(desk.journal.entries()) == before


def test_once_left_nothing_is_said_on_a_line_that_changed_parameters_bring_up(at: Callable[[], Desk]) -> None:
    desk = at()
    desk.setup.change(Admitted("99"), "hotline", "10086")
    desk.interrupt()
    with pytest.raises(Interrupted):
        desk.sign_on("01")
