"""Evidence files: kept by their hash, whole and durable; what is no plain file is refused and never waited for."""

import hashlib
import os
import stat
from pathlib import Path

import pytest

from terminal.records.evidence import (
    MAX_BYTES,
    NAME_MOST,
    EvidenceError,
    EvidenceStore,
    Standing,
    cleaned_name,
    media_of,
)

DATA = "销售单 80000026000149".encode()
SHA = hashlib.sha256(DATA).hexdigest()
posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX files")


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(tmp_path / "practice" / "evidence")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "销售单.txt"
    file.write_bytes(DATA)
    return file


def word(store: EvidenceStore, file: Path) -> str:
    try:
        store.keep(file)
    except EvidenceError as error:
        return error.word
    return ""


def test_a_file_is_kept_by_its_hash_for_its_owner_alone(store: EvidenceStore, file: Path) -> None:
    kept = store.keep(file)
    assert (kept.sha256, kept.name, kept.size, kept.media) == (SHA, "销售单.txt", len(DATA), "text/plain")
    assert (store.data(SHA), store.look(SHA)) == (DATA, Standing.WHOLE)
    file.unlink()
    assert store.look(SHA) is Standing.WHOLE


@posix
def test_modes(store: EvidenceStore, file: Path) -> None:
    store.keep(file)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (store.folder, store.folder / SHA)]
    assert modes == [0o700, 0o600]


def test_the_same_bytes_are_kept_once_under_whatever_name(store: EvidenceStore, file: Path) -> None:
    first = store.keep(file)
    other = file.rename(file.with_name("发票.pdf"))
    before = (store.folder / SHA).stat().st_mtime_ns
    second = store.keep(other)
    assert (first.sha256, second.name, second.media) == (second.sha256, "发票.pdf", "text/plain")
    assert ([path.name for path in store.folder.iterdir()], (store.folder / SHA).stat().st_mtime_ns) == ([SHA], before)


def test_what_vanished_and_what_was_changed(store: EvidenceStore, file: Path) -> None:
    store.keep(file)
    (store.folder / SHA).write_bytes(DATA + b"!")
    assert store.look(SHA) is Standing.CHANGED
    (store.folder / SHA).write_bytes(b"")
    assert store.look(SHA) is Standing.CHANGED
    store.keep(file)
    assert store.look(SHA) is Standing.WHOLE
    (store.folder / SHA).unlink()
    assert store.look(SHA) is Standing.VANISHED
    store.remove(SHA)


def test_removing_and_what_a_kill_left(store: EvidenceStore, file: Path) -> None:
    store.keep(file)
    (store.folder / ".part-abc").write_bytes(b"half")
    store.tidy()
    assert [path.name for path in store.folder.iterdir()] == [SHA]
    store.remove(SHA)
    assert list(store.folder.iterdir()) == []


def test_a_hash_is_no_path(store: EvidenceStore) -> None:
    with pytest.raises(ValueError, match="64 hex"):
        store.data("../journal.db")


def test_how_large_a_file_may_be(store: EvidenceStore, tmp_path: Path) -> None:
    exact, over = tmp_path / "exact", tmp_path / "over"
    exact.write_bytes(b"\0" * MAX_BYTES)
    over.write_bytes(b"\0" * (MAX_BYTES + 1))
    assert (word(store, exact), word(store, over)) == ("", "evidence_large")


def test_what_is_no_file(store: EvidenceStore, tmp_path: Path, file: Path) -> None:
    (tmp_path / "empty").write_bytes(b"")
    said = {name: word(store, tmp_path / name) for name in ("empty", "nowhere", "nul\0")}
    assert said == {
        "empty": "evidence_empty",
        "nowhere": "evidence_unreadable",
        "nul\0": "evidence_unreadable",
    }
    (tmp_path / "folder").mkdir()
    assert word(store, tmp_path / "folder") == "evidence_no_file"
    assert not store.folder.exists()


@posix
def test_pipes_links_and_devices_are_refused_at_once(store: EvidenceStore, tmp_path: Path, file: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(file)
    (tmp_path / "loop").symlink_to("loop")
    said = [word(store, path) for path in (tmp_path / "pipe", tmp_path / "link", tmp_path / "loop", Path("/dev/zero"))]
    assert said == ["evidence_no_file"] * 4


@posix
def test_a_disk_that_takes_nothing(store: EvidenceStore, file: Path) -> None:
    store.folder.parent.mkdir(parents=True)
    store.folder.write_bytes(b"a file is in the way")
    assert word(store, file) == "evidence_write"


# fmt: off
NAMES = [
    # as it is called                             as it is kept
    ("发票.pdf",                                  "发票.pdf"),
    ("a\tb\nc.txt",                               "a b c.txt"),
    ("\u202egnp.exe",                             "gnp.exe"),
    ("6243030000000001.jpg",                       "624303******0001.jpg"),
    ("签购单 6243 0300 0000 0001.jpg",             "签购单 6243 03** **** 0001.jpg"),
    ("长" * 80 + ".png",                          "长" * 47 + "…" + "长" * 8 + ".png"),
    ("\u200b",                                    "?"),
]
# fmt: on


@pytest.mark.parametrize(("called", "kept"), NAMES)
def test_names_are_cleaned_and_show_no_card(called: str, kept: str) -> None:
    assert (cleaned_name(Path(called)), len(kept) <= NAME_MOST) == (kept, True)


@posix
def test_a_name_of_bytes_that_are_no_text(store: EvidenceStore, tmp_path: Path) -> None:
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/\xc7\xfe\xff.png")
    Path(odd).write_bytes(b"x")
    assert "�" in store.keep(Path(odd)).name


# fmt: off
MEDIA = [
    # first bytes                                            media
    (b"\x89PNG\r\n\x1a\n....",                               "image/png"),
    (b"\xff\xd8\xff\xe0....",                                "image/jpeg"),
    (b"RIFF\x10\0\0\0WEBPVP8 ",                              "image/webp"),
    (b"....\x10\0\0\0WEBPVP8 ",                              "application/octet-stream"),
    (b"%PDF-1.7\n",                                          "application/pdf"),
    ("收据".encode(),                                        "text/plain"),
    ("收据".encode("gb18030"),                               "text/plain"),
    (b"MZ\x90\0",                                            "application/octet-stream"),
    (b"\x1b[2J",                                             "application/octet-stream"),
    (b"\xff\xff\xff\xff",                                    "application/octet-stream"),
]
# fmt: on


@pytest.mark.parametrize(("data", "media"), MEDIA)
def test_media_by_their_bytes(data: bytes, media: str) -> None:
    assert media_of(data) == media
