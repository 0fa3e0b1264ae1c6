"""One refund core drives every dialect: till, talks and driver over a pipe to a small peer that speaks it.

The peer answers by a script, one entry a request; None is silence. What silence ends in is the capability row's affair.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from virtual_clock import VirtualClock

from protocol.cards import TEST_CARDS
from protocol.dialects import DEVICE, OUR_DEVICE, OURS, PLAIN, Capabilities, DeviceStation
from protocol.dialects.hypercom import device as hypercom_device
from protocol.dialects.hypercom.register import Hypercom
from protocol.dialects.tlv import device as tlv_device
from protocol.dialects.tlv.facts import Types
from protocol.dialects.tlv.register import Tlv
from protocol.dialects.unionpay import host_side
from protocol.dialects.unionpay.dialect import UnionPay
from protocol.dialects.unionpay.envelope import read, seal
from protocol.dialects.unionpay.profiles import PROFILES
from protocol.link import Delivered, Link
from protocol.message import Message
from protocol.security import PRACTICE_MASTER_KEY, Key, seal_working_keys
from protocol.session import Framing, Session, Silence, Timing
from protocol.transactions import (
    Cancel,
    CardReader,
    Channel,
    Echo,
    Found,
    OutcomeAnswer,
    OutcomeQuery,
    Refund,
    RefundAnswer,
    RefundKey,
    Rejected,
    SignOn,
    SignOnAnswer,
)
from protocol.transport.pipe import PipeTransport
from terminal.line.driver import Driver
from terminal.line.talks import RefundTalk, SignOnTalk
from terminal.line.till import NotSignedOn, Profile, SignedOn, Till
from terminal.records.journal import Journal
from terminal.trade.refund import Cause, RefundRecord, State, Submitted

NOW = datetime.fromisoformat("2026-11-22T10:00:00+08:00")
STATION = DeviceStation("888888800000001", "10000001", "000007", "20261122")
PIK, MAK = bytes(range(16)), bytes(range(16, 32))
PRACTICE = PROFILES["practice"]
TYPES = Types("01", "45", "46")
APPROVED = RefundAnswer("00", "926512345678", 1234, "1122", "101530")
DECLINED = RefundAnswer("51", "", 1234, "1122", "101530")


# --- peers: bytes of a request -> (request, how its answer is written) -----------------------------------------------

Write = Callable[[Any], bytes]
Answering = Callable[[Write], bytes]
"""An entry of a script that changes the bytes of an answer before they are sent."""


def unionpay(data: bytes) -> tuple[Any, Write]:
    packet, request = host_side.decode(data)

    def write(answer: Any) -> bytes:
        if isinstance(answer, Rejected):  # without a MAC, as from a host that has lost the keys
            return host_side.reject(packet, answer.code)
        return host_side.encode(packet, request, answer, Key(MAK))

    return request, write


def hypercom(data: bytes) -> tuple[Any, Write]:
    request = hypercom_device.read_request(data, STATION)
    return request, lambda answer: hypercom_device.write_answer(request, answer, STATION)


def tlv(data: bytes) -> tuple[Any, Write]:
    request = tlv_device.read_request(data, TYPES, STATION)
    return request, lambda answer: tlv_device.write_answer(request, answer, TYPES, STATION)


UNIONPAY_SIGN_ON = SignOnAnswer(
    "00", STATION.merchant_no, STATION.terminal_no, STATION.batch_no, STATION.business_date, "101500",
    seal_working_keys(PRACTICE_MASTER_KEY, PIK, MAK), ledger_id="0123456789abcdef",
)  # fmt: skip


@dataclass(frozen=True)
class Spoken:
    """A dialect, who is at its other end, what that one declares, and how it answers a sign-on."""

    dialect: Any
    understand: Callable[[bytes], tuple[Any, Write]]
    row: Capabilities
    signed_on: Any


# fmt: off
SPOKEN = {
    "unionpay":     Spoken(UnionPay(),           unionpay, PLAIN,      UNIONPAY_SIGN_ON),
    "hypercom":     Spoken(Hypercom(),           hypercom, DEVICE,     Rejected("00")),
    "tlv":          Spoken(Tlv(TYPES),           tlv,      DEVICE,     Rejected("00")),
}
KNOWING = {
    "unionpay":     Spoken(UnionPay(PRACTICE),   unionpay, OURS,       UNIONPAY_SIGN_ON),
    "hypercom":     Spoken(Hypercom(OUR_DEVICE), hypercom, OUR_DEVICE, hypercom_device.Ledger("0123456789abcdef")),
}
# fmt: on


@dataclass
class Peer:
    """The far end of the pipe. script: what it says to each request behind the sign-on, in turn."""

    spoken: Spoken
    script: list[Any]
    asked: list[Any] = field(default_factory=list)
    heard: list[type] = field(default_factory=list)
    link: Link = field(default_factory=Link)
    said: list[bytes] = field(default_factory=list)

    def receive(self, data: bytes, now: float) -> None:
        for event in self.link.receive(data, now):
            if isinstance(event, Delivered) and not event.duplicate:
                self.answer(event.data)

    def answer(self, data: bytes) -> None:
        request, write = self.spoken.understand(data)
        self.heard.append(type(request))
        if isinstance(request, SignOn | Echo):
            self.say(self.spoken.signed_on, write)
            return
        self.asked.append(request)
        self.say(self.script.pop(0), write)

    def say(self, entry: Any, write: Write) -> None:
        if callable(entry):
            self.said.append(entry(write))
        else:
            self.said += [entry] if isinstance(entry, bytes) else [] if entry is None else [write(entry)]

    def tick(self, now: float) -> None:
        self.link.tick(now)
        if self.said and self.link.due() is None:
            self.link.send(self.said.pop(0), now)

    def due(self) -> float | None:
        return self.link.due()

    def take(self) -> bytes:
        return self.link.take()


@dataclass
class World:
    """A terminal with a journal, its driver, and the peer."""

    driver: Driver
    peer: Peer
    journal: Journal
    printed: list[RefundRecord]

    def sign_on(self) -> SignedOn | NotSignedOn:
        """签到, whatever comes of it."""
        self.driver.run(SignOnTalk(self.driver.till))
        return self.driver.till.signed_on

    def refund(self) -> RefundRecord:
        """12.34 of a card sale, signed on before where nobody has."""
        on = self.driver.till.station or self.sign_on()
        assert isinstance(on, SignedOn)
        key = RefundKey(
            STATION.merchant_no, STATION.terminal_no, self.journal.epoch, STATION.batch_no,
            self.journal.next_trace(), on.business_date,
        )  # fmt: skip
        record = RefundRecord(
            key=key, link=on.identity, amount_fen=1234, original_reference="925498334778", original_month_day="1120",
            channel=Channel.CARD, order_no="", payer=TEST_CARDS["unionpay"].masked, items=(), reason="customer",
            operator_no="01", supervisor_no="00", practice=False, opened_at=NOW.isoformat(),
        )  # fmt: skip
        device_reads = self.peer.spoken.row.card_read_by is CardReader.DEVICE
        card = None if device_reads else TEST_CARDS["unionpay"]
        talk = RefundTalk(self.driver.till, record, card, Submitted(), lambda _record: None)
        self.driver.run(talk)
        assert self.journal.refunds()[-1] == talk.record
        return talk.record


@pytest.fixture
def world_of(tmp_path: Path) -> Iterator[Callable[[Spoken, list[Any]], World]]:
    opened: list[Journal] = []

    def make(spoken: Spoken, script: list[Any]) -> World:
        random = Random(7)
        journal = Journal(tmp_path / "journal.db", lambda: NOW, random.randbytes)
        opened.append(journal)
        peer, printed = Peer(spoken, script), list[RefundRecord]()
        till = Till(
            Profile("test", STATION.merchant_no, STATION.terminal_no, live=True),
            journal,
            lambda: Session(Framing.LINK, Timing(0.5, 5.0, 12.0), dialect=spoken.dialect),
            PRACTICE_MASTER_KEY,
            lambda _emulator: spoken.row,
            printed.append,
            lambda: f"{NOW:%Y%m%d}",
        )
        return World(Driver(PipeTransport(lambda: peer, VirtualClock()), till), peer, journal, printed)

    yield make
    for journal in opened:
        journal.close()


@pytest.fixture(params=SPOKEN)
def spoken(request: pytest.FixtureRequest) -> Spoken:
    return SPOKEN[request.param]


@pytest.fixture(params=KNOWING)
def knowing(request: pytest.FixtureRequest) -> Spoken:
    return KNOWING[request.param]


# --- what every dialect does ---------------------------------------------------------------------------------------


def test_an_approval(spoken: Spoken, world_of: Callable[..., World]) -> None:
    world = world_of(spoken, [APPROVED])
    record = world.refund()
    assert (record.state, record.reference_no, record.reached) == (State.APPROVED, "926512345678", "1122101530")
    assert world.printed == [record]
    (asked,) = world.peer.asked
    assert (asked.amount_fen, asked.original_reference, asked.original_month_day) == (1234, "925498334778", "1120")


def test_a_decline(spoken: Spoken, world_of: Callable[..., World]) -> None:
    world = world_of(spoken, [DECLINED])
    record = world.refund()
    assert (record.state, record.code, world.printed) == (State.DECLINED, "51", [])


def test_silence_goes_to_a_person_where_nobody_can_be_asked(spoken: Spoken, world_of: Callable[..., World]) -> None:
    world = world_of(spoken, [None])
    record = world.refund()
    assert (record.state, record.cause) == (State.MANUAL, Cause.NO_ANSWER)
    assert len(world.peer.asked) == 1


def test_an_unlisted_code_settles_nothing(spoken: Spoken, world_of: Callable[..., World]) -> None:
    world = world_of(spoken, [RefundAnswer("ZZ", "", 1234, "1122", "101530")])
    record = world.refund()
    assert (record.state, record.cause, record.code) == (State.MANUAL, Cause.HOST_UNSURE, "ZZ")


def test_another_amount_settles_nothing(spoken: Spoken, world_of: Callable[..., World]) -> None:
    world = world_of(spoken, [RefundAnswer("00", "926512345678", 1235, "1122", "101530")])
    record = world.refund()
    assert (record.state, record.cause, world.printed) == (State.MANUAL, Cause.ANSWER_MISMATCH, [])


# --- where the peer knows the key ----------------------------------------------------------------------------------


def test_silence_is_asked_about(knowing: Spoken, world_of: Callable[..., World]) -> None:
    world = world_of(knowing, [None, OutcomeAnswer("00", Found.FOUND, APPROVED)])
    record = world.refund()
    assert (record.state, record.reference_no) == (State.APPROVED, "926512345678")
    assert [type(one) for one in world.peer.asked] == [Refund, OutcomeQuery]
    assert world.peer.asked[0].key == world.peer.asked[1].key == record.key


def test_what_never_arrived_is_sent_again_under_its_key(knowing: Spoken, world_of: Callable[..., World]) -> None:
    world = world_of(knowing, [None, OutcomeAnswer("00", Found.NOT_FOUND), APPROVED])
    record = world.refund()
    assert (record.state, record.sends) == (State.APPROVED, 2)
    assert [type(one) for one in world.peer.asked] == [Refund, OutcomeQuery, Refund]
    assert {one.key for one in world.peer.asked} == {record.key}


def test_what_was_cancelled_stays_cancelled(knowing: Spoken, world_of: Callable[..., World]) -> None:
    world = world_of(knowing, [None, OutcomeAnswer("00", Found.CANCELLED)])
    assert world.refund().state is State.CANCELLED
    assert Cancel not in {type(one) for one in world.peer.asked}


# --- what a host asks for beside its answer ------------------------------------------------------------------------


def header_asking(digit: int, answer: Any) -> Answering:
    """The answer with 处理要求, the low half of byte 7: behind the TPDU, and outside what the MAC covers."""

    def write(honest: Write) -> bytes:
        data = bytearray(honest(answer))
        data[7] = data[7] & 0xF0 | digit
        return bytes(data)

    return write


UNION, KNOWN = SPOKEN["unionpay"], KNOWING["unionpay"]
STATED = [(APPROVED, State.APPROVED), (DECLINED, State.DECLINED)]


@pytest.mark.parametrize(("answer", "state"), STATED, ids=["approved", "declined"])
def test_a_sign_on_that_a_header_asks_for_comes_before_the_next_request(
    answer: RefundAnswer, state: State, world_of: Callable[..., World]
) -> None:
    world = world_of(UNION, [header_asking(3, answer), APPROVED])
    first = world.refund()
    assert (first.state, world.peer.heard) == (state, [SignOn, Refund])
    assert world.refund().state is State.APPROVED
    assert world.peer.heard == [SignOn, Refund, SignOn, Refund]


@pytest.mark.parametrize("digit", [0, 1, 2, 4, 5, 6, 7, 8, 9, 0xA, 0xB, 0xC, 0xF])
def test_no_other_digit_asks_for_one(digit: int, world_of: Callable[..., World]) -> None:
    world = world_of(UNION, [header_asking(digit, APPROVED), APPROVED])
    states = [world.refund().state, world.refund().state]
    assert (states, world.peer.heard) == ([State.APPROVED] * 2, [SignOn, Refund, Refund])


def test_a_header_never_says_what_became_of_the_money(world_of: Callable[..., World]) -> None:
    """The MAC does not verify, so that nothing was said: a person decides."""

    def forged(write: Write) -> bytes:
        data = header_asking(3, APPROVED)(write)
        return data[:-1] + bytes((data[-1] ^ 1,))

    world = world_of(UNION, [forged])
    record = world.refund()
    assert (record.state, record.cause, world.printed) == (State.MANUAL, Cause.BAD_MAC, [])


def test_the_exchange_at_hand_goes_on_behind_the_sign_on(world_of: Callable[..., World]) -> None:
    """Silence, an answer to the query that asks for a sign-on, and the refund again: under its key, signed on anew."""
    script = [None, header_asking(3, OutcomeAnswer("00", Found.NOT_FOUND)), APPROVED]
    world = world_of(KNOWN, script)
    record = world.refund()
    assert (record.state, record.sends) == (State.APPROVED, 2)
    assert world.peer.heard == [SignOn, Refund, OutcomeQuery, SignOn, Refund]


@pytest.mark.parametrize("code", ["77", "99", "A0"])
def test_a_code_that_asks_for_a_sign_on(code: str, world_of: Callable[..., World]) -> None:
    """Without a MAC it settles nothing: signed on again, the host is asked, and says that it never saw the refund."""
    world = world_of(KNOWN, [Rejected(code), OutcomeAnswer("00", Found.NOT_FOUND), APPROVED])
    record = world.refund()
    assert (record.state, record.sends) == (State.APPROVED, 2)
    assert world.peer.heard == [SignOn, Refund, SignOn, OutcomeQuery, Refund]


@pytest.mark.parametrize("code", ["77", "99", "A0"])
def test_the_same_code_under_a_mac(code: str, world_of: Callable[..., World]) -> None:
    """The host knows the keys and says no: the refund is what the code says, and the next one signs on."""
    world = world_of(UNION, [RefundAnswer(code, "", 1234, "1122", "101530"), APPROVED])
    assert world.refund().state is State.DECLINED
    assert world.refund().state is State.APPROVED
    assert world.peer.heard == [SignOn, Refund, SignOn, Refund]


def test_an_answer_to_a_sign_on_asks_for_no_other(world_of: Callable[..., World]) -> None:
    world = world_of(replace(UNION, signed_on=header_asking(3, UNIONPAY_SIGN_ON)), [APPROVED])
    assert world.refund().state is State.APPROVED
    assert world.peer.heard == [SignOn, Refund]


# --- the business date ---------------------------------------------------------------------------------------------


def signed_on_with(changes: dict[int, str]) -> Answering:
    """An 0810 of another host: no field 63 of ours, and these fields; a field without text is not there."""

    def write(honest: Write) -> bytes:
        packet = read(honest(UNIONPAY_SIGN_ON))
        fields = {**packet.message.fields, 63: "", **changes}
        kept = {number: value for number, value in fields.items() if value and number != 64}
        return seal(packet.envelope, Message("0810", kept), None)

    return write


@pytest.mark.parametrize(
    ("month_day", "date"),
    [("1122", "20261122"), ("1121", "20261121"), ("0101", "20270101"), ("0631", "20261122")],
    ids=["today", "yesterday", "next year", "no such day"],
)
def test_a_host_without_a_date_of_ours(month_day: str, date: str, world_of: Callable[..., World]) -> None:
    """Field 13 has no year: the nearest one. Of a day that no year has, it is the terminal's own date."""
    world = world_of(replace(UNION, signed_on=signed_on_with({13: month_day})), [APPROVED])
    record = world.refund()
    assert (record.state, record.key.business_date) == (State.APPROVED, date)


def test_a_device_without_any_date(world_of: Callable[..., World]) -> None:
    record = world_of(SPOKEN["hypercom"], [APPROVED]).refund()
    assert (record.state, record.key.business_date) == (State.APPROVED, "20261122")


def test_a_date_that_can_be_no_part_of_a_key_is_no_sign_on(world_of: Callable[..., World]) -> None:
    def misdated(honest: Write) -> bytes:
        said = read(honest(UNIONPAY_SIGN_ON)).message.text(63)
        return signed_on_with({63: said[:19] + "2026112X" + said[27:]})(honest)

    world = world_of(replace(UNION, signed_on=misdated), [])
    assert world.sign_on() == NotSignedOn("00", Silence.ANSWER_MISMATCH)


# --- a device at work ----------------------------------------------------------------------------------------------


def test_progress_keeps_a_refund_waiting(world_of: Callable[..., World]) -> None:
    """Three signs of life, and the answer 6 seconds after the request where t_resp is 5."""
    world = world_of(SPOKEN["hypercom"], [hypercom_device.write_progress("C0")])
    peer = world.peer
    later = iter([(3.0, hypercom_device.write_progress("P1")), (6.0, None)])
    when, what = next(later)
    tick = peer.tick

    def at_work(now: float) -> None:
        nonlocal when, what
        if peer.asked and now >= when:
            write = hypercom_device.write_answer(peer.asked[0], APPROVED, STATION)
            peer.said.append(what or write)
            when, what = next(later, (99.0, None))
        tick(now)

    peer.tick = at_work
    peer.due = lambda: when if peer.asked else None
    assert world.refund().state is State.APPROVED
