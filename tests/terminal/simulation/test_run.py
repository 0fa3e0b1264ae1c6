"""Seeds: every invariant holds, the same seed is the same history, and a world without faults gives everything back."""

import os
import subprocess
import sys
from collections import Counter

import pytest

from terminal.simulation.chance import Chances
from terminal.simulation.clock import differs
from terminal.simulation.faults import CLASSES, EVERY, Fault, Swarm
from terminal.simulation.plan import plan_of
from terminal.simulation.run import Run, Simulation, simulate

SEEDS = range(1, 41)
DIGESTS = """
import sys
from terminal.simulation.plan import plan_of
from terminal.simulation.run import simulate
print(*(simulate(int(seed)).digest for seed in sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    return [simulate(seed) for seed in SEEDS]


def test_every_invariant_holds(runs: list[Run]) -> None:
    assert [(run.seed, run.violations) for run in runs if run.violations] == []


def test_they_do_much(runs: list[Run]) -> None:
    assert sum(run.refunds for run in runs) > 400
    assert sum(sum(run.faults.values()) for run in runs) > 2_000
    assert len({fault for run in runs for fault in run.faults}) > len(CLASSES) * 0.8


def test_a_seed_is_one_history(runs: list[Run]) -> None:
    for seed in (3, 8):
        assert simulate(seed) == runs[seed - 1]


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_its_digest_is_the_same_in_every_process(runs: list[Run], hash_seed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", DIGESTS, "5", "6", "7"],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.split() == [run.digest for run in runs[4:7]]


def test_without_faults_nothing_is_ever_unknown() -> None:
    runs = [simulate(seed, without=EVERY) for seed in range(1, 11)]
    assert [run.violations for run in runs if run.violations] == []
    assert [run.faults for run in runs if run.faults] == []
    reached = {state for run in runs for state in run.reached if state.startswith("refund ")}
    assert reached <= {"refund new > pending", "refund pending > approved", "refund pending > declined"}
    assert sum(run.refunds for run in runs) > 100


def test_a_clock_that_jumps_changes_no_outcome(runs: list[Run]) -> None:
    """M16, where originals are told by the host and, in the first two, where they are keyed."""
    asked = [run for run in runs if plan_of(Chances(run.seed)).own_parts]
    keyed = [simulate(seed) for seed in (45, 66)]
    assert [run for run in keyed if plan_of(Chances(run.seed)).own_parts] == []
    jumped = [run for run in [*keyed, *asked] if run.faults.get(Fault.CLOCK_JUMPS, 0) > 2][:4]
    assert len(jumped) == 4
    assert [differs(run) for run in jumped] == [""] * 4


def test_what_a_host_contradicts_is_put_right_by_a_person() -> None:
    """At any acquirer's host, which is asked nothing: many a refund is ended by hand before its answer comes late."""
    often = {Fault.LATE_ANSWER: 0.5, Fault.DECLINED: 0.5, Fault.CLOSES_BY_HAND: 0.9, Fault.PUTS_RIGHT: 0.9}
    reached = Counter[str]()
    foreign = [seed for seed in range(1, 400) if not plan_of(Chances(seed)).own_parts][:40]
    assert len(foreign) == 40
    for seed in foreign:
        chances = Chances(seed)
        swarm = Swarm(chances)
        swarm.chances = often
        run = Simulation(seed, chances, swarm, plan_of(chances)).run()
        assert run.violations == ()
        reached.update(run.reached)
    wanted = ("closed_done > closed_undone", "closed_undone > closed_done", "closed_done > approved")
    assert [state for state in wanted if not reached[f"refund {state}"]] == []
    assert reached["contradicted > closed_undone"]
    assert reached["contradicted > closed_done"]
