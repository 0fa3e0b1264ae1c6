"""The line of a simulated terminal: what it does to bytes, and what it may not do, as no real line would."""

from datetime import UTC, datetime

import pytest

from emulator.shop.orders import load_shop
from protocol.session import Framing
from terminal.simulation.chance import Chances
from terminal.simulation.faults import Fault, Faults, Swarm
from terminal.simulation.host import HostSide
from terminal.simulation.line import Line
from terminal.simulation.world import World

FRONT = bytes.fromhex("6000030000 603100311000")
TOTALS = FRONT + bytes.fromhex("0500 0020000000C00016") + bytes(40)
"""An 0500: field 64 is not in its bitmap."""
REFUND = FRONT + bytes.fromhex("0220 7024058008C0801B") + bytes(60)
"""An 0220 with field 64."""
TIMES = 200


def sent(message: bytes) -> bytes:
    return len(message).to_bytes(2, "big") + message


def arrived(framing: Framing, fault: Fault, *chunks: bytes) -> list[bytes]:
    """What the host's end of a line hears whose every chunk meets this fault."""
    world, chances = World(), Chances(1)
    swarm = Swarm(chances)
    swarm.chances = {fault: 1.0}
    host = HostSide(world, chances, load_shop(), datetime(2026, 11, 22, tzinfo=UTC), framing=framing, own_parts=True)
    faults, heard = Faults(swarm, chances, 0), list[bytes]()
    ears = [lambda _data: None] * 3
    line = Line(host, faults, lambda _until: None, lambda: None, *ears)
    line.open()
    line._connection.hear = heard.append
    for chunk in chunks:
        line.write(chunk)
    world.run(1_000.0)
    return heard


@pytest.mark.parametrize("fault", [Fault.CORRUPT, Fault.CUT])
@pytest.mark.parametrize(
    "chunk",
    [sent(TOTALS), sent(REFUND) + sent(TOTALS), sent(TOTALS) + sent(REFUND), sent(TOTALS)[:15]],
    ids=["alone", "last", "first", "too short"],
)
def test_on_tcp_nothing_without_a_mac_comes_changed(fault: Fault, chunk: bytes) -> None:
    assert arrived(Framing.LENGTH, fault, *[chunk] * TIMES) == []


@pytest.mark.parametrize("fault", [Fault.CORRUPT, Fault.CUT])
def test_on_tcp_what_has_a_mac_comes_changed(fault: Fault) -> None:
    heard = arrived(Framing.LENGTH, fault, *[sent(REFUND)] * TIMES)
    assert len(heard) == TIMES
    assert sent(REFUND) not in heard


def test_on_tcp_a_whole_one_comes() -> None:
    assert arrived(Framing.LENGTH, Fault.DELAY, sent(TOTALS), sent(REFUND)) == [sent(TOTALS), sent(REFUND)]


def test_behind_an_lrc_a_changed_one_comes_and_is_seen() -> None:
    whole = b"\x02" + len(TOTALS).to_bytes(2, "big") + TOTALS + b"\x03"
    lrc = 0
    for octet in whole[1:]:
        lrc ^= octet
    heard = arrived(Framing.LINK, Fault.CORRUPT, *[whole + bytes([lrc])] * TIMES)
    assert len(heard) == TIMES
    for data in heard:
        check = 0x02
        for octet in data:
            check ^= octet
        assert check != 0, "exclusive or of all of it is STX, which the LRC leaves out, where it deceives"
