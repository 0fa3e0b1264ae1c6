"""Our emulator as a payment terminal, and our own cash desk as its register: Hypercom and the MIS link, whole.

Over a pipe under a virtual clock: what the cashier ends with, and what stands in the books of the practice host behind
the device. What the operator does at the device happens at a time of that clock.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

import pytest
from supervisor import BY
from virtual_clock import VirtualClock

from emulator.conditions import BatteryChanged, PaperChanged, Presented, Removed
from emulator.host import Host
from emulator.ledger.memory import MemoryLedger
from emulator.payment_terminal.dialects import HypercomDevice, MisDevice
from emulator.payment_terminal.forge import DeviceForge
from emulator.play import Play
from emulator.register_device import MakeDevice, RegisterDevice, open_register_device
from emulator.scenario import ScenarioError
from emulator.scenario_file import shipped
from emulator.shop.orders import load_shop
from protocol.dialects.tlv.facts import Types
from protocol.dialects.unionpay.device_state import Paper, Slot
from protocol.framing import Check
from protocol.session import Framing
from protocol.transactions import ByReference, Original
from protocol.transport.pipe import PipeTransport
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.trade.refund import Cause, RefundRecord, State

A, D, U, M, N = State.APPROVED, State.DECLINED, State.UNKNOWN, State.MANUAL, State.NOT_FOUND
ORDER_FEN = 12850
DIALECTS = {"hypercom": "dialect=hypercom", "tlv": "dialect=tlv&types=01,45,46"}
PATIENT = "&t_resp=10&t_cap=100"


@dataclass
class Hand:
    """A line of the device, and the operator's hand at it: what he does, and when; what a register may not know."""

    device: RegisterDevice
    deeds: list[tuple[float, Callable[[], None]]]

    def receive(self, data: bytes, now: float) -> None:
        self.device.receive(data, now)

    def tick(self, now: float) -> None:
        while self.deeds and self.deeds[0][0] <= now:
            self.deeds.pop(0)[1]()
        self.device.tick(now)

    def due(self) -> float | None:
        times = [self.deeds[0][0]] if self.deeds else []
        due = self.device.due()
        return min([*times, *([] if due is None else [due])], default=None)

    def take(self) -> bytes:
        return self.device.take()

    @property
    def broken(self) -> bool:
        return self.device.broken


@dataclass
class World:
    """A desk on a pipe to a device, the device's play, and the books of the host behind it."""

    desk: Desk
    play: Play
    ledger: MemoryLedger
    clock: VirtualClock
    deeds: list[tuple[float, Callable[[], None]]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def sale(self, place: int = 0) -> Original:
        return self.ledger.originals()[place]

    def refund(self, amount_fen: int = ORDER_FEN, place: int = 0) -> RefundRecord:
        """Of the shop's order at this place, signed on before where nobody has."""
        self.desk.sign_on("01")
        sale = self.sale(place)
        original = self.desk.keyed(ByReference(sale.reference_no, sale.paid_date[4:]), sale.amount_fen)
        return self.desk.refund(BY, RefundRequest(original, amount_fen), None, lambda _record: None).record

    def end(self) -> tuple[State, Cause, str, int, int] | str:
        """Of such a refund: state, why it is not known, code, sends, rows in the books; or the desk's refusal."""
        try:
            record = self.refund()
        except Refusal as refusal:
            assert self.rows() == []
            return refusal.word
        return record.state, record.cause, record.code, record.sends, len(self.rows())

    def rows(self) -> list[int]:
        """Fen of each approved refund in the books."""
        assert self.ledger.discrepancies() == ()
        return [row.answer.amount_fen for row in self.ledger.all_refunds() if row.approved]

    def later(self, seconds: float, deed: Callable[[], None]) -> None:
        """The operator does this so many seconds from now."""
        self.deeds.append((self.clock.time + seconds, deed))


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """A receipt's picture takes longer than its refund, and is other tests' affair."""
    monkeypatch.setattr("terminal.printers.png.png_bytes", lambda _sheet: b"")


def opened(dialect: str, framing: Framing = Framing.LINK) -> tuple[MakeDevice, Play, MemoryLedger]:
    spoken = HypercomDevice() if dialect == "hypercom" else MisDevice(Types("01", "45", "46"))
    ledger, now = MemoryLedger(), datetime.now().astimezone()
    ledger.open_shop(load_shop(), now, Random(1).randbytes)
    play = Play(framing, DeviceForge(spoken), seed=1)
    return open_register_device(Host(ledger, lambda: now, Random(2).randbytes), spoken, play, "SN1"), play, ledger


@pytest.fixture
def world_of(desk_on: Callable[..., Desk]) -> Iterator[Callable[..., World]]:
    ledgers: list[MemoryLedger] = []

    def make(dialect: str, options: str = "", framing: Framing = Framing.LINK, check: Check = Check.LRC) -> World:
        connect, play, ledger = opened(dialect, framing)
        ledgers.append(ledger)
        clock, deeds = VirtualClock(), list[tuple[float, Callable[[], None]]]()
        line = PipeTransport(lambda: Hand(connect(framing, check=check), deeds), clock)
        link = f"serial://COM3?{DIALECTS[dialect]}&framing={framing}{options}"
        world = World(desk_on(link, transport=lambda _line: line), play, ledger, clock, deeds)
        play.announce_to(world.said.append)
        return world

    yield make
    for ledger in ledgers:
        ledger.close()


@pytest.fixture(params=DIALECTS)
def world(request: pytest.FixtureRequest, world_of: Callable[..., World]) -> World:
    return world_of(request.param, PATIENT)


# --- the card in the slot ------------------------------------------------------------------------------------------


def test_a_refund_of_the_card_in_the_slot(world: World) -> None:
    record = world.refund()
    assert (record.state, record.amount_fen, world.rows()) == (A, ORDER_FEN, [ORDER_FEN])
    assert record.link.ledger_id == world.ledger.identity().ledger_id
    assert [row.answer.reference_no for row in world.ledger.all_refunds()] == [record.reference_no]


def test_parts_of_a_sale_one_by_one(world: World) -> None:
    assert [world.refund(fen).state for fen in (100, 200, ORDER_FEN - 300)] == [A, A, A]
    assert world.rows() == [100, 200, ORDER_FEN - 300]


def test_the_card_is_another_than_the_sales(world: World) -> None:
    record = world.refund(100, place=7)
    assert (record.state, record.code, world.rows()) == (D, "14", [])


def test_both_ends_agree_on_the_crc(world_of: Callable[..., World]) -> None:
    assert world_of("hypercom", "&check=crc", check=Check.CRC).end() == (A, Cause.NONE, "00", 1, 1)


def test_a_register_over_tcp_framing(world_of: Callable[..., World]) -> None:
    assert world_of("tlv", framing=Framing.LENGTH).end() == (A, Cause.NONE, "00", 1, 1)


# --- no card yet -----------------------------------------------------------------------------------------------------


def test_the_customer_looks_for_his_card(world_of: Callable[..., World]) -> None:
    """25 seconds, where an answer is waited for 10: the device says that it lives."""
    world = world_of("hypercom", PATIENT)
    world.play.change(Removed())
    world.later(25.0, lambda: world.play.change(Presented(Slot.INSERTED, "unionpay")))
    assert world.end() == (A, Cause.NONE, "00", 1, 1)
    assert 25.0 <= world.clock.time < 26.0


def test_a_mis_register_waits_as_long_as_it_is_told_to(world_of: Callable[..., World]) -> None:
    world = world_of("tlv", "&t_resp=70&t_cap=100")
    world.play.change(Removed())
    world.later(25.0, lambda: world.play.change(Presented(Slot.TAPPED, "unionpay")))
    assert world.end() == (A, Cause.NONE, "00", 1, 1)


def test_nobody_has_a_card(world_of: Callable[..., World]) -> None:
    """TO is no outcome; the key that is asked about is cancelled for ever."""
    world = world_of("hypercom", PATIENT)
    world.play.change(Removed())
    assert world.end() == (State.CANCELLED, Cause.NONE, "TO", 1, 0)
    assert 60.0 <= world.clock.time < 62.0


def test_nobody_has_a_card_at_a_mis_register(world_of: Callable[..., World]) -> None:
    world = world_of("tlv", "&t_resp=70&t_cap=100")
    world.play.change(Removed())
    assert world.end() == (D, Cause.NONE, "21", 1, 0)


def test_a_register_that_has_waited_long_enough_asks_and_sends_again(world_of: Callable[..., World]) -> None:
    """Its cap is 30 seconds and the card comes at 40: not found, the same key again, one refund."""
    world = world_of("hypercom", "&t_resp=10&t_cap=30")
    world.play.change(Removed())
    world.later(40.0, lambda: world.play.change(Presented(Slot.INSERTED, "unionpay")))
    assert world.end() == (A, Cause.NONE, "00", 2, 1)


# --- paper, battery --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("dialect", "code"), [("hypercom", "05"), ("tlv", "21")])
def test_without_paper_it_refuses(world_of: Callable[..., World], dialect: str, code: str) -> None:
    world = world_of(dialect)
    world.play.change(PaperChanged(Paper.OUT))
    assert world.end() == (D, Cause.NONE, code, 1, 0)
    world.play.change(PaperChanged(Paper.PLENTY))
    assert (world.refund().state, world.rows()) == (A, [ORDER_FEN])


def test_a_new_battery_tells_what_was_done(world_of: Callable[..., World]) -> None:
    world = world_of("hypercom")
    world.play.load(shipped()["battery-dies-after"])
    assert world.end() == (U, Cause.LINE_LOST, "", 1, 1)
    world.play.change(BatteryChanged(80))
    world.desk.sign_on("01")
    (result,) = world.desk.resume(lambda _record: None)
    assert (result.record.state, world.rows()) == (A, [ORDER_FEN])


def test_a_battery_that_dies_while_it_waits_for_a_card(world_of: Callable[..., World]) -> None:
    world = world_of("hypercom", PATIENT)
    world.play.change(Removed())
    world.later(5.0, lambda: world.play.change(BatteryChanged(0)))
    record = world.refund()
    assert (record.state, record.cause, world.rows()) == (U, Cause.LINE_LOST, [])
    world.play.change(BatteryChanged(80), Presented(Slot.INSERTED, "unionpay"))
    world.desk.sign_on("01")
    (result,) = world.desk.resume(lambda _record: None)
    assert result.record.state is N
    settled = world.desk.settle(result.record, None, False, lambda _record: None)
    assert (settled.record.state, world.rows()) == (A, [ORDER_FEN])


# --- scenarios -------------------------------------------------------------------------------------------------------

OK, LOST = (A, Cause.NONE, "00", 1, 1), (A, Cause.NONE, "00", 2, 1)
FIELDS, DEMAND, MAC, KEYS = (f"rule[1].act.{key}" for key in ("fields", "demand", "spoiled", "code"))
TCP, NO_ORDER, NO_QUERY, NOT_BEHIND = (
    "links",
    "rule[1].match.transaction",
    "rule[2].match.transaction",
    "rule[1].act.late",
)
NO_ANSWER_1, NO_ANSWER_0 = (M, Cause.NO_ANSWER, "", 1, 1), (M, Cause.NO_ANSWER, "", 1, 0)


def no(code: str) -> tuple[State, Cause, str, int, int]:
    """Declined."""
    return D, Cause.NONE, code, 1, 0


# fmt: off
# What the cashier ends with at each dialect, over link frames: as World.end; or, of a scenario that asks for what is
# not there, the key that it is refused with.
ENDS = {
    #                       hypercom                         tlv
    "ack-and-answer-lost":  (OK,                              NO_ANSWER_1),
    "ack-lost":             (OK,                              OK),
    "amount-wrong":         (FIELDS,                          FIELDS),
    "answer-behind-query":  (OK,                              NOT_BEHIND),
    "answer-bits":          (OK,                              OK),
    "answer-bytes":         (OK,                              OK),
    "answer-cut":           (OK,                              OK),
    "answer-lost":          (OK,                              NO_ANSWER_1),
    "answer-replayed":      (OK,                              NO_ANSWER_1),
    "answer-slow":          (OK,                              OK),
    "answer-too-late":      (OK,                              NO_ANSWER_1),
    "answer-twice":         (OK,                              OK),
    "battery-dies-after":   ((U, Cause.LINE_LOST, "", 1, 1),  (M, Cause.LINE_LOST, "", 1, 1)),
    "battery-dies-before":  ((U, Cause.LINE_LOST, "", 1, 0),  (M, Cause.LINE_LOST, "", 1, 0)),
    "clock-wrong":          (OK,                              OK),
    "closed-after":         (TCP,                             TCP),
    "closed-at-sign-on":    (TCP,                             TCP),
    "closed-before":        (TCP,                             TCP),
    "closed-half":          (TCP,                             TCP),
    "closed-reset":         (TCP,                             TCP),
    "code-blank":           (LOST,                            (M, Cause.HOST_UNSURE, "", 1, 0)),
    "code-unlisted":        (LOST,                            (M, Cause.HOST_UNSURE, "ZZ", 1, 0)),
    "date-ahead":           (FIELDS,                          FIELDS),
    "date-switch":          (no("90"),                        no("90")),
    "declined-51":          (no("51"),                        no("51")),
    "declined-58":          (no("58"),                        no("58")),
    "declined-61":          (no("61"),                        no("61")),
    "declined-amount":      (no("13"),                        no("13")),
    "declined-card":        (no("62"),                        no("62")),
    "demand-sign-on":       (DEMAND,                          DEMAND),
    "host-goes-down":       ((U, Cause.HOST_UNSURE, "", 1, 1), NO_ANSWER_1),
    "host-maintenance":     ("sign_on_refused",               "sign_on_refused"),
    "issuer-down":          ((N, Cause.NONE, "91", 3, 0),     (M, Cause.HOST_UNSURE, "91", 1, 0)),
    "issuer-silent":        (LOST,                            (M, Cause.HOST_UNSURE, "98", 1, 0)),
    "line-busy":            (OK,                              NO_ANSWER_0),
    "line-dead":            ("link_silent",                   "link_silent"),
    "line-weak":            (OK,                              OK),
    "lrc-wrong":            (OK,                              (M, Cause.BAD_FRAME, "", 1, 1)),
    "lrc-wrong-once":       (OK,                              OK),
    "mac-refused":          (KEYS,                            KEYS),
    "mac-wrong":            (MAC,                             MAC),
    "magic-amounts":        (OK,                              OK),
    "nak-once":             (OK,                              OK),
    "nak-storm":            (LOST,                            NO_ANSWER_0),
    "order-refused":        (NO_ORDER,                        NO_ORDER),
    "order-silent":         (NO_ORDER,                        NO_ORDER),
    "paper-low":            (OK,                              OK),
    "paper-out":            (OK,                              OK),
    "printer-hot":          (OK,                              OK),
    "query-lost":           ((U, Cause.NO_ANSWER, "", 1, 1),  NO_QUERY),
    "query-lost-once":      (OK,                              NO_QUERY),
    "request-lost":         (LOST,                            NO_ANSWER_0),
    "sign-on-again":        (KEYS,                            KEYS),
    "sign-on-refused":      ("sign_on_refused",               "sign_on_refused"),
    "sign-on-silent":       ("link_silent",                   "link_silent"),
    "stan-wrong":           (FIELDS,                          FIELDS),
    "terminal-wrong":       (FIELDS,                          FIELDS),
}
# fmt: on
REFUSED = {FIELDS, DEMAND, MAC, KEYS, TCP, NO_ORDER, NO_QUERY, NOT_BEHIND}


def rows(*, refused: bool) -> list[tuple[str, str, object]]:
    """(dialect, scenario, end)."""
    return [
        (dialect, name, ends[place])
        for place, dialect in enumerate(DIALECTS)
        for name, ends in ENDS.items()
        if (ends[place] in REFUSED) is refused
    ]


def test_every_shipped_scenario_stands_here() -> None:
    assert set(ENDS) == set(shipped())


@pytest.mark.parametrize(("dialect", "name", "end"), rows(refused=False), ids=str)
def test_what_the_cashier_ends_with(world_of: Callable[..., World], dialect: str, name: str, end: object) -> None:
    world = world_of(dialect)
    world.play.load(shipped()[name])
    assert world.end() == end
    assert bool(world.said) is bool(shipped()[name].rules and name != "magic-amounts")


@pytest.mark.parametrize(("dialect", "name", "key"), rows(refused=True), ids=str)
def test_what_a_register_s_line_does_not_have_is_refused_by_name(dialect: str, name: str, key: str) -> None:
    _, play, _ = opened(dialect)
    with pytest.raises(ScenarioError) as refused:
        play.load(shipped()[name])
    assert (refused.value.file, refused.value.key, play.loaded) == (name, key, ())


@pytest.mark.parametrize("name", ["closed-after", "closed-before", "closed-half", "closed-reset"])
def test_a_connection_that_closes(world_of: Callable[..., World], name: str) -> None:
    """Over tcp a register connects again, asks, and where nothing was done sends it again under its key."""
    world = world_of("hypercom", framing=Framing.LENGTH)
    world.play.load(shipped()[name])
    assert world.end() == (LOST if name == "closed-before" else OK)


def test_the_query_after_a_lost_answer_has_the_stored_one(world_of: Callable[..., World]) -> None:
    world = world_of("hypercom")
    world.play.load(shipped()["answer-lost"])
    record = world.refund()
    (row,) = world.ledger.all_refunds()
    assert (record.state, record.reference_no, record.sends) == (A, row.answer.reference_no, 1)


def test_what_was_given_up_stays_cancelled(world_of: Callable[..., World]) -> None:
    """The answer and all questions get lost; then the cashier cancels, and is told that it was done before."""
    world = world_of("hypercom")
    world.play.load(shipped()["query-lost"])
    record = world.refund()
    world.play.unload("query-lost")
    settled = world.desk.settle(record, None, True, lambda _record: None)
    assert (settled.record.state, world.rows()) == (A, [ORDER_FEN])


def test_what_never_arrived_can_be_given_up(world_of: Callable[..., World]) -> None:
    world = world_of("hypercom")
    world.play.load(shipped()["issuer-down"])
    record = world.refund()
    world.play.unload("issuer-down")
    settled = world.desk.settle(record, None, True, lambda _record: None)
    assert (settled.record.state, world.rows()) == (State.CANCELLED, [])
