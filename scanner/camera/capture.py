"""A camera or a film as frames, by OpenCV, and the thread that reads it. Runs in the child process alone.

The rule: the thread reads without a pause and keeps the newest frame; a film is read at its own pace, so that being
late means the same there as at a camera.
"""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any, Protocol

import cv2
import numpy as np

from scanner.camera.devices import ROOT, Device, May, has_list, listed, may_open, node_of
from scanner.camera.news import CameraFault, Word
from scanner.camera.slot import Slot

WIDTH, HEIGHT = 1280, 720
"""Asked for: with less, the bars of a slip that fills the picture are too fine; with more, a frame costs twice."""

FILM_FPS = 30.0
"""Of numbered pictures, which say no pace of their own; a film's own is kept within LEAST_FPS and MOST_FPS."""
LEAST_FPS, MOST_FPS = 1.0, 120.0
PROBED = 4
"""Cameras tried where the system lists none."""

Picture = np.ndarray[Any, np.dtype[Any]]
"""A frame as OpenCV gives it: rows, columns, and mostly three colours."""


class Frames(Protocol):
    """What can be read frame by frame. name: for people. barren: what it is called if it gives no frame at all; ended:
    if no more come.
    """

    name: str
    barren: Word
    ended: Word

    def read(self) -> Picture | None:
        """The next frame, when it is there; None when there are no more."""

    def close(self) -> None:
        """Give the camera back."""


class Camera:
    """A device, as fast as it gives frames. One that another program has may open, and give none."""

    barren: Word = "camera_busy"
    ended: Word = "camera_lost"

    def __init__(self, video: cv2.VideoCapture, name: str) -> None:
        self._video = video
        self.name = name

    def read(self) -> Picture | None:
        came, picture = self._video.read()
        return picture if came else None

    def close(self) -> None:
        self._video.release()


class Film(Camera):
    """A file of frames, each no sooner than it is due: a video, or numbered pictures as f%03d.png. Raises CameraFault.

    clock, sleep: seconds.
    """

    barren: Word = "camera_file"
    ended: Word = "film_over"

    def __init__(
        self,
        source: str,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        path = Path(source)
        numbered = "%" in path.name and not path.is_file()
        there = path.parent.is_dir() if numbered else path.is_file()  # OpenCV would take an address of the network
        video = cv2.VideoCapture(source, cv2.CAP_IMAGES if numbered else cv2.CAP_ANY) if there else None
        if video is None or not video.isOpened():
            raise CameraFault("camera_file", path.name)
        super().__init__(video, path.name)
        said = video.get(cv2.CAP_PROP_FPS)
        self._step_s = 1 / (min(said, MOST_FPS) if said >= LEAST_FPS else FILM_FPS)
        self._clock, self._sleep = clock, sleep
        self._due_s: float | None = None

    def read(self) -> Picture | None:
        now_s = self._clock()
        due_s = now_s if self._due_s is None else self._due_s
        self._due_s = due_s + self._step_s
        if due_s > now_s:
            self._sleep(due_s - now_s)
        return super().read()


class Capture:
    """The thread that reads; frames are in `slot`. close() waits a moment for it, and leaves one that hangs behind."""

    def __init__(self, frames: Frames, clock: Callable[[], float] = time.monotonic) -> None:
        self.slot: Slot[Picture] = Slot()
        self._frames, self._clock = frames, clock
        self._leaving = Event()
        self._thread = Thread(target=self._run, name="camera", daemon=True)
        self._thread.start()

    def close(self, within_s: float = 1.0) -> None:
        self._leaving.set()
        self._thread.join(within_s)

    def _run(self) -> None:
        try:
            while not self._leaving.is_set() and (picture := self._frames.read()) is not None:
                self.slot.put(picture, self._clock())
        except cv2.error:
            pass  # a camera that goes away in the middle of a frame: the same as its end
        finally:
            self.slot.end()
            self._frames.close()


def open_frames(source: str, root: Path = ROOT, may: May = may_open) -> Frames:
    """A camera by its number, else a film: a video file, or numbered pictures as f%03d.png. Raises CameraFault.

    root: where Linux's dev and sys lie. may: whether a device file may be opened.
    """
    if not source.isascii() or not source.isdecimal():
        return Film(source)
    return _camera(int(source), root, may)


def cameras(root: Path = ROOT) -> tuple[Device, ...]:
    """All there are: listed by the system, or else tried one by one, which may take a second each."""
    if has_list():
        return listed(root)
    return tuple(Device(index, str(index)) for index in range(PROBED) if _answers(index))


def _camera(index: int, root: Path, may: May) -> Camera:
    node = node_of(index, root)
    name = next((one.name for one in listed(root) if one.index == index), "") if has_list() else ""
    if has_list() and not node.exists():
        raise CameraFault("camera_missing", node.name)
    if has_list() and not may(node):
        raise CameraFault("camera_denied", name or node.name)
    video = cv2.VideoCapture(index, cv2.CAP_V4L2 if has_list() else cv2.CAP_ANY)
    if not video.isOpened():
        raise CameraFault("camera_busy" if has_list() else "camera_privacy", name or str(index))
    video.set(
        cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")
    )  # raw frames of this size fill a USB 2 line at 10 fps
    video.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH)
    video.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT)
    return Camera(video, name or str(index))


def _answers(index: int) -> bool:
    video = cv2.VideoCapture(index)
    try:
        return video.isOpened()
    finally:
        video.release()
