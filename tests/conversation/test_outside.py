"""What is paid outside the terminal, entered and released over a pipe, a real pty and a real tcp connection: the same
messages, and one shop that knows what remains. And the same over a pipe with each store but PostgreSQL behind the host,
which is served over tcp in tests/emulator/ledger/test_served_outage.py.
"""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from supervisor import BY

from emulator.device import Device
from emulator.ledger.memory import MemoryLedger
from emulator.ledger.sqlite_store import SqliteLedger
from emulator.practice_host import open_front_end, open_ledger
from emulator.shop.orders import load_shop
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.envelope import read
from protocol.framing import Deframer, Frame, LengthDeframer
from protocol.message import Message
from protocol.session import Framing
from protocol.transactions import ByOrder, OutsideEntry, OutsideRelease, OutsideRoute, Unneeded
from protocol.transport.base import Transport
from protocol.transport.clock import SystemClock
from protocol.transport.pipe import PipeTransport
from scanner.salesslip import order_no
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.line.outside_talk import OutsideTalk, entry_key
from terminal.settings import Settings
from terminal.trade.outside import OutsideOutcome, OutsideState
from terminal.trade.refund import State

ORDER = order_no("800000260001")
PAID_FEN = 12850


class Counter:
    """The talk as a desk of cases will run it."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.place = desk, desk._place
        desk.sign_on("01")

    def entry(self, fen: int) -> OutsideEntry:
        original = self.desk.find(ByOrder(ORDER))
        return OutsideEntry(
            entry_key(self.place.till, self.place.signed_on()), fen, original.reference_no, original.month_day,
            OutsideRoute.WECHAT, "202611220001", "01", "00", original.order_no,
        )  # fmt: skip

    def ask(self, request: OutsideEntry | OutsideRelease) -> OutsideOutcome:
        station = self.place.till.station
        assert station is not None
        talk = OutsideTalk(self.place.till, request, station.identity, lambda: None)
        self.place.run(talk)
        return talk.outcome

    def release(self, entry: OutsideEntry) -> OutsideOutcome:
        return self.ask(OutsideRelease(entry.key, self.place.journal.next_trace(), Unneeded.RETURNED))

    @property
    def remains(self) -> tuple[int, int]:
        original = self.desk.find(ByOrder(ORDER))
        return original.outside_fen, original.remaining_fen


def all_of_it(desk: Desk) -> None:
    """Entered, taken into account by a refund, released, refunded to the last fen."""
    counter = Counter(desk)
    entry = counter.entry(12000)
    assert counter.ask(entry) == OutsideOutcome(OutsideState.ENTERED, "00", remaining_fen=850)
    assert counter.remains == (12000, 850)
    with pytest.raises(Refusal, match="amount_over_remaining"):
        refund(desk, 851)
    assert refund(desk, 850) is State.APPROVED
    assert counter.ask(counter.entry(1)).state is OutsideState.REFUSED
    assert counter.release(entry).state is OutsideState.RELEASED
    assert counter.remains == (0, 12000)
    assert refund(desk, 12000) is State.APPROVED


def refund(desk: Desk, fen: int) -> State:
    request = RefundRequest(desk.find(ByOrder(ORDER)), fen)
    return desk.refund(BY, request, TEST_CARDS["unionpay"], lambda _record: None).record.state


@pytest.fixture(params=["memory", "sqlite"])
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """A pipe to a host on this store."""
    ledger: Any = MemoryLedger() if request.param == "memory" else SqliteLedger(tmp_path / "ledger.db")
    with ledger:
        ledger.open_shop(load_shop(), datetime.now().astimezone(), bytes)
        front_end = open_front_end(ledger)
        yield PipeTransport(lambda: Device(front_end, Framing.LINK), SystemClock())
        assert ledger.discrepancies() == ()
        assert [(entry.amount_fen, entry.released) for entry in ledger.outside_lines()] == [(12000, True)]


def test_on_each_store_over_a_pipe(desk_on: Callable[..., Desk], line: Any) -> None:
    all_of_it(desk_on("emulator:", transport=lambda _line: line))


def messages_in(written: list[bytes], framing: str) -> list[Message]:
    deframer = Deframer() if framing == "link" else LengthDeframer()
    frames = [heard.data for data in written for heard in deframer.feed(data) if isinstance(heard, Frame)]
    return [message for frame in frames if (message := read(frame).message).mti == "0620"]


CHANGES = {11, 62, 64}
"""Fields that differ between two entries alike: trace, key and MAC."""


def test_the_same_0620_on_pipe_pty_and_tcp(
    desk_on: Callable[..., Desk], settings: Settings, served: Callable[..., Any], tap: type[Any]
) -> None:
    sent: list[Message] = []
    with ExitStack() as stack:
        pty, _ = stack.enter_context(served("pty:", settings.ledger))
        tcp, _ = stack.enter_context(served("tcp://127.0.0.1:0", settings.ledger))
        for link, framing in (("emulator:", "link"), (pty, "link"), (tcp, "length")):
            taps: list[Any] = []

            def tapped(line: Transport, taps: list[Any] = taps) -> Any:
                taps.append(tap(line))
                return taps[-1]

            desk = desk_on(link, transport=tapped)
            counter = Counter(desk)
            before, _ = counter.remains
            assert counter.ask(counter.entry(1000)).state is OutsideState.ENTERED
            assert counter.remains == (before + 1000, PAID_FEN - before - 1000)
            desk.close()
            sent += messages_in(taps[0].written, framing)
    first, *others = sent
    assert len(others) == 2
    for other in others:
        assert {number for number in first.fields if first.fields[number] != other.fields.get(number)} == CHANGES
    with open_ledger(settings.ledger) as ledger:
        assert [line.amount_fen for line in ledger.outside_lines()] == [1000] * 3
        assert ledger.discrepancies() == ()


@pytest.mark.parametrize(("link", "declared"), [("emulator:?profile=plain-acquirer", False), ("emulator:", True)])
def test_only_our_emulator_declares_it(desk_on: Callable[..., Desk], link: str, declared: bool) -> None:
    assert Counter(desk_on(link)).place.till.can.outside_entry is declared
