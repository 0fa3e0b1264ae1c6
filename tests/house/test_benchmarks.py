"""`./tuihuo bench` and what it promises; only `--deep` asks for it, as a busy suite is no place to measure."""

import json
import subprocess
import sys

import pytest


@pytest.mark.deep
@pytest.mark.timeout(1800)
def test_every_promise_is_held(project_root, record_property):
    done = subprocess.run(
        [sys.executable, "-P", "tests/benchmarks/run.py", "--json"],
        cwd=project_root,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    results = json.loads(done.stdout)
    for name, rows in results.items():
        for row in rows:
            record_property("measured", (f"bench {name}", row["what"], str(row["value"])))
    assert [(name, row) for name, rows in results.items() for row in rows if not row["held"]] == []
    assert len(results) > 1
    assert done.returncode == 0


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
