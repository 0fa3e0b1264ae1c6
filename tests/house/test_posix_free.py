"""The terminal opens where the POSIX-only modules do not exist: what Windows would meet at import, tried here.

pyserial and Textual choose their own code by platform: pyserial is loaded before the block, and Textual is told which
driver to use, as on Windows it would choose another one. Everything of ours is imported after the block. The file lock
of Windows is a stand-in that always grants.
"""

import json
import subprocess
import sys
from pathlib import Path

POSIX_ONLY = ("pty", "fcntl", "termios", "tty", "resource", "grp", "pwd", "syslog", "readline")

BLOCK = f"""
import asyncio, sys, types
import serial
sys.modules["msvcrt"] = types.SimpleNamespace(LK_NBLCK=2, locking=lambda handle, mode, size: None)
for name in {POSIX_ONLY!r}:
    sys.modules[name] = None  # an import of it raises ModuleNotFoundError
"""

OPEN = """
import terminal.cli, terminal.cli.verbs, terminal.compose, terminal.plain, terminal.records.journal
from terminal.app import TerminalApp
from terminal.settings import load_settings

for verb in terminal.cli.verbs.VERBS:
    terminal.cli.verbs.app[verb]

opened = []

def desk():
    opened.append(terminal.compose.open_desk("emulator:", load_settings()))
    return opened[0]

async def main():
    app = TerminalApp(desk, lang="zh")
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in range(200):
            if opened:
                break
            await pilot.pause(0.05)
        print("lcd" if app.query("#lcd") else "nothing", len(opened))

asyncio.run(main())
"""


def run(script: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-c", script, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def test_the_terminal_opens(monkeypatch):
    monkeypatch.setenv("TEXTUAL_DRIVER", "textual.drivers.headless_driver:HeadlessDriver")
    done = run(BLOCK + OPEN)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["lcd", "1"]


SCAN = """
import sys, types
from functools import partial
from pathlib import Path
import terminal.cli.scan
timers = "import signal; del signal.setitimer, signal.getitimer"
child = sys.argv[1] + timers + "; from scanner.reader import child; child.main()"
reader = partial(terminal.cli.scan.Reader, command=(sys.executable, "-P", "-c", child))
terminal.cli.scan.Reader = reader
sys.exit(terminal.cli.scan.scan(Path(sys.argv[2]), as_json=True))
"""


def test_a_picture_is_read():
    """Both processes are without those modules; only the deadline limits the one that reads."""
    slip = Path(__file__).parents[2] / "fixtures" / "slips" / "order-01.png"
    done = run(BLOCK + SCAN, BLOCK, str(slip))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["slip"]["order_no"] == "80000026000149"


def test_the_block_blocks():
    done = run(BLOCK + "import termios")
    assert "ModuleNotFoundError" in done.stderr
