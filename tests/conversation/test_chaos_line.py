"""The faulty line of the real chaos turns no bit on tcp that only tcp's own checksum would see."""

import socket
from collections.abc import Iterator

import pytest
from chaos.line import FaultyLine, Toxics
from chaos.vouched import Vouched

from protocol.framing import write_length

FRONT = bytes.fromhex("6000030000 603100311000")
BARE = write_length(FRONT + bytes.fromhex("0500 0020000000C00016") + bytes(40))
"""An 0500: field 64 is not in its bitmap."""
WITH_MAC = write_length(FRONT + bytes.fromhex("0220 7024058008C0801B") + bytes(60))
"""An 0220 with field 64."""
# fmt: off
PIECES = [
    # what comes in one piece each,                      all of it is known to have a MAC
    ([WITH_MAC],                                         [True]),
    ([BARE],                                             [False]),
    ([WITH_MAC + WITH_MAC],                              [True]),
    ([WITH_MAC + BARE],                                  [False]),
    ([BARE + WITH_MAC],                                  [False]),
    ([BARE, WITH_MAC],                                   [False, True]),
    ([WITH_MAC[:22], WITH_MAC[22:]],                     [False, True]),
    ([WITH_MAC[:23], WITH_MAC[23:]],                     [True, True]),
    ([WITH_MAC[:1], WITH_MAC[1:] + BARE[:30], BARE[30:]], [False, False, False]),
    ([WITH_MAC[:50], WITH_MAC[50:] + BARE[:1]],          [True, False]),
]
# fmt: on
HEARD_S = 5


@pytest.mark.parametrize(("pieces", "vouched"), PIECES)
def test_what_has_a_mac_however_it_is_cut(pieces: list[bytes], vouched: list[bool]) -> None:
    way = Vouched()
    assert [way.follow(piece) for piece in pieces] == vouched


@pytest.fixture
def line() -> Iterator[FaultyLine]:
    line = FaultyLine(1, lambda *_heard: None, pty=False)
    yield line
    line.close()


def carried(line: FaultyLine, data: bytes) -> bytes:
    """What the host hears of it, on a line that turns a bit of every piece."""
    with socket.create_server(("127.0.0.1", 0)) as host:
        line.lead_to(f"tcp://127.0.0.1:{host.getsockname()[1]}")
        line.toxics = Toxics(garble=1.0)
        address = line.link.removeprefix("tcp://").partition(":")
        with socket.create_connection((address[0], int(address[2])), timeout=HEARD_S) as terminal:
            terminal.sendall(data)
            host.settimeout(HEARD_S)
            far, _ = host.accept()
            return heard(far, len(data))


def heard(far: socket.socket, most: int) -> bytes:
    """So many bytes, or what came before the connection was over."""
    said = b""
    with far:
        far.settimeout(HEARD_S)
        try:
            while len(said) < most and (data := far.recv(4096)):
                said += data
        except ConnectionResetError:
            return said
    return said


def test_a_bit_of_what_has_a_mac_turns(line: FaultyLine) -> None:
    came = carried(line, WITH_MAC)
    turned = int.from_bytes(came) ^ int.from_bytes(WITH_MAC)
    assert (len(came), turned.bit_count()) == (len(WITH_MAC), 1)


@pytest.mark.parametrize("data", [BARE, WITH_MAC + BARE, BARE + WITH_MAC], ids=["alone", "behind", "before"])
def test_where_one_has_none_the_connection_breaks(line: FaultyLine, data: bytes) -> None:
    assert carried(line, data) == b""
