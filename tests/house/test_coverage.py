"""protocol/ is covered by its own tests: every line, and of the branches nearly all (`--deep`)."""

import json
import subprocess
import sys

import pytest

LINES, BRANCHES = 100.0, 95.0


@pytest.mark.deep
@pytest.mark.timeout(1800)
def test_protocol_is_covered_by_its_own_tests(project_root, tmp_path, monkeypatch, record_property):
    monkeypatch.setenv("COVERAGE_FILE", str(tmp_path / "coverage"))
    tests = [
        sys.executable,
        "-m",
        "coverage",
        "run",
        "--branch",
        "--source=protocol",
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:xdist",
    ]
    ran = subprocess.run(
        [*tests, "tests/protocol"], cwd=project_root, capture_output=True, encoding="utf-8", check=False
    )
    assert ran.returncode == 0, ran.stdout[-3000:]
    subprocess.run([sys.executable, "-m", "coverage", "combine", "-q"], cwd=project_root, check=True)
    report = tmp_path / "coverage.json"
    subprocess.run([sys.executable, "-m", "coverage", "json", "-q", "-o", str(report)], cwd=project_root, check=True)
    found = json.loads(report.read_text(encoding="utf-8"))
    totals = found["totals"]
    lines = 100 * totals["covered_lines"] / totals["num_statements"]
    branches = 100 * totals["covered_branches"] / totals["num_branches"]
    missing = {name: file["missing_lines"] for name, file in found["files"].items() if file["missing_lines"]}
    record_property("measured", ("coverage", "protocol/ by tests/protocol, lines", f"{lines:.1f} %"))
    record_property("measured", ("coverage", "protocol/ by tests/protocol, branches", f"{branches:.1f} %"))
    assert missing == {}
    assert lines >= LINES
    assert branches >= BRANCHES
