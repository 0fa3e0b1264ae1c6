"""Many seeds: so many CPU seconds of them in every run of the suite; in `--deep` the figures that the constants name,
and that the rare states are not only imagined; a million refunds where TUIHUO_SOAK is set (half an hour of two cores).
"""

import json
import os
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest

from terminal.cli.simulated import REPLAY
from terminal.cli.verbs import run
from terminal.simulation.many import PORTION, Tally, portions, tallied, tally
from terminal.simulation.processes import processes
from terminal.simulation.rare import SOMETIMES

SEEDS = 5_000
REFUNDS, FAULTS = 100_000, 400_000
REFUNDS_S, FAULTS_S = 400, 2_000
"""Of a CPU second, on a machine that has nothing else to do."""
BESIDE_OTHERS = 0.55
"""So much of it is asked: neighbours on the same core take a third of the speed, and more where there are many."""
SOAK = os.environ.get("TUIHUO_SOAK") == "1"
SOAK_FIRST, SOAK_REFUNDS = 1_000_001, 1_000_000
"""The seed it begins with, and how many refunds it goes on to."""
SPENT_S = 12.0
"""CPU seconds of each of the four: with what else is simulated in the suite it is a minute."""


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


def commands(total: Tally) -> list[str]:
    """What replays each seed that broke."""
    return [f"{REPLAY.format(what=f'--seed {seed}')}  # {found[0].check}" for seed, found in total.violations.items()]


@pytest.mark.parametrize("first", [100_001, 200_001, 300_001, 400_001])
def test_a_minute_of_days_at_the_counter(first: int) -> None:
    total = Tally()
    while total.cpu_s < SPENT_S:
        total.add(tally(first + total.seeds, 5))
    assert commands(total) == []
    assert total.refunds > 20 * total.seeds


@pytest.mark.deep
@pytest.mark.timeout(600)
def test_a_cluster_of_two_workers_comes_to_the_same(monkeypatch: pytest.MonkeyPatch, capsys) -> None:  # type: ignore[no-untyped-def]
    """Dask's executor carries the same function; `--cluster` is how it is asked for."""
    from distributed import LocalCluster

    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[3]))
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        assert run(["simulate", "--seeds", "60", "--cluster", cluster.scheduler_address, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
    here = tally(1, 60)
    assert (told["seeds"], told["refunds"], told["faults"]) == (60, here.refunds, here.faults.total())


@pytest.mark.deep
@pytest.mark.timeout(3600)
def test_five_thousand_days_at_the_counter(record_property) -> None:  # type: ignore[no-untyped-def]
    total = Tally()
    with processes(2) as executor:
        for one in tallied(1, SEEDS, executor):
            total.add(one)
    faults = total.faults.total()
    for what, value in (
        ("refunds in 5,000 seeds", f"{total.refunds:,}"),
        ("faults in them", f"{faults:,}"),
        ("refunds per CPU-second", f"{total.refunds / total.cpu_s:,.0f}"),
        ("faults per CPU-second", f"{faults / total.cpu_s:,.0f}"),
        ("virtual seconds per CPU-second", f"{total.seconds / total.cpu_s:,.0f}"),
        ("rare states, all reached in them", str(len(SOMETIMES))),
    ):
        record_property("measured", ("simulate", what, value))
    assert commands(total) == []
    assert total.refunds >= REFUNDS
    assert faults >= FAULTS
    assert total.refunds / total.cpu_s >= REFUNDS_S * BESIDE_OTHERS
    assert faults / total.cpu_s >= FAULTS_S * BESIDE_OTHERS
    assert [state for state in SOMETIMES if not total.reached[state]] == []


@pytest.mark.deep
@pytest.mark.skipif(not SOAK, reason="TUIHUO_SOAK=1 asks for it: a million refunds, half an hour of two cores")
@pytest.mark.timeout(4 * 3600)
def test_a_soak_of_a_million_refunds(record_property, capsys) -> None:  # type: ignore[no-untyped-def]
    total = Tally()
    with processes(2) as executor:
        while total.refunds < SOAK_REFUNDS:
            for one in tallied(SOAK_FIRST + total.seeds, SEEDS, executor):
                total.add(one)
                with capsys.disabled():  # whoever waits for half an hour hears of a broken seed at once
                    print(*commands(one), sep="\n", end="\n" if one.violations else "", flush=True)
    for what, value in (
        ("seeds", f"{SOAK_FIRST} to {SOAK_FIRST + total.seeds - 1}"),
        ("refunds in them", f"{total.refunds:,}"),
        ("faults in them", f"{total.faults.total():,}"),
        ("days of virtual time in them", f"{total.seconds / 86_400:,.0f}"),
        ("violations in them", str(len(total.violations))),
    ):
        record_property("measured", ("simulate, soak", what, value))
    assert commands(total) == []
    assert [state for state in SOMETIMES if not total.reached[state]] == []
