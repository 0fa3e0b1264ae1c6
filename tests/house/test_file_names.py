"""Every file that git keeps has a name that Windows takes too: there git refuses a whole checkout over a single one.

Source: "Naming Files, Paths, and Namespaces" in Microsoft's documentation of Win32. Looked at is what git keeps or
would keep.
"""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f]|[. ]$')
"""Signs of no name of a file or a folder; neither ends in a dot or a blank."""
DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9\u00b9\u00b2\u00b3]) *(\..*)?", re.IGNORECASE)
"""Reserved, also in front of an extension."""


def refused(names: Iterable[str]) -> set[str]:
    """Of these paths, whole and each folder above them, what Windows refuses or takes for another one of them."""
    paths = {path for name in names for path in (PurePosixPath(name), *PurePosixPath(name).parents) if path.name}
    first: dict[str, str] = {}
    twins = {str(path) for path in sorted(paths) if first.setdefault(str(path).lower(), str(path)) != str(path)}
    return twins | {str(path) for path in paths if FORBIDDEN.search(path.name) or DEVICES.fullmatch(path.name)}


SIGNS = [f"a{sign}b" for sign in '<>:"|?*\\\n\x1f']
RESERVED = ["nul", "Con", "aux.py", "COM1.txt", "lpt\u00b9", "nul .x"]


@pytest.mark.parametrize("name", [*SIGNS, *RESERVED, "*.db", "a.", "a "])
def test_a_name_that_windows_refuses_is_found(name: str) -> None:
    assert refused([f"docs/{name}"]) == {f"docs/{name}"}
    assert refused([f"docs/{name}/x.py"]) == {f"docs/{name}"}


def test_of_two_names_that_differ_in_case_only_one_is_found() -> None:
    assert refused(["docs/Link.md", "docs/link.md"]) == {"docs/link.md"}
    assert refused(["Docs/a.md", "docs/b.md"]) == {"docs"}


@pytest.mark.parametrize(
    "name", [".gitignore", "a b", "console.py", "com.py", "com10", "null", "\u9000\u8d27.png", "a..b", "x.con"]
)
def test_a_name_that_windows_takes_is_left_alone(name: str) -> None:
    assert refused([f"docs/{name}", name]) == set()


def test_every_file_has_a_name_that_windows_takes() -> None:
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    names = [name for name in listed.split("\0") if name]
    assert len(names) > 1000
    assert refused(names) == set()
