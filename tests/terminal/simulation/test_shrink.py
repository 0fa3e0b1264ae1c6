"""What is left of a run that breaks: few faults, few tasks, the same check; and a file that says it."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted.rows import Planted, found
from planted.table import EVERY

from terminal.simulation.faults import Fault, Fired
from terminal.simulation.run import replay, simulate
from terminal.simulation.scenario import Scenario, ScenarioFileError, read_scenario
from terminal.simulation.shrink import fewer, shrink

WITHIN_S = 10.0


@given(st.frozensets(st.integers(0, 40), max_size=4))
def test_what_is_left_is_what_is_needed(needed: frozenset[int]) -> None:
    tried = []

    def fails(some: tuple[int, ...]) -> bool:
        tried.append(some)
        return needed <= set(some)

    assert fewer(tuple(range(41)), fails) == tuple(sorted(needed))
    assert len(tried) < 500


def test_a_scenario_says_all_of_a_run(tmp_path: Path) -> None:
    run = simulate(4)
    scenario = Scenario(4, run.fired, run.tasks)
    path = tmp_path / "scenario.json"
    path.write_text(scenario.written(), encoding="utf-8")
    assert read_scenario(path) == scenario
    again = replay(scenario)
    assert (again.digest, again.fired) == (run.digest, run.fired)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"seed": 1, "tasks": [], "faults": [["no_such", 0, 0, 1]]}'])
def test_a_file_that_is_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "scenario.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioFileError, match=r"scenario\.json"):
        read_scenario(path)


# fmt: off
SHRUNK = [bug for bug in EVERY if bug.name in {
    "new_trace_on_retry", "other_original_on_retry", "silence_is_failure", "not_found_is_over", "unsure_is_yes",
    "tries_once_more", "terminal_trusts", "reversal_of_a_refund", "repeats_move_money", "two_originals",
}]
# fmt: on
FEW = ("not_found_is_over", "silence_is_failure", "reversal_of_a_refund")
"""In every run of the suite."""


@pytest.mark.parametrize(
    "bug", [pytest.param(bug, id=bug.name, marks=() if bug.name in FEW else pytest.mark.deep) for bug in SHRUNK]
)
def test_a_broken_run_is_shrunk_to_what_breaks_it(
    bug: Planted, monkeypatch: pytest.MonkeyPatch, record_property
) -> None:  # type: ignore[no-untyped-def]
    """To five faults and two refunds at most, soon."""
    bug.plant(monkeypatch)
    seed = found(bug).seed
    check, began = simulate(seed).violations[0].check, time.process_time()
    smallest = shrink(seed, time.process_time, WITHIN_S)
    spent_s = time.process_time() - began
    assert smallest is not None
    again = replay(smallest)
    figure = f"{len(smallest.faults)} faults, {again.refunds} refunds in {spent_s:.1f} CPU s"
    record_property("measured", ("simulate", f"shrunk: {bug.name}", figure))
    assert check in [one.check for one in again.violations]
    assert len(smallest.faults) <= 5
    assert again.refunds <= 2
    assert spent_s < WITHIN_S


def test_a_run_that_holds_is_not_shrunk() -> None:
    assert shrink(4, time.process_time, 10.0) is None


def test_a_fault_fires_where_it_is_written_down_and_nowhere_else() -> None:
    late = Fired(Fault.LATE_REQUEST, 0, 0, 2)
    run = simulate(1)
    one = replay(Scenario(1, tuple(fired for fired in run.fired if fired == late), run.tasks))
    assert set(one.fired) <= {late}
