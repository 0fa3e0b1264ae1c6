"""The cashier's terminal in a pty of 80x24: CPU time from a key to the screen, and memory after a refund.

A whole refund is keyed over the in-process emulator: order number, reason, card, confirm. CPU time is that of the
process with all its threads, so the desk's work is in it; waiting for the practice bank costs none.
"""

import os
import pty
import select
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("tuihuo"))
KEY_S, MEMORY_MIB = 0.050, 90
QUIET_S, TIMEOUT_S = 0.06, 30.0
CALM_S = 0.35
"""A page is read before its 确认: an earlier one does not count (terminal/face/held.py)."""
TYPED = 60
"""Keys that are timed on each of the pages below."""

# fmt: off
WAY: tuple[tuple[str, bytes], ...] = (
    # the words that must stand there before the keys of this row are pressed, and those keys
    ("操作员号",   b"\r"),
    ("操作员密码", b"0 0 0 0 \r"),
    ("主菜单",     b"3 1"),
    ("主管密码",   b"1 2 3 4 5 6 \r"),
    ("销售单退货", b""),
)
CUSTOMERS, SCAN = b"\x1b[15~", b"\x1b[17~"  # F5, F6
SCANNED: tuple[tuple[str, bytes], ...] = (
    ("请选择顾客", b"1"),
    ("练习凭证",   SCAN),
    ("可退",       b""),
)
# fmt: on


def measure() -> list[dict[str, object]]:
    """Keys on the order page and its help, then memory with everything loaded that a refund needs."""
    with terminal() as screen:
        screen.walk(WAY)
        typed = [screen.press(key) for _ in range(TYPED // 2) for key in (b"8", b"\x7f")]
        turned = [screen.press(key) for _ in range(TYPED // 2) for key in (b"\x1bOP", b"\x1bOP")]
        screen.press(CUSTOMERS)
        screen.walk(SCANNED)
        memory = screen.memory_mib()
    return [
        {"what": "CPU seconds from a digit to the screen, p95", "value": p95(typed), "at_most": KEY_S},
        {"what": "CPU seconds from F1 to the screen, p95", "value": p95(turned), "at_most": KEY_S},
        {"what": "MiB with the in-process emulator, after a scan", "value": memory, "at_most": MEMORY_MIB},
    ]


def p95(seconds: list[float]) -> float:
    """The 95th of a hundred, to 0.1 ms."""
    return round(statistics.quantiles(seconds, n=20)[-1], 4)


class Screen:
    """The product behind a pty."""

    def __init__(self, pid: int, descriptor: int) -> None:
        self._pid, self._descriptor = pid, descriptor
        self._seen = b""

    def press(self, key: bytes) -> float:
        """CPU seconds until the screen is quiet again."""
        before = self._cpu_s()
        os.write(self._descriptor, key)
        self._read(TIMEOUT_S)
        while self._read(QUIET_S):
            pass
        return self._cpu_s() - before

    def walk(self, way: tuple[tuple[str, bytes], ...]) -> None:
        """Each row's words, then its keys."""
        for words, keys in way:
            self.until(words)
            for key in filter(None, keys.split(b" ")):
                self.press(key)

    def until(self, words: str) -> None:
        """Wait until these words have come; what came before them is forgotten."""
        deadline = time.monotonic() + TIMEOUT_S
        while words.encode() not in self._seen:
            if not self._read(max(0.0, deadline - time.monotonic())):
                raise SystemExit(f"{words} did not appear; the screen had: {self._seen[-400:]!r}")
        self._seen = self._seen.partition(words.encode())[2]
        while self._read(CALM_S):
            pass

    def memory_mib(self) -> float:
        """What of the process is in memory now."""
        status = Path(f"/proc/{self._pid}/status").read_text(encoding="ascii")
        kib = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
        return round(int(kib) / 1024, 1)

    def _read(self, seconds: float) -> bool:
        if not select.select([self._descriptor], [], [], seconds)[0]:
            return False
        self._seen += os.read(self._descriptor, 65536)
        return True

    def _cpu_s(self) -> float:
        return time.clock_gettime((~self._pid << 3) | 2)  # clock_getcpuclockid(3): all threads of another process


@contextmanager
def terminal() -> Iterator[Screen]:
    """A terminal of its own, with a home of its own."""
    home = tempfile.mkdtemp(prefix="tuihuo-bench-")
    pid, descriptor = pty.fork()
    if pid == 0:
        env = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8", "TUIHUO_HOME": home}
        os.execve(COMMAND, [COMMAND], env | {"LINES": "24", "COLUMNS": "80", "TUIHUO_PRACTICE_DELAY_S": "0"})
    try:
        yield Screen(pid, descriptor)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(descriptor)
        shutil.rmtree(home, ignore_errors=True)
