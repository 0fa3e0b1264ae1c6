"""The terminal opens where the POSIX-only modules do not exist: what Windows would meet at import, tried here.

pyserial and Textual choose their own code by platform: pyserial is loaded before the block, and Textual is told which
driver to use, as on Windows it would choose another one. Everything of ours is imported after the block.
"""

import subprocess
import sys

POSIX_ONLY = ("pty", "fcntl", "termios", "tty", "resource", "grp", "pwd", "posix_ipc", "syslog", "readline")

BLOCK = f"""
import asyncio, sys
import serial
for name in {POSIX_ONLY!r}:
    sys.modules[name] = None  # an import of it raises ModuleNotFoundError
"""

OPEN = """
import terminal.cli, terminal.compose, terminal.journal
from terminal.app import TerminalApp

async def main():
    app = TerminalApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        print(type(app.screen).__module__)

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
    assert done.stdout.strip().startswith("terminal.screens.")


def test_the_block_blocks():
    done = run(BLOCK + "import termios")
    assert "ModuleNotFoundError" in done.stderr
