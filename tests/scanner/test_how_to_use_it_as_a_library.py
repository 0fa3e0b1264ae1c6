"""docs/how-to-use-the-scanner-as-a-library.md: its program runs as it stands there, and all it names is there."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

from scanner.decode.header import WORDS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to-use-the-scanner-as-a-library.md").read_text(encoding="utf-8")
PROGRAM = PAGE.split("```python\n")[1].split("```")[0]
SLIPS = ROOT / "fixtures" / "slips"


def test_the_program_prints_what_the_page_says(tmp_path: Path) -> None:
    program = tmp_path / "read_slips.py"
    program.write_text(PROGRAM, encoding="utf-8")
    named = [str(SLIPS / "order-01.png"), str(SLIPS / "bad" / "payment-wechat.png"), str(tmp_path / "none.png")]
    done = subprocess.run(
        [sys.executable, str(program), *named], capture_output=True, encoding="utf-8", timeout=60, check=True
    )
    slip, payer, missing, codes, typed = done.stdout.splitlines()
    assert slip.removeprefix(named[0]).split() == ["80000026000149", "12850", "True"]
    assert re.fullmatch(r" payment_code \d\d\*{14}\d\d", payer.removeprefix(named[1]))
    assert missing.split()[1:] == [WORDS["missing"], "missing"]
    assert sorted(codes.split()) == ["code128", "qr"]
    assert (typed, done.stderr) == ("payment_code", "")


def test_the_program_is_a_short_one_and_of_the_scanner_alone() -> None:
    assert len(PROGRAM.splitlines()) <= 40
    imported = set(re.findall(r"^(?:from|import) (\w+)", PROGRAM, re.MULTILINE))
    assert imported == {"sys", "scanner"}


def test_every_name_of_the_page_is_there() -> None:
    named = re.findall(r"`(scanner(?:\.\w+)+)", PAGE)
    assert len(named) >= 5
    assert [name for name in named if not _is_there(name)] == []


def _is_there(name: str) -> bool:
    module, _, last = name.rpartition(".")
    return hasattr(importlib.import_module(module), last)
