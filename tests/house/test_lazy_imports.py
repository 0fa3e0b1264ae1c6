"""A headless verb loads what it needs and no more: never textual or sqlalchemy, and cv2 only where a picture asks it.

Each row runs in a process of its own, as a script would call it; what counts is what stands in sys.modules at the end.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from terminal.cli.verbs import VERBS as STAND

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
    ["scan", str(Path(__file__).parents[2] / "fixtures" / "slips" / "order-01.png"), "--explain", "--json"],
    ["scan", str(Path(__file__).parents[2] / "fixtures" / "slips" / "bad" / "blank.png")],
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


DECODERS = ("PIL", "zxingcpp", "pyzbar", "cv2", "numpy", "pypdfium2")
SLIPS = Path(__file__).parents[2] / "fixtures" / "slips"

# The reading process, which says on its way out what it has loaded.
CHILD = """
import json, sys
from pathlib import Path
from scanner.reader import child, reading

def serve(command, inbox, answer):
    honest(command, inbox, lambda told: (note(), answer(told)))

def note():
    Path(sys.argv[1]).write_text(json.dumps(sorted(sys.modules)), encoding="utf-8")

honest, reading.serve = reading.serve, serve
child.main()
"""
PARENT = """
import json, sys
from pathlib import Path
from scanner.reader.reader import Reader
with Reader(command=(sys.executable, "-P", "-c", sys.argv[1], sys.argv[2])) as reader:
    reader.scan(Path(sys.argv[3]), None)
print(json.dumps(sorted(sys.modules)))
"""

# fmt: off
READ = (
    # picture            loaded where it is read: no decoder ever in the terminal's own process
    ("order-01.png",     {"PIL", "zxingcpp"}),
    ("bad/blank.png",    {"PIL", "zxingcpp", "cv2", "numpy"}),
)
# fmt: on


@pytest.mark.parametrize(("name", "wanted"), READ)
def test_decoders_are_loaded_where_pictures_are_read_and_as_late_as_can_be(name, wanted, tmp_path):
    words = [sys.executable, "-P", "-c", PARENT, CHILD, str(tmp_path / "loaded.json"), str(SLIPS / name)]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", timeout=60, check=True)
    there = json.loads((tmp_path / "loaded.json").read_text(encoding="utf-8"))
    assert [module for module in DECODERS if module in json.loads(done.stdout)] == []
    assert {module for module in DECODERS if module in there} - {"pyzbar"} == wanted


def test_a_refund_loads_nothing_of_cases_where_there_is_none_and_no_other_verb():
    ended = run(["refund", "--order", "80000026000149", "--item", "1001=1", "--json"])
    assert ended["code"] in {None, 0}
    loaded = set(ended["loaded"])
    assert {"msgspec", "terminal.case.acts", "terminal.desk.case_desk"} & loaded == set()
    others = {place.partition(":")[0] for place in STAND.values()} - {"terminal.cli.refund"}
    assert (others & loaded, "terminal.cli.refund" in loaded) == (set(), True)


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
