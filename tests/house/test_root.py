"""The root of the repository holds what its table says and nothing else: notes and drafts have rooms of their own.

Looked at is what git keeps or would keep; a private editor's folder belongs in .git/info/exclude.
"""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# fmt: off
ENTRIES: tuple[tuple[str, str], ...] = (
    (".ci",                   "what CI runs"),
    (".gitignore",            "what tools leave behind"),
    ("CHANGELOG.md",          "what a user can notice"),
    ("CONTRIBUTING.md",       "how a change is made"),
    ("LICENSE",               "MIT"),
    ("README.md",             "the first page, in English"),
    ("README.zh-CN.md",       "the first page, in Chinese"),
    ("docs",                  "pages, decisions and their pictures"),
    ("emulator",              "the other end"),
    ("fixtures",              "data from outside our code"),
    ("protocol",              "the wire"),
    ("pyproject.toml",        "metadata and the settings of every tool"),
    ("requirements-dev.lock", "exact packages of those who change it"),
    ("requirements.lock",     "exact packages of those who use it"),
    ("scanner",               "pictures to sales slips"),
    ("terminal",              "what the cashier sees"),
    ("tests",                 "one test_X.py for each X.py"),
    ("tuihuo",                "the bootstrap script"),
)
# fmt: on


def test_the_root_holds_what_its_table_says() -> None:
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    found = {name.partition("/")[0] for name in listed.split("\0") if name and (ROOT / name).exists()}
    assert found == {name for name, _ in ENTRIES}
