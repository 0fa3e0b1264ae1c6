"""Bytes damaged on purpose. Pure: all chance comes from the random source handed in, so that a seed is a run."""

from collections.abc import Callable, Mapping
from random import Random

from emulator.scenario import Spoiled

MOST_BITS = 4
MOST_BYTES = 3


def spoil(data: bytes, how: Spoiled, random: Random) -> bytes:
    """A frame, or a message with its length in front, as it arrives. A wrong MAC is not of the line's making: forge."""
    return _WAYS[how](data, random)


def weaken(data: bytes, line_percent: int, random: Random) -> bytes:
    """What a line of this quality leaves of one chunk: all of it, or all but a bit, or nothing."""
    if not data or random.random() * 100 < line_percent:
        return data
    return _bits(data, random) if line_percent and random.random() < 0.5 else b""


def _lrc(data: bytes, _random: Random) -> bytes:
    return data[:-1] + bytes((data[-1] ^ 0xFF,))


def _bits(data: bytes, random: Random) -> bytes:
    spoiled = bytearray(data)
    for place in random.sample(range(8 * len(data)), random.randint(1, MOST_BITS)):
        spoiled[place // 8] ^= 1 << place % 8
    return bytes(spoiled)


def _bytes(data: bytes, random: Random) -> bytes:
    gone = set(random.sample(range(len(data)), random.randint(1, MOST_BYTES)))
    return bytes(byte for place, byte in enumerate(data) if place not in gone)


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(1, len(data))]


_WAYS: Mapping[Spoiled, Callable[[bytes, Random], bytes]] = {
    Spoiled.LRC: _lrc,
    Spoiled.BITS: _bits,
    Spoiled.BYTES: _bytes,
    Spoiled.CUT: _cut,
}
