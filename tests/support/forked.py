"""Programs of a test, each in a process of its own, without loading the product anew for each.

Started as a program: loads the product once, then forks for each line of JSON on stdin ({"code", "words", "environ",
"err"}), waits for that process and says on stdout how it ended. The rule: a program's process is a real one that may
die anywhere, and shares nothing with another but what was loaded.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from started import started

LOADED = ("terminal.compose", "terminal.desk.case_desk", "emulator.ledger.sqlite_store", "protocol.transport.tcp")


class Forked:
    """Runs programs, one after another. folder: for what they write on stderr."""

    def __init__(self, server: "subprocess.Popen[str]", folder: Path) -> None:
        self._server, self._said = server, folder / "stderr"

    def run(self, code: str, *words: str) -> tuple[int, str]:
        """As `python -c CODE WORDS…` would end: its exit code, and what it wrote on stderr."""
        asked = {"code": code, "words": words, "environ": dict(os.environ), "err": str(self._said)}
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        print(json.dumps(asked), file=self._server.stdin, flush=True)
        ended = int(self._server.stdout.readline())
        return ended, self._said.read_text(encoding="utf-8")


@contextmanager
def forking(folder: Path) -> Iterator[Forked]:
    """The server, until the block ends."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with started([sys.executable, __file__], encoding="utf-8", **pipes) as server:
        yield Forked(server, folder)


def main() -> None:
    """Until stdin ends. What a program raises ends its process as Python itself would."""
    for name in LOADED:
        import_module(name)
    asked = _asked()
    if asked is not None:
        os.environ.clear()
        os.environ.update(asked["environ"])
        os.dup2(os.open(asked["err"], os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), 2)
        os.dup2(2, 1)
        sys.argv = ["-c", *asked["words"]]
        exec(compile(asked["code"], "<string>", "exec"), {"__name__": "__main__"})


def _asked() -> dict[str, str] | None:
    """What this process is to run; the one that forks comes back with nothing, when stdin has ended."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            return dict(json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
    return None


if __name__ == "__main__":
    main()
