"""What a journal's files stand on: the system's own folder, or a disk that somebody else makes (terminal.simulation).

The rule: whatever touches a journal's files goes through here, so that the same store runs on both.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from terminal.records import side_files, whole_file
from terminal.records.sqlite_file import HeldFile, copy_whole


class Held(Protocol):
    """A file that is open and ours."""

    db: sqlite3.Connection
    close: Callable[[], None]

    def require_same(self) -> None:
        """See HeldFile."""


class Line(Protocol):
    """What says how the head stands now."""

    def write(self, text: str) -> None:
        """See NowLine."""

    def close(self) -> None:
        """See NowLine."""


@dataclass(frozen=True, slots=True)
class Ground:
    """hold: open for life. copy: what is open, whole and under that name. The others: as the functions of their names
    in whole_file.py and side_files.py.
    """

    hold: Callable[[Path], Held] = HeldFile
    copy: Callable[[sqlite3.Connection, Path], None] = copy_whole
    sync_folder: Callable[[Path], None] = whole_file.sync_folder
    last_head: Callable[[Path], str] = side_files.last_head
    write_head: Callable[[Path, str], None] = side_files.write_head
    now_line: Callable[[Path], Line] = side_files.NowLine
    reserve_stands: Callable[[Path], bool] = side_files.reserve_stands
    make_reserve: Callable[[Path], None] = side_files.make_reserve
    spend_reserve: Callable[[Path], bool] = side_files.spend_reserve


SYSTEM = Ground()
