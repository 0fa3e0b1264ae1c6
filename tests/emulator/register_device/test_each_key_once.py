"""A register that asks again under a key: the stored answer, and money that moves once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from register_line import HEAD, NOON, World, foreign, scenario

from emulator.conditions import PaperChanged, Presented, Removed
from emulator.scenario import Act, Lost
from protocol.dialects.unionpay.device_state import Paper, Slot
from protocol.framing import write_frame
from protocol.session import Framing
from protocol.transactions import Cancel, Found, OutcomeQuery


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
