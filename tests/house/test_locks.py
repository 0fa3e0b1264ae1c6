"""The two lock files: whole, hashed, portable, and naming no registry."""

import re
import tomllib

import pytest

LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+?))? \\$")


def read(project_root, lock: str) -> list[str]:
    return (project_root / lock).read_text(encoding="utf-8").splitlines()


def pins(project_root, lock: str) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {}
    for match in filter(None, map(PIN.match, read(project_root, lock))):
        found.setdefault(match["name"], set()).add((match["version"], match["marker"] or ""))
    return found


def wanted(project_root, *, dev: bool) -> set[str]:
    settings = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))
    rows = settings["project"]["dependencies"] + settings["dependency-groups"]["bootstrap"]
    rows += settings["project"]["optional-dependencies"]["dev"] if dev else []
    return {re.split(r"[<>=!~\[ ;]", row, maxsplit=1)[0].lower().replace("_", "-") for row in rows}


@pytest.mark.parametrize("lock", LOCKS)
def test_names_no_host(project_root, lock):
    text = "\n".join(read(project_root, lock))
    assert not re.search(r"://|index-url|find-links|@ file|\.(org|com|cn|net|io)\b", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_a_pin_or_its_hash(project_root, lock):
    """A pin's line goes on with a backslash, and a line after a pin is a sha256: so no pin is without one."""
    lines = [line for line in read(project_root, lock) if not line.startswith("#")]
    hashes = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
    assert len(lines) > 100
    assert [line for line in lines if not (PIN.match(line) or hashes.match(line))] == []
    assert [
        line
        for line, after in zip(lines, [*lines[1:], ""], strict=True)
        if line.endswith("\\") != after.startswith(" ")
    ] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_holds_what_pyproject_asks_for(project_root, lock):
    assert wanted(project_root, dev="dev" in lock) - set(pins(project_root, lock)) == set()


def test_both_agree(project_root):
    user, dev = (pins(project_root, lock) for lock in LOCKS)
    assert {name: rows for name, rows in user.items() if dev.get(name) != rows} == {}


def test_nothing_for_one_system_without_a_marker(project_root):
    """What only one system needs would break the others: each known one carries its marker."""
    only = {
        "colorama": "sys_platform == 'win32'",
        "pywin32": "sys_platform == 'win32'",
        "uvloop": "sys_platform != 'win32'",
    }
    found = {name: rows for name, rows in pins(project_root, "requirements-dev.lock").items() if name in only}
    assert found
    assert [name for name, rows in found.items() if any(only[name] not in marker for _, marker in rows)] == []
