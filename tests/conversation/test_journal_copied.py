"""One journal on two machines: a copy that was brought to life beside the first, at one host. What it cannot do."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from supervisor import BY, nobody

from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder
from scanner.salesslip import order_no
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, RefundResult, Refusal
from terminal.settings import Settings
from terminal.trade.refund import State

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
    for name in ("journal.db", "pepper.key"):
        shutil.copy2(tmp_path / "first" / "practice" / name, copied)
    (copied / "ledger.db").symlink_to(tmp_path / "first" / "practice" / "ledger.db")
    return opened("first"), opened("second")


def signed_on(desk: Desk) -> str:
    """With which code it is refused, "" where it is not."""
    try:
        desk.sign_on("01")
    except Refusal as refusal:
        return str(refusal.details.get("code", refusal.word))
    return ""


def test_who_is_behind_signs_on_no_more_and_nothing_of_it_is_done(two: tuple[Desk, Desk]) -> None:
    """A sign-on takes the other's keys, so that the other has to sign on again: with a number that was used since."""
    first, second = two
    assert [refund(first, fen).record.state for fen in (100, 200)] == [State.APPROVED] * 2
    with pytest.raises(Refusal, match="link_silent"):
        refund(second, 200)
    assert [signed_on(second), signed_on(second)] == ["58", "58"]
    assert second.open_refunds() == ()
    assert refund(first, 400).record.state is State.APPROVED, "the other is not disturbed"
    assert first.find(ByOrder(ORDER)).refunded_fen == 100 + 100 + 200 + 400


def test_where_the_copy_is_ahead_the_first_is_refused_and_its_settlement_shows_why(two: tuple[Desk, Desk]) -> None:
    """It is one of them that lives, never both; which is the right one a person sees by the totals."""
    first, second = two
    for _ in range(3):
        second.find(ByOrder(ORDER))
    assert refund(second, 300).record.state is State.APPROVED
    settled = first.batch.settle(nobody)
    assert settled.host is not None
    assert (settled.ours.domestic.credit_fen, settled.host.domestic.credit_fen, settled.balanced) == (100, 400, False)
    assert (signed_on(first), signed_on(second)) == ("58", "")
