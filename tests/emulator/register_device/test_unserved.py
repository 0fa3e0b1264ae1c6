"""What is no request, or none that a payment terminal does for a register."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_line import HEAD, NOON, TYPES, World, foreign, mis_refund

from emulator.host import Host
from emulator.ledger.memory import MemoryLedger
from emulator.payment_terminal.dialects import DeviceDialect, HypercomDevice, MisDevice
from emulator.payment_terminal.forge import DeviceForge
from emulator.play import Play
from emulator.register_device import open_register_device
from emulator.shop.orders import load_shop
from protocol.framing import write_length
from protocol.session import Framing

# fmt: off
# (message behind its transport header, the answer)
UNSERVED = {
    "a sale":             (b"1020000\x1c40\x00\x12000000000100\x1c",   b"1120400\x1c"),
    "a settlement":       (b"1050000\x1c",                             b"1150400\x1c"),
    "without its amount": (b"1027000\x1c65\x00\x06000066\x1c",         b"1127300\x1c65\x00\x06000066\x1c"),
    "cut":                (b"1027000\x1c65\x00\x06000066\x1c40\x00",   b"1127300\x1c65\x00\x06000066\x1c"),
    "another's inquiry":  (b"1074000\x1cR1\x00\x01x\x1c",             b"1174300\x1cR1\x00\x01x\x1c"),
}
# fmt: on


@pytest.mark.parametrize("name", UNSERVED)
def test_what_it_does_not_do_is_refused_by_code(world: World, name: str) -> None:
    asked, answer = UNSERVED[name]
    assert world.hear(HEAD + asked) == [HEAD + answer]


@pytest.mark.parametrize("data", [b"\x00", b"6000000000", HEAD + b"1127000\x1c", HEAD + b"1227000\x1c"])
def test_what_is_no_request_has_no_answer(world: World, data: bytes) -> None:
    assert world.hear(data) == []


@given(
    st.sampled_from([HypercomDevice(), MisDevice(TYPES)]),
    st.lists(st.tuples(st.integers(0, 119), st.integers(0, 255)), max_size=4),
    st.integers(0, 120),
)
def test_damaged_requests_are_answered_or_not_and_break_nothing(
    dialect: DeviceDialect, changes: list[tuple[int, int]], cut_at: int
) -> None:
    """A whole refund with some octets changed, cut somewhere; money moves once at most, and the books agree."""
    with MemoryLedger() as ledger:
        ledger.open_shop(load_shop(), NOON, Random(7).randbytes)
        host = Host(ledger, lambda: NOON, Random(8).randbytes)
        play = Play(Framing.LENGTH, DeviceForge(dialect))
        device = open_register_device(host, dialect, play, "SN1")(Framing.LENGTH)
        sale = ledger.originals()[0]
        whole = foreign(sale) if isinstance(dialect, HypercomDevice) else mis_refund(sale)
        data = bytearray(whole)
        for place, octet in changes:
            data[place % len(data)] = octet
        device.receive(write_length(bytes(data[: cut_at or None])), 0.0)
        device.tick(0.0)
        device.take()
        assert (ledger.discrepancies(), len(ledger.all_refunds()) <= 1, device.broken) == ((), True, False)
