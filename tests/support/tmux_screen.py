"""A terminal of 80x24 in a tmux of its own, for tests that look at a real screen. No test here."""

import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

PATIENCE_S, READ_S = 30.0, 0.4
ENTRY = "from terminal.cli import main; main()"


class Screen:
    """A tmux of its own with the terminal in it."""

    def __init__(self, home: Path, socket: Path) -> None:
        self._tmux = ["tmux", "-S", str(socket), "-f", os.devnull]
        self._run("new-session", "-d", "-x", "80", "-y", "24", f"{shlex.join(terminal(home))}; sleep 60")

    def _run(self, *words: str) -> str:
        done = subprocess.run([*self._tmux, *words], check=True, capture_output=True, encoding="utf-8", timeout=20)
        return done.stdout

    def text(self) -> str:
        return self._run("capture-pane", "-p")

    def wait_for(self, *words: str) -> str:
        """The screen once all words stand on it, and it is drawn to its end: twice the same."""
        deadline, before = time.monotonic() + PATIENCE_S, ""
        while time.monotonic() < deadline:
            text = self.text()
            if text == before and all(word in text for word in words):
                return text
            before = text
            time.sleep(0.05)
        raise AssertionError(f"{words} never came:\n{text}")

    def press(self, *keys: str) -> None:
        """Keys at once; before 确认 as long as somebody needs who reads the page (terminal/face/held.py)."""
        for key in keys:
            if key == "Enter":
                time.sleep(READ_S)
            self._run("send-keys", key)

    def burst(self, text: str, *ends: str) -> None:
        """What a scanner types: all at once, and what it ends with."""
        self._run("send-keys", "-l", text)
        self._run("send-keys", *ends)

    def paste(self, text: str) -> None:
        """In brackets, as terminals paste."""
        self._run("set-buffer", "--", text)
        self._run("paste-buffer", "-p")

    def close(self) -> None:
        """Its server may have ended with the terminal."""
        subprocess.run([*self._tmux, "kill-server"], check=False, capture_output=True, timeout=20)


def terminal(home: Path) -> list[str]:
    settings = [f"TUIHUO_HOME={home}", "TUIHUO_PRACTICE_DELAY_S=0", "LANG=C.UTF-8"]
    return ["env", *settings, sys.executable, "-P", "-c", ENTRY]
