"""One refund, the same over a pipe, a real pty and a real tcp connection: one journal, one shop, the same 0220."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from supervisor import BY

from emulator.practice_host import open_ledger
from protocol.cards import TEST_CARDS
from protocol.dialects.unionpay.envelope import read
from protocol.framing import Deframer, Frame, LengthDeframer
from protocol.message import Message
from protocol.transactions import ByOrder
from protocol.transport.base import Transport
from scanner.salesslip import order_no
from terminal.desk.cashdesk import Desk
from terminal.desk.door import RefundRequest
from terminal.settings import Settings
from terminal.trade.refund import State

ORDER = order_no("800000260001")
CHANGES = {11, 64}
"""Fields that differ between two refunds of the same goods: trace and MAC; time is not sent, the batch is the same."""


def refunds_in(written: list[bytes], framing: str) -> list[Message]:
    deframer = Deframer() if framing == "link" else LengthDeframer()
    frames = [heard.data for data in written for heard in deframer.feed(data) if isinstance(heard, Frame)]
    messages = [read(frame).message for frame in frames]
    return [message for message in messages if message.mti == "0220"]


def test_the_same_0220_on_pipe_pty_and_tcp(
    desk_on: Callable[..., Desk], settings: Settings, served: Callable[..., Any], tap: type[Any]
) -> None:
    sent: dict[str, Message] = {}
    with ExitStack() as stack:
        pty, _ = stack.enter_context(served("pty:", settings.ledger))
        tcp, _ = stack.enter_context(served("tcp://127.0.0.1:0", settings.ledger))
        for link, framing in (("emulator:", "link"), (pty, "link"), (tcp, "length")):
            taps: list[Any] = []

            def tapped(line: Transport, taps: list[Any] = taps) -> Any:
                taps.append(tap(line))
                return taps[-1]

            desk = desk_on(link, transport=tapped)
            desk.sign_on("01")
            original = desk.find(ByOrder(ORDER))
            result = desk.refund(
                BY,
                RefundRequest(original, 2950, (("1001", 1),)),
                TEST_CARDS["unionpay"],
                lambda _record: None,
            )
            assert result.record.state is State.APPROVED
            (printed,) = desk.prints.wait(10)
            assert len(printed.files) == 4
            desk.close()
            (sent[link],) = refunds_in(taps[0].written, framing)
    first, *others = sent.values()
    assert len(others) == 2
    for other in others:
        assert set(other.fields) == set(first.fields)
        assert {number for number in first.fields if first.fields[number] != other.fields[number]} == CHANGES
    ledger = open_ledger(settings.ledger)
    rows = ledger.all_refunds()
    ledger.close()
    assert [row.answer.code for row in rows] == ["00", "00", "00"]
    assert sum(row.answer.amount_fen for row in rows) == 3 * 2950


def test_a_second_refund_is_offered_only_what_remains(desk_on: Callable[..., Desk]) -> None:
    desk = desk_on()
    desk.sign_on("01")
    original = desk.find(ByOrder(ORDER))
    desk.refund(
        BY,
        RefundRequest(original, 3950, (("1001", 1), ("1002", 1))),
        TEST_CARDS["unionpay"],
        lambda _: None,
    )
    again = desk.find(ByOrder(ORDER))
    assert (again.remaining_fen, [line.left for line in again.goods]) == (12850 - 3950, [2, 3])


@pytest.mark.parametrize("name", ["order-01.png", "order-05-photo.jpg"])
def test_the_picture_of_a_slip_finds_its_order(desk_on: Callable[..., Desk], name: str) -> None:
    desk = desk_on()
    desk.sign_on("01")
    slip = desk.scan(Path(__file__).parents[2] / "fixtures" / "slips" / name)
    assert desk.find(slip).order_no == slip.order_no
