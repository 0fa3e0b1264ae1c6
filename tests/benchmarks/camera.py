"""A camera on a film in real time: how far behind the frame is that is looked at, and what a frame costs to get.

How many frames are read a CPU-second stands in scanner.py. The clock on the wall is what staleness is about, so a busy
machine shows here.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import zxingcpp
from film import FPS, mjpeg, numbered, sequence

from scanner.camera.capture import Film, Picture
from scanner.camera.news import MOST_PREVIEW, CameraFault
from scanner.camera.watching import look
from scanner.decode.symbol import Reading

FRAMES, DECODING_S = 120, 0.1
Row = dict[str, Any]


def measure() -> list[Row]:
    """By kind of film."""
    with tempfile.TemporaryDirectory() as made:
        folder, pictures = Path(made), numbered(FRAMES)
        films = (("MJPEG", mjpeg(folder / "film.avi", pictures)), ("numbered pictures", sequence(folder, pictures)))
        return [row for name, file in films for row in (*_behind(name, file), _cost(name, file))]


def _behind(name: str, file: Path) -> list[Row]:
    """Frames that the film is further than what is looked at, at the moment it is taken to be read."""
    behind: list[float] = []
    film = _Marked(str(file))

    def read(grey: Picture, turn: int, known: frozenset[bytes]) -> Reading:
        if film.given < FRAMES:
            behind.append((time.monotonic() - film.first_s) * FPS - film.number_of(grey))
        time.sleep(DECODING_S)
        return Reading(())

    _watch(film, read)
    what = f"frames behind with 100 ms of decoding, {name} of {FPS} a second"
    p95 = sorted(behind)[int(0.95 * len(behind))]
    return [
        {"what": f"{what}: median", "value": round(statistics.median(behind), 2), "at_most": 1},
        {"what": f"{what}: p95", "value": round(p95, 2)},
    ]


def _cost(name: str, file: Path) -> Row:
    """Processor time of both threads."""
    began = time.process_time()
    _watch(Film(str(file)), lambda grey, turn, known: Reading(()))
    value = round((time.process_time() - began) * 1000 / FRAMES, 2)
    return {"what": f"ms a frame of 1280x720 to get, turn grey and show small, {name}", "value": value, "at_most": 15}


def _watch(film: Film, read: Callable[[Picture, int], Reading]) -> None:
    with suppress(CameraFault):  # the end of the film
        look(film, MOST_PREVIEW, read, lambda news: None)


class _Marked(Film):
    """A film that knows when it began and which frame is which."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.given, self.first_s = 0, 0.0

    def read(self) -> Picture | None:
        picture = super().read()
        self.first_s = self.first_s or time.monotonic()
        self.given += picture is not None
        return picture

    def number_of(self, grey: Picture) -> int:
        """By the code on it."""
        (code,) = zxingcpp.read_barcodes(grey, zxingcpp.BarcodeFormat.QRCode)
        return int(code.text.removeprefix("FRAME "))
