"""A small file is there whole or as it was: a full disk leaves the old one and nothing else."""

import os
import stat
from pathlib import Path

import pytest

from terminal.records.whole_file import write_whole


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "parameters.toml"
    write_whole(file, "旧\n")
    return file


def test_it_is_replaced_as_it_was_given(file: Path) -> None:
    write_whole(file, "新\n第二行\n")
    assert file.read_bytes() == "新\n第二行\n".encode()
    assert [one.name for one in file.parent.iterdir()] == ["parameters.toml"]


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_disk_that_fails_leaves_the_old_one(file: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    def full(*_words: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(step, full)
    with pytest.raises(OSError, match="space"):
        write_whole(file, "新\n")
    assert (file.read_text(encoding="utf-8"), len(list(file.parent.iterdir()))) == ("旧\n", 1)


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_it_is_its_owners(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
