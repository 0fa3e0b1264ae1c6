"""The system's list of cameras, read off a made-up root."""

from pathlib import Path

import pytest

from scanner.camera.capture import open_frames
from scanner.camera.devices import Device, listed, may_open, node_of
from scanner.camera.news import CameraFault, Over


def node(root: Path, name: str, said: str | None, index: str | None = None) -> None:
    folder = root / "sys/class/video4linux" / name
    folder.mkdir(parents=True)
    for file, text in (("name", said), ("index", index)):
        if text is not None:
            (folder / file).write_text(f"{text}\n", encoding="utf-8")
    (root / "dev").mkdir(exist_ok=True)
    (root / "dev" / name).touch()


def test_cameras_by_number_without_the_nodes_that_give_no_picture(tmp_path: Path) -> None:
    node(tmp_path, "video10", "后置", "0")
    node(tmp_path, "video2", "HD Webcam", "0")
    node(tmp_path, "video3", "HD Webcam", "1")
    node(tmp_path, "v4l-subdev0", "sensor")
    assert listed(tmp_path) == (Device(2, "HD Webcam"), Device(10, "后置"))


@pytest.mark.parametrize(
    ("said", "index", "name"),
    [
        (None, None, ""),
        ("Old", None, "Old"),
        ("x" * 200, "0", "x" * 80),
    ],
)
def test_a_camera_that_says_little_or_much_of_itself(
    tmp_path: Path, said: str | None, index: str | None, name: str
) -> None:
    node(tmp_path, "video0", said, index)
    assert listed(tmp_path) == (Device(0, name),)


def test_a_system_without_cameras_has_none(tmp_path: Path) -> None:
    assert listed(tmp_path) == ()


def opened(source: str, root: Path, *, may: bool = True) -> Over:
    with pytest.raises(CameraFault) as fault:
        open_frames(source, root, lambda _: may)
    return fault.value.over


@pytest.fixture
def linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.camera.capture.has_list", lambda: True)


@pytest.mark.usefixtures("linux")
def test_no_camera_no_right_and_a_camera_that_will_not_open_are_three_things(tmp_path: Path) -> None:
    node(tmp_path, "video63", "Cashier", "0")
    assert opened("0", tmp_path) == Over("camera_missing", "video0")
    assert opened("63", tmp_path, may=False) == Over("camera_denied", "Cashier")
    assert opened("63", tmp_path) == Over("camera_busy", "Cashier")


def test_elsewhere_the_system_says_only_that_it_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.camera.capture.has_list", lambda: False)
    assert opened("63", tmp_path) == Over("camera_privacy", "63")


def test_a_device_file_may_be_opened_where_it_may_be_read_and_written(tmp_path: Path) -> None:
    node(tmp_path, "video0", "Cashier")
    assert may_open(node_of(0, tmp_path))
    assert not may_open(node_of(1, tmp_path))


@pytest.mark.parametrize(
    "source", ["nothing.avi", "f%03d.png", "nowhere/f%03d.png", "http://127.0.0.1:9/film", "-1", "٣", "."]
)
def test_what_is_no_film(tmp_path: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert opened(source, tmp_path).word == "camera_file"
