"""One journal on two machines: a copy that was brought to life beside the first, at one host. What it cannot do."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from supervisor import BY

from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder
from scanner.salesslip import order_no
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, RefundResult, Refusal
from terminal.settings import Settings
from terminal.trade.refund import Cause, State

CARD, ORDER = TEST_CARDS["unionpay"], order_no("800000260001")
Opened = Callable[[str], Desk]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """A desk by the name of its machine; all of them at one host."""
    desks: list[Desk] = []

    def make(name: str) -> Desk:
        desks.append(open_desk("emulator:", Settings(tmp_path / name, "zh", 0.0, printers=("txt:",))))
        desks[-1].sign_on("01")
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


def nobody(_record: object) -> None:
    """Nobody listens."""


def refund(desk: Desk, amount_fen: int) -> RefundResult:
    return desk.refund(BY, RefundRequest(desk.find(ByOrder(ORDER)), amount_fen), CARD, nobody)


@pytest.fixture
def two(tmp_path: Path, opened: Opened, nobody_waits: None) -> tuple[Desk, Desk]:
    """The first, and one on a copy of its journal."""
    first = opened("first")
    refund(first, 100)
    first.close()
    copied = tmp_path / "second" / "practice"
    copied.mkdir(parents=True, mode=0o700)
    shutil.copy2(tmp_path / "first" / "practice" / "journal.db", copied)
    (copied / "ledger.db").symlink_to(tmp_path / "first" / "practice" / "ledger.db")
    return opened("first"), opened("second")


def test_what_both_ask_under_one_key_is_done_once_and_the_other_stays_open(two: tuple[Desk, Desk]) -> None:
    """The host keeps a key with its body (94), and an answer for another amount decides nothing."""
    first, second = two
    done, other = refund(first, 200).record, refund(second, 300).record
    assert (done.state, done.key) == (State.APPROVED, other.key)
    assert (other.state, other.cause) == (State.UNKNOWN, Cause.ANSWER_MISMATCH)
    assert second.find(ByOrder(ORDER)).refunded_fen == 100 + 200
    with pytest.raises(Refusal, match="original_busy"):
        refund(second, 400)
    with pytest.raises(Refusal, match="settle_refund_open"):
        second.batch.settle(nobody)


def test_the_same_asked_by_both_under_one_key_moves_its_money_once(two: tuple[Desk, Desk]) -> None:
    """The copy is told the stored answer: both slips bear one reference number."""
    first, second = two
    done, again = refund(first, 200).record, refund(second, 200).record
    assert (done.state, again.state, done.key) == (State.APPROVED, State.APPROVED, again.key)
    assert done.reference_no == again.reference_no != ""
    assert first.find(ByOrder(ORDER)).refunded_fen == 100 + 200


def test_what_the_copy_refunds_under_keys_of_its_own_the_settlement_shows(two: tuple[Desk, Desk]) -> None:
    """Nothing bars it: it is as any refund, within what the original has left. The first cannot balance then."""
    first, second = two
    for _ in range(3):
        second.find(ByOrder(ORDER))
    assert refund(second, 300).record.state is State.APPROVED
    settled = first.batch.settle(nobody)
    assert settled.host is not None
    assert (settled.ours.domestic.credit_fen, settled.host.domestic.credit_fen, settled.balanced) == (100, 400, False)
