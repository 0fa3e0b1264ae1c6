"""A register's refund with the card in the slot: what the host says is what the payment terminal answers."""

from dataclasses import replace

import pytest
from register_line import HEAD, World, foreign

from protocol.transactions import RefundAnswer


def test_the_card_of_a_new_device_is_there(world: World) -> None:
    refund = world.refund(2500)
    answer = world.ask(refund)
    assert isinstance(answer, RefundAnswer)
    assert (answer.code, answer.amount_fen, len(answer.reference_no)) == ("00", 2500, 12)
    assert world.refunded_fen == 2500


def test_bytes_by_hand(world: World) -> None:
    asked = foreign(world.sale(1))
    (said,) = world.hear(asked)
    assert said.startswith(HEAD + b"1127000\x1c02\x00\x40" + b"APPROVED".ljust(40) + b"\x1c40\x00\x12000000000100\x1c")
    assert (b"\x1c65\x00\x06000066\x1c" in said, b"R1" in said, world.refunded_fen) == (True, False, 100)
    assert (world.hear(asked), world.refunded_fen) == ([said], 100)


# fmt: off
# (order, fen, code): of the card in the slot, unionpay; order 1 is 128.50 by it, 8 by another card
DECLINED = {
    "over the sale":  (1, 12851, "61"),
    "another card":   (8, 100,   "14"),
}
# fmt: on


@pytest.mark.parametrize("name", DECLINED)
def test_a_decline_is_the_hosts(world: World, name: str) -> None:
    order, fen, code = DECLINED[name]
    answer = world.ask(world.refund(fen, order))
    assert isinstance(answer, RefundAnswer)
    assert (answer.code, world.refunded_fen) == (code, 0)


def test_no_such_sale(world: World) -> None:
    answer = world.ask(replace(world.refund(), original_reference="925498334778"))
    assert isinstance(answer, RefundAnswer)
    assert (answer.code, world.refunded_fen) == ("25", 0)


@pytest.mark.parametrize("trace_no", ["000066", "000067"])
def test_two_registers_with_epochs_of_their_own(world: World, trace_no: str) -> None:
    codes = [world.ask(world.refund(100, 1, trace_no, epoch)).code for epoch in ("0a1b2c3d", "11111111")]
    assert (codes, world.refunded_fen) == (["00", "00"], 200)
