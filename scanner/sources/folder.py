"""A folder that is watched: which pictures are new in it, looked at twice a second in a thread of its own.

No picture is opened here. The rule: a picture is new once it lies there complete (two looks found it the same) and it
is not as it was when the watch began; one that is written anew is new again. Pictures of a kind that is not read are
new, too: whoever reads them says so.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from stat import S_ISREG
from threading import Event, Thread

from scanner.sources.picture_names import is_any_picture_name

EVERY_S = 0.5
"""Between two looks."""

LEAVE_S = 0.5
"""Longest that whoever closes waits; a look into a network folder that hangs is left behind."""

MOST = 20_000
"""Names looked at; a folder that holds more is no folder for slips."""

_TEMPORARY = (".", "~")
"""How names begin that programs give to what they still write."""

_Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """pictures: new ones, in the order in which they were written. gone: the folder is not there. crowded: it holds
    more than MOST names, and not all of them were looked at.
    """

    pictures: tuple[Path, ...] = ()
    gone: bool = False
    crowded: bool = False


class WatchedFolder:
    """What a folder held at the last look. folder: may be missing, and come back."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, _Stamp] | None = None
        self._last: dict[str, _Stamp] = {}

    def look(self) -> Look:
        """The first look that finds the folder finds nothing new in it."""
        try:
            found, crowded = _pictures(self._folder)
        except OSError:
            return Look(gone=True)
        if self._known is None:
            self._known = found
            return Look(crowded=crowded)
        settled = {name: stamp for name, stamp in found.items() if self._last.get(name) == stamp}
        new = [name for name, stamp in settled.items() if self._known.get(name) != stamp]
        self._known = {name: stamp for name, stamp in self._known.items() if name in found} | settled
        self._last = found
        new.sort(key=lambda name: (found[name][1], name))
        return Look(tuple(self._folder / name for name in new), crowded=crowded)


class FolderWatch:
    """folder: where. told: each look that found something new, and each change, in the watch's thread."""

    def __init__(self, folder: Path, told: Callable[[Look], None], every_s: float = EVERY_S) -> None:
        self._watched, self._told, self._every_s = WatchedFolder(folder), told, every_s
        self._left = Event()
        self._thread = Thread(target=self._run, name="watched folder", daemon=True)

    def start(self) -> None:
        """Begin; once."""
        self._thread.start()

    def leave(self) -> None:
        """End, without waiting for it: nothing new is told."""
        self._left.set()

    def close(self) -> None:
        """End; nothing is told any more."""
        self.leave()
        if self._thread.is_alive():
            self._thread.join(LEAVE_S)

    def _run(self) -> None:
        before: Look | None = None
        while not self._left.is_set():
            look = self._watched.look()
            if (look != before or look.pictures) and not self._left.is_set():
                self._told(look)
            before = look
            self._left.wait(self._every_s)


def _pictures(folder: Path) -> tuple[dict[str, _Stamp], bool]:
    """Complete-looking pictures by name, with size and time of writing; and whether there are too many names."""
    found: dict[str, _Stamp] = {}
    with os.scandir(folder) as entries:
        names = [entry.name for entry in islice(entries, MOST + 1)]
    for name in names[:MOST]:
        if is_any_picture_name(name) and not name.startswith(_TEMPORARY):
            try:
                told = os.stat(folder / name, follow_symlinks=False)
            except OSError:  # it has just been taken away
                continue
            if S_ISREG(told.st_mode) and told.st_size:
                found[name] = (told.st_size, told.st_mtime_ns)
    return found, len(names) > MOST
