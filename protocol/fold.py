"""XOR over a byte string: the check byte of a frame, of all its parts at once, and the first step of a MAC.

Pure arithmetic on one big integer, in halves and doubles, because a loop over bytes is what a busy line would spend
its time in.
"""


def fold(data: bytes | bytearray, size: int) -> int:
    """XOR of all `size`-byte blocks, big endian; the last block is filled with zeros on its right. 0 for no data."""
    missing = -len(data) % size
    blocks = (len(data) + missing) // size
    folded = int.from_bytes(data, "big") << 8 * missing
    while blocks > 1:
        blocks = (blocks + 1) // 2
        bits = 8 * size * blocks
        folded = (folded >> bits) ^ (folded & ((1 << bits) - 1))
    return folded


def running(data: bytes | bytearray) -> bytes:
    """As many bytes as `data`: the k-th is the XOR of the first k. XOR of data[a:b] = running[b-1] ^ running[a-1]."""
    value, bits, shift = int.from_bytes(data, "big"), 8 * len(data), 8
    while shift < bits:
        value ^= value >> shift
        shift *= 2
    return value.to_bytes(len(data), "big")
