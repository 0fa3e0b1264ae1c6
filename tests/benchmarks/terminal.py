"""The cashier's terminal in a pty of 80x24: CPU time from a key to the screen, and memory after a refund.

Whole refunds are keyed over the in-process emulator, each from the main menu to 交易成功 and on while its receipt
rolls. CPU time is that of the process with all its threads, so the desk's work is in it; waiting for the practice bank
costs none. A key's time ends when the screen is quiet for a moment, which is less than a line of the receipt takes.
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
"""Keys that are timed on the order page, and on its help."""

REFUNDS = 4
"""1.00 each time, of the same order: more than a hundred keys."""

# fmt: off
SIGN_ON: tuple[tuple[str, bytes], ...] = (
    # the words that must stand there before the keys of this row are pressed, and those keys
    ("操作员号",       b"\r"),
    ("操作员密码",     b"0 0 0 0 \r"),
)
TO_THE_ORDER: tuple[tuple[str, bytes], ...] = (
    ("主菜单",         b"3 1"),
    ("主管密码",       b"1 2 3 4 5 6 \r"),
)
REFUND: tuple[tuple[str, bytes], ...] = (
    *TO_THE_ORDER,
    ("14位",           b"8 0 0 0 0 0 2 6 0 0 0 1 4 9 \r"),
    ("可退金额",       b"1"),
    ("请选择退货方式", b"3"),
    ("请输入退货金额", b"1 0 0 \r"),
    ("折价退",         b"\r"),
    ("请刷卡",         b"1"),
    ("请确认金额",     b"\r"),
)
CUSTOMERS, SCAN = b"\x1b[15~", b"\x1b[17~"  # F5, F6
SCANNED: tuple[tuple[str, bytes], ...] = (
    ("请选择顾客",     b"1"),
    ("练习凭证",       SCAN),
    ("可退",           b""),
)
# fmt: on


def measure() -> list[dict[str, object]]:
    """Keys of refunds, then of the order page and its help, then memory with everything loaded that a refund needs."""
    with terminal() as screen:
        screen.walk(SIGN_ON)
        refunds = [seconds for _ in range(REFUNDS) for seconds in refund(screen)]
        screen.walk(TO_THE_ORDER)
        screen.until("14位")
        typed = [screen.press(key) for _ in range(TYPED // 2) for key in (b"8", b"\x7f")]
        turned = [screen.press(key) for _ in range(TYPED // 2) for key in (b"\x1bOP", b"\x1bOP")]
        screen.press(CUSTOMERS)
        screen.walk(SCANNED)
        memory = screen.memory_mib()
    return [
        {"what": "CPU seconds from any key of a refund to the screen, p95", "value": p95(refunds), "at_most": KEY_S},
        {"what": "CPU seconds of the dearest key of a refund", "value": round(max(refunds), 4)},
        {"what": "CPU seconds from a digit to the screen, p95", "value": p95(typed), "at_most": KEY_S},
        {"what": "CPU seconds from F1 to the screen, p95", "value": p95(turned), "at_most": KEY_S},
        {"what": "MiB with the in-process emulator, after refunds", "value": memory, "at_most": MEMORY_MIB},
    ]


def refund(screen: "Screen") -> list[float]:
    """From the main menu to 交易成功, a key that ends the receipt's rolling, and back: CPU seconds of each key."""
    spent = screen.walk(REFUND[:-1])
    words, last = REFUND[-1]
    screen.until(words)
    spent.append(screen.press(last, "交易成功"))
    spent.append(screen.press(b"0"))
    screen.calm()
    return [*spent, screen.press(b"\r")]


def p95(seconds: list[float]) -> float:
    """The 95th of a hundred, to 0.1 ms."""
    return round(statistics.quantiles(seconds, n=20)[-1], 4)


class Screen:
    """The product behind a pty."""

    def __init__(self, pid: int, descriptor: int) -> None:
        self._pid, self._descriptor = pid, descriptor
        self._seen = b""

    def press(self, key: bytes, answer: str = "") -> float:
        """CPU seconds until these words have come, or anything has, and the screen is quiet again."""
        before = self._cpu_s()
        os.write(self._descriptor, key)
        self._read(TIMEOUT_S)
        self._come(answer)
        while self._read(QUIET_S):
            pass
        return self._cpu_s() - before

    def walk(self, way: tuple[tuple[str, bytes], ...]) -> list[float]:
        """Each row's words, then its keys: CPU seconds of each."""
        spent = []
        for words, keys in way:
            self.until(words)
            spent += [self.press(key) for key in filter(None, keys.split(b" "))]
        return spent

    def until(self, words: str) -> None:
        """Wait until these words have come and are read; what came before them is forgotten."""
        self._come(words)
        self._seen = self._seen.partition(words.encode())[2]
        self.calm()

    def calm(self) -> None:
        """As long as somebody needs who reads."""
        while self._read(CALM_S):
            pass

    def _come(self, words: str) -> None:
        deadline = time.monotonic() + TIMEOUT_S
        while words.encode() not in self._seen:
            if not self._read(max(0.0, deadline - time.monotonic())):
                raise SystemExit(f"{words} did not appear; the screen had: {self._seen[-400:]!r}")

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
