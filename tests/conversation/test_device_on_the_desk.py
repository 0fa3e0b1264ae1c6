"""A payment device at the desk: the whole cash desk over a pipe to a device that reads the card itself (Hypercom).

It says at the echo that it is our emulator, as a practice desk asks of whoever it talks to.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from supervisor import BY
from virtual_clock import VirtualClock

from protocol.cards import TEST_CARDS
from protocol.dialects import DeviceStation
from protocol.dialects.hypercom import device
from protocol.framing import Check
from protocol.link import Delivered, Link, LinkTiming
from protocol.transactions import ByReference, Channel, Echo, Found, OutcomeAnswer, OutcomeQuery, Refund, RefundAnswer
from protocol.transport.pipe import PipeTransport
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.settings import Settings
from terminal.trade.preflight import UNTOLD
from terminal.trade.refund import State

TODAY = f"{datetime.now().astimezone():%Y%m%d}"
STATION = DeviceStation("888888800000001", "10000001", "000007", TODAY)
OUR_DEVICE = device.Ledger("0123456789abcdef")
SALE = ByReference("925498334778", TODAY[4:])


@dataclass
class Reader:
    """Approves whatever it is asked to refund; where it loses refunds, their answers get lost on the way."""

    check: Check = Check.LRC
    signed_on: Any = OUR_DEVICE
    loses_refunds: bool = False
    asked: list[Any] = field(default_factory=list)
    said: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.link = Link(LinkTiming(), check=self.check)

    def receive(self, data: bytes, now: float) -> None:
        for event in self.link.receive(data, now):
            if isinstance(event, Delivered) and not event.duplicate:
                self.asked.append(device.read_request(event.data, STATION))
                lost = self.loses_refunds and isinstance(self.asked[-1], Refund)
                answer = device.write_answer(self.asked[-1], self.answer(self.asked[-1]), STATION)
                self.said += [] if lost else [answer]

    def answer(self, request: Any) -> Any:
        approved = RefundAnswer("00", "926512345678", 1234, TODAY[4:], "101530")
        match request:
            case Echo():
                return self.signed_on
            case OutcomeQuery():
                return OutcomeAnswer("00", Found.FOUND, approved)
        return approved

    def tick(self, now: float) -> None:
        self.link.tick(now)
        if self.said and self.link.due() is None:
            self.link.send(self.said.pop(0), now)

    def due(self) -> float | None:
        return self.link.due()

    def take(self) -> bytes:
        return self.link.take()


@pytest.fixture
def desk_at(tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    opened: list[Desk] = []

    def make(reader: Reader, options: str = "") -> Desk:
        line = PipeTransport(lambda: reader, VirtualClock())
        link = f"serial://COM3?dialect=hypercom{options}"
        opened.append(open_desk(link, Settings(tmp_path / "home", "zh", 0.0), Options(transport=lambda _line: line)))
        return opened[-1]

    yield make
    for desk in opened:
        desk.close()


def test_a_refund_whose_card_the_device_reads(desk_at: Callable[..., Desk]) -> None:
    reader = Reader()
    desk = desk_at(reader)
    station = desk.sign_on("01")
    assert (station.terminal_no, station.batch_no, station.business_date) == ("10000001", "000007", TODAY)
    assert not station.payments
    record = desk.refund(BY, RefundRequest(desk.keyed(SALE, 1234), 1234), None, lambda _record: None).record
    assert (record.state, record.reference_no, record.link.profile) == (State.APPROVED, "926512345678", "hypercom")
    (echo, asked) = reader.asked
    assert (type(echo), type(asked), asked.key, asked.amount_fen) == (Echo, Refund, record.key, 1234)


def test_a_card_held_out_here_is_not_the_one_it_reads(desk_at: Callable[..., Desk]) -> None:
    desk = desk_at(Reader())
    desk.sign_on("01")
    card = TEST_CARDS["visa"]
    record = desk.refund(BY, RefundRequest(desk.keyed(SALE, 1234), 1234), card, lambda _record: None).record
    assert (record.state, record.card_hash) == (State.APPROVED, "")
    assert card.masked not in record.payer


def test_both_ends_agree_on_the_crc(desk_at: Callable[..., Desk]) -> None:
    desk = desk_at(Reader(Check.CRC), "&check=crc")
    assert desk.sign_on("01").terminal_no == "10000001"


def test_a_check_that_the_other_end_does_not_use_is_silence(desk_at: Callable[..., Desk]) -> None:
    reader = Reader(Check.CRC)
    with pytest.raises(Refusal, match="link_silent"):
        desk_at(reader, "&t_resp=3").sign_on("01")
    assert reader.asked == []


def test_a_device_that_is_not_ours_needs_live(desk_at: Callable[..., Desk]) -> None:
    reader = Reader(signed_on=RefundAnswer("00", "", 0, TODAY[4:], "101530"))
    with pytest.raises(Refusal, match="not_emulator"):
        desk_at(reader).sign_on("01")
    assert [type(one) for one in reader.asked] == [Echo]


def test_what_the_dialect_has_no_message_for_is_refused_before_there_is_an_intent(desk_at: Callable[..., Desk]) -> None:
    """A wallet's payment: the Hypercom link knows card refunds alone."""
    reader = Reader()
    desk = desk_at(reader)
    desk.sign_on("01")
    paid_by_phone = replace(desk.keyed(SALE, 1234), channel=Channel.WECHAT)
    with pytest.raises(Refusal, match="link_no_such_refund"):
        desk.refund(BY, RefundRequest(paid_by_phone, 1234), None, lambda _record: None)
    assert desk.journal.refunds() == ()
    assert [type(one) for one in reader.asked] == [Echo]


def test_its_silence_is_asked_about_as_our_device_declares(desk_at: Callable[..., Desk]) -> None:
    reader = Reader(loses_refunds=True)
    desk = desk_at(reader, "&t_resp=3&t_cap=5")
    desk.sign_on("01")
    record = desk.refund(BY, RefundRequest(desk.keyed(SALE, 1234), 1234), None, lambda _record: None).record
    assert (record.state, record.sends) == (State.APPROVED, 1)
    assert [type(one) for one in reader.asked] == [Echo, Refund, OutcomeQuery]


def test_it_can_not_tell_its_state_and_is_sent_not_a_byte_for_it(desk_at: Callable[..., Desk]) -> None:
    reader = Reader()
    desk = desk_at(reader)
    desk.sign_on("01")
    assert desk.device.state(anew=True) == UNTOLD
    assert desk.device.preflight(anew=True).findings == ()
    assert [type(one) for one in reader.asked] == [Echo]


def test_what_it_said_is_told_in_its_own_dialect(desk_at: Callable[..., Desk]) -> None:
    desk = desk_at(Reader())
    desk.sign_on("01")
    desk.refund(BY, RefundRequest(desk.keyed(SALE, 1234), 1234), None, lambda _record: None)
    frames = desk.device.frames()
    assert [(frame.outgoing, frame.what) for frame in frames] == [(out, "message") for out in (True, False) * 2]
    assert all(frame.title.zh and len(frame.hex) == 2 * frame.size for frame in frames)
    assert any("12.34" in field.words.en for field in frames[2].fields)
