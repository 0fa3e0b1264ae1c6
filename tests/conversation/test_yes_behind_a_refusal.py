"""A yes that comes at a bad moment counts, and ends what was asked meanwhile: in one piece with a sign-on's answer, or
when the next question is due.

A refund is refused without a MAC and then done where the line brought it twice and one copy met a host without keys.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from between import Changing, messages_in, type_of
from supervisor import BY, nobody

from emulator.practice_host import open_ledger
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay import host_side
from protocol.framing import write_frame
from protocol.transactions import ByReference, Rejected
from terminal.compose import Options, open_desk
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest
from terminal.settings import Settings
from terminal.trade.refund import State

T_RESP_S, PAUSE_S = 0.3, 60.0
"""Longer than any pause between two questions."""


@dataclass
class Refusing(Changing):
    """Answers the first refund with A0, and brings the host's own answer in one piece with the next sign-on's."""

    asked: bytes = b""
    held: bytes = b""

    def write(self, data: bytes) -> None:
        refunds = [message for message in messages_in(data) if type_of(message) == "0220"]
        self.asked = self.asked or b"".join(refunds)
        self.line.write(data)

    def passed(self, message: bytes) -> bytes:
        frame, mti = write_frame(message), type_of(message)
        if mti == "0230" and not self.held:
            self.held = frame
            packet, request = host_side.decode(self.asked)
            return write_frame(host_side.encode(packet, request, Rejected("A0"), None))
        return self.held + frame if mti == "0810" else frame


@dataclass
class Slow(Changing):
    """Brings no answer to the refund nor to the first question about it, and the first in the pause behind that, at the
    moment at which the next question is due.
    """

    held: bytes = b""
    paused_at: float = 0.0

    def read(self, timeout_s: float) -> bytes:
        heard = super().read(timeout_s)
        if self.paused_at and self.now() > self.paused_at:
            self.paused_at = 0.0
            self.sleep(PAUSE_S)
            return self.held
        return heard

    def passed(self, message: bytes) -> bytes:
        frame, mti = write_frame(message), type_of(message)
        if mti == "0230" and not self.held:
            self.held = frame
            return b""
        if mti == "0610" and self.held and not self.paused_at:
            self.paused_at = self.now() + T_RESP_S
            return b""
        return frame


@pytest.fixture
def desk(tmp_path: Path, nobody_waits: None, request: pytest.FixtureRequest) -> Iterator[Desk]:
    link = f"emulator:?t_ack=0.1&t_resp={T_RESP_S}"
    opened = open_desk(link, Settings(tmp_path / "home", "zh", 0.0), Options(transport=request.param))
    opened.sign_on("01")
    yield opened
    opened.close()


@pytest.mark.parametrize("desk", [Refusing, Slow], indirect=True)
def test_the_yes_counts_and_what_was_asked_meanwhile_is_over(desk: Desk) -> None:
    with open_ledger(Path(desk.journal.path).parent / "ledger.db") as ledger:
        sold = ledger.originals()[0]
    original = desk.find(ByReference(sold.reference_no, sold.month_day))
    record = desk.refund(BY, RefundRequest(original, 100), TEST_CARDS["unionpay"], nobody).record
    assert (record.state, record.code, record.queries) == (State.APPROVED, "00", 1)
    kinds = [entry.kind for entry in desk.journal.entries(str(record.key)) if entry.kind != "receipt.printed"]
    assert kinds == ["refund.intent", "refund.unknown", "late.answer", "refund.approved"]
    assert desk.open_refunds() == ()
