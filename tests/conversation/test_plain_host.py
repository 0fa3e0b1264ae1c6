"""A host that declares nothing: no order query, no outcome query, no resend. The core asks a person instead."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from supervisor import BY

from emulator.practice_host import open_ledger
from protocol.cards import TEST_CARDS
from protocol.transactions import ByReference, Original
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest, Refusal
from terminal.settings import Settings
from terminal.trade.refund import Cause, State

pytestmark = pytest.mark.usefixtures("nobody_waits")


@pytest.fixture(params=["file", "shipped"])
def plain(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A link to our emulator, by a profile that declares nothing: a file, or the shipped one."""
    file = tmp_path / "plain.toml"
    file.write_text('extends = "practice"\nname = "plain"\n', encoding="utf-8")
    profile = {"file": file, "shipped": "plain-acquirer"}[request.param]
    return f"emulator:?t_ack=0.1&t_resp=0.3&profile={profile}"


@pytest.fixture
def sold(settings: Settings) -> Original:
    """The first order, as only the host knows it."""
    ledger = open_ledger(settings.ledger)
    original = ledger.originals()[0]
    ledger.close()
    return original


def reference(original: Original) -> ByReference:
    return ByReference(original.reference_no, original.month_day)


def test_without_an_order_source_reference_date_and_amount_are_keyed(
    desk_on: Callable[..., Desk], sold: Original, settings: Settings, plain: str
) -> None:
    desk = desk_on(plain)
    desk.sign_on("01")
    with pytest.raises(Refusal, match="no_order_source"):
        desk.find(reference(sold))
    keyed = desk.keyed(reference(sold), 1000)
    assert (keyed.paid_date, keyed.remaining_fen) == (sold.paid_date, 1000)
    result = desk.refund(BY, RefundRequest(keyed, 1000), TEST_CARDS["unionpay"], lambda _record: None)
    assert result.record.state is State.APPROVED
    with open_ledger(settings.ledger) as ledger:
        assert [row.answer.amount_fen for row in ledger.all_refunds()] == [1000]


def test_what_remains_is_the_hosts_business_where_only_a_refunds_amount_was_keyed(
    desk_on: Callable[..., Desk], sold: Original, plain: str
) -> None:
    desk = desk_on(plain)
    desk.sign_on("01")
    codes = []
    for fen in (1000, 200, 99900):
        result = desk.refund(
            BY,
            RefundRequest(desk.keyed(reference(sold), fen), fen),
            TEST_CARDS["unionpay"],
            lambda _record: None,
        )
        codes.append(result.record.code)
        with pytest.raises(Refusal, match="no_order_source"):  # neither an approval nor a decline tells what was paid
            desk.find(reference(sold))
    assert codes == ["00", "00", "61"]


class Deaf:
    """Loses what the host answers to a refund, and counts what is asked afterwards."""

    def __init__(self, line: Any) -> None:
        self.line, self.refunds, self.later = line, 0, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.line, name)

    def write(self, data: bytes) -> None:
        if b"\x02\x20" in data:
            self.refunds += 1
        elif self.refunds and len(data) > 1:
            self.later += 1
        self.line.write(data)

    def read(self, timeout_s: float) -> bytes:
        data = bytes(self.line.read(timeout_s))
        return b"" if self.refunds else data


def test_silence_goes_to_a_person_and_nothing_is_asked_or_sent_again(
    desk_on: Callable[..., Desk], sold: Original, plain: str
) -> None:
    lines: list[Deaf] = []

    def deaf(line: Any) -> Deaf:
        lines.append(Deaf(line))
        return lines[-1]

    desk = desk_on(plain, transport=deaf)
    desk.sign_on("01")
    keyed = desk.keyed(reference(sold), 1000)
    result = desk.refund(BY, RefundRequest(keyed, 1000), TEST_CARDS["unionpay"], lambda _record: None)
    assert (result.record.state, result.record.cause) == (State.MANUAL, Cause.NO_ANSWER)
    assert (lines[0].refunds, lines[0].later) == (1, 0)
    with pytest.raises(Refusal, match="original_busy"):
        desk.refund(BY, RefundRequest(keyed, 1000), TEST_CARDS["unionpay"], lambda _record: None)
    desk.resume(lambda _record: None)
    assert (lines[0].refunds, lines[0].later) == (1, 0)
