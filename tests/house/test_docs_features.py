"""docs/features.md names tests and pictures that exist: every row has one that walks it, deeper ones, and a picture.

A walk of a row is a test whose name begins with it: `test_b3_…`; other tests of the same files need not be named.
"""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in TEXT.splitlines()
    if line.startswith(("| A", "| B"))
]
WALKS = [
    ROOT / "tests" / "conversation" / f"test_{name}.py" for name in ("features", "features_cases", "cases_headless")
]


def walked_in(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]


def test_the_rows_are_those_of_the_text_in_their_order() -> None:
    assert [row[0] for row in ROWS] == [*(f"A{number}" for number in range(1, 11)), *(f"B{n}" for n in range(1, 10))]
    assert [len(row) for row in ROWS] == [6] * len(ROWS)


def test_each_row_is_walked_by_tests_of_its_name_and_no_walk_is_left_out() -> None:
    named = [re.findall(r"`([^`]+)`", row[3]) for row in ROWS]
    assert [{name.split("_")[1] for name in names} for names in named] == [{row[0].lower()} for row in ROWS]
    walked = [name for path in WALKS for name in walked_in(path) if re.match(r"test_[ab]\d+_", name)]
    assert sorted(name for names in named for name in names) == sorted(walked)


def test_each_row_of_a_case_is_walked_on_the_screens_and_without_one() -> None:
    for path in WALKS[1:]:
        walked = {name.split("_")[1] for name in walked_in(path) if name.startswith("test_b")}
        assert walked == {f"b{number}" for number in range(1, 10)}


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_each_row_names_deeper_tests_and_pictures_that_exist(row: list[str]) -> None:
    deeper, pictures = re.findall(r"`([^`]+)`", row[4]), re.findall(r"\]\(([^)]+)\)", row[5])
    assert deeper
    assert [path for path in deeper if not walked_in(ROOT / path)] == []
    assert pictures
    assert [path for path in pictures if not (ROOT / "docs" / path).read_bytes().startswith(b"\x89PNG")] == []


def test_whatever_else_is_named_exists() -> None:
    below = TEXT.split("## The rest of the counter")[1]
    named = re.findall(r"`(tests/[^`]+)`", below) + [
        f"docs/{path}" for path in re.findall(r"\]\((pictures[^)]+)\)", below)
    ]
    assert len(named) > 5
    assert [path for path in named if not (ROOT / path).is_file()] == []
