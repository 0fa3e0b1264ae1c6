"""`./tuihuo bench`: runs the named benchmarks (all without a name) and compares each with its limit.

Not part of the suite: figures of a shared machine are no test. Measured is CPU time, not the clock on the wall; a row
is the median of several runs. Exit code 1 when a limit is passed.
"""

import argparse
import compileall
import json
import os
import pty
import select
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("protocol", "scanner", "emulator", "terminal")
COMMAND = str(Path(sys.executable).with_name("tuihuo"))
FIRST_PAINT_TEXT = "退货"  # of the boot screen
FIRST_PAINT_LIMIT_S = 0.7
PAINT_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Result:
    """CPU seconds of each run, and what their median may be at most."""

    runs_s: tuple[float, ...]
    limit_s: float

    @property
    def median_s(self) -> float:
        return statistics.median(self.runs_s)

    @property
    def held(self) -> bool:
        return self.median_s <= self.limit_s

    def document(self) -> dict[str, object]:
        return {
            "median_s": round(self.median_s, 4),
            "limit_s": self.limit_s,
            "held": self.held,
            "runs_s": [round(one, 4) for one in self.runs_s],
        }


def first_paint(runs: int, text: str) -> Result:
    """CPU time of the product's process from exec until `text` stands in an 80x24 pty, everything byte-compiled."""
    for package in PACKAGES:
        compileall.compile_dir(ROOT / package, quiet=1)
    return Result(tuple(paint_once([COMMAND], text.encode()) for _ in range(runs)), FIRST_PAINT_LIMIT_S)


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
    seen, deadline = b"", time.monotonic() + PAINT_TIMEOUT_S
    while text not in seen:
        if not select.select([screen], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise SystemExit(
                f"{text.decode()} did not appear within {PAINT_TIMEOUT_S:.0f} s; the screen had: {seen[-400:]!r}"
            )
        try:
            seen += os.read(screen, 65536)
        except OSError as ended:  # Linux answers EIO when the other side is gone
            raise SystemExit(f"the product ended before {text.decode()} appeared; it said: {seen[-400:]!r}") from ended
    return time.clock_gettime(process_clock(pid))


def process_clock(pid: int) -> int:
    """Linux's clock id for the CPU time of another process with all its threads (see clock_getcpuclockid(3))."""
    return (~pid << 3) | 2


BENCHES: dict[str, Callable[[int, str], Result]] = {"first-paint": first_paint}


def main() -> int:
    parser = argparse.ArgumentParser(prog="tuihuo bench", description="CPU times against their limits.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)}; all without one")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--runs", type=int, default=7, help="runs a benchmark; the median counts (default 7)")
    parser.add_argument("--text", default=FIRST_PAINT_TEXT, help="what first-paint waits for (default %(default)s)")
    chosen = parser.parse_args()
    unknown = set(chosen.names) - set(BENCHES)
    if unknown or chosen.runs < 1:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}" if unknown else "--runs is at least 1")
    results = {name: BENCHES[name](chosen.runs, chosen.text) for name in chosen.names or BENCHES}
    if chosen.json:
        print(json.dumps({name: result.document() for name, result in results.items()}, ensure_ascii=False))
    else:
        for name, result in results.items():
            print(f"{name}: median {result.median_s:.3f} s CPU of {len(result.runs_s)} runs, limit {result.limit_s} s")
    return 0 if all(result.held for result in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
