"""Printing to files: whole or not at all, and never over another receipt."""

import os
from pathlib import Path

import pytest

from terminal.printers import files
from terminal.printers.files import save_as, save_new


def test_a_taken_name_is_left_alone(tmp_path: Path) -> None:
    names = [save_new(tmp_path, "r", "txt", bytes([n])).name for n in range(3)]
    assert names == ["r.txt", "r-2.txt", "r-3.txt"]
    assert [(tmp_path / name).read_bytes() for name in names] == [b"\x00", b"\x01", b"\x02"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names), "nothing temporary stays"


def test_too_many_of_one_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_SAME", 2)
    save_new(tmp_path, "r", "txt", b"1")
    save_new(tmp_path, "r", "txt", b"2")
    with pytest.raises(FileExistsError):
        save_new(tmp_path, "r", "txt", b"3")
    assert len(list(tmp_path.iterdir())) == 2


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        save_new(tmp_path, "r", "txt", b"1")
    assert list(tmp_path.iterdir()) == []


def test_that_very_file_and_over_it_only_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "new" / "收据 1.png"
    save_as(target, b"1")
    with pytest.raises(FileExistsError):
        save_as(target, b"2")
    assert target.read_bytes() == b"1"
    save_as(target, b"3", over=True)
    assert target.read_bytes() == b"3"
    monkeypatch.setattr(Path, "replace", _refused)
    with pytest.raises(PermissionError):
        save_as(target, b"4", over=True)
    assert (target.read_bytes(), [path.name for path in target.parent.iterdir()]) == (b"3", [target.name])


def _refused(_: Path, target: Path) -> None:
    raise PermissionError(13, "in use", str(target))


@pytest.mark.parametrize("stem", ["", "../r", "a/b", "a.b", "收据", "a b", "a" * 101])
def test_stems_that_are_none(tmp_path: Path, stem: str) -> None:
    with pytest.raises(ValueError, match="stem"):
        save_new(tmp_path, stem, "txt", b"")
    assert save_new(tmp_path, "a" * 100, "txt", b"").exists()
