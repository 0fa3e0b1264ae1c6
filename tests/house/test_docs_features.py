"""docs/features.md names tests and pictures that exist: every row has one that walks it, deeper ones, and a picture."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in TEXT.splitlines() if line.startswith("| A")]
WALKS = ROOT / "tests" / "conversation" / "test_features.py"


def walked_in(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]


def test_the_rows_are_those_of_the_text_in_their_order() -> None:
    assert [row[0] for row in ROWS] == [f"A{number}" for number in range(1, 11)]
    assert [len(row) for row in ROWS] == [6] * len(ROWS)


def test_each_row_is_walked_by_tests_of_its_name_and_no_walk_is_left_out() -> None:
    named = [re.findall(r"`([^`]+)`", row[3]) for row in ROWS]
    assert [{name.split("_")[1] for name in names} for names in named] == [{row[0].lower()} for row in ROWS]
    assert [name for names in named for name in names] == walked_in(WALKS)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_each_row_names_deeper_tests_and_pictures_that_exist(row: list[str]) -> None:
    deeper, pictures = re.findall(r"`([^`]+)`", row[4]), re.findall(r"\]\(([^)]+)\)", row[5])
    assert deeper
    assert [path for path in deeper if not walked_in(ROOT / path)] == []
    assert pictures
    assert [path for path in pictures if not (ROOT / "docs" / path).read_bytes().startswith(b"\x89PNG")] == []


def test_whatever_else_is_named_exists() -> None:
    below = TEXT.split("| A10 ")[1].split("\n", 1)[1]
    named = re.findall(r"`(tests/[^`]+)`", below) + [
        f"docs/{path}" for path in re.findall(r"\]\((pictures[^)]+)\)", below)
    ]
    assert len(named) > 5
    assert [path for path in named if not (ROOT / path).is_file()] == []
