"""What the reading process may use, where the system knows such limits: memory, core files, time for one picture.

On Windows there are none of them, and the terminal's own deadline is all. The rule: a limit ends the process from
outside of Python, so that it holds whatever a decoder does.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

MEMORY_BYTES = 1_610_612_736  # address space: 0.4 GB with every library loaded, 0.9 GB with the worst picture as well
PICTURE_CPU_S = 5.0  # twenty times a picture's budget, and the loading of OpenCV
PICTURE_S = 60.0  # by the clock: longer than any terminal waits, so it ends only what has lost its terminal


def limit_process() -> None:
    """For the whole process: memory, and no core file, which would hold the picture."""
    if sys.platform == "win32":
        return
    try:
        import resource
    except ImportError:
        return
    for limit, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):  # not every system knows every limit
            soft, hard = resource.getrlimit(limit)
            resource.setrlimit(limit, (most if soft == resource.RLIM_INFINITY else min(most, soft), hard))


@contextmanager
def limited_picture() -> Iterator[None]:
    """Time for what stands in the block, the processor's and the clock's; beyond it the system ends the process."""
    timer = getattr(signal, "setitimer", None)
    if timer is None:
        yield
        return
    limits = ((signal.ITIMER_PROF, PICTURE_CPU_S), (signal.ITIMER_REAL, PICTURE_S))
    for which, seconds in limits:
        timer(which, seconds)
    try:
        yield
    finally:
        for which, _ in limits:
            timer(which, 0.0)
