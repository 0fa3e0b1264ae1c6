"""Lines for a stream that perhaps nobody reads: said by a thread of their own, so that whoever speaks never waits.

A pipe whose reader sleeps takes 64 KiB and then nothing. The rule: beyond MOST lines that wait, what is said is counted
and left out, and so many lines are named missing as soon as there is room; a reader that went is no error.
"""

import io
import os
import threading
from contextlib import suppress
from queue import Full, Queue
from typing import TextIO

MOST = 1000
"""Lines that wait; some 200 kB."""
PATIENCE_S = 1.0
"""How long `close` waits for a reader."""


class Aside:
    """stream: open for text; it stays open. missing: how so many lines that were left out are told."""

    def __init__(self, stream: TextIO, missing: str = "({} lines left out)") -> None:
        self._stream, self._own, self._missing = stream, _own(stream), missing
        self._lines: Queue[str | None] = Queue(MOST)
        self._left_out = 0
        # A daemon: where nobody reads, the end of the process does not wait either.
        self._thread = threading.Thread(target=self._speak, name="aside", daemon=True)
        self._thread.start()

    def say(self, line: str) -> None:
        """A line, without its end."""
        try:
            if self._left_out:
                self._lines.put_nowait(self._missing.format(self._left_out))
                self._left_out = 0
            self._lines.put_nowait(line)
        except Full:
            self._left_out += 1

    def close(self) -> None:
        """Say what waits, as far as somebody reads."""
        with suppress(Full):
            self._lines.put(None, timeout=PATIENCE_S)
        self._thread.join(PATIENCE_S)

    def _speak(self) -> None:
        while (line := self._lines.get()) is not None:
            with suppress(OSError):  # nobody reads, or the disk behind it is full
                self._write(f"{line}\n")
        if self._own is not None:
            self._own.close()

    def _write(self, text: str) -> None:
        if self._own is None:
            self._stream.write(text)
            self._stream.flush()
        else:
            self._own.write(text.encode("utf-8", "backslashreplace"))


def _own(stream: TextIO) -> io.FileIO | None:
    """The file under the stream, opened once more and without a buffer: what the interpreter flushes at its end must
    not be held by a thread that waits. None for a stream that is no file.
    """
    try:
        return io.FileIO(os.dup(stream.fileno()), "w")
    except io.UnsupportedOperation:
        return None
