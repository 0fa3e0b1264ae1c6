"""A payment terminal on a register's line: the card in its slot, waiting for one, paper, battery, and each key once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.conditions import BatteryChanged, PaperChanged, Presented, Removed
from emulator.device import GAP_S
from emulator.host import Host
from emulator.ledger.contract import LedgerError
from emulator.ledger.memory import MemoryLedger
from emulator.payment_terminal.dialects import DeviceDialect, HypercomDevice, MisDevice
from emulator.payment_terminal.forge import DeviceForge
from emulator.play import Play
from emulator.register_device import CARD_S, PROGRESS_S, MakeDevice, RegisterDevice, open_register_device
from emulator.scenario import Act, Links, Lost, Match, Rule, Scenario
from emulator.shop.orders import load_shop
from protocol.dialects.hypercom.register import Hypercom
from protocol.dialects.tlv.facts import Types
from protocol.dialects.tlv.register import Tlv
from protocol.dialects.unionpay.device_state import Paper, Slot
from protocol.framing import write_frame, write_length
from protocol.session import Framing
from protocol.transactions import (
    Cancel,
    CardReader,
    Channel,
    Found,
    Original,
    OutcomeQuery,
    Refund,
    RefundAnswer,
    RefundKey,
    SignOn,
)
from protocol.words import Words

NOON = datetime.fromisoformat("2026-11-22T12:00:00+08:00")
TYPES = Types("01", "45", "46")
ASK = SignOn("888888800000001", "00000000", "0a1b2c3d", "000001", "000001", "01")
HEAD = b"6000000000"
C0 = HEAD + b"11C0001\x1c"
ABORT, ABORTED = HEAD + b"10D1000\x1c", HEAD + b"11D1000\x1c"


@dataclass
class World:
    """One line of a payment terminal at a host of its own, and the register's half of its dialect."""

    host: Host
    ledger: MemoryLedger
    play: Play
    device: RegisterDevice
    connect: MakeDevice
    register: Hypercom | Tlv
    now: float = 0.0
    days: list[timedelta] = field(default_factory=lambda: [timedelta()])

    def hear(self, data: bytes, device: RegisterDevice | None = None) -> list[bytes]:
        """What the device says to this message, as soon as it can."""
        (device or self.device).receive(write_length(data), self.now)
        return self.wait(GAP_S, device)

    def wait(self, seconds: float, device: RegisterDevice | None = None) -> list[bytes]:
        """What the device says while so many seconds pass."""
        one, said, until = device or self.device, b"", self.now + seconds
        while True:
            one.tick(self.now)
            said += one.take()
            due = one.due()
            if due is None or due > until:
                break
            self.now = max(due, self.now)
        self.now = until
        return messages(said)

    def sign_on(self) -> RefundKey:
        """The key of a refund with trace 000066, by what the answer to a first question says."""
        (said,) = self.hear(self.register.encode(ASK, None))
        answer = self.register.decode(said, ASK, None)
        assert (answer.emulator, answer.ledger_id) == (True, self.ledger.identity().ledger_id)
        return RefundKey(
            answer.merchant_no, answer.terminal_no, "0a1b2c3d", answer.batch_no, "000066", answer.business_date
        )

    def refund(self, fen: int = 100, order: int = 1, trace_no: str = "000066", epoch: str = "0a1b2c3d") -> Refund:
        """A refund of this order of the shop."""
        sale = self.sale(order)
        key = replace(self.sign_on(), trace_no=trace_no, epoch=epoch)
        return Refund(key, fen, sale.reference_no, sale.paid_date[4:], Channel.CARD, card_read_by=CardReader.DEVICE)

    def sale(self, order: int) -> Original:
        """The shop's order with this index, from 1."""
        return self.ledger.originals()[order - 1]

    def ask(self, request: Refund | OutcomeQuery | Cancel) -> object:
        """What the register understands of the one answer."""
        (said,) = self.hear(self.register.encode(request, None))
        return self.register.decode(said, request, None)

    @property
    def refunded_fen(self) -> int:
        assert self.ledger.discrepancies() == ()
        return sum(row.answer.amount_fen for row in self.ledger.all_refunds() if row.approved)


def messages(said: bytes) -> list[bytes]:
    found = []
    while said:
        size = int.from_bytes(said[:2], "big")
        found.append(said[2 : 2 + size])
        said = said[2 + size :]
    return found


@pytest.fixture
def world_of() -> Iterator[Callable[..., World]]:
    ledgers: list[MemoryLedger] = []

    def make(dialect: DeviceDialect | None = None, serial_no: str = "SN1") -> World:
        spoken = dialect or HypercomDevice()
        ledger = MemoryLedger()
        ledgers.append(ledger)
        ledger.open_shop(load_shop(), NOON, Random(7).randbytes)
        days = [timedelta()]
        host = Host(ledger, lambda: NOON + days[-1], Random(8).randbytes)
        play = Play(Framing.LENGTH, DeviceForge(spoken))
        opened = open_register_device(host, spoken, play, serial_no)
        register = Hypercom() if isinstance(spoken, HypercomDevice) else Tlv(TYPES)
        return World(host, ledger, play, opened(Framing.LENGTH), opened, register, days=days)

    yield make
    for ledger in ledgers:
        ledger.close()


@pytest.fixture
def world(world_of: Callable[..., World]) -> World:
    return world_of()


def scenario(act: Act, match: Match | None = None) -> Scenario:
    rules = (Rule(match or Match(("refund",)), act),)
    return Scenario("one", Words("名", "name"), Words("看", "sees"), Links.ANY, rules)


# --- who it is -----------------------------------------------------------------------------------------------------


def test_it_says_whose_ledger_it_has(world: World) -> None:
    """Field 02 of the answer to a published echo, from docs/protocol.md."""
    (said,) = world.hear(HEAD + b"10D0000\x1c")
    text = b"LK1" + world.ledger.identity().ledger_id.encode() + b"20261122TUIHUO"
    assert said.startswith(HEAD + b"11D0000\x1c02\x00\x40" + text.ljust(40) + b"\x1c16\x00\x0888000001\x1c")


def test_the_same_device_is_the_same_terminal_after_a_restart(world: World) -> None:
    first = world.sign_on()
    again = open_register_device(world.host, HypercomDevice(), world.play, "SN1")(Framing.LENGTH)
    other = open_register_device(world.host, HypercomDevice(), world.play, "SN2")(Framing.LENGTH)
    numbers = [world.hear(HEAD + b"10D0000\x1c", one)[0].split(b"16\x00\x08")[1][:8] for one in (again, other)]
    assert numbers[0] == first.terminal_no.encode() != numbers[1]


def test_a_batch_that_was_closed_and_another_day_are_told(world: World) -> None:
    first = world.sign_on()
    world.ledger.close_batch(first.terminal_no, first.batch_no, NOON.date())
    assert world.sign_on() == replace(first, batch_no="000002")
    world.days.append(timedelta(days=1))
    assert world.sign_on() == replace(first, batch_no="000002", business_date="20261123")


@pytest.mark.parametrize("part", ["terminal", "outcome"])
def test_a_ledger_that_is_away_is_96_and_comes_back(world: World, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = world.register.encode(world.refund(), None)
    with monkeypatch.context() as broken:
        broken.setattr(world.ledger, part, _away)
        (said,) = world.hear(asked)
    assert said.startswith(HEAD + b"1127960\x1c65\x00\x06000066\x1cR1")
    assert (world.hear(asked)[0][14:16], world.refunded_fen) == (b"00", 100)


def _away(*_asked: object) -> None:
    raise LedgerError("away")


def test_it_can_not_sign_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.ledger, "identity", _away)
    assert world.hear(HEAD + b"10D0000\x1c") == [HEAD + b"11D0960\x1c"]


# --- refunds -------------------------------------------------------------------------------------------------------


def test_the_card_of_a_new_device_is_there(world: World) -> None:
    refund = world.refund(2500)
    answer = world.ask(refund)
    assert isinstance(answer, RefundAnswer)
    assert (answer.code, answer.amount_fen, len(answer.reference_no)) == ("00", 2500, 12)
    assert world.refunded_fen == 2500


def foreign(sale: Original) -> bytes:
    """1.00 of it by a register that is not ours: no R1, trace 000066; fields as in fixtures/frames/D1.hex."""
    date, reference = sale.paid_date[2:].encode(), sale.reference_no.encode()
    fields = (
        b"40\x00\x12000000000100\x1cD3\x00\x12" + reference + b"\x1c03\x00\x06" + date + b"\x1c65\x00\x06000066\x1c"
    )
    return HEAD + b"1027000\x1c" + fields


def test_bytes_by_hand(world: World) -> None:
    asked = foreign(world.sale(1))
    (said,) = world.hear(asked)
    assert said.startswith(HEAD + b"1127000\x1c02\x00\x40" + b"APPROVED".ljust(40) + b"\x1c40\x00\x12000000000100\x1c")
    assert (b"\x1c65\x00\x06000066\x1c" in said, b"R1" in said, world.refunded_fen) == (True, False, 100)
    assert (world.hear(asked), world.refunded_fen) == ([said], 100)


# fmt: off
# (order, fen, code): of the card in the slot, unionpay; order 1 is 128.50 by it, 8 by another card
DECLINED = {
    "over the sale":  (1, 12851, "61"),
    "another card":   (8, 100,   "14"),
}
# fmt: on


@pytest.mark.parametrize("name", DECLINED)
def test_a_decline_is_the_hosts(world: World, name: str) -> None:
    order, fen, code = DECLINED[name]
    answer = world.ask(world.refund(fen, order))
    assert isinstance(answer, RefundAnswer)
    assert (answer.code, world.refunded_fen) == (code, 0)


def test_no_such_sale(world: World) -> None:
    answer = world.ask(replace(world.refund(), original_reference="925498334778"))
    assert isinstance(answer, RefundAnswer)
    assert (answer.code, world.refunded_fen) == ("25", 0)


@pytest.mark.parametrize("trace_no", ["000066", "000067"])
def test_two_registers_with_epochs_of_their_own(world: World, trace_no: str) -> None:
    codes = [world.ask(world.refund(100, 1, trace_no, epoch)).code for epoch in ("0a1b2c3d", "11111111")]
    assert (codes, world.refunded_fen) == (["00", "00"], 200)


# --- each key once ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("epoch", ["0a1b2c3d", "00000000"])
def test_asked_again_it_is_the_stored_answer_whatever_lies_in_the_slot(world: World, epoch: str) -> None:
    refund = world.refund(epoch=epoch)
    first = world.ask(refund)
    world.play.change(Removed())
    assert world.ask(refund) == first
    world.play.change(Presented(Slot.SWIPED, "visa"), PaperChanged(Paper.OUT))
    assert world.ask(refund) == first
    assert world.refunded_fen == 100


@pytest.mark.parametrize("epoch", ["0a1b2c3d", "00000000"])
def test_another_body_under_its_key_is_94(world: World, epoch: str) -> None:
    world.ask(world.refund(epoch=epoch))
    other = world.refund(101, epoch=epoch)
    (said,) = world.hear(world.register.encode(other, None))
    assert said.startswith(HEAD + b"1127940\x1c")
    world.play.change(Removed())
    (said,) = world.hear(world.register.encode(other, None))
    assert (said[:16], world.refunded_fen) == (HEAD + b"112794", 100)


def test_inquiry_and_cancel(world: World) -> None:
    refund = world.refund()
    assert world.ask(OutcomeQuery(refund.key, "000067")).found is Found.NOT_FOUND
    approved = world.ask(refund)
    assert world.ask(OutcomeQuery(refund.key, "000068")).outcome == approved
    assert world.ask(Cancel(refund.key, "000069")).outcome == approved
    other = replace(refund, key=replace(refund.key, trace_no="000070"))
    assert world.ask(Cancel(other.key, "000071")).found is Found.CANCELLED
    world.play.change(Removed())
    assert (world.ask(other).code, world.refunded_fen) == ("12", 100)


@pytest.mark.parametrize(("after_s", "answers"), [(1.0, 0), (6.5, 1)], ids=["of its link", "of the register"])
def test_the_same_frame_again_where_the_answer_was_lost(world: World, after_s: float, answers: int) -> None:
    """A link that repeats its frame is acknowledged; a register that does so later is answered, and nothing is done."""
    device = world.connect(Framing.LINK)
    asked = write_frame(world.register.encode(world.refund(), None))
    world.play.load(scenario(Act(lost=Lost.ANSWER)))
    said = []
    for now in (0.0, after_s):
        device.receive(asked, now)
        device.tick(now)
        said.append(device.take())
    assert [one[:1] for one in said] == [b"\x06", b"\x06"]
    assert (said[0], said[1].count(b"1127000\x1c02"), world.refunded_fen) == (b"\x06", answers, 100)


def test_what_was_answered_is_said_again_as_it_was(world: World) -> None:
    """Byte for byte, though the host would say 94 by now: its batch is closed."""
    device = world.connect(Framing.LINK)
    refund = world.refund(epoch="00000000")
    said = []
    for now in (0.0, 10.0):
        device.receive(write_frame(world.register.encode(refund, None)), now)
        device.tick(now)
        said.append(device.take())
        world.ledger.close_batch(refund.key.terminal_no, "000001", NOON.date())
    assert (said[0], b"1127000\x1c02" in said[0], world.refunded_fen) == (said[1], True, 100)


def test_a_foreign_key_is_known_as_long_as_its_batch_is_open(world: World) -> None:
    """Its day is the one on which the batch was opened, whatever day it is by now."""
    asked = foreign(world.sale(1))
    (first,) = world.hear(asked)
    world.days.append(timedelta(days=1))
    world.play.change(Removed())
    assert (world.hear(asked), world.refunded_fen) == ([first], 100)


# --- no card ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def empty(world: World) -> World:
    """Nothing in the slot."""
    world.play.change(Removed())
    return world


def test_it_waits_for_the_card_and_says_so(empty: World) -> None:
    refund = empty.refund()
    assert empty.hear(empty.register.encode(refund, None)) == [C0]
    assert empty.wait(2 * PROGRESS_S) == [C0, C0]
    empty.play.change(Presented(Slot.TAPPED, "unionpay"))
    (said,) = empty.wait(0.2)
    assert (empty.register.decode(said, refund, None).code, empty.refunded_fen) == ("00", 100)
    assert (empty.wait(2 * PROGRESS_S), empty.device.due()) == ([], None)


def test_a_payer_code_is_no_card(empty: World) -> None:
    empty.play.change(Presented(Slot.SHOWN, "wechat-code"))
    assert empty.hear(empty.register.encode(empty.refund(), None)) == [C0]


def test_nobody_comes(empty: World) -> None:
    """TO is no outcome; asked about, the key is cancelled, and so it stays."""
    refund = empty.refund()
    empty.hear(empty.register.encode(refund, None))
    *signs, last = empty.wait(CARD_S)
    assert set(signs) == {C0}
    assert last.startswith(HEAD + b"1127TO0\x1c02\x00\x40" + b"NO CARD PRESENTED".ljust(40))
    assert empty.ask(OutcomeQuery(refund.key, "000067")).found is Found.CANCELLED
    empty.play.change(Presented(Slot.INSERTED, "unionpay"))
    assert (empty.ask(refund).code, empty.refunded_fen) == ("12", 0)


def test_an_abort_stops_what_waits(empty: World) -> None:
    refund = empty.refund()
    empty.hear(empty.register.encode(refund, None))
    answer, said = empty.hear(ABORT)
    assert answer == ABORTED
    assert said.startswith(HEAD + b"1127UA0\x1c02\x00\x40" + b"STOPPED".ljust(40) + b"\x1c")
    empty.play.change(Presented(Slot.INSERTED, "unionpay"))
    assert (empty.wait(CARD_S), empty.ask(refund).code, empty.refunded_fen) == ([], "12", 0)


def test_an_abort_of_nothing(world: World) -> None:
    assert (world.hear(ABORT), world.wait(1.0)) == ([ABORTED], [])
    assert world.ask(world.refund()).code == "00"


def test_a_cancel_of_what_waits(empty: World) -> None:
    refund = empty.refund()
    empty.hear(empty.register.encode(refund, None))
    question = Cancel(refund.key, "000067")
    answer, said = empty.hear(empty.register.encode(question, None))
    assert empty.register.decode(answer, question, None).found is Found.CANCELLED
    assert (said[14:16], empty.wait(CARD_S)) == (b"UA", [])


def test_a_cancel_of_another_key_leaves_it_waiting(empty: World) -> None:
    refund = empty.refund()
    empty.hear(empty.register.encode(refund, None))
    empty.ask(Cancel(replace(refund.key, trace_no="000099"), "000067"))
    empty.play.change(Presented(Slot.INSERTED, "unionpay"))
    (said,) = empty.wait(0.3)
    assert empty.register.decode(said, refund, None).code == "00"


def test_asked_again_while_it_waits_it_is_one_wait(empty: World) -> None:
    refund = empty.refund()
    asked = empty.register.encode(refund, None)
    empty.hear(asked)
    assert empty.ask(OutcomeQuery(refund.key, "000067")).found is Found.NOT_FOUND
    assert empty.hear(asked) == [C0]
    empty.play.change(Presented(Slot.INSERTED, "unionpay"))
    assert len(empty.wait(CARD_S)) == 1
    assert empty.refunded_fen == 100


def test_asked_again_with_a_card_there_by_now(empty: World) -> None:
    asked = empty.register.encode(empty.refund(), None)
    empty.hear(asked)
    empty.play.change(Presented(Slot.INSERTED, "unionpay"))
    empty.now += 0.1
    assert [said[14:16] for said in empty.hear(asked)] == [b"00"]
    assert (empty.wait(CARD_S), empty.refunded_fen) == ([], 100)


def test_asking_again_does_not_lengthen_the_wait(empty: World) -> None:
    asked = empty.register.encode(empty.refund(), None)
    begun = empty.now
    empty.hear(asked)
    empty.wait(40.0)
    empty.hear(asked)
    last = empty.wait(begun + CARD_S - empty.now)[-1]
    assert last[14:16] == b"TO"


def test_a_wait_that_is_over_is_over_before_the_next_one(empty: World) -> None:
    """Both at the same time: the first is told, and the second waits its whole minute."""
    first, second = (empty.register.encode(empty.refund(trace_no=one), None) for one in ("000066", "000067"))
    empty.hear(first)
    over = empty.now - GAP_S + CARD_S
    empty.device.tick(over - 0.1)
    empty.device.take()
    empty.now = over
    assert [said[14:16] for said in empty.hear(second)] == [b"TO"]
    assert empty.wait(0.3) == [C0]
    assert empty.wait(CARD_S)[-1][14:16] == b"TO"


def test_a_sign_of_life_does_not_take_the_place_of_an_answer(empty: World) -> None:
    """On a link of two frames said at once the second takes the first back: the inquiry's answer at 2.0 is not lost."""
    device = empty.connect(Framing.LINK, delay_s=0.5)
    refund = empty.refund()
    query = empty.register.encode(OutcomeQuery(refund.key, "000067"), None)
    said = b""
    for now, data in ((0.0, write_frame(empty.register.encode(refund, None))), (PROGRESS_S - 0.5, write_frame(query))):
        device.receive(data, now)
        device.tick(now)
        said += device.take()
    device.tick(PROGRESS_S)
    assert b"1174000\x1c02\x00\x40RO1N" in device.take()


def test_another_body_under_the_key_that_waits_is_94(empty: World) -> None:
    empty.hear(empty.register.encode(empty.refund(), None))
    other = empty.refund(101)
    empty.wait(0.1)
    assert empty.hear(empty.register.encode(other, None))[-1].startswith(HEAD + b"1127940\x1c")
    empty.play.change(Presented(Slot.INSERTED, "unionpay"))
    assert (len(empty.wait(0.3)), empty.refunded_fen) == (1, 100)


def test_it_waits_for_one_card_at_a_time_on_all_its_lines(empty: World) -> None:
    refund, other_line = empty.refund(), empty.connect(Framing.LENGTH)
    other = empty.register.encode(empty.refund(trace_no="000067"), None)
    empty.hear(empty.register.encode(refund, None))
    for line in (other_line, empty.device):
        (said,) = [one for one in empty.hear(other, line) if one != C0]
        assert said.startswith(HEAD + b"1127090\x1c02\x00\x40BUSY")
    empty.play.change(Presented(Slot.INSERTED, "unionpay"))
    (said,) = empty.wait(0.3)
    assert said[14:16] == b"00"
    assert (empty.hear(other, other_line)[0][14:16], empty.refunded_fen) == (b"00", 200)


def test_a_line_that_went_keeps_the_slot_no_longer_than_a_wait(empty: World) -> None:
    empty.hear(empty.register.encode(empty.refund(), None))
    other_line, other = empty.connect(Framing.LENGTH), empty.register.encode(empty.refund(trace_no="000067"), None)
    empty.now += CARD_S
    assert empty.hear(other, other_line) == [C0]


def test_what_a_scenario_keeps_back_is_told_as_no_answer(world: World) -> None:
    told: list[tuple[bytes, bytes | None]] = []
    line = world.connect(Framing.LENGTH, told=lambda *both: told.append(both))
    asked = world.register.encode(world.refund(), None)
    world.play.load(scenario(Act(lost=Lost.ANSWER)))
    assert (world.hear(asked, line), told, world.refunded_fen) == ([], [(asked, None)], 100)


# --- paper and battery ---------------------------------------------------------------------------------------------


def test_without_paper_nothing_is_begun(world: World) -> None:
    refund = world.refund()
    world.play.change(PaperChanged(Paper.OUT))
    (said,) = world.hear(world.register.encode(refund, None))
    assert said.startswith(HEAD + b"1127ND0\x1c02\x00\x40" + b"NO PAPER".ljust(40) + b"\x1c")
    world.play.change(PaperChanged(Paper.PLENTY))
    assert (world.ask(refund).code, world.refunded_fen) == ("12", 0)


def no_paper(world: World, asked: bytes) -> bytes:
    world.play.change(PaperChanged(Paper.OUT))
    (said,) = world.hear(asked)
    world.play.change(PaperChanged(Paper.PLENTY))
    return said


def no_card(world: World, asked: bytes) -> bytes:
    world.play.change(Removed())
    world.hear(asked)
    *_, last = world.wait(CARD_S)
    world.play.change(Presented(Slot.INSERTED, "unionpay"))
    return last


def aborted(world: World, asked: bytes) -> bytes:
    world.play.change(Removed())
    world.hear(asked)
    _, said = world.hear(ABORT)
    world.play.change(Presented(Slot.INSERTED, "unionpay"))
    return said


@pytest.mark.parametrize("stop", [no_paper, no_card, aborted])
def test_what_could_not_be_cancelled_is_left_open(
    world: World, stop: Callable[[World, bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """96, and no final no: without a tombstone a repeat is carried out."""

    def away(_key: object) -> None:
        raise LedgerError("the disk is full")

    refund = world.refund()
    asked = world.register.encode(refund, None)
    monkeypatch.setattr(world.ledger, "cancel", away)
    said = stop(world, asked)
    assert (said[14:16], world.refunded_fen) == (b"96", 0)
    monkeypatch.undo()
    assert (world.ask(refund).code, world.refunded_fen) == ("00", 100)


def test_paper_that_runs_out_during_the_refund_stops_nothing(world: World) -> None:
    refund = world.refund()
    world.play.load(scenario(Act(device=(PaperChanged(Paper.OUT),))))
    assert (world.ask(refund).code, world.refunded_fen) == ("00", 100)
    assert world.play.state.paper is Paper.OUT


def test_the_battery_dies_behind_the_refund(world: World) -> None:
    refund = world.refund()
    world.play.load(scenario(Act(device=(BatteryChanged(0),))))
    assert world.hear(world.register.encode(refund, None)) == []
    assert (world.device.broken, world.refunded_fen) == (True, 100)
    world.play.change(BatteryChanged(80))
    assert world.ask(OutcomeQuery(refund.key, "000067")).outcome.code == "00"


def test_the_battery_dies_while_it_waits(empty: World) -> None:
    refund, other_line = empty.refund(), empty.connect(Framing.LENGTH)
    empty.hear(empty.register.encode(refund, None))
    empty.play.change(BatteryChanged(0))
    assert (empty.wait(CARD_S), empty.device.broken) == ([], True)
    empty.play.change(BatteryChanged(80), Presented(Slot.INSERTED, "unionpay"))
    assert (empty.wait(CARD_S), empty.refunded_fen) == ([], 0)
    assert (empty.hear(empty.register.encode(refund, None), other_line)[0][14:16], empty.refunded_fen) == (b"00", 100)


# --- scenarios -----------------------------------------------------------------------------------------------------


def test_a_scenario_acts_on_an_answer_that_had_to_wait_for_its_card(empty: World) -> None:
    asked = empty.register.encode(empty.refund(), None)
    empty.play.load(scenario(Act(copies=2)))
    empty.hear(asked)
    empty.play.change(Presented(Slot.INSERTED, "unionpay"))
    first, second = empty.wait(0.4)
    assert (first, first[14:16], empty.refunded_fen) == (second, b"00", 100)


def test_a_scenario_of_the_refund_that_waits_is_not_the_inquiry_s(empty: World) -> None:
    refund = empty.refund()
    empty.play.load(scenario(Act(copies=2)))
    empty.hear(empty.register.encode(refund, None))
    assert empty.ask(OutcomeQuery(refund.key, "000067")).found is Found.NOT_FOUND
    empty.play.change(Presented(Slot.INSERTED, "unionpay"))
    assert [said[14:16] for said in empty.wait(0.4)] == [b"00"]


def test_who_looks_on_hears_of_each_message_and_its_answer(empty: World) -> None:
    told: list[tuple[bytes, bytes | None]] = []
    device = empty.connect(Framing.LENGTH, told=lambda asked, answer: told.append((asked, answer)))
    asked = empty.register.encode(empty.refund(), None)
    said = [one for data in (HEAD + b"10D0000\x1c", asked, ABORT) for one in empty.hear(data, device)]
    assert [one for one, _ in told] == [HEAD + b"10D0000\x1c", ABORT, asked]
    assert [answer for _, answer in told] == [one for one in said if one != C0]


def test_a_card_of_the_slot_is_what_a_rule_looks_at(world: World) -> None:
    refund = world.refund()
    world.play.load(scenario(Act(code="62"), Match(card="visa", times=0)))
    assert world.ask(refund).code == "00"
    world.play.change(Removed(), Presented(Slot.INSERTED, "visa"))
    assert world.ask(world.refund(order=7, trace_no="000067")).code == "62"


# --- what is no request ----------------------------------------------------------------------------------------------

# fmt: off
# (message behind its transport header, the answer)
UNSERVED = {
    "a sale":             (b"1020000\x1c40\x00\x12000000000100\x1c",   b"1120400\x1c"),
    "a settlement":       (b"1050000\x1c",                             b"1150400\x1c"),
    "without its amount": (b"1027000\x1c65\x00\x06000066\x1c",         b"1127300\x1c65\x00\x06000066\x1c"),
    "cut":                (b"1027000\x1c65\x00\x06000066\x1c40\x00",   b"1127300\x1c65\x00\x06000066\x1c"),
    "another's inquiry":  (b"1074000\x1cR1\x00\x01x\x1c",             b"1174300\x1cR1\x00\x01x\x1c"),
}
# fmt: on


@pytest.mark.parametrize("name", UNSERVED)
def test_what_it_does_not_do_is_refused_by_code(world: World, name: str) -> None:
    asked, answer = UNSERVED[name]
    assert world.hear(HEAD + asked) == [HEAD + answer]


@pytest.mark.parametrize("data", [b"\x00", b"6000000000", HEAD + b"1127000\x1c", HEAD + b"1227000\x1c"])
def test_what_is_no_request_has_no_answer(world: World, data: bytes) -> None:
    assert world.hear(data) == []


@given(
    st.sampled_from([HypercomDevice(), MisDevice(TYPES)]),
    st.lists(st.tuples(st.integers(0, 119), st.integers(0, 255)), max_size=4),
    st.integers(0, 120),
)
def test_damaged_requests_are_answered_or_not_and_break_nothing(
    dialect: DeviceDialect, changes: list[tuple[int, int]], cut_at: int
) -> None:
    """A whole refund with some octets changed, cut somewhere; money moves once at most, and the books agree."""
    with MemoryLedger() as ledger:
        ledger.open_shop(load_shop(), NOON, Random(7).randbytes)
        host = Host(ledger, lambda: NOON, Random(8).randbytes)
        play = Play(Framing.LENGTH, DeviceForge(dialect))
        device = open_register_device(host, dialect, play, "SN1")(Framing.LENGTH)
        sale = ledger.originals()[0]
        whole = foreign(sale) if isinstance(dialect, HypercomDevice) else mis_refund(sale)
        data = bytearray(whole)
        for place, octet in changes:
            data[place % len(data)] = octet
        device.receive(write_length(bytes(data[: cut_at or None])), 0.0)
        device.tick(0.0)
        device.take()
        assert (ledger.discrepancies(), len(ledger.all_refunds()) <= 1, device.broken) == ((), True, False)


# --- the MIS link --------------------------------------------------------------------------------------------------


@pytest.fixture
def mis(world_of: Callable[..., World]) -> World:
    return world_of(MisDevice(TYPES))


def test_a_mis_register_is_told_whose_ledger_it_is(mis: World) -> None:
    assert mis.sign_on() == RefundKey("888888800000001", "88000001", "0a1b2c3d", "000001", "000066", "20261122")


def mis_refund(sale: Original) -> bytes:
    """1.00 of it in the order of the published driver: DF01 DF04 DF02 DF08 DF03 DF0D, the original, DF09."""
    front = bytes.fromhex("DF010100 DF04021234 DF020145 DF08025555 DF0306000000000100 DF0D0131 DF1A0C")
    return front + sale.reference_no.encode() + bytes.fromhex(f"DF1702{sale.paid_date[4:]} DF09023004")


def test_a_mis_refund_by_hand(mis: World) -> None:
    asked = mis_refund(mis.sale(1))
    (said,) = mis.hear(asked)
    assert said.startswith(bytes.fromhex("DF010102 DF020145 DF04021234 DF06"))
    assert (said.endswith(bytes.fromhex("DF0702") + b"00"), b"RMB -1.00" in said) == (True, True)
    assert (mis.hear(asked), mis.refunded_fen) == ([said], 100)


def test_a_mis_register_waits_without_a_sign(mis: World) -> None:
    mis.play.change(Removed())
    refund = mis.refund()
    assert mis.hear(mis.register.encode(refund, None)) == []
    assert mis.wait(5.0) == []
    mis.play.change(Presented(Slot.INSERTED, "unionpay"))
    (said,) = mis.wait(0.3)
    assert (mis.register.decode(said, refund, None).code, mis.refunded_fen) == ("00", 100)


def test_nobody_comes_to_a_mis_register(mis: World) -> None:
    mis.play.change(Removed())
    refund = mis.refund()
    mis.hear(mis.register.encode(refund, None))
    (said,) = mis.wait(CARD_S)
    assert (mis.register.decode(said, refund, None).code, b"NO CARD PRESENTED" in said, mis.refunded_fen) == (
        "21",
        True,
        0,
    )


# fmt: off
MIS_UNSERVED = {
    "another type":   ("DF010100 DF04021234 DF020199",             "DF010102 DF020199 DF04021234 DF07023430"),
    "a code refund":  ("DF010100 DF04021234 DF020146",             "DF010102 DF020146 DF04021234 DF07023430"),
    "no amount":      ("DF010100 DF04021234 DF020145",             "DF010102 DF020145 DF04021234 DF07023330"),
    "cut":            ("DF010100 DF04021234 DF020145 DF03060000",  "DF010102 DF020145 DF04021234 DF07023330"),
}
# fmt: on


@pytest.mark.parametrize("name", MIS_UNSERVED)
def test_what_a_mis_device_does_not_do(mis: World, name: str) -> None:
    asked, answer = MIS_UNSERVED[name]
    assert mis.hear(bytes.fromhex(asked)) == [bytes.fromhex(answer)]
