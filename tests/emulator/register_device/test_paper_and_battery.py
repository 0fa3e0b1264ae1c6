"""A register's refund where paper or battery give out: nothing is begun, or nothing is stopped."""

from collections.abc import Callable

import pytest
from register_line import ABORT, HEAD, World, scenario

from emulator.conditions import BatteryChanged, PaperChanged, Presented, Removed
from emulator.ledger.contract import LedgerError
from emulator.register_device import CARD_S
from emulator.scenario import Act
from protocol.dialects.unionpay.device_state import Paper, Slot
from protocol.session import Framing
from protocol.transactions import OutcomeQuery


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
