"""Simulated runs before a judge who knows nothing of the program: silent on what is right, loud on what is planted.

The runs are the simulation's; what they came to is judged by `oracle` alone, from the history that was recorded.
"""

import json
from pathlib import Path

import pytest
from oracle import judge
from planted.rows import Planted
from planted.table import EVERY

from terminal.cli.verbs import run
from terminal.simulation.history import history_of

SEEDS, MANY = range(1, 26), range(1, 1_001)
LOOKED = 60
"""Seeds that are gone through for one planted bug: what is rarer is left to the simulation's own checks."""
SOON = 15
WANTED = 40
BY_NAME = {bug.name: bug for bug in EVERY}
SOME = (
    "new_trace_on_retry", "journal_after_send", "silence_is_failure", "retyped_though_open", "allows_itself",
    "asked_twice_done_twice", "paper_before_disk", "goes_on_after_failure", "no_limit", "no_memory",
    "another_merchants_sale", "declined_counts", "undone_on_paper", "two_originals",
)  # fmt: skip


def found(seed: int) -> list[tuple[int, str, str]]:
    return [(seed, rule, said) for rule, said, _ in judge(history_of(seed)[1])]


def caught(bug: Planted, most: int) -> bool:
    with pytest.MonkeyPatch.context() as patch:
        bug.plant(patch)
        return any(found(seed) for seed in range(1, most + 1))


def test_it_finds_nothing_in_what_is_right() -> None:
    assert [one for seed in SEEDS for one in found(seed)] == []


@pytest.mark.deep
@pytest.mark.timeout(1_200)
def test_it_finds_nothing_in_a_thousand_seeds() -> None:
    assert [one for seed in MANY for one in found(seed)] == []


@pytest.mark.parametrize("name", SOME)
def test_it_sees_a_planted_bug_by_itself(name: str) -> None:
    assert caught(BY_NAME[name], SOON)


@pytest.mark.deep
@pytest.mark.timeout(3_600)
def test_it_sees_most_planted_bugs_by_itself(record_property) -> None:  # type: ignore[no-untyped-def]
    unseen = [bug.name for bug in EVERY if not caught(bug, LOOKED)]
    record_property(
        "measured", ("oracle", "planted bugs seen by it alone", f"{len(EVERY) - len(unseen)} of {len(EVERY)}")
    )
    assert len(EVERY) - len(unseen) >= WANTED, unseen


def test_a_history_is_written_as_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "history.jsonl"
    assert run(["simulate", "--seed", "3", "--history", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["violations"] == []
    events = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert {"history", "sale", "asked", "durable", "left", "answered", "arrived", "judged", "told"} <= {
        event["what"] for event in events
    }
    assert judge(events) == []
