"""`tuihuo doctor`: a finding a line, a remedy for what is missing, exit 1 only for what is needed."""

import ctypes.util
import importlib.util
import sys
from functools import partial
from types import SimpleNamespace

import pytest

from scanner.reader.process import Child

NAMES = ["zxing-cpp", "opencv", "pyzbar", "libzbar", "pdf", "reader", "serial", "home"]


def findings(ended) -> dict[str, bool]:
    return {line["name"]: line["works"] for line in ended.documents}


def test_what_stands_here(bench):
    ended = bench.run("doctor", "--json")
    assert list(findings(ended)) == NAMES
    assert (ended.code, findings(ended)["home"], findings(ended)["zxing-cpp"]) == (0, True, True)
    people = bench.run("doctor")
    assert [line.split()[1] for line in people.out.splitlines()] == NAMES


# fmt: off
MISSING = [
    # module, name, exit code
    ("zxingcpp",  "zxing-cpp", 1),
    ("serial",    "serial",    1),
    ("cv2",       "opencv",    0),
    ("pyzbar",    "pyzbar",    0),
    ("pypdfium2", "pdf",       0),
]
# fmt: on


@pytest.mark.parametrize(("module", "name", "code"), MISSING)
def test_what_is_missing_has_a_remedy(bench, monkeypatch, module, name, code):
    honest = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda asked: None if asked == module else honest(asked))
    ended = bench.run("doctor", "--json")
    (missing,) = [line for line in ended.documents if line["name"] == name]
    assert (ended.code, missing["works"], missing["needed"]) == (code, False, code == 1)
    assert missing["remedy"]


def test_without_libzbar_the_scanner_does_without(bench, monkeypatch):
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    ended = bench.run("doctor")
    (line,) = [line for line in ended.out.splitlines() if "libzbar" in line]
    assert (ended.code, line.startswith("--  libzbar  "), len(line) > 20) == (0, True, True)


def test_on_windows_libzbar_comes_with_pyzbar(bench, monkeypatch, tmp_path):
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: None)
    honest = importlib.util.find_spec
    package = SimpleNamespace(origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda asked: package if asked == "pyzbar" else honest(asked))
    assert findings(bench.run("doctor", "--json"))["libzbar"] is False
    (tmp_path / "libzbar-64.dll").touch()
    assert findings(bench.run("doctor", "--json"))["libzbar"] is True


@pytest.mark.parametrize("command", [("/nowhere",), (sys.executable, "-c", "")])
def test_a_reading_process_that_does_not_start(bench, monkeypatch, command):
    monkeypatch.setattr("terminal.cli.doctor.Child", partial(Child, command))
    ended = bench.run("doctor", "--json")
    (line,) = [line for line in ended.documents if line["name"] == "reader"]
    assert (ended.code, line["works"], line["needed"], bool(line["remedy"])) == (1, False, True, True)
