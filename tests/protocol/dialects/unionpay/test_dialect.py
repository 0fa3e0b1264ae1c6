"""The UnionPay dialect at the seam: the same bytes as its terminal half, and no refund whose card another reads."""

from dataclasses import replace

import pytest

from protocol.dialects import OURS, PLAIN
from protocol.dialects.unionpay import host_side, terminal_side
from protocol.dialects.unionpay.demands import Demand
from protocol.dialects.unionpay.dialect import UnionPay
from protocol.dialects.unionpay.profiles import DEFAULT, PROFILES, open_profile
from protocol.dialects.unionpay.terminal_side import Heard
from protocol.errors import LocalProtocolError
from protocol.security import Key, WorkingKeys
from protocol.transactions import CardReader, Refund, RefundAnswer

KEYS = WorkingKeys(Key(bytes(range(16))), Key(bytes(range(16, 32))))
APPROVED = RefundAnswer("00", "926512345678", 1234, "1122", "101530", "1122")


def test_it_speaks_as_the_terminal(refund: Refund) -> None:
    asked = UnionPay().encode(refund, KEYS)
    assert asked == terminal_side.encode(refund, KEYS)
    packet, request = host_side.decode(asked)
    answer = host_side.encode(packet, request, APPROVED, KEYS.mak)
    assert UnionPay().decode(answer, refund, KEYS) == Heard(APPROVED, Demand.NOTHING)


def test_a_card_that_a_device_reads_has_no_message(refund: Refund) -> None:
    elsewhere = replace(refund, card=None, card_read_by=CardReader.DEVICE)
    with pytest.raises(LocalProtocolError, match="needs the card"):
        UnionPay().encode(elsewhere, KEYS)


def test_nothing_is_assumed_but_sign_on() -> None:
    assert UnionPay().capabilities == PLAIN
    assert UnionPay(PROFILES["practice"]).capabilities == OURS


def test_it_speaks_by_its_profile(refund: Refund) -> None:
    """The same refund without TPDU and header: both halves of the seam take the profile."""
    bare = replace(DEFAULT, name="bare", tpdu=None, header=None)
    asked = UnionPay(bare).encode(refund, KEYS)
    assert asked == UnionPay().encode(refund, KEYS)[11:]
    packet, request = host_side.decode(UnionPay().encode(refund, KEYS))
    answer = host_side.encode(packet, request, APPROVED, KEYS.mak)
    assert UnionPay(bare).decode(answer[11:], refund, KEYS) == Heard(APPROVED, Demand.NOTHING)


def test_the_length_of_a_dump_is_not_written_on_a_line(refund: Refund) -> None:
    """Framing writes it there; with one in the message too, no host would find the TPDU."""
    dumped = open_profile("unionpay+length+mac-x9.19")
    spoken = UnionPay(dumped)
    assert terminal_side.encode(refund, KEYS, profile=dumped)[2:] == spoken.encode(refund, KEYS)
    assert spoken.profile == replace(dumped, length=False)
