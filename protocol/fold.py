"""XOR of the blocks of a byte string: the check byte of a frame (blocks of 1) and the first step of a MAC (of 8).

Pure arithmetic on one big integer, folded in halves, because a loop over bytes is what a busy line spends its time in.
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
