"""The folder in which papers of cases come in: a scanner's, or where a person puts files. Nothing is read or changed.

The rule: what is no plain file of this folder is not offered; what lies there stays there.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from terminal.records.evidence import EvidenceError, seen

FOLDER = "inbox"
MOST = 200
"""As many as a person looks through."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that may become a paper's. size: bytes. at: local time of its last change, "" where it has none."""

    path: Path
    size: int
    at: str

    @property
    def name(self) -> str:
        """As it is called there."""
        return self.path.name


def inbox_files(beside: Path) -> tuple[Incoming, ...]:
    """Files in `inbox` beside this one, newest first; the folder is made where there is none."""
    folder = beside.parent / FOLDER
    found: list[tuple[float, Incoming]] = []
    with suppress(OSError):  # no folder: nothing came in, and a path can still be keyed
        folder.mkdir(mode=0o700, exist_ok=True)
        for file in folder.iterdir():
            with suppress(EvidenceError):
                found += [] if file.name.startswith(".") else [_seen(file)]
    return tuple(one for _at, one in sorted(found, key=lambda made: (-made[0], made[1].name))[:MOST])


def incoming(file: Path) -> Incoming:
    """This file, wherever it lies. Raises EvidenceError evidence_no_file, evidence_unreadable."""
    return _seen(file)[1]


def _seen(file: Path) -> tuple[float, Incoming]:
    told = seen(file)
    return told.st_mtime, Incoming(file, told.st_size, _local(told.st_mtime))


def _local(at: float) -> str:
    try:
        return f"{datetime.fromtimestamp(at).astimezone():%Y-%m-%d %H:%M}"
    except (OSError, OverflowError, ValueError):  # a file system keeps years that no calendar has
        return ""
