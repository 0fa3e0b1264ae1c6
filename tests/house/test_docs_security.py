"""docs/security.md is whole: every area has a rule, and every rule tests that exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "security.md"
AREAS = (
    "standards", "card on screen and paper", "sensitive data", "card at rest", "logs and traces", "pyserial", "keys",
    "network", "slow and greedy peers", "pictures", "text on a terminal", "CSV", "names and paths", "formats",
    "patterns", "operators' passwords", "roles", "idle", "audit", "supply chain",
)  # fmt: skip
TEST = re.compile(r"`(tests/[a-z0-9_/]+\.py)::([a-z0-9_]+)`")


def rows() -> dict[str, tuple[str, str]]:
    cells = (line.strip("|").split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:1] == "|")
    table = [tuple(cell.strip() for cell in row) for row in cells]
    assert table[0] == ("area", "rule", "tests")
    return {area: (rule, tests) for area, rule, tests in table[2:]}


@cache
def functions(file: str) -> frozenset[str]:
    path = ROOT / file
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def missing(tests: str) -> list[str]:
    """What of a cell is no test that there is; the cell itself where it names none."""
    named = TEST.findall(tests)
    return (
        [f"{file}::{name}" for file, name in named if name not in functions(file)] if named else [f"none in: {tests}"]
    )


def test_every_area_has_its_row() -> None:
    assert tuple(rows()) == AREAS


@pytest.mark.parametrize("area", AREAS)
def test_every_rule_has_tests(area: str) -> None:
    rule, tests = rows()[area]
    assert (len(rule) > 40, missing(tests)) == (True, [])


def test_what_is_missing_is_found() -> None:
    assert missing("`tests/house/test_docs_security.py::test_every_area_has_its_row`") == []
    assert missing("") == ["none in: "]
    assert missing("`tests/house/test_docs_security.py::test_nowhere`") != []
    assert missing("`tests/house/test_nowhere.py::test_it`") != []
