"""The host's late yes comes in one read behind the answer that has just ended the conversation about its refund, or
while another one is asked about: whoever held it goes on with what the journal says now, and tells that.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from between import Between, Changing, messages_in, type_of
from slow_line import SlowLine
from supervisor import BY, nobody

from emulator.practice_host import open_ledger
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay import host_side
from protocol.framing import write_frame
from protocol.transactions import ByReference, Original, Rejected
from protocol.transport.base import Transport
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest
from terminal.settings import Settings
from terminal.trade.refund import RefundRecord, State

CARD = TEST_CARDS["unionpay"]
OURS = "emulator:?t_ack=0.1&t_resp=0.3"
PLAIN = f"{OURS}&profile=plain-acquirer"
MAC_BYTES, MAC_BIT_AT = 8, 20
"""Field 64 ends a message, and the last bit of the eighth octet of its bitmap announces it."""


@dataclass
class HeldBack(Changing):
    """Keeps the first refund's answer back, and whatever is said of its outcome until it is `due`: then the next
    question is answered with 96, and the refund's own answer comes in the same piece.
    """

    asked: bytes = b""
    held: bytes = b""
    due: bool = False

    def write(self, data: bytes) -> None:
        questions = [message for message in messages_in(data) if type_of(message) == "0600"]
        self.asked = questions[-1] if questions else self.asked
        self.line.write(data)

    def passed(self, message: bytes) -> bytes:
        frame, mti = write_frame(message), type_of(message)
        if mti == "0230" and not self.held:
            self.held = frame
            return b""
        if mti != "0610" or not self.held:
            return frame
        if not self.due:
            return b""
        self.due = False
        packet, request = host_side.decode(self.asked)
        return write_frame(host_side.encode(packet, request, Rejected("96"), None)) + self.held


@dataclass
class BareFirst(Changing):
    """Brings the first refund's answer twice in one piece: without its MAC, and as the host said it."""

    done: bool = False

    def passed(self, message: bytes) -> bytes:
        frame = write_frame(message)
        if type_of(message) != "0230" or self.done:
            return frame
        self.done = True
        at = MAC_BIT_AT
        return write_frame(message[:at] + bytes((message[at] & 0xFE,)) + message[at + 1 : -MAC_BYTES]) + frame


@pytest.fixture(autouse=True)
def _nobody_waits(nobody_waits: None) -> None:
    """The emulator's clock."""


@contextmanager
def desk_on(link: str, home: Path, line: Callable[[Transport], Between]) -> Iterator[tuple[Desk, list[Between]]]:
    lines: list[Between] = []

    def wrap(behind: Transport) -> Between:
        lines.append(line(behind))
        return lines[-1]

    desk = open_desk(link, Settings(home, "zh", 0.0), Options(transport=wrap))
    desk.sign_on("01")
    yield desk, lines
    desk.close()


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[Desk, HeldBack]]:
    with desk_on(OURS, tmp_path / "home", HeldBack) as (desk, lines):
        (line,) = lines
        assert isinstance(line, HeldBack)
        yield desk, line


def sold(desk: Desk, number: int = 0) -> tuple[ByReference, int]:
    """How the host names a sale, and its sum."""
    with open_ledger(Path(desk.journal.path).parent / "ledger.db") as ledger:
        one = ledger.originals()[number]
    return ByReference(one.reference_no, one.month_day), one.amount_fen


def refund(desk: Desk, original: Original) -> RefundRecord:
    return desk.refund(BY, RefundRequest(original, 100), CARD, nobody).record


def now(desk: Desk, record: RefundRecord) -> State:
    (found,) = [one for one in desk.journal.refunds() if one.key == record.key]
    return found.state


def decided(desk: Desk, record: RefundRecord) -> list[str]:
    desk.prints.wait(10)
    return [entry.kind for entry in desk.journal.entries(str(record.key)) if entry.kind != "receipt.printed"][-2:]


def test_a_persons_word_does_not_end_it_over_the_hosts(held: tuple[Desk, HeldBack]) -> None:
    desk, line = held
    record = refund(desk, desk.find(sold(desk)[0]))
    assert record.state is State.UNKNOWN
    line.due = True
    closed = desk.close_by_hand(BY, record, "statement", done=False)
    assert (closed.state, now(desk, record)) == (State.APPROVED, State.APPROVED)
    assert decided(desk, record) == ["late.answer", "refund.approved"]


def test_whoever_gives_it_up_is_told_of_the_yes(held: tuple[Desk, HeldBack]) -> None:
    desk, line = held
    record = refund(desk, desk.find(sold(desk)[0]))
    line.due = True
    assert desk.settle(record, None, True, nobody).record.state is State.APPROVED
    assert decided(desk, record) == ["late.answer", "refund.approved"]


def test_a_start_tells_of_a_yes_that_came_while_it_asked_about_another(tmp_path: Path) -> None:
    with desk_on(OURS, tmp_path / "home", SlowLine) as (desk, lines):
        (line,) = lines
        assert isinstance(line, SlowLine)
        originals = [desk.find(sold(desk, number)[0]) for number in (0, 1)]
        line.holds = {"0230", "0610"}
        first = refund(desk, originals[0])
        held = line.held
        second = refund(desk, originals[1])
        line.held = held

        def told(record: object) -> None:
            if isinstance(record, RefundRecord) and record.key == second.key and line.held:
                line.let_go()

        states = {result.record.key: result.record.state for result in desk.resume(told)}
        assert states == {first.key: State.APPROVED, second.key: State.APPROVED}
        assert [now(desk, one) for one in (first, second)] == [State.APPROVED, State.APPROVED]


def test_whoever_asked_for_it_is_told_of_the_yes(tmp_path: Path) -> None:
    with desk_on(PLAIN, tmp_path / "home", BareFirst) as (desk, _):
        record = refund(desk, desk.keyed(*sold(desk)))
        assert (record.state, now(desk, record)) == (State.APPROVED, State.APPROVED)
        assert decided(desk, record) == ["late.answer", "refund.approved"]
