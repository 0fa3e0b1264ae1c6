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
from terminal.simulation.shrink import FEW_FAULTS, FEW_REFUNDS, fewer, shrink

WITHIN_S = 10.0
LAST_RUN_S = 5.0
"""Of the one that was under way then, and of the first."""


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


# fmt: off
NONE_OF_OURS = [
    # what stands in the file, why it is none, and the key
    ("",                                                                "not_json", ""),
    ("[]",                                                              "not_json", ""),
    ("[[rule]]",                                                        "not_json", ""),
    ("[" * 100_000,                                                     "not_json", ""),
    ("{}",                                                              "missing",  "faults, seed, tasks"),
    ('{"seed": 1, "tasks": [], "faults": [], "bogus": 1}',              "unknown",  "bogus"),
    ('{"seed": "1", "tasks": [], "faults": []}',                        "value",    "seed"),
    ('{"seed": 1, "tasks": {}, "faults": []}',                          "value",    "tasks"),
    ('{"seed": 1, "tasks": [[0, 1], [0, 1.5]], "faults": []}',          "value",    "tasks[1]"),
    ('{"seed": 1, "tasks": [[0, true]], "faults": []}',                 "value",    "tasks[0]"),
    ('{"seed": 1, "tasks": [], "faults": [["no_such", 0, 0, 1]]}',      "value",    "faults[0]"),
    ('{"seed": 1, "tasks": [], "faults": [[["delay"], 0, 0, 1]]}',      "value",    "faults[0]"),
    ('{"seed": 1, "tasks": [], "faults": [["delay", 0, -2, 1]]}',       "value",    "faults[0]"),
    ('{"seed": 1, "tasks": [], "faults": [["delay", 0, -1, 1], ["cut"]]}', "value", "faults[1]"),
]
# fmt: on


@pytest.mark.parametrize(("text", "why", "key"), NONE_OF_OURS)
def test_a_file_that_is_none_is_told_by_its_key(tmp_path: Path, text: str, why: str, key: str) -> None:
    path = tmp_path / "scenario.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioFileError, match=r"scenario\.json") as caught:
        read_scenario(path)
    assert (caught.value.why, caught.value.key) == (why, key)


SHRUNK = [bug for bug in EVERY if not bug.by_clock]
"""A run that breaks by itself; what is seen only beside another has no scenario."""
FEW = (
    "not_found_is_over", "silence_is_failure", "reversal_of_a_refund", "retyped_though_open", "word_of_the_last_try",
)  # fmt: skip
"""In every run of the suite."""
LONG = {
    "anchor_is_not_read": (12, 6),  # a copy has to be made, fall behind, and come back
    "anchor_is_not_written": (12, 6),
    "asks_about_another": (60, 2),  # nothing comes right, so a run lasts to its end: some thirty fit in
    "block_behind_not_ahead": (10, 10),  # all of a block of trace numbers has to be used up
    "by_arrival": (5, 4),  # an answer has to meet the wrong refund of several
    "closed_without_an_answer": (6, 5),  # the host has to close a batch, and the terminal the next one unheard
    "declined_is_tried_again": (5, 3),  # what was paid has to be used up first, and what is refused is asked twice
    "dropped_after_some_tries": (10, 2),  # each try has to fail
    "freed_without_a_word_to_the_host": (12, 2),  # every question has to stay without an answer, and two people err
    "put_right_as_it_was_shown": (24, 6),
    "silence_is_not_done": (12, 2),
    "traces_in_memory": (6, 10),
}
"""Faults and refunds of those that need more of them, whatever else is left out."""


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
    if bug.name in LONG:
        figure = f"{len(smallest.faults)} faults, {again.refunds} refunds"
        record_property("measured", ("simulate, shrunk in 10 CPU s", bug.name, figure))
    assert check in [one.check for one in again.violations]
    most_faults, most_refunds = LONG.get(bug.name, (FEW_FAULTS, FEW_REFUNDS))
    assert len(smallest.faults) <= most_faults
    assert again.refunds <= most_refunds
    assert spent_s < WITHIN_S + LAST_RUN_S


def test_a_run_that_holds_is_not_shrunk() -> None:
    assert shrink(4, time.process_time, 10.0) is None


def test_a_fault_fires_where_it_is_written_down_and_nowhere_else() -> None:
    late = Fired(Fault.LATE_REQUEST, 0, 0, 2)
    run = simulate(1)
    one = replay(Scenario(1, tuple(fired for fired in run.fired if fired == late), run.tasks))
    assert set(one.fired) <= {late}
