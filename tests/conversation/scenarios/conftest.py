"""A world for scenarios: a desk on a pipe to a device that plays, and the host's books behind it; a virtual clock."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from supervisor import BY
from virtual_clock import VirtualClock

from emulator.device import Device
from emulator.forge import Forge
from emulator.ledger.memory import MemoryLedger
from emulator.play import Hit, News, Play
from emulator.practice_host import open_front_end
from emulator.scenario import Scenario
from emulator.shop.orders import load_shop
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.device_state import ASK, DeviceState, read_state
from protocol.dialects.unionpay.terminal_side import decode, encode
from protocol.framing import write_length
from protocol.session import Framing
from protocol.transactions import ByOrder, ManagementAnswer, Original, Status
from protocol.transport.pipe import PipeTransport
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.settings import Settings
from terminal.trade.refund import Cause, RefundRecord, State

SHOP = load_shop()
IN_MEMORY = Path("/dev/shm")
"""Of Linux; a folder with a name that nobody knows is made in it."""


class CountedPipe(PipeTransport):
    """A pipe that knows how often it was opened."""

    opens = 0

    def open(self) -> None:
        self.opens += 1
        super().open()


End = tuple[State, Cause, str, int, int] | str


@dataclass
class World:
    """A desk on a pipe to a device that plays, and the host's books behind it; and what was seen of a refund.

    told: the states that the cashier was shown. heard: names of the messages that reached the device. anew: another
    such world from its beginning.
    """

    desk: Desk
    play: Play
    ledger: MemoryLedger
    clock: VirtualClock
    front_end: Any
    line: CountedPipe
    anew: "Callable[[], World]"
    news: list[News] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    told: list[State] = field(default_factory=list)
    original: Original | None = None
    record: RefundRecord | None = None
    refusal: Refusal | None = None

    def refund(self, amount_fen: int | None = None, order: int = 1, card: str = "unionpay") -> End:
        """Sign on, find the order, give it back (None: all of it). State, why it is not known, code, times sent, rows
        in the books; or the word with which the desk refused before a refund was sent.
        """
        try:
            self.desk.sign_on("01")
            self.original = self.desk.find(ByOrder(SHOP.order(order).order_no))
            request = RefundRequest(self.original, amount_fen or self.original.amount_fen)
            self.record = self.desk.refund(BY, request, TEST_CARDS[card], self.tell).record
        except Refusal as refusal:
            assert self.rows() == 0
            self.refusal = refusal
            return refusal.word
        record = self.record
        return record.state, record.cause, record.code, record.sends, self.rows()

    def resume(self) -> None:
        """Sign on and ask what became of the one refund that is open."""
        self.desk.sign_on("01")
        (result,) = self.desk.resume(self.tell)
        self.record = result.record

    def tell(self, record: RefundRecord) -> None:
        """What the desk shows on the way."""
        self.told.append(record.state)

    def rows(self) -> int:
        """Approved refunds in the books; never more than one, never another amount than the record's."""
        approved = [row.answer.amount_fen for row in self.ledger.all_refunds() if row.approved]
        assert approved in ([], [self.record.amount_fen] if self.record else [])
        return len(approved)

    @property
    def hits(self) -> list[str]:
        """The transactions that a rule acted on."""
        return [one.heard.transaction for one in self.news if isinstance(one, Hit)]

    def state(self) -> DeviceState:
        """The device's state as a terminal is told it: 0820 with 60.3 = 362 over a connection of its own."""
        ask = Status("888888800000001", "10000001", "000001", "362", ASK)
        device = Device(self.front_end, Framing.LENGTH, play=self.play)
        device.receive(write_length(encode(ask, None)), 0.0)
        device.tick(0.0)
        answer = decode(device.take()[2:], ask, None)
        assert isinstance(answer, ManagementAnswer)
        return read_state(answer.data)


@pytest.fixture
def world_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., World]]:
    """Makes a world in which a scenario is loaded. No pictures, and files in memory where the system has such a place:
    drawing and waiting for a disk take longer than the refund.
    """
    with TemporaryDirectory(dir=IN_MEMORY if IN_MEMORY.is_dir() else None) as folder:
        yield from _worlds(Path(folder), monkeypatch)


def _worlds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., World]]:
    monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"")
    made: list[World] = []

    def make(scenario: Scenario, framing: Framing, seed: int = 1) -> World:
        ledger = MemoryLedger()
        now = datetime.now().astimezone()
        ledger.open_shop(SHOP, now, Random(seed).randbytes)
        front_end = open_front_end(ledger)
        play = Play(framing, Forge(front_end.mac_key, lambda: now), seed)
        clock = VirtualClock()
        line = CountedPipe(lambda: Device(front_end, framing, play=play), clock)
        home = Settings(folder / f"home {len(made)}", "zh", 0.0)
        desk = open_desk(f"emulator:?framing={framing}", home, Options(transport=lambda _line: line))
        world = World(desk, play, ledger, clock, front_end, line, lambda: make(scenario, framing, seed))
        made.append(world)
        play.listeners.append(world.news.append)
        _listen(world)
        play.load(scenario)
        return world

    yield make
    for world in made:
        world.desk.close()
        world.ledger.close()


def _listen(world: World) -> None:
    """Every message that reaches the device is noted by its name."""
    hear = world.play.hear

    def noting(data: bytes) -> Hit | None:
        looked = world.play.forge.look(data, world.play.state)
        world.heard.append(looked.transaction if looked else "")
        return hear(data)

    world.play.hear = noting  # type: ignore[method-assign]
