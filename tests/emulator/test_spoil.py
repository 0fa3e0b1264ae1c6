"""Damage is what it says, the same for the same seed, and never nothing."""

from random import Random

import pytest

from emulator.scenario import Spoiled
from emulator.spoil import MOST_BITS, MOST_BYTES, spoil, weaken
from protocol.framing import write_frame

FRAME = write_frame(bytes(range(40)))


def differing_bits(one: bytes, other: bytes) -> int:
    return sum((here ^ there).bit_count() for here, there in zip(one, other, strict=True))


@pytest.mark.parametrize("seed", range(30))
def test_each_way(seed):
    said = {how: spoil(FRAME, how, Random(seed)) for how in Spoiled if how is not Spoiled.MAC}
    assert said[Spoiled.LRC][:-1] == FRAME[:-1]
    assert said[Spoiled.LRC][-1] != FRAME[-1]
    assert 1 <= differing_bits(said[Spoiled.BITS], FRAME) <= MOST_BITS
    assert 1 <= len(FRAME) - len(said[Spoiled.BYTES]) <= MOST_BYTES
    assert FRAME.startswith(said[Spoiled.CUT])
    assert 1 <= len(said[Spoiled.CUT]) < len(FRAME)
    assert said == {how: spoil(FRAME, how, Random(seed)) for how in said}


@pytest.mark.parametrize(("percent", "whole"), [(100, 400), (0, 0)])
def test_the_best_and_the_worst_line(percent, whole):
    random = Random(1)
    assert [weaken(FRAME, percent, random) for _ in range(400)].count(FRAME) == whole


def test_a_line_in_between_loses_some_and_damages_some():
    random = Random(1)
    said = [weaken(b"\x06", 70, random) for _ in range(1000)]
    assert 650 < said.count(b"\x06") < 750
    assert 100 < said.count(b"") < 200
    assert {len(one) for one in said} == {0, 1}


def test_nothing_stays_nothing_and_costs_no_chance():
    random = Random(1)
    assert weaken(b"", 50, random) == b""
    assert random.random() == Random(1).random()


def test_a_dead_line_lets_nothing_through():
    random = Random(1)
    assert {weaken(FRAME, 0, random) for _ in range(50)} == {b""}
