"""Every law over its committed seeds and thousands of inputs of the coverage-guided fuzzer (`--deep`: 300,000)."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from terminal.cli.fuzz import EXECUTIONS, run_target
from terminal.fuzz.targets import TARGETS, LawBroken

SEEDS = Path(__file__).resolve().parents[3] / "fixtures" / "fuzz"
ROWS = [(name, path) for name in TARGETS for path in sorted((SEEDS / name).iterdir())]
RUNS, PATIENCE_S = 1_000, 60.0
DEEP_RUNS = 300_000

guided = pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None,
    reason="atheris has no wheel for this platform: NOTHING IS FUZZED here but the committed seeds",
)


def test_every_target_has_seeds_and_every_seed_a_target():
    assert {path.name for path in SEEDS.iterdir() if path.is_dir()} == set(TARGETS) == {name for name, _ in ROWS}


@pytest.mark.parametrize(("name", "path"), ROWS, ids=lambda value: getattr(value, "name", value))
def test_a_law_holds_for_its_seeds(name, path):
    TARGETS[name].run(path.read_bytes())


# Loads the parsers once, then fuzzes each target in a process of its own.
EACH = """
import os, sys
from pathlib import Path
from terminal.fuzz import runner

targets, (seeds, folder, *options) = runner.loaded(), sys.argv[1:]
for name, target in targets.items():
    found = Path(folder, name)
    found.mkdir()
    if not os.fork():
        os.dup2(os.open(found / "said", os.O_CREAT | os.O_WRONLY), 2)
        os.mkdir(found / "new")
        runner.fuzz(target, [f"-artifact_prefix={found}/finding-", *options, str(found / "new"), f"{seeds}/{name}"])
    print(name, os.waitstatus_to_exitcode(os.wait()[1]))
"""


@guided
@pytest.mark.timeout(300)
def test_every_law_holds_for_a_while(tmp_path):
    limits = [f"-runs={RUNS}", f"-max_total_time={PATIENCE_S:.0f}", "-timeout=5", "-print_final_stats=1"]
    done = subprocess.run(
        [sys.executable, "-c", EACH, str(SEEDS), str(tmp_path), *limits],
        stdout=subprocess.PIPE, encoding="utf-8", check=True,
    )  # fmt: skip
    said = {name: (tmp_path / name / "said").read_text(encoding="utf-8", errors="replace") for name in TARGETS}
    assert done.stdout.splitlines() == [f"{name} 0" for name in TARGETS], said
    assert [found.name for found in tmp_path.glob("*/finding-*")] == []
    runs = {name: int(executions[1]) for name in TARGETS if (executions := EXECUTIONS.search(said[name]))}
    assert {name for name, count in runs.items() if count >= RUNS} == set(TARGETS)


@guided
def test_the_verb_s_own_run_of_a_target(tmp_path):
    run = run_target("money", PATIENCE_S, RUNS, SEEDS / "money", tmp_path)
    assert run.finding is None, run.said
    assert run.executions >= RUNS


@guided
@pytest.mark.deep
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", TARGETS)
def test_a_law_holds_for_long(name, tmp_path, record_property):
    run = run_target(name, 1800.0, DEEP_RUNS, SEEDS / name, tmp_path)
    assert run.finding is None, f"tuihuo fuzz {name} --replay {run.finding}\n{run.said}"
    assert run.executions >= DEEP_RUNS
    record_property("measured", ("fuzz", name, f"{run.executions:,} executions, no finding"))


PLANTED = """
import sys
import atheris
from terminal.fuzz import runner, targets

@atheris.instrument_func
def run(data):
    if data[:1] == b"F" and data[1:2] == b"U":
        raise targets.LawBroken("planted")

targets.TARGETS["planted"] = targets.Target("none", run, 8)
sys.argv = ["runner", "planted", "-runs=2000000", sys.argv[1]]
runner.main()
"""


@guided
def test_the_fuzzer_finds_what_is_planted(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PLANTED, f"-artifact_prefix={tmp_path}/"],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    (found,) = tmp_path.iterdir()
    assert found.read_bytes()[:2] == b"FU"


def test_a_law_can_be_broken(monkeypatch):
    monkeypatch.setattr("terminal.fuzz.targets.format_yuan", lambda fen, commas: "0.01")
    with pytest.raises(LawBroken, match="printed as it is read"):
        TARGETS["money"].run(b"12.34")
