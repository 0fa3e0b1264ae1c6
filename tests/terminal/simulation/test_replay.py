"""A seed that breaks, again and again: the same history each time, here, in other processes and under other Pythons."""

import os
import subprocess
import sys

import pytest
from planted.refunds import silence_is_failure

from terminal.simulation.run import Run, replay, simulate
from terminal.simulation.scenario import Scenario

SEED = 2
OTHERS = os.environ.get("TUIHUO_OTHER_PYTHONS", "").split()
"""Interpreters of other versions with what requirements.lock names, for whoever has some."""
BROKEN = """
import sys
from terminal.line.talks import RefundTalk
from terminal.simulation.run import simulate
honest = RefundTalk.miss
RefundTalk.miss = lambda self, cause, left: honest(self, cause, False)
run = simulate(int(sys.argv[1]))
print(run.digest, len(run.violations), run.violations[0].check, sys.version.split()[0])
"""


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Run:
    silence_is_failure(monkeypatch)
    run = simulate(SEED)
    assert run.violations
    return run


def test_three_times_the_same(broken: Run) -> None:
    assert [simulate(SEED) for _ in range(3)] == [broken] * 3


@pytest.mark.deep
def test_a_hundred_times_the_same(broken: Run, record_property) -> None:  # type: ignore[no-untyped-def]
    same = sum(simulate(SEED) == broken for _ in range(100))
    record_property("measured", ("simulate", "replays of a failing seed that are identical, of 100", str(same)))
    assert same == 100


def test_what_is_written_down_is_the_same(broken: Run) -> None:
    again = replay(Scenario(SEED, broken.fired, broken.tasks))
    assert (again.digest, again.violations) == (broken.digest, broken.violations)


@pytest.mark.parametrize("hash_seed", ["1", "2"])
@pytest.mark.parametrize("python", [sys.executable, *OTHERS])
def test_every_process_has_the_same(broken: Run, python: str, hash_seed: str, record_property) -> None:  # type: ignore[no-untyped-def]
    done = subprocess.run(
        [python, "-P", "-c", BROKEN, str(SEED)],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    *said, version = done.stdout.split()
    record_property("measured", ("simulate", f"digest of a failing seed under Python {version}", "equal"))
    assert said == [broken.digest, str(len(broken.violations)), broken.violations[0].check]
