"""XOR over a byte string: the check byte of a frame, of all its parts at once, and the first step of a MAC.

Pure arithmetic on one big integer, in halves and doubles, because a loop over bytes is what a busy line would spend
its time in.
"""

_STEPS = {
    size: tuple(tuple(8 * size << step for step in reversed(range(steps))) for steps in range(25))
    for size in (1, 8, 16, 24)
}
"""Block size -> number of steps -> how far to shift in each: half of 2^steps blocks, a quarter, ... one block."""
_MASKS = {size: (1 << 8 * size) - 1 for size in _STEPS}


def fold(data: bytes | bytearray, size: int = 1) -> int:
    """XOR of all blocks of `size` bytes (1, 8, 16 or 24), big endian; the last is filled with zeros on its right.

    0 for no data. At most 16 million blocks.
    """
    folded = int.from_bytes(data, "big")
    if missing := -len(data) % size:
        folded <<= 8 * missing
    for shift in _STEPS[size][(len(data) // size).bit_length()]:
        folded ^= folded >> shift  # what stays above a half is never looked at again
    return folded & _MASKS[size]


def running(data: bytes | bytearray) -> bytes:
    """As many bytes as `data`: the k-th is the XOR of the first k. XOR of data[a:b] = running[b-1] ^ running[a-1]."""
    value, bits, shift = int.from_bytes(data, "big"), 8 * len(data), 8
    while shift < bits:
        value ^= value >> shift
        shift *= 2
    return value.to_bytes(len(data), "big")
