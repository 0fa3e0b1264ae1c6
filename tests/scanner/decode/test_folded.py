"""Bars on crumpled paper are believed, and those of two slips on crumpled paper are not."""

from collections.abc import Iterable

import numpy as np
import pytest
from two_slips import EDGES, Joined, joined_and_folded

from scanner.decode import bars, folded, height

ALONE = (2.0, 0.0)  # an edge beyond the bars
SEEN_THRICE = [  # seed, edge: of two slips, and so steep that the windows of a third of the height and more are read
    *[(seed, (0.45, 0.1)) for seed in (20_440, 20_593, 20_929, 20_955, 21_220)],
    *[(seed, (0.4, 0.2)) for seed in (10_776, 20_593, 20_955, 21_220)],
]

MISREAD = {  # of seeds 0 to 59, folded by two dots: the first decoder reads a third slip's order
    "steep": (21, 40, 55),
    "slant": (21, 35, 40, 47),
    "flat": (4, 21, 25, 40),
    "other": (21, 25, 35, 40),
}


def say(one: Joined, raw: bytes) -> bool:
    heights = [folded.height_of(strip) for strip in bars.strips(one.picture)]
    return any(height is not None and height.says(raw) for height in heights)


@pytest.mark.parametrize("crumple_dots", [1.0, 2.0, 3.0])
@pytest.mark.parametrize("seed", range(3))
def test_folded_bars_say_their_order_and_are_believed(seed: int, crumple_dots: float) -> None:
    one = joined_and_folded(seed, ALONE, crumple_dots)
    assert [say(one, order) for order in one.orders].count(True) == 1
    assert one.wrong() == []


def test_as_they_lie_they_do_not() -> None:
    """Else folded.py would be of no use."""
    folds = [joined_and_folded(seed, ALONE, 3.0) for seed in range(5)]
    assert not any(height.says(bars.strips(one.picture)[0], raw) for one in folds for raw in one.orders)


@pytest.mark.parametrize(("seed", "edge"), SEEN_THRICE)
def test_what_many_lines_of_two_slips_say_is_not_believed(seed: int, edge: tuple[float, float]) -> None:
    one = joined_and_folded(seed, edge, 2.0)
    assert one.invented()
    assert [say(one, raw) for raw in one.invented()] == [False] * len(one.invented())


def test_other_bars_in_a_part_of_the_height() -> None:
    one, other = (joined_and_folded(seed, ALONE, 1.0) for seed in (3, 4))
    order = next(raw for raw in one.orders if say(one, raw))
    cut = one.picture.copy()
    middle, near = (length // 2 for length in cut.shape), 30
    down, across = (slice(at - near, at + near) for at in middle)
    cut[down, across] = other.picture[down, across]
    assert not say(Joined(one.orders, np.ascontiguousarray(cut)), order)


def invented_and_wrong(seeds: Iterable[int], edge: tuple[float, float], folds: float) -> tuple[int, list[str | None]]:
    found = [one for seed in seeds if (one := joined_and_folded(seed, edge, folds)).invented()]
    return len(found), [text for one in found for text in one.wrong()]


@pytest.mark.parametrize("edge", MISREAD)
def test_no_third_slip_is_made_of_two(edge: str) -> None:
    seeds = MISREAD[edge]
    assert invented_and_wrong(seeds, EDGES[edge], 2.0) == (len(seeds), [])


@pytest.mark.deep
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("folds", [1.0, 2.0, 4.0])
@pytest.mark.parametrize("edge", EDGES)
def test_no_third_slip_is_made_of_two_at_length(edge: str, folds: float) -> None:
    invented, wrong = invented_and_wrong(range(1_000, 3_000), EDGES[edge], folds)
    assert (invented > 20, wrong) == (True, [])
