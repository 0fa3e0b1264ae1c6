"""First paint: CPU time of the product's process from exec until the boot text stands in an 80x24 pty."""

import compileall
import os
import pty
import select
import shutil
import signal
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("protocol", "scanner", "emulator", "terminal")
COMMAND = str(Path(sys.executable).with_name("tuihuo"))
TEXT = "退货"  # of the boot screen
LIMIT_S, OF_BARE = 0.5, 1.25
"""At most half a second, or a quarter more than a bare screen of the framework where that is more."""

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("退货")
Bare().run()
"""
TIMEOUT_S = 30.0
RUNS = 7


def measure() -> list[dict[str, object]]:
    """Everything byte-compiled; the median of seven, beside that of a bare screen of Textual in the same run."""
    for package in PACKAGES:
        compileall.compile_dir(ROOT / package, quiet=1)
    bare = [paint_once([sys.executable, "-c", BARE], TEXT.encode()) for _ in range(RUNS)]
    runs = [paint_once([COMMAND], TEXT.encode()) for _ in range(RUNS)]
    least = statistics.median(bare)
    return [
        {"what": "CPU seconds of a bare Textual screen, median of 7", "value": round(least, 4)},
        {
            "what": "CPU seconds from exec to the boot text, median of 7",
            "value": round(statistics.median(runs), 4),
            "at_most": round(max(LIMIT_S, OF_BARE * least), 4),
            "runs": [round(one, 4) for one in runs],
        },
    ]


def paint_once(command: list[str], text: bytes) -> float:
    home = tempfile.mkdtemp(prefix="tuihuo-bench-")
    pid, screen = pty.fork()
    if pid == 0:
        env = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8", "TUIHUO_HOME": home}
        os.execve(command[0], command, env | {"LINES": "24", "COLUMNS": "80"})
    try:
        return cpu_until(pid, screen, text)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(screen)
        shutil.rmtree(home, ignore_errors=True)


def cpu_until(pid: int, screen: int, text: bytes) -> float:
    seen, deadline = b"", time.monotonic() + TIMEOUT_S
    while text not in seen:
        if not select.select([screen], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise SystemExit(
                f"{text.decode()} did not appear within {TIMEOUT_S:.0f} s; the screen had: {seen[-400:]!r}"
            )
        try:
            seen += os.read(screen, 65536)
        except OSError as ended:  # Linux answers EIO when the other side is gone
            raise SystemExit(f"the product ended before {text.decode()} appeared; it said: {seen[-400:]!r}") from ended
    return time.clock_gettime(process_clock(pid))


def process_clock(pid: int) -> int:
    """Linux's clock id for the CPU time of another process with all its threads (see clock_getcpuclockid(3))."""
    return (~pid << 3) | 2
