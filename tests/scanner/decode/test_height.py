"""Bars of two slips, one on the other with its edge aslant across them, are not read as a third one's."""

import pytest
from two_slips import EDGES, joined

from scanner.decode import bars, height


def invented_and_wrong(seeds: range, edge: tuple[float, float]) -> tuple[int, list[str | None]]:
    invented, wrong = 0, []
    for seed in seeds:
        one = joined(seed, edge)
        if one.invented():
            invented += 1
            wrong += one.wrong()
    return invented, wrong


@pytest.mark.parametrize("edge", EDGES)
def test_no_third_slip_is_made_of_two(edge: str) -> None:
    invented, wrong = invented_and_wrong(range(110), EDGES[edge])
    assert (invented > 0, wrong) == (True, [])


@pytest.mark.deep
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("edge", EDGES)
def test_no_third_slip_is_made_of_two_at_length(edge: str) -> None:
    invented, wrong = invented_and_wrong(range(1_000, 14_000), EDGES[edge])
    assert (invented > 100, wrong) == (True, [])


@pytest.mark.parametrize("seed", range(5))
def test_bars_that_are_whole_say_their_order(seed: int) -> None:
    whole = joined(seed, (2.0, 0.0))
    strips = bars.strips(whole.picture)
    assert any(height.says(strip, order) for strip in strips for order in whole.orders)
    assert whole.invented() == whole.wrong() == []


def test_of_bars_that_say_otherwise_at_the_end_nothing_is_believed() -> None:
    one = joined(3, (2.0, 0.0))
    order = next(raw for raw in one.orders if any(height.says(strip, raw) for strip in bars.strips(one.picture)))
    cut = one.picture.copy()
    cut[20:60, 150:210] = joined(4, (2.0, 0.0)).picture[20:60, 150:210]
    assert [height.says(strip, order) for strip in bars.strips(cut)] == [False] * len(bars.strips(cut))
