"""An operating-system lock on a side file, held for life: flock on POSIX, msvcrt.locking on Windows; never no lock.

What stands in the file (process number and host) is for people; the rule: the lock is the system's, and no text is one.
"""

import os
import platform
from pathlib import Path


class LockHeldError(Exception):
    """Another process holds the lock."""


class FileLock:
    """Taken when made; released by `release` or by the end of the process, however it ends."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            _take(self._handle)
        except OSError:
            os.close(self._handle)
            self._handle = -1
            raise LockHeldError(f"{path} is held by another process") from None
        os.ftruncate(self._handle, 0)
        os.write(self._handle, f"{os.getpid()} {platform.node()}".encode())

    def release(self) -> None:
        """Give it back; safe to call twice."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def _take(handle: int) -> None:
    """Raises OSError when somebody else has it."""
    try:
        import fcntl
    except ImportError:
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
