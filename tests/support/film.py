"""Films for a camera that is not there: frames of 1280x720 with their number as a QR code, in a file or from memory."""

from pathlib import Path
from threading import Condition

import cv2
import numpy as np
import segno

FPS = 30
Picture = np.ndarray
EMPTY: Picture = np.full((720, 1280), 150, np.uint8)
"""A desk, and nothing on it."""


def frame(text: str) -> Picture:
    """A grey desk, and on it a code."""
    code = segno.make(text, micro=False).matrix_iter(scale=8, border=4)
    module = np.array([[0 if dark else 255 for dark in row] for row in code], np.uint8)
    desk = EMPTY.copy()
    desk[200 : 200 + module.shape[0], 400 : 400 + module.shape[1]] = module
    return desk


def held_up(slip: Path) -> Picture:
    """A slip before a camera."""
    paper = cv2.imdecode(np.frombuffer(slip.read_bytes(), np.uint8), cv2.IMREAD_GRAYSCALE)
    assert paper is not None
    high, wide = 700, 700 * paper.shape[1] // paper.shape[0]
    view = EMPTY.copy()
    view[10 : 10 + high, 500 : 500 + wide] = cv2.resize(paper, (wide, high), interpolation=cv2.INTER_AREA)
    return view


def numbered(frames: int) -> list[Picture]:
    return [frame(f"FRAME {number:04d}") for number in range(frames)]


def mjpeg(file: Path, pictures: list[Picture]) -> Path:
    """An MJPEG .avi of FPS frames a second."""
    height, width = pictures[0].shape
    writer = cv2.VideoWriter(
        str(file), cv2.CAP_OPENCV_MJPEG, cv2.VideoWriter.fourcc(*"MJPG"), FPS, (width, height), params=None
    )
    for picture in pictures:
        writer.write(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR))
    writer.release()
    return file


def sequence(folder: Path, pictures: list[Picture]) -> Path:
    """Numbered pictures; the pattern that names them."""
    for number, picture in enumerate(pictures):
        cv2.imwrite(str(folder / f"f{number:03d}.png"), picture)
    return folder / "f%03d.png"


class Pace:
    """A clock that two threads share: time stands still while the reading thread has a frame that is due, and goes on
    while somebody spends it.
    """

    def __init__(self) -> None:
        self._changed = Condition()
        self._now_s = 0.0
        self._due_s: float | None = None  # until when the reading thread sleeps; None: it is awake
        self._over = False

    def clock(self) -> float:
        with self._changed:
            return self._now_s

    def sleep(self, seconds: float) -> None:
        """The reading thread's."""
        with self._changed:
            due_s = self._due_s = self._now_s + seconds
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._now_s >= due_s - 1e-9 or self._over)
            self._due_s = None

    def ended(self) -> None:
        """The reading thread sleeps no more."""
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def spend(self, seconds: float) -> None:
        """The deciding thread's: that much work, in which the other reads whatever falls due."""
        with self._changed:
            end_s = self._now_s + seconds
            while not self._over:
                self._changed.wait_for(lambda: (self._due_s is not None and self._due_s > self._now_s) or self._over)
                if self._over or self._due_s is None or self._due_s > end_s:
                    break
                self._now_s = self._due_s
                self._changed.notify_all()
            self._now_s = end_s
            self._changed.notify_all()
