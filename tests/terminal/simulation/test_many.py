"""Many seeds: the figures that issue 8 promises, and that the rare states are not only imagined. Only in `--deep`."""

from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from terminal.simulation.many import PORTION, Tally, portions, tallied
from terminal.simulation.rare import SOMETIMES

SEEDS = 5_000
REFUNDS, FAULTS = 100_000, 400_000


class Here(Executor):
    """Runs what is handed in at once, here."""

    def submit(self, act, /, *words, **more):  # type: ignore[no-untyped-def, override]
        done: Future[object] = Future()
        done.set_result(act(*words, **more))
        return done


def test_portions_are_all_the_seeds_each_once() -> None:
    seeds = [seed for first, count in portions(7, 2 * PORTION + 3) for seed in range(first, first + count)]
    assert seeds == list(range(7, 7 + 2 * PORTION + 3))


def test_any_executor_carries_them() -> None:
    total = Tally()
    for one in tallied(1, 4, Here()):
        total.add(one)
    assert (total.seeds, total.violations) == (4, {})
    assert min(total.refunds, total.faults.total(), total.seconds, total.cpu_s) > 0


@pytest.mark.deep
@pytest.mark.timeout(3600)
def test_five_thousand_days_at_the_counter(record_property) -> None:  # type: ignore[no-untyped-def]
    total = Tally()
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        for one in tallied(1, SEEDS, executor):
            total.add(one)
    faults = total.faults.total()
    for what, value in (
        ("refunds in 5,000 seeds", f"{total.refunds:,}"),
        ("faults in them", f"{faults:,}"),
        ("refunds per CPU-second", f"{total.refunds / total.cpu_s:,.0f}"),
        ("faults per CPU-second", f"{faults / total.cpu_s:,.0f}"),
        ("virtual seconds per CPU-second", f"{total.seconds / total.cpu_s:,.0f}"),
    ):
        record_property("measured", ("simulate", what, value))
    assert total.violations == {}
    assert total.refunds >= REFUNDS
    assert faults >= FAULTS
    assert [state for state in SOMETIMES if not total.reached[state]] == []
