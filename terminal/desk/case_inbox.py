"""The folder in which papers of cases come in: a scanner's, or where a person puts files. Nothing is read or changed.

The rule: what is no plain file of this folder is not offered; what lies there stays there.
"""

from contextlib import suppress
from pathlib import Path
from stat import S_ISREG

FOLDER = "inbox"
MOST = 200
"""As many as a person looks through."""


def inbox_files(beside: Path) -> tuple[Path, ...]:
    """Files in `inbox` beside this one, newest first; the folder is made where there is none."""
    folder = beside.parent / FOLDER
    found: list[tuple[float, Path]] = []
    with suppress(OSError):  # no folder: nothing came in, and a path can still be keyed
        folder.mkdir(mode=0o700, exist_ok=True)
        found = [made for file in folder.iterdir() if (made := _made(file)) is not None]
    return tuple(file for _at, file in sorted(found, key=lambda made: (-made[0], made[1].name))[:MOST])


def _made(file: Path) -> tuple[float, Path] | None:
    """When it came; None for what is no plain file, or hidden."""
    if file.name.startswith("."):
        return None
    with suppress(OSError):
        told = file.lstat()
        return (told.st_mtime, file) if S_ISREG(told.st_mode) else None
    return None
