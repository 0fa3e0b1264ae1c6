"""A receipt's bytes -> a file of its own. The rule: it is there whole or not at all, and none is overwritten."""

import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

MAX_SAME = 1000  # files of one stem; a reprint key held down is no reason to fill the disk


def save_new(folder: Path, stem: str, ending: str, data: bytes) -> Path:
    """Write `data` to folder/stem.ending, or stem-2, stem-3 ... where that is taken; gives the path back.

    stem: ASCII letters, digits, - and _ (at most 100). The name is reserved first, then filled by os.replace from a
    temporary file that was flushed to the disk. ValueError for another stem, FileExistsError after MAX_SAME names, and
    the OSError of a full or missing disk.
    """
    if re.fullmatch(r"[A-Za-z0-9_-]{1,100}", stem) is None:
        raise ValueError("a file stem is ASCII letters, digits, - and _")
    return _save(folder, lambda: _reserve(folder, stem, ending), data)


def save_as(target: Path, data: bytes, *, over: bool = False) -> None:
    """Write `data` to that very file. FileExistsError where there is one, unless `over`; then it stands until the new
    one is whole. The OSError of a disk as above.
    """

    def reserve() -> Path:
        target.touch(mode=0o600, exist_ok=over)
        return target

    _save(target.parent, reserve, data)


def _save(folder: Path, reserve: Callable[[], Path], data: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".printing-", dir=folder)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        target = reserve()
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return target


def _reserve(folder: Path, stem: str, ending: str) -> Path:
    for number in range(1, MAX_SAME + 1):
        target = folder / f"{stem}{f'-{number}' if number > 1 else ''}.{ending}"
        try:
            target.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            continue
        return target
    raise FileExistsError(f"{MAX_SAME} files are called {stem}.{ending} already")
