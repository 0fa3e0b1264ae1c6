"""A copy of a journal that is behind, at the real host on each store: it signs on no more, and the other is served on.

The whole conversation is the same on all three (PostgreSQL among them); tests/conversation/test_journal_copied.py has
what else becomes of two that live.
"""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import cast

import pytest
from supervisor import BY
from virtual_clock import VirtualClock

from emulator.device import Device
from emulator.ledger.contract import Ledger
from emulator.practice_host import open_front_end
from emulator.shop.orders import load_shop
from protocol.cards import TEST_CARDS
from protocol.session import Framing
from protocol.transactions import ByOrder
from protocol.transport.base import Transport
from protocol.transport.pipe import PipeTransport
from scanner.salesslip import order_no
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.settings import Settings
from terminal.trade.refund import State

CARD, ORDER = TEST_CARDS["unionpay"], order_no("800000260001")
Opened = Callable[[str], Desk]


@pytest.fixture
def ledger(connect: Callable[[], Ledger]) -> Ledger:
    ledger = connect()
    ledger.open_shop(load_shop(), datetime.now().astimezone(), bytes)
    return ledger


@pytest.fixture
def opened(ledger: Ledger, tmp_path: Path, nobody_waits: None) -> Iterator[Opened]:
    """A desk by the name of its machine, all at one host."""
    front_end, desks = open_front_end(ledger), []

    def make(name: str) -> Desk:
        line = PipeTransport(lambda: Device(front_end, Framing.LINK), VirtualClock())
        options = Options(transport=lambda _line: cast(Transport, line))
        desks.append(open_desk("emulator:", Settings(tmp_path / name, "zh", 0.0, printers=("txt:",)), options))
        desks[-1].sign_on("01")
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


def refunded(desk: Desk, fen: int) -> State:
    request = RefundRequest(desk.find(ByOrder(ORDER)), fen)
    return desk.refund(BY, request, CARD, lambda _record: None).record.state


def test_a_copy_that_is_behind_signs_on_no_more(opened: Opened, ledger: Ledger, tmp_path: Path) -> None:
    first = opened("first")
    assert refunded(first, 100) is State.APPROVED
    first.close()
    copied = tmp_path / "second" / "practice"
    copied.mkdir(parents=True, mode=0o700)
    shutil.copy2(tmp_path / "first" / "practice" / "journal.db", copied)
    first = opened("first")
    assert refunded(first, 200) is State.APPROVED
    with pytest.raises(Refusal) as refused:
        opened("second")
    assert refused.value.details["code"] == "58"
    assert refunded(first, 400) is State.APPROVED, "the other is not disturbed"
    assert first.find(ByOrder(ORDER)).refunded_fen == 700
    assert [row.answer.amount_fen for row in ledger.all_refunds()] == [100, 200, 400]
    assert ledger.discrepancies() == ()
