"""The wheel holds the four packages whole and nothing else, and its code runs away from this tree."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PACKAGES = {"protocol", "scanner", "emulator", "terminal"}


@pytest.fixture(scope="module")
def wheel(project_root, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-P", "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=project_root, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("tuihuo-*-py3-none-any.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_exactly_four_packages(names):
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == PACKAGES
    assert {f"{package}/py.typed" for package in PACKAGES} <= set(names)
    assert [
        name for name in names if "__pycache__" in name or name.split("/")[1] in {"tests", "fixtures", "docs"}
    ] == []


def test_whatever_lies_in_a_package_is_in_the_wheel(project_root, names):
    """Styles, catalogues, fonts and tables are read at run time: what git holds of a package is installed with it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", *sorted(PACKAGES)],
        cwd=project_root,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout.split("\0")
    tracked = {name for name in listed if name and (project_root / name).exists()}
    assert len(tracked) > 8
    assert tracked - set(names) == set()


def test_metadata(wheel):
    with zipfile.ZipFile(wheel) as archive:
        info = next(name.split("/")[0] for name in archive.namelist() if ".dist-info/" in name)
        entry_points = archive.read(f"{info}/entry_points.txt").decode("utf-8")
        metadata = archive.read(f"{info}/METADATA").decode("utf-8")
        assert f"{info}/licenses/LICENSE" in archive.namelist()
    assert "tuihuo = terminal.cli:main" in entry_points
    assert "License-Expression: MIT" in metadata
    assert "Requires-Dist: textual==8.2.8" in metadata


def test_it_runs_from_elsewhere(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    script = f"""
import sys
sys.path.insert(0, {str(tmp_path)!r})
sys.argv = ["tuihuo", "shop", "list", "--json"]
import terminal.cli
assert terminal.cli.__file__.startswith({str(tmp_path)!r}), terminal.cli.__file__
terminal.cli.main()
"""
    done = subprocess.run(
        [sys.executable, "-P", "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
