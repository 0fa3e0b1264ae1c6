"""Whether a file that holds money's records may be trusted as it lies there: ours alone, and no link. It opens none.

The rule: where others can read or change it, it is refused and not mended, as nobody knows what they did.
"""

import os
import stat
from contextlib import suppress
from pathlib import Path

_OTHERS = 0o077


class ExposedError(Exception):
    """The text says which file, and why."""


def require_own(path: Path) -> None:
    """Pass over what is not there. Raises ExposedError, OSError."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISLNK(found.st_mode):
        raise ExposedError(f"{path} is a link")
    if os.name == "posix" and stat.S_ISREG(found.st_mode) and found.st_mode & _OTHERS:
        raise ExposedError(f"{path} can be used by others: chmod 600")


def close_folder(folder: Path) -> None:
    """Take from others what they could do in a folder of ours; made where there is none. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.name == "posix" and folder.stat().st_mode & _OTHERS:
        with suppress(PermissionError):  # another's folder, in which ours was allowed to lie
            folder.chmod(0o700)


def identity(path: str) -> tuple[int, int] | None:
    """Which file has this name now; None where there is none."""
    try:
        found = os.stat(path)  # before each write: a Path would cost more than the question
    except OSError:
        return None
    return found.st_dev, found.st_ino
