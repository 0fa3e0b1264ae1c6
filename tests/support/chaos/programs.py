"""Processes of the real program that a test begins, kills and stops: by a fork server, or one interpreter each.

The rule: what a process said is read from files, so that a kill loses nothing of what was already said.
"""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

ENTRY = "from terminal.cli import main; main()"
SERVER = Path(__file__).with_name("fork_server.py")
PATIENCE_S = 100.0


class Program:
    """One process. out, err: what it says. code: once it has ended; negative by a signal."""

    def __init__(self, pid: int, out: Path, err: Path) -> None:
        self.pid, self.out, self.err = pid, out, err
        self.code: int | None = None

    def signal(self, number: int) -> None:
        """SIGKILL, SIGSTOP, SIGCONT; nothing where it has ended, be it in this moment: who reaps it tells us later."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def poll(self) -> int | None:
        """Its exit code, None while it runs."""
        return self.code

    def wait(self, patience_s: float = PATIENCE_S) -> int:
        """Until it ends. TimeoutError: it does not, and is killed."""
        until = time.monotonic() + patience_s
        while self.poll() is None:
            if time.monotonic() > until:
                self.signal(signal.SIGKILL)
                raise TimeoutError(f"{self.out.name}: {self.err.read_text(encoding='utf-8')[-2000:]}")
            time.sleep(0.002)
        return self.poll() or 0

    def said(self) -> list[dict[str, Any]]:
        """The JSON lines that it has printed whole."""
        lines = self.out.read_text(encoding="utf-8").split("\n")[:-1]
        return [json.loads(line) for line in lines if line.startswith("{")]

    def first(self) -> dict[str, Any]:
        """The first of them, when it comes."""
        until = time.monotonic() + PATIENCE_S
        while not self.out.exists() or not self.said():
            if self.poll() is not None or time.monotonic() > until:
                raise AssertionError(self.err.read_text(encoding="utf-8"))
            time.sleep(0.002)
        return self.said()[0]


class Fresh(Program):
    """A process with an interpreter of its own."""

    def __init__(self, process: "subprocess.Popen[bytes]", out: Path, err: Path) -> None:
        super().__init__(process.pid, out, err)
        self._process = process

    def poll(self) -> int | None:
        """See Program."""
        self.code = self._process.poll()
        return self.code


class Programs:
    """Begins them. folder: for what they say. plant: bugs by their names, for a negative control."""

    def __init__(self, folder: Path, plant: str = "") -> None:
        self._folder, self._count = folder, 0
        self._begun: queue.Queue[int] = queue.Queue()
        self._running: dict[int, Program] = {}
        self._early: dict[int, int] = {}
        self._lock = threading.Lock()
        self._server = subprocess.Popen(
            [sys.executable, SERVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "CHAOS_PLANT": plant},
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def close(self) -> None:
        """Nothing of it is left."""
        for program in list(self._running.values()):
            program.signal(signal.SIGKILL)
        assert self._server.stdin is not None
        self._server.stdin.close()
        self._server.wait(PATIENCE_S)
        self._reader.join()
        assert self._server.stdout is not None
        self._server.stdout.close()

    def begin(self, words: list[str], env: dict[str, str], typed: str = "", *, fresh: bool = False) -> Program:
        """`tuihuo` with these words. typed: on its stdin. fresh: in an interpreter of its own."""
        self._count += 1
        files = {
            name: self._folder / f"{self._count:05d}-{words[0].strip('-')}.{name}" for name in ("in", "out", "err")
        }
        files["in"].write_text(typed, encoding="utf-8")
        if fresh:
            with files["in"].open("rb") as given, files["out"].open("wb") as out, files["err"].open("wb") as err:
                python = [sys.executable, "-P", "-c", ENTRY, *words]
                process = subprocess.Popen(python, stdin=given, stdout=out, stderr=err, env=os.environ | env)
            return Fresh(process, files["out"], files["err"])
        asked = {"number": self._count, "words": words, "env": env, **{name: str(path) for name, path in files.items()}}
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps(asked).encode() + b"\n")
        self._server.stdin.flush()
        pid = self._begun.get(timeout=PATIENCE_S)
        program = Program(pid, files["out"], files["err"])
        with self._lock:
            self._running[pid] = program
            if pid in self._early:
                self._running.pop(pid).code = self._early.pop(pid)
        return program

    def _read(self) -> None:
        assert self._server.stdout is not None
        for line in self._server.stdout:
            told = json.loads(line)
            if "code" not in told:
                self._begun.put(told["pid"])
                continue
            with self._lock:
                program = self._running.pop(told["pid"], None)
                if program is None:
                    self._early[told["pid"]] = told["code"]
                else:
                    program.code = told["code"]
