"""A payment terminal says on a register's line who it is: whose ledger, which terminal, which batch and day."""

from dataclasses import replace
from datetime import timedelta

import pytest
from register_line import HEAD, NOON, World

from emulator.ledger.contract import LedgerError
from emulator.payment_terminal.dialects import HypercomDevice
from emulator.register_device import open_register_device
from protocol.session import Framing


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
