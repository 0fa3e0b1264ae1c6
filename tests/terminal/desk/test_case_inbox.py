"""The folder in which papers come in: plain files alone, newest first, and never more than somebody looks through."""

import os
from pathlib import Path

from terminal.desk.case_inbox import FOLDER, MOST, inbox_files


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


def test_as_many_as_somebody_looks_through(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    for at in range(MOST + 1):
        came(tmp_path / FOLDER, f"{at:03}", at)
    names = [file.name for file in inbox_files(tmp_path / "journal.db")]
    assert (len(names), names[0], names[-1]) == (MOST, f"{MOST:03}", "001")


def test_where_no_folder_can_be_made_nothing_came_in(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file", encoding="utf-8")
    assert inbox_files(tmp_path / "journal.db") == ()
