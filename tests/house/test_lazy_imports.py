"""A headless verb loads what it needs and no more: never textual or sqlalchemy, and cv2 only where a picture asks it.

Each row runs in a process of its own, as a script would call it; what counts is what stands in sys.modules at the end.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("textual", "cv2", "numpy", "sqlalchemy", "psycopg", "hypothesis", "pytest")

VERBS = (
    ["--help"],
    ["--version"],
    ["shop", "list", "--json"],
    ["shop", "reset"],
    ["emulator", "--help"],
    ["emulator", "serve", "--help"],
    ["emulator", "scenarios"],
    ["refund", "--help"],
    ["refund", "--order", "00000000000000", "--link", "emulator:", "--json"],  # refused: the check digits do not fit
    ["refund", "--order", "80000026000149", "--item", "1001=1", "--json"],  # approved, and printed
    ["refund", "--slip", str(Path(__file__).parents[2] / "fixtures" / "slips" / "order-01.png"), "--json"],
    ["resolve", "--link", "nowhere:", "--json"],
    ["resolve", "--link", "emulator:", "--json"],
    ["case", "list", "--json"],
    ["case", "new", "service", "--order", "80000026000149", "--applicant", "x", "--contact", "x", "--reason", "x"],
    ["doctor"],
    ["message", "explain", "08000000000000000000"],
    ["message", "decode", "--json", "00"],
    ["frame", "decode", "06"],
)

PROBE = """
import contextlib, io, json, sys
sys.argv = ["tuihuo", *json.loads(sys.argv[1])]
from terminal.cli import main
with contextlib.redirect_stdout(io.StringIO()):
    try:
        code = main()
    except SystemExit as ended:
        code = ended.code
print(json.dumps({"code": code, "loaded": sorted(sys.modules)}))
"""


def run(words: list[str]) -> dict:
    done = subprocess.run(
        [sys.executable, "-P", "-c", PROBE, json.dumps(words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_a_headless_verb_stays_light(words):
    ended = run(words)
    assert ended["code"] in {None, 0, 1, 2}
    assert "terminal.cli" in ended["loaded"]
    assert [name for name in HEAVY if name in ended["loaded"]] == []


def test_a_refund_loads_nothing_of_cases_where_there_is_none():
    ended = run(["refund", "--order", "80000026000149", "--item", "1001=1", "--json"])
    assert ended["code"] in {None, 0}
    assert {"msgspec", "terminal.case.acts", "terminal.cli.case", "terminal.desk.case_desk"} & set(
        ended["loaded"]
    ) == set()


@pytest.mark.parametrize("name", ["slip.png", "slip.pdf"])
def test_a_slip_is_made_without_opencv(tmp_path, name):
    ended = run(["slip", "make", "--order", "80000026000149", "-o", str(tmp_path / name)])
    assert ended["code"] in {None, 0}
    assert (tmp_path / name).exists()
    assert [name for name in HEAVY if name in ended["loaded"]] == []


def test_the_probe_sees_what_is_loaded():
    """The screen itself does load textual: so the check above can fail."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", "import sys, terminal.app; print('textual' in sys.modules, 'cv2' in sys.modules)"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.split() == ["True", "False"]
