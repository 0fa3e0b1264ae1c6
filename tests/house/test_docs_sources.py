"""A source that a comment names is a row of docs/sources.md: `domain notes N` of its first table, `SN` of the next."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = "docs/sources.md"
ROWS = frozenset(re.findall(r"^\| (S?\d+) \|", (ROOT / PAGE).read_text(encoding="utf-8"), re.MULTILINE))
NOTES = re.compile(r"[Dd]omain\s+notes\s+(\d+(?:(?:, | and )\d+)*)((?:[^()\n]*\([^)\n]*\))?)")


def cited(text: str) -> list[str]:
    """The rows that a text names: sections, and sources in brackets behind them."""
    found = NOTES.findall(text)
    return [row for sections, more in found for row in re.findall(r"\d+", sections) + re.findall(r"\bS\d+\b", more)]


def citing() -> dict[str, list[str]]:
    """Files that name any."""
    words = ["git", "ls-files", "-z", "--", "*.py", "*.toml", "*.md"]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    files = [name for name in said.split("\0") if name and name != PAGE]
    rows = {name: cited((ROOT / name).read_text(encoding="utf-8")) for name in files if (ROOT / name).exists()}
    return {name: found for name, found in rows.items() if found}


CITING = citing()


@pytest.mark.parametrize("name", sorted(CITING))
def test_each_is_a_row_of_the_page(name: str) -> None:
    assert set(CITING[name]) <= ROWS


def test_many_files_name_one() -> None:
    assert len(CITING) > 20


@pytest.mark.parametrize(
    ("said", "rows"),
    [
        ("(domain notes 2 and 6 (S3, S10))", ["2", "6", "S3", "S10"]),
        ("Domain\nnotes 3.", ["3"]),
        ("domain notes 1, 2, 5)", ["1", "2", "5"]),
        ("domain notes 2: account, kind", ["2"]),
    ],
)
def test_what_is_taken_for_one(said: str, rows: list[str]) -> None:
    assert cited(said) == rows
