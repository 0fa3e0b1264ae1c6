"""Workers end with whoever began them: on Ctrl-C at once, whether they still load or are at work, and say nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from started import started

# Whole lines by os.write: print may write a line and its end apart, and two workers share the pipe.
PROGRAM = """
import os, sys, time
from terminal.simulation.processes import processes

if __name__ == "__main__":
    try:
        with processes(2) as executor:
            work = [executor.submit(os.write, 1, b"at work\\n") for _ in range(2)]
            work += [executor.submit(time.sleep, 600) for _ in range(8)]
            [one.result() for one in work]
    except KeyboardInterrupt:
        sys.exit(130)
elif "loading" in sys.argv:
    os.write(1, b"loading\\n")
    time.sleep(600)
"""


@pytest.mark.timeout(120)
@pytest.mark.parametrize("heard", ["loading", "at work"])
def test_an_interrupt_ends_them_all_at_once_and_silently(tmp_path: Path, heard: str) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    words = [sys.executable, str(program), heard]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    with started(words, **pipes, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, process_group=0) as one:
        assert f"{heard}\n" in iter(one.stdout.readline, "")
        os.killpg(one.pid, signal.SIGINT)
        _, err = one.communicate()  # until nobody holds them any more
    assert (one.returncode, err) == (130, "")
