"""What a camera tells: that it is open, what it sees now, which codes came into view, and why it is over. Pure values.

The rule: a code's text stands in no repr, as it may be a payer's.
"""

from dataclasses import dataclass, field
from typing import Literal

from scanner.camera.devices import Device
from scanner.decode.symbol import Symbol

Word = Literal[
    "camera_missing",
    "camera_denied",
    "camera_privacy",
    "camera_busy",
    "camera_lost",
    "camera_still",
    "camera_file",
    "film_over",
]
"""Error words. missing: none there; denied: the system's rights (Linux); privacy: its privacy settings (elsewhere);
busy: another program has it; lost: it went away; still: no picture comes; file: no such film; film_over:
all of it was seen.
"""


MOST_PREVIEW = 96, 54
"""Pixels of a preview, columns and rows: a terminal shows two in a cell, and 96 cells are wide."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Pictures come now. name: of the device or file. width, height: of a picture, as the camera gives it."""

    name: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A frame made small. number: of the frame, from 0. grey: height rows of width bytes, 0 black to 255 white."""

    number: int
    width: int
    height: int
    grey: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.grey) != self.width * self.height:
            raise ValueError("a preview has width x height bytes")


@dataclass(frozen=True, slots=True)
class Seen:
    """Codes that came into view, each once until it was out of view. number: of the frame they were first read on."""

    number: int
    codes: tuple[Symbol, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """Several cameras are there and none was chosen: nothing was opened."""

    devices: tuple[Device, ...]


@dataclass(frozen=True, slots=True)
class Over:
    """The camera has ended by itself; nothing comes after this. name: of device or file."""

    word: Word
    name: str = ""


News = Opened | Preview | Seen | Listed | Over


class CameraFault(Exception):
    """A camera that can't be used, or no longer."""

    def __init__(self, word: Word, name: str = "") -> None:
        super().__init__(f"{word} {name}".strip())
        self.over = Over(word, name)
