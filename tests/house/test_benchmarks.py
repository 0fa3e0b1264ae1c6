"""`./tuihuo bench` and what it promises; only `--deep` asks for it, as a busy suite is no place to measure."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
SLIPS = {name: value for name, value in os.environ.items() if name == "TUIHUO_BENCH_SLIPS"}
"""How many slips the scanner reads, read before the tests' environment is emptied."""
NAMES = sorted(path.stem.replace("_", "-") for path in BENCHMARKS.glob("*.py") if path.stem != "run")


@pytest.mark.deep
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", NAMES)
def test_every_promise_is_held(project_root, record_property, name):
    done = subprocess.run(
        [sys.executable, "-P", "tests/benchmarks/run.py", name, "--json"],
        cwd=project_root,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, **SLIPS},
    )
    ((measured, rows),) = json.loads(done.stdout).items()
    for row in rows:
        record_property("measured", (f"bench {name}", row["what"], str(row["value"])))
    assert (measured, [row for row in rows if not row["held"]], done.returncode) == (name, [], 0)


def test_an_unknown_benchmark_is_refused(project_root):
    done = subprocess.run(
        [sys.executable, "-P", "tests/benchmarks/run.py", "nothing"],
        cwd=project_root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "no such benchmark: nothing" in done.stderr
