"""The import rules of pyproject.toml hold, and each of them bites. The rules themselves stand there, not here."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

PACKAGES = ("protocol", "scanner", "emulator", "terminal")

# One planted import for each contract: file to append to, line that breaks it, contract broken.
PLANTED = (
    ("protocol/errors.py", "import terminal.desk.door", "protocol-alone"),
    ("protocol/errors.py", "import time", "protocol-pure"),
    ("protocol/errors.py", "import protocol.transport", "protocol-transport"),
    ("scanner/salesslip.py", "import protocol.errors", "scanner-alone"),
    ("emulator/__init__.py", "import scanner.decode", "emulator"),
    ("terminal/desk/door.py", "import emulator", "terminal-emulator"),
    ("emulator/practice_host.py", "import psycopg", "psycopg"),
    ("terminal/simulation/disk.py", "import apsw", "apsw"),
    ("terminal/simulation/disk.py", "import distributed", "distributed"),
    ("emulator/device.py", "import asyncio", "serving"),
    ("terminal/desk/door.py", "import textual", "textual"),
    ("terminal/desk/door.py", "import terminal.widgets", "faces"),
)


def contracts(project_root: Path) -> dict[str, str]:
    settings = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))
    return {row["id"]: row["name"] for row in settings["tool"]["importlinter"]["contracts"]}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=100,
        env={"COLUMNS": "200"},
        check=False,
    )


def test_contracts_hold(project_root):
    done = lint(project_root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Contracts: {len(contracts(project_root))} kept, 0 broken." in done.stdout


def test_every_contract_bites(project_root, tmp_path):
    names = contracts(project_root)
    assert {row[2] for row in PLANTED} == set(names), "each contract needs a planted import here"
    for package in PACKAGES:
        shutil.copytree(project_root / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(project_root / "pyproject.toml", tmp_path)
    for file, line, _ in PLANTED:
        with (tmp_path / file).open("a", encoding="utf-8") as out:
            out.write(f"\n{line}\n")
    done = lint(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    kept = [name for name in names.values() if f"{name} BROKEN" not in done.stdout]
    assert not kept, done.stdout
