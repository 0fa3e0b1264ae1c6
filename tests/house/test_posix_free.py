"""The terminal opens where the POSIX-only modules do not exist: what Windows would meet at import, tried here.

pyserial and Textual choose their own code by platform: pyserial is loaded before the block, and Textual is told which
driver to use, as on Windows it would choose another one. Everything of ours is imported after the block. The file lock
of Windows is a stand-in that always grants.
"""

import subprocess
import sys

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


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", "-c", script],
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


def test_the_block_blocks():
    done = run(BLOCK + "import termios")
    assert "ModuleNotFoundError" in done.stderr
