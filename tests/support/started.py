"""A process of a test that does not outlive it. One rule: whoever leaves the block by an error leaves nothing behind.

`with subprocess.Popen(…)` alone waits for the end of a process that waits for us, beyond every time limit of the test.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def started(words: list[str], **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """As subprocess.Popen; killed where the block fails."""
    with subprocess.Popen(words, **options) as process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise
