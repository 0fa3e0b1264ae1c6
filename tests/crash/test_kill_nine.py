"""kill -9 of a real process that writes a real journal: what it was told is there, once, and the chain is whole.

The page cache outlives a process, so this proves nothing about power (test_power_cuts.py does): it proves that no state
of ours lies only in memory.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "support" / "kill_nine.py"


@pytest.mark.skipif(os.name != "posix", reason="NOT RUN: Windows has no SIGKILL and no fork")
@pytest.mark.parametrize("kills", [100, pytest.param(1_000, marks=[pytest.mark.deep, pytest.mark.timeout(300)])])
def test_killed_at_any_moment_nothing_acknowledged_is_lost(
    tmp_path: Path, kills: int, record_property: Callable[[str, object], None]
) -> None:
    done = subprocess.run(
        [sys.executable, "-P", str(SCRIPT), str(tmp_path), str(kills), "8"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    figure = f"{told['kills']:,}, {told['acknowledged']:,} events acknowledged, {len(told['wrong'])} lives wrong"
    record_property("measured", ("journal", "kill -9", figure))
    assert told["wrong"] == []
    assert told["kills"] == kills
    assert told["acknowledged"] > kills / 4
    assert told["in doubt and there"] > kills / 20
