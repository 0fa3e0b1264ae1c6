"""What the pages name is there: files that they link to, paths into the rooms, modules and what they say at their top.

Whether a sentence is true is a reader's to say; that its place is gone is a machine's.
"""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = "protocol|scanner|emulator|terminal|tests|docs|fixtures"
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)")
PATH = re.compile(rf"(?<![\w/.:-])((?:{ROOMS})/[\w./-]*\w)(?![\w*<])")
DOTTED = re.compile(r"`((?:protocol|scanner|emulator|terminal)(?:\.\w+)+)(?:\([^`]*\))?`")
EVENTS = {"terminal.parameter_set", "terminal.parameter_kept"}
"""Of the journal: named like a module of ours."""


@cache
def listed() -> frozenset[str]:
    """What git holds, and the folders of it."""
    words = ["git", "ls-files", "-z"]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    files = [name for name in said.split("\0") if name]
    return frozenset(files) | {str(above) for name in files for above in Path(name).parents}


PAGES = sorted(name for name in listed() if name.endswith(".md"))


def gone(page: str, text: str) -> list[str]:
    """What a page names and nobody has."""
    wrong = [link for link in LINK.findall(text) if not (ROOT / page).parent.joinpath(link).exists()]
    wrong += [path for path in PATH.findall(text) if not {path, f"{path}.py", f"tests/{path}"} & listed()]
    return wrong + [name for name in DOTTED.findall(text) if name not in EVENTS and not is_there(name)]


def is_there(name: str) -> bool:
    """A package, a module, or what a module says at its top; of a class's attribute the class."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        path = "/".join(parts[:end])
        for file in (f"{path}.py", f"{path}/__init__.py"):
            if file in listed():
                return end == len(parts) or parts[end] in said_at_top(file)
    return False


@cache
def said_at_top(file: str) -> frozenset[str]:
    names: set[str] = set()
    for node in ast.parse((ROOT / file).read_text(encoding="utf-8")).body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Assign(targets=targets):
                names |= {part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)}
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
            case ast.Import(names=taken) | ast.ImportFrom(names=taken):
                names |= {alias.asname or alias.name for alias in taken}
    return frozenset(names)


def test_there_are_pages() -> None:
    assert {"README.md", "docs/architecture.md", "docs/decisions/0001-top-level-packages.md"} <= set(PAGES)
    found = [PATH.findall((ROOT / page).read_text(encoding="utf-8")) for page in PAGES]
    assert sum(map(len, found)) > 100


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_names_is_there(page: str) -> None:
    assert gone(page, (ROOT / page).read_text(encoding="utf-8")) == []


def test_what_is_not_there_is_found() -> None:
    text = "See [so](decisions/0001-gone.md), terminal/driver.py, `terminal.line.nothing`, `protocol.money.nothing`."
    assert gone("docs/architecture.md", text) == [
        "decisions/0001-gone.md", "terminal/driver.py", "terminal.line.nothing", "protocol.money.nothing",
    ]  # fmt: skip
    there = "See [so](decisions/0001-top-level-packages.md), terminal/line/driver.py, `protocol.money.MAX_FEN`."
    assert gone("docs/architecture.md", there) == []
