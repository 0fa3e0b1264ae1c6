"""The CRC of ZVT: published frames, the plain loop over bits, and every part of a stream beside that part alone."""

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from protocol.crc import crc, parts


@pytest.mark.parametrize(
    ("data", "check"),
    [
        ("800000 03", "F51F"),
        ("0600 10 000000BE09780301060626040A0206D3 03", "D7DE"),
        ("06010704000000000314 03", "6209"),
        ("06010704000000001000 03", "6291"),
    ],
)
def test_the_crc_of_published_zvt_frames(data: str, check: str) -> None:
    """Over the APDU and 03, doubled bytes taken once, low byte first; the second was seen on a wire."""
    octets = bytes.fromhex(data)
    assert crc(octets).to_bytes(2, "little") == bytes.fromhex(check)
    assert parts(octets + bytes.fromhex(check))(0, len(octets) + 2)


@given(st.binary(max_size=200))
def test_crc_bit_by_bit(data: bytes) -> None:
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0x8408 if value & 1 else 0)
    assert crc(data) == value


def with_crc(data: bytes) -> bytes:
    return data + crc(data).to_bytes(2, "little")


@given(st.lists(st.one_of(st.binary(max_size=12), st.binary(max_size=12).map(with_crc)), max_size=5).map(b"".join))
@example(b"")
@example(bytes(40))  # the register stays 0
@example(with_crc(b"A") + b"\x01" + with_crc(b"B"))  # both cycles
def test_every_part_as_that_part_alone(data: bytes) -> None:
    """Where it says so the CRC of the part is 0, and nowhere else."""
    holds = parts(data)
    marks = list(itertools.combinations_with_replacement(range(len(data) + 1), 2))
    assert [mark for mark in marks if holds(*mark)] == [mark for mark in marks if crc(data[slice(*mark)]) == 0]


@pytest.mark.parametrize("bit", range(16))
def test_a_part_longer_than_a_cycle(bit: int) -> None:
    """One bit set, then zeros, so that the register goes once round its cycle and a little on: never 0."""
    data = (1 << bit).to_bytes(2, "little") + bytes(32767 + 300)
    holds = parts(data)
    assert not any(holds(0, stop) for stop in (2, 300, 32767, 32768, 32769, len(data)))
    assert holds(2, len(data))
