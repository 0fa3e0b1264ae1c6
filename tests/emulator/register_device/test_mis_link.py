"""The MIS link between a register and a payment terminal: the same refunds, without a sign of life."""

from collections.abc import Callable

import pytest
from register_line import TYPES, World, mis_refund

from emulator.conditions import Presented, Removed
from emulator.payment_terminal.dialects import MisDevice
from emulator.register_device import CARD_S
from protocol.dialects.unionpay.device_state import Slot
from protocol.transactions import RefundKey


@pytest.fixture
def mis(world_of: Callable[..., World]) -> World:
    return world_of(MisDevice(TYPES))


def test_a_mis_register_is_told_whose_ledger_it_is(mis: World) -> None:
    assert mis.sign_on() == RefundKey("888888800000001", "88000001", "0a1b2c3d", "000001", "000066", "20261122")


def test_a_mis_refund_by_hand(mis: World) -> None:
    asked = mis_refund(mis.sale(1))
    (said,) = mis.hear(asked)
    assert said.startswith(bytes.fromhex("DF010102 DF020145 DF04021234 DF06"))
    assert (said.endswith(bytes.fromhex("DF0702") + b"00"), b"RMB -1.00" in said) == (True, True)
    assert (mis.hear(asked), mis.refunded_fen) == ([said], 100)


def test_a_mis_register_waits_without_a_sign(mis: World) -> None:
    mis.play.change(Removed())
    refund = mis.refund()
    assert mis.hear(mis.register.encode(refund, None)) == []
    assert mis.wait(5.0) == []
    mis.play.change(Presented(Slot.INSERTED, "unionpay"))
    (said,) = mis.wait(0.3)
    assert (mis.register.decode(said, refund, None).code, mis.refunded_fen) == ("00", 100)


def test_nobody_comes_to_a_mis_register(mis: World) -> None:
    mis.play.change(Removed())
    refund = mis.refund()
    mis.hear(mis.register.encode(refund, None))
    (said,) = mis.wait(CARD_S)
    assert (mis.register.decode(said, refund, None).code, b"NO CARD PRESENTED" in said, mis.refunded_fen) == (
        "21",
        True,
        0,
    )


# fmt: off
MIS_UNSERVED = {
    "another type":   ("DF010100 DF04021234 DF020199",             "DF010102 DF020199 DF04021234 DF07023430"),
    "a code refund":  ("DF010100 DF04021234 DF020146",             "DF010102 DF020146 DF04021234 DF07023430"),
    "no amount":      ("DF010100 DF04021234 DF020145",             "DF010102 DF020145 DF04021234 DF07023330"),
    "cut":            ("DF010100 DF04021234 DF020145 DF03060000",  "DF010102 DF020145 DF04021234 DF07023330"),
}
# fmt: on


@pytest.mark.parametrize("name", MIS_UNSERVED)
def test_what_a_mis_device_does_not_do(mis: World, name: str) -> None:
    asked, answer = MIS_UNSERVED[name]
    assert mis.hear(bytes.fromhex(asked)) == [bytes.fromhex(answer)]
