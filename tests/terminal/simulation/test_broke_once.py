"""What broke once stays mended: every scenario of fixtures/simulation, run again."""

from pathlib import Path

import pytest

from terminal.simulation.run import replay
from terminal.simulation.scenario import read_scenario

FILES = sorted((Path(__file__).parents[3] / "fixtures" / "simulation").glob("*.json"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_holds_now(file: Path) -> None:
    scenario = read_scenario(file)
    run = replay(scenario)
    assert run.violations == ()
    assert sorted(run.fired) == sorted(scenario.faults)


def test_there_are_some() -> None:
    assert FILES
