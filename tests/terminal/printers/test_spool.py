"""A printer that hangs does not hold up the counter: the real desk on the in-process emulator, over a real socket."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from supervisor import BY

from protocol.cards import TEST_CARDS
from protocol.transactions import ByOrder
from scanner.salesslip import order_no
from terminal.compose import open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, RefundResult
from terminal.printers.outcome import Why
from terminal.settings import Settings
from terminal.trade.refund import State

HANGS_S = 14.0
SOON_S = 7.0
"""A loaded machine takes so long for a refund, and a printer that hangs much longer."""
ASK, OK, OUT_OF_PAPER = b"\x10\x04\x02\x10\x04\x04", b"\x12\x12", b"\x12\x72"
ORDERS = order_no("800000260001"), order_no("800000260002")


@pytest.fixture
def desk_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Desk]]:
    """A desk, signed on, that prints to text and on this printer."""
    monkeypatch.setattr("terminal.desk.register.Printer.close", lambda _self: None)  # nobody waits at the end either
    opened: list[Desk] = []

    def make(printer: Any) -> Desk:
        printers = ("txt:", f"tcp://127.0.0.1:{printer.port}")
        opened.append(open_desk("emulator:", Settings(tmp_path / "home", "zh", 0.0, printers=printers)))
        opened[-1].sign_on("01")
        return opened[-1]

    yield make
    for desk in opened:
        desk.close()


def refunded(desk: Desk, order: str) -> RefundResult:
    original = desk.find(ByOrder(order))
    return desk.refund(BY, RefundRequest(original, 100), TEST_CARDS["unionpay"], lambda _record: None)


def test_neither_the_result_nor_the_next_refund_waits_for_a_printer_that_hangs(printer_that, desk_with) -> None:
    go_on = Event()

    def hang(data: bytes) -> bytes:
        if data == ASK:
            return OK
        go_on.wait(HANGS_S)
        return b"\x00"

    desk = desk_with(printer_that(hang))
    started = time.monotonic()
    first, second = (refunded(desk, order) for order in ORDERS)
    assert time.monotonic() - started < SOON_S
    assert [one.record.state for one in (first, second)] == [State.APPROVED] * 2
    assert [(len(one.receipt) > 60, one.saved, one.trouble) for one in (first, second)] == [(True, (), ())] * 2
    assert desk.prints.collect() == ()
    assert [entry.kind for entry in desk.journal.entries()] == ["refund.intent", "refund.approved"] * 2
    assert desk.resume(lambda _record: None) == (), "what is with the printers is not printed twice"
    go_on.set()
    printed = desk.prints.wait(SOON_S)
    assert [(one.subject, len(one.files), one.trouble) for one in printed] == [
        (str(one.record.key), 2, ()) for one in (first, second)
    ]
    noted = [entry.subject for entry in desk.journal.entries() if entry.kind == "receipt.printed"]
    assert noted == [str(one.record.key) for one in (first, second)]


def test_a_printer_without_paper_is_told_later_and_the_slip_comes_out_again(printer_that, desk_with) -> None:
    state = [OUT_OF_PAPER]
    desk = desk_with(printer_that(lambda data: state[0] if data == ASK else b"\x00"))
    result = refunded(desk, ORDERS[0])
    assert (result.record.state, result.trouble) == (State.APPROVED, ())
    (told,) = desk.prints.wait(SOON_S)
    assert ([one.why for one in told.trouble], len(told.files)) == ([Why.NO_PAPER], 2)
    state[0] = OK
    again = desk.records.again(told.subject)
    assert again.printing
    (told,) = desk.prints.wait(SOON_S)
    assert (told.number, told.trouble) == (again.number, ())
    assert sum("重打印" in line for line in told.lines) == 2
