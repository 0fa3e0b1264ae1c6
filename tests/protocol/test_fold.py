"""Folding against the plain loop, and one frame's check byte worked by hand."""

import functools
import itertools
import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.fold import fold, running


def test_by_hand() -> None:
    assert fold(bytes.fromhex("00014103"), 1) == 0x43
    assert fold(bytes.fromhex("0000000000000001 0000000000000042"), 8) == 0x43
    assert fold(bytes.fromhex("0000000000000001 42"), 8) == 0x4200000000000001  # filled on the right
    assert fold(b"", 8) == 0


@given(st.binary(max_size=2000))
def test_bytes_by_the_loop(data: bytes) -> None:
    assert fold(data, 1) == functools.reduce(operator.xor, data, 0)


@given(st.binary(max_size=300), st.sampled_from((8, 16, 24)))
def test_blocks_by_the_loop(data: bytes, size: int) -> None:
    full = data + bytes(-len(data) % size)
    blocks = (int.from_bytes(full[at : at + size], "big") for at in range(0, len(full), size))
    assert fold(data, size) == functools.reduce(operator.xor, blocks, 0)


@pytest.mark.parametrize("count", range(1, 40))
def test_every_number_of_blocks(count: int) -> None:
    """2^n - 1 folded in halves, even and odd: block k alone carries bit k."""
    data = b"".join((1 << at).to_bytes(8, "big") for at in range(count))
    assert fold(data, 8) == (1 << count) - 1


@given(st.binary(max_size=2000))
def test_running_by_the_loop(data: bytes) -> None:
    assert running(data) == bytes(itertools.accumulate(data, operator.xor))
