"""What the console we were started in can draw, asked before the screens take it over; the theme that suits it.

Nothing is asked where nobody sits before a terminal. The rule: an answer is waited for at most ANSWER_S, and without
one the console is taken to be as consoles are.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from terminal.themes import ASCII, DEFAULT

ANSWER_S = 0.1
CHINESE_CODE_PAGE = 936
_DOUBTFUL = "─"  # one cell here; two where a terminal takes what UAX #11 calls Ambiguous for wide
_WHERE_AM_I = "\x1b[6n"  # DSR 6: answered by ESC [ row ; column R
_ERASE = "\r\x1b[K"


def fitting_theme(environ: Mapping[str, str] = os.environ) -> str:
    """The theme for a user who chose none."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return DEFAULT
    if sys.platform == "win32":
        return ASCII if _code_page() == CHINESE_CODE_PAGE and "WT_SESSION" not in environ else DEFAULT
    return ASCII if cells_of_doubtful(sys.stdin.fileno(), sys.stdout.fileno()) == 2 else DEFAULT


def cells_of_doubtful(reading: int, writing: int, answer_s: float = ANSWER_S) -> int | None:
    """How many cells the terminal behind these descriptors gives a sign of doubtful width; None where it does not say.

    POSIX alone: nothing of it is imported elsewhere.
    """
    with _unbuffered(reading):
        os.write(writing, f"\r{_DOUBTFUL}{_WHERE_AM_I}".encode())
        answer = _answer(reading, answer_s)
        os.write(writing, _ERASE.encode())
    column = answer.rpartition(b";")[2]
    return int(column) - 1 if column.isdigit() else None


@contextmanager
def _unbuffered(descriptor: int) -> Iterator[None]:
    """Characters come one by one and are not echoed."""
    import termios
    import tty

    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor, termios.TCSANOW)
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSANOW, before)


def _answer(descriptor: int, answer_s: float) -> bytes:
    """ESC [ row ; column of the answer, without its R; whatever came where none did in time."""
    import select

    answer = b""
    while select.select([descriptor], [], [], answer_s)[0]:
        byte = os.read(descriptor, 1)
        if byte in {b"R", b""}:
            break
        answer += byte
    return answer


def _code_page() -> int:
    import ctypes

    return int(ctypes.windll.kernel32.GetConsoleOutputCP())  # type: ignore[attr-defined, unused-ignore]
