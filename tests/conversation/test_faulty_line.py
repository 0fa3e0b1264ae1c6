"""Many refunds over a line that fails in every way, under a virtual clock: books and journal agree for every seed.

Invariants of the money rules: M1 a refund is applied at most once; M3 approved here if and only if there is exactly one
row there, with the same amount and reference; M4 never more than the original. After the faults stop, everything that
is open is settled. A failing seed is in the test's name.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from virtual_clock import VirtualClock

from emulator.device import Device
from emulator.front_end import FrontEnd
from emulator.host import Host
from emulator.ledger.memory import MemoryLedger
from emulator.shop.orders import load_shop
from protocol.cards import TEST_CARDS
from protocol.dialects import OURS
from protocol.security import PRACTICE_MASTER_KEY
from protocol.session import Framing, Session, Timing
from protocol.transactions import Channel, Original, RefundKey
from protocol.transport.faulty import Faults, FaultyTransport
from protocol.transport.pipe import PipeTransport
from terminal.line.driver import Driver
from terminal.line.talks import RefundTalk, SignOnTalk
from terminal.line.till import Profile, SignedOn, Till
from terminal.records.journal import Journal
from terminal.trade.refund import RefundRecord, Resumed, State, Submitted

NOW = datetime.fromisoformat("2026-11-22T10:00:00+08:00")
REFUNDS = 12


class World:
    """One terminal, one faulty line, one host; everything random comes from one seed."""

    def __init__(self, seed: int, framing: Framing, folder: Path) -> None:
        self.random = Random(seed)
        self.ledger = MemoryLedger()
        self.ledger.open_shop(load_shop(), NOW, self.random.randbytes)
        host = Host(self.ledger, lambda: NOW, self.random.randbytes)
        self.clock = VirtualClock()
        front_end = FrontEnd(host)
        pipe = PipeTransport(lambda: Device(front_end, framing, 0.05), self.clock)
        faults = Faults(drop=0.08, double=0.06, damage=0.08, cut=0.06, lose_line=0.05)
        self.line = FaultyTransport(pipe, faults, self.random)
        self.journal = Journal(folder / "journal.db", lambda: NOW, self.random.randbytes)
        self.printed: list[RefundRecord] = []
        till = Till(
            Profile("practice", load_shop().merchant_no),
            self.journal,
            lambda: Session(framing, Timing(0.2, 1.0, 5.0)),
            PRACTICE_MASTER_KEY,
            lambda _emulator: OURS,
            self.printed.append,
            lambda: f"{NOW:%Y%m%d}",
        )
        self.driver = Driver(self.line, till)

    def sign_on(self) -> SignedOn:
        while not isinstance(self.driver.till.signed_on, SignedOn):
            self.driver.run(SignOnTalk(self.driver.till))
        return self.driver.till.signed_on

    def refund(self, original: Original, amount_fen: int) -> RefundRecord:
        on = self.sign_on()
        identity = on.identity
        key = RefundKey(
            identity.merchant_no, identity.terminal_no, self.journal.epoch, on.batch_no, self.journal.next_trace(),
            on.business_date,
        )  # fmt: skip
        record = RefundRecord(
            key=key, link=identity, amount_fen=amount_fen, original_reference=original.reference_no,
            original_month_day=original.month_day, channel=original.channel, order_no=original.order_no,
            payer=original.payer, items=(), reason="customer", operator_no="01", supervisor_no="00", practice=True,
            opened_at=NOW.isoformat(),
        )  # fmt: skip
        return self._talk(record, Submitted())

    def settle(self, record: RefundRecord) -> RefundRecord:
        self.sign_on()
        return self._talk(record, Resumed())

    def _talk(self, record: RefundRecord, first: Submitted | Resumed) -> RefundRecord:
        card = TEST_CARDS["unionpay"] if record.channel is Channel.CARD else None
        talk = RefundTalk(self.driver.till, record, card, first, lambda _record: None)
        self.driver.run(talk)
        return talk.record


@pytest.fixture(params=range(40))
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    made = World(request.param, Framing.LINK if request.param % 2 else Framing.LENGTH, tmp_path)
    yield made
    made.journal.close()
    made.ledger.close()


def test_books_and_journal_agree_whatever_the_line_did(world: World) -> None:
    originals = [original for original in world.ledger.originals() if original.order_no in SAMPLES]
    assert len(originals) == len(SAMPLES)
    for _ in range(REFUNDS):
        original = world.random.choice(originals)
        world.refund(original, world.random.randrange(1, original.amount_fen // 3))
    assert sum(world.line.fired.values()) >= 1
    world.line.on = False
    for record in world.journal.open_refunds():
        world.settle(record)
    records = {record.key: record for record in world.journal.refunds()}
    rows = {row.key: row for row in world.ledger.all_refunds() if row.approved}
    assert world.journal.open_refunds() == ()
    assert len(records) == REFUNDS
    assert {key for key, record in records.items() if record.state is State.APPROVED} == set(rows)
    for key, row in rows.items():
        told = (records[key].amount_fen, records[key].reference_no)
        assert told == (row.answer.amount_fen, row.answer.reference_no)
    assert sorted(record.key.trace_no for record in world.printed) == sorted(key.trace_no for key in rows)
    after = {original.order_no: original for original in world.ledger.originals()}
    for order_no in SAMPLES:
        given = sum(row.answer.amount_fen for row in rows.values() if row.order_no == order_no)
        assert after[order_no].refunded_fen == given <= after[order_no].amount_fen
    world.journal.verify()


SAMPLES = tuple(order.order_no for order in load_shop().orders[:4])
