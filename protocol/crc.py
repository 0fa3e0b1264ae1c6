"""The CRC-16 of ZVT: of a byte string, and of all its parts at once. Arithmetic only; it knows no frame.

x^16 + x^12 + x^5 + 1, reflected, from 0, low byte first; a part that ends with its own CRC has the CRC 0.
The rule of the parts: a zero byte moves the register one place along a cycle, whatever it holds. So a part has the CRC
0 when, from the register before it to the one behind it, there are as many places as the part has bytes.
"""

import binascii
from array import array
from collections.abc import Callable
from functools import cache
from itertools import accumulate

_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_CYCLE = 32767
"""Places of a cycle. There are two, and the 0 alone: the polynomial is x + 1 times a primitive one of degree 15."""
_STARTS = (1, 3)
"""A register of each cycle: an odd number of its bits is set, or an even one."""
_APART = 0x8000
"""What is added to a place in the second cycle; no cycle has so many."""


def crc(data: bytes | bytearray) -> int:
    """0 for no data. The mirror image of what the library computes."""
    mirrored = binascii.crc_hqx(bytes(data).translate(_MIRRORED), 0)
    return _MIRRORED[mirrored >> 8] | _MIRRORED[mirrored & 0xFF] << 8


def parts(data: bytes) -> Callable[[int, int], bool]:
    """Whether data[start:stop] has the CRC 0, for any start and stop in it: a look at each byte now, none later."""
    steps, places = _tables()
    registers = array("H", accumulate(data, lambda value, byte: value >> 8 ^ steps[(value ^ byte) & 0xFF], initial=0))

    def holds(start: int, stop: int) -> bool:
        before, behind = registers[start], registers[stop]
        if not (before and behind):
            return before == behind
        first, last = places[before], places[behind]
        return not (first ^ last) & _APART and (last - first - stop + start) % _CYCLE == 0

    return holds


@cache
def _tables() -> "tuple[array[int], array[int]]":
    """(byte -> what it leaves in the register, register -> place on its cycle); made when a frame was false often."""
    steps = array("H", (crc(bytes((byte,))) for byte in range(256)))
    places = array("H", bytes(2 * 0x10000))
    for begin, start in zip((0, _APART), _STARTS, strict=True):
        value = start
        for place in range(begin, begin + _CYCLE):
            places[value] = place
            value = value >> 8 ^ steps[value & 0xFF]
    return steps, places
