"""A watched folder: what is new in it, complete, and a picture by its name; gone, back again, and left."""

import os
import time
from pathlib import Path

import pytest

import scanner.sources.folder
from scanner.sources.folder import FolderWatch, Look, WatchedFolder

WAIT_S = 30.0


def looks(folder: WatchedFolder, times: int = 2) -> list[str]:
    """Names of what was new in that many looks."""
    return [path.name for _ in range(times) for path in folder.look().pictures]


@pytest.fixture
def watched(tmp_path: Path) -> WatchedFolder:
    (tmp_path / "old.png").write_bytes(b"old")
    folder = WatchedFolder(tmp_path)
    assert folder.look() == Look()
    return folder


def test_what_was_there_before_is_not_new(watched: WatchedFolder) -> None:
    assert looks(watched, 3) == []


def test_a_new_picture_is_told_once_it_lies_still(watched: WatchedFolder, tmp_path: Path) -> None:
    (tmp_path / "小票 1.PNG").write_bytes(b"half")
    assert looks(watched, 1) == []
    (tmp_path / "小票 1.PNG").write_bytes(b"half and half")
    assert looks(watched, 1) == []
    assert looks(watched, 1) == ["小票 1.PNG"]
    assert looks(watched, 3) == []


def test_a_picture_that_is_written_anew_is_new_again(watched: WatchedFolder, tmp_path: Path) -> None:
    (tmp_path / "old.png").write_bytes(b"another one")
    assert looks(watched, 3) == ["old.png"]
    (tmp_path / "old.png").write_bytes(b"the third")
    assert looks(watched, 3) == ["old.png"]


def test_several_come_in_the_order_in_which_they_were_written(watched: WatchedFolder, tmp_path: Path) -> None:
    for at, name in enumerate(("b.jpg", "a.jpg", "c.jpg")):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, ns=(0, at))
    assert looks(watched) == ["b.jpg", "a.jpg", "c.jpg"]


@pytest.mark.parametrize("name", ["notes.txt", ".hidden.png", "~$slip.png", "slip.png.part", "slip.mov", "slip"])
def test_what_is_no_picture_by_its_name(watched: WatchedFolder, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert looks(watched, 3) == []


@pytest.mark.parametrize("name", ["IMG_1.HEIC", "a.heif", "a.avif", "slip.gif", "scan.tif", "scan.TIFF"])
def test_a_picture_of_a_kind_that_is_not_read_is_no_silence(watched: WatchedFolder, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert looks(watched, 3) == [name]


def test_what_is_no_file(watched: WatchedFolder, tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "empty.png").touch()
    assert looks(watched, 3) == []


@pytest.mark.skipif(os.name == "nt", reason="NO FIFO: and links want a privilege on Windows")
def test_links_and_pipes(watched: WatchedFolder, tmp_path: Path) -> None:
    (tmp_path / "link.png").symlink_to(tmp_path / "old.png")
    os.mkfifo(tmp_path / "pipe.png")
    assert looks(watched, 3) == []


def test_a_folder_that_goes_and_comes_back(watched: WatchedFolder, tmp_path: Path) -> None:
    elsewhere = tmp_path.with_name("elsewhere")
    tmp_path.rename(elsewhere)
    assert watched.look() == Look(gone=True)
    (elsewhere / "new.png").write_bytes(b"x")
    elsewhere.rename(tmp_path)
    assert looks(watched) == ["new.png"]


def test_a_folder_that_was_not_there_yet_brings_nothing_new_with_it(tmp_path: Path) -> None:
    folder = WatchedFolder(tmp_path / "later")
    assert folder.look() == Look(gone=True)
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "old.png").write_bytes(b"x")
    assert looks(folder, 3) == []
    (tmp_path / "later" / "new.png").write_bytes(b"x")
    assert looks(folder) == ["new.png"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert WatchedFolder(tmp_path / "file").look() == Look(gone=True)


def test_more_names_than_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner.sources.folder, "MOST", 2)
    for name in ("a.png", "b.png"):
        (tmp_path / name).write_bytes(b"x")
    assert WatchedFolder(tmp_path).look() == Look()
    (tmp_path / "c.png").write_bytes(b"x")
    assert WatchedFolder(tmp_path).look() == Look(crowded=True)


def test_the_watch_tells_what_is_new_and_each_change_alone(tmp_path: Path) -> None:
    told: list[Look] = []
    watch = FolderWatch(tmp_path / "in", told.append, every_s=0.01)
    watch.start()
    try:
        until(lambda: told == [Look(gone=True)])
        (tmp_path / "in").mkdir()
        until(lambda: told == [Look(gone=True), Look()])
        (tmp_path / "in" / "slip.png").write_bytes(b"x")
        until(lambda: told[2:] == [Look((tmp_path / "in" / "slip.png",)), Look()])
    finally:
        watch.close()
    (tmp_path / "in" / "late.png").write_bytes(b"x")
    assert len(told) == 4


def test_closing_what_was_not_started(tmp_path: Path) -> None:
    FolderWatch(tmp_path, lambda _look: None).close()


def until(fits) -> None:
    deadline = time.monotonic() + WAIT_S
    while not fits():
        assert time.monotonic() < deadline
        time.sleep(0.005)
