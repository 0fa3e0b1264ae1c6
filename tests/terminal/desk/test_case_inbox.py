"""The folder in which papers come in: plain files alone, newest first, and never more than somebody looks through."""

import os
from datetime import datetime
from pathlib import Path

import pytest

from terminal.desk.case_inbox import FOLDER, MOST, Incoming, inbox_files, incoming
from terminal.records.evidence import EvidenceError


def came(folder: Path, name: str, at: int) -> None:
    (folder / name).write_text(name, encoding="utf-8")
    os.utime(folder / name, (at, at))


def test_files_stand_there_newest_first_and_nothing_else(tmp_path: Path) -> None:
    assert inbox_files(tmp_path / "journal.db") == ()
    folder = tmp_path / FOLDER
    came(folder, "旧.png", 1)
    came(folder, "new.pdf", 3)
    came(folder, "中间 1.txt", 2)
    came(folder, ".hidden", 4)
    (folder / "folder").mkdir()
    (folder / "link").symlink_to(folder / "new.pdf")
    os.mkfifo(folder / "pipe")
    assert [file.name for file in inbox_files(tmp_path / "journal.db")] == ["new.pdf", "中间 1.txt", "旧.png"]


def test_each_has_its_size_and_when_it_was_written(tmp_path: Path) -> None:
    at = datetime(2026, 11, 22, 10, 20).astimezone()
    (tmp_path / FOLDER).mkdir()
    came(tmp_path / FOLDER, "a.txt", int(at.timestamp()))
    known = Incoming(tmp_path / FOLDER / "a.txt", 5, "2026-11-22 10:20")
    assert inbox_files(tmp_path / "journal.db") == (known,)
    assert incoming(known.path) == known


@pytest.mark.parametrize(("name", "word"), [("nobody.png", "evidence_unreadable"), ("folder", "evidence_no_file"),
                                            ("link", "evidence_no_file"), ("a\0b", "evidence_unreadable")])  # fmt: skip
def test_what_is_no_file_is_not_looked_at(tmp_path: Path, name: str, word: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    with pytest.raises(EvidenceError) as caught:
        incoming(tmp_path / name)
    assert caught.value.word == word


def test_a_time_that_no_calendar_has_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    late = os.stat_result((0o100600, 0, 0, 1, 0, 0, 5, 0, 10**17, 0))
    monkeypatch.setattr("terminal.desk.case_inbox.seen", lambda _file: late)
    assert incoming(Path("late.txt")) == Incoming(Path("late.txt"), 5, "")


def test_as_many_as_somebody_looks_through(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    for at in range(MOST + 1):
        came(tmp_path / FOLDER, f"{at:03}", at)
    names = [file.name for file in inbox_files(tmp_path / "journal.db")]
    assert (len(names), names[0], names[-1]) == (MOST, f"{MOST:03}", "001")


def test_where_no_folder_can_be_made_nothing_came_in(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file", encoding="utf-8")
    assert inbox_files(tmp_path / "journal.db") == ()
