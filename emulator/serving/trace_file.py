"""`--trace FILE`: what crosses the lines, masked, appended to a file. A watch; the format is protocol.trace's.

The rule: a trace never costs an answer. A line is written whole and at once, so that a killed process loses nothing;
where the disk is full, or gone, tracing ends with one word to the operator and serving goes on. A file that is no trace
is never touched, and one that is gets another session.
"""

import errno
import io
import os
import stat
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from emulator.serving.watch import Ending, Refusal
from protocol.dialects.unionpay.profiles import Profile
from protocol.tap import Tap
from protocol.trace import MAX_LINE, Head, Kind, Record, TraceError, Way, head_line, read_trace, record_line


class TraceFileError(Exception):
    """A file that can't be used for a trace; the text says which and why."""


class TraceFile:
    """path: a new file, made for its owner alone, an empty one, or a trace; no link, FIFO or device. head: of the
    session. profile: the one that `head` names. clock: monotonic seconds. say: hears why tracing ended. frame_bytes: of
    one message at most.

    Raises TraceFileError for a path that can't be written, and a file that holds anything else.
    """

    def __init__(
        self,
        path: Path,
        head: Head,
        profile: Profile,
        clock: Callable[[], float],
        say: Callable[[str], None],
        frame_bytes: int,
    ) -> None:
        self._path, self._head, self._profile, self._say = path, head, profile, say
        self._clock, self._started_s, self._frame_bytes = clock, clock(), frame_bytes
        self._taps: dict[str, tuple[Tap, Tap]] = {}
        self._file: io.FileIO | None = _opened(path)
        self._write(head_line(head))

    def opened(self, peer: str) -> None:
        """A line of its own, and what hears both ways."""
        if self._file is not None:
            self._taps[peer] = self._tap(peer, Way.IN), self._tap(peer, Way.OUT)
            self._note([Record(self._at_s(), peer, Kind.OPENED)])

    def refused(self, peer: str, why: Refusal) -> None:
        """A line of its own."""
        self._note([Record(self._at_s(), peer, Kind.REFUSED, what=why.value)])

    def closed(self, peer: str, why: Ending) -> None:
        """What had begun and never ended, and why the connection did."""
        at_s = self._at_s()
        for tap in self._taps.pop(peer, ()):
            self._note(tap.end(at_s))
        self._note([Record(at_s, peer, Kind.CLOSED, what=why.value)])

    def received(self, peer: str, data: bytes) -> None:
        """Every frame, control and fault in it."""
        if peer in self._taps:
            self._note(self._taps[peer][0].feed(data, self._at_s()))

    def sent(self, peer: str, data: bytes) -> None:
        """As received."""
        if peer in self._taps:
            self._note(self._taps[peer][1].feed(data, self._at_s()))

    def answered(self, peer: str, asked: bytes, answer: bytes | None, waited_s: float) -> None:
        """Nothing: its frames have been written."""

    def close(self) -> None:
        """No more lines."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
        self._file = None
        self._taps.clear()

    def _tap(self, peer: str, way: Way) -> Tap:
        return Tap(peer, way, self._profile, self._head.framing, self._head.check, self._frame_bytes)

    def _at_s(self) -> float:
        return self._clock() - self._started_s

    def _note(self, records: Iterable[Record]) -> None:
        for record in records if self._file is not None else ():
            self._write(record_line(record))

    def _write(self, line: str) -> None:
        """One line, or none of it."""
        if self._file is None:
            return
        octets = line.encode("ascii")
        try:
            written = self._file.write(octets)
        except OSError as error:
            self._give_up(error.strerror or str(error))
            return
        if written != len(octets):
            with suppress(OSError):
                self._file.truncate(self._file.tell() - written)
            self._give_up("no room for a whole line")

    def _give_up(self, reason: str) -> None:
        self.close()
        self._say(f"{self._path}: {reason}; tracing ended, serving goes on")


def _opened(path: Path) -> io.FileIO:
    try:
        file = io.FileIO(path, "a+b", opener=_for_its_owner)
    except OSError as error:
        reason = "a symbolic link" if error.errno == errno.ELOOP else error.strerror or str(error)
        raise TraceFileError(f"{path}: {reason}") from None
    try:
        _check(path, file)
    except TraceFileError:
        file.close()
        raise
    return file


def _for_its_owner(path: str, flags: int) -> int:
    """Without waiting for the reader of a FIFO, and where the path leads and no link does."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0), 0o600)


def _check(path: Path, file: io.FileIO) -> None:
    """Raises TraceFileError unless it is a regular file, and empty or a trace that ends with a whole line."""
    found = os.fstat(file.fileno())
    if not stat.S_ISREG(found.st_mode):
        raise TraceFileError(f"{path}: no regular file")
    if found.st_size == 0:
        return
    try:
        file.seek(0)
        first, _, _ = file.read(MAX_LINE).partition(b"\n")
        file.seek(-1, os.SEEK_END)
        last = file.read(1)
        next(read_trace([f"{first.decode('utf-8')}\n"]))
    except (OSError, UnicodeDecodeError, TraceError):
        raise TraceFileError(f"{path}: holds something that is no trace; it is left alone") from None
    if last != b"\n":
        raise TraceFileError(f"{path}: its last line is cut off; move it away")
