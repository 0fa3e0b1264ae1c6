"""The terminal's end of one reading process: it is started, told, heard and ended. No picture and no camera here.

The rule: nobody waits for it beyond a deadline, as it is killed then; and it never outlives the block or the terminal.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Condition, Thread
from time import monotonic
from types import TracebackType

from scanner.reader.wire import Message, WireError, receive, send

COMMAND = (sys.executable or "", "-P", "-m", "scanner.reader.child")
START_S = 20.0  # until it says that it is there: an old disk, and a virus scanner that looks at each library
END_S = 2.0  # from the end of its stdin until it is killed

# fmt: off
# What it is given beside the terminal's environment. One thread each: two threads are no faster on pictures of this
# size, and their stacks and arenas count as memory.
_SETTINGS = {
    "OPENCV_LOG_LEVEL":       "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",
    "OPENCV_FOR_THREADS_NUM": "1",
    "OMP_NUM_THREADS":        "1",
    "OPENBLAS_NUM_THREADS":   "1",
    "MALLOC_ARENA_MAX":       "2",
    "PYTHONUTF8":             "1",
}
# fmt: on
# fmt: off
# And what it is given of that: whatever an interpreter, its libraries and a camera need. A till's environment holds
# passwords, of a supervisor, of a database, of whoever set it up, which are nothing to a decoder.
_HANDED = frozenset((
    "PATH", "HOME", "LANG", "LANGUAGE", "TMPDIR", "TEMP", "TMP", "TZ",
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "VIRTUAL_ENV",
    "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "PATHEXT", "COMSPEC",
))
_HANDED_FAMILIES = ("LC_", "PYTHON", "OPENCV_")
# fmt: on


class Child:
    """One process, started at once. late: it was killed because a deadline had passed. One thread tells and hears;
    `kill` is for any.
    """

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(os.environ),
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._deadline = _Deadline(self._process)

    def is_there(self) -> bool:
        """Wait until it says that it is; False where it died over that, or took too long."""
        said = self.hear(START_S)
        return said is not None and said.word == "ready"

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    @property
    def late(self) -> bool:
        """Whether it was killed because a deadline had passed."""
        return self._deadline.passed

    def tell(self, message: Message, within_s: float) -> None:
        """Give it a command. Nothing is said where it is dead: it will not be heard, either."""
        with suppress(OSError), self._deadline.within(within_s):
            if self._process.stdin is not None:
                send(self._process.stdin, message)

    def hear(self, within_s: float | None) -> Message | None:
        """Its next answer; None where it is dead, says what is no message, or says nothing for so long: dead, then.

        within_s: None waits for ever, or until `kill`.
        """
        try:
            with self._deadline.within(within_s):
                told = receive(self._process.stdout) if self._process.stdout is not None else None
        except (OSError, ValueError, WireError):  # ValueError: closed meanwhile
            told = None
        if told is None:
            self.kill()
        return told

    def kill(self) -> None:
        """From any thread, any number of times: it is over at once, and whoever hears it hears None."""
        self._process.kill()

    def close(self) -> None:
        """End it as it wants to be ended, by its stdin, and give everything back."""
        with suppress(OSError), self._deadline.within(END_S):  # what it did not take yet is written now
            if self._process.stdin is not None:
                self._process.stdin.close()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._deadline.close()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> "Child":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def environment(whole: "os._Environ[str] | dict[str, str]") -> dict[str, str]:
    """Of the terminal's environment what its reading process gets, and what keeps its libraries quiet."""
    return {name: value for name, value in whole.items() if _is_handed(name.upper())} | _SETTINGS


def _is_handed(name: str) -> bool:
    return name in _HANDED or name.startswith(_HANDED_FAMILIES)


class _Deadline:
    """Kills a process that lets a deadline pass: a pipe that blocks ends then, on every system."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.passed = False
        self._process = process
        self._due: float | None = None
        self._over = False
        self._changed = Condition()
        self._thread = Thread(target=self._watch, name="reader-deadline", daemon=True)
        self._thread.start()

    @contextmanager
    def within(self, seconds: float | None) -> Iterator[None]:
        """What stands in the block is done within so many seconds, or the process is killed."""
        self._set(None if seconds is None else monotonic() + seconds)
        try:
            yield
        finally:
            self._set(None)

    def close(self) -> None:
        with self._changed:
            self._over = True
            self._changed.notify()
        self._thread.join()

    def _set(self, due: float | None) -> None:
        with self._changed:
            self._due = due
            if due is not None:  # one that was taken back may wake it when it likes
                self._changed.notify()

    def _watch(self) -> None:
        with self._changed:
            while not self._over:
                left = None if self._due is None else self._due - monotonic()
                if left is not None and left <= 0:
                    self.passed, self._due = True, None
                    self._process.kill()
                else:
                    self._changed.wait(left)
